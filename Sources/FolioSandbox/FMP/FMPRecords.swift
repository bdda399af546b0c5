import FolioModel

/// Listings in FMP's form.
struct FMPRecords: Sendable {
    let world: SandboxWorld

    private static func text(_ text: String) -> JSONValue { .string(text) }

    // MARK: Histories

    static func fullRow(_ symbol: String, _ bar: WorldBar) -> JSONValue {
        let change = Price(raw: bar.close.raw - bar.open.raw)
        let middle = Price(raw: (bar.high.raw + bar.low.raw + bar.close.raw) / 3).rounded(to: 2)
        return [
            "symbol": text(symbol), "date": text(bar.day.description), "open": .figure(bar.open),
            "high": .figure(bar.high), "low": .figure(bar.low), "close": .figure(bar.close),
            "volume": .int(bar.volume), "change": .figure(change), "changePercent": percent(change, of: bar.open),
            "vwap": .figure(middle),
        ]
    }

    static func lightRow(_ symbol: String, _ bar: WorldBar) -> JSONValue {
        [
            "symbol": text(symbol), "date": text(bar.day.description), "price": .figure(bar.close),
            "volume": .int(bar.volume),
        ]
    }

    static func rawRow(_ symbol: String, _ bar: WorldBar) -> JSONValue {
        [
            "symbol": text(symbol), "date": text(bar.day.description), "adjOpen": .figure(bar.open),
            "adjHigh": .figure(bar.high), "adjLow": .figure(bar.low), "adjClose": .figure(bar.close),
            "volume": .int(bar.volume),
        ]
    }

    private static func percent(_ part: Price, of whole: Price) -> JSONValue {
        guard whole.raw != 0 else { return 0 }
        return .figure(Ratio(raw: part.raw * 100_000_000_000_000 / whole.raw).rounded(to: 5))
    }

    // MARK: Quotes

    static func short(_ quote: JSONValue) -> JSONValue {
        let kept = ["symbol", "price", "change", "volume"]
        return .object(JSONObject(kept.compactMap { name in quote[name].map { (name, $0) } }))
    }

    /// The bars of a year up to that day, in units of today.
    private func year(_ listed: FMPListed, through day: Day) -> [WorldBar] {
        world.bars(of: listed, from: day.adding(months: -12), through: day)
            .map { $0.adjusted(for: listed.security?.split) }
    }

    func quote(_ listed: FMPListed, on day: Day) -> JSONValue? {
        let bars = year(listed, through: day)
        guard let last = bars.last, let previous = bars.dropLast().last else { return nil }
        let change = Price(raw: last.close.raw - previous.close.raw)
        func average(_ count: Int) -> Price {
            let closes = bars.suffix(count).map(\.close.raw)
            return Price(raw: closes.reduce(0, +) / Int128(closes.count)).rounded(to: 5)
        }
        let bell = ExchangeCalendar.session(on: last.day)?.close ?? Timestamp(last.day).adding(seconds: 79_200)
        return [
            "symbol": Self.text(listed.symbol), "name": Self.text(listed.name), "price": .figure(last.close),
            "changePercentage": Self.percent(change, of: previous.close), "change": .figure(change),
            "volume": .int(last.volume), "dayLow": .figure(last.low), "dayHigh": .figure(last.high),
            "yearHigh": .figure(bars.map(\.high).max() ?? last.high),
            "yearLow": .figure(bars.map(\.low).min() ?? last.low), "marketCap": marketCap(listed),
            "priceAvg50": .figure(average(50)), "priceAvg200": .figure(average(200)),
            "exchange": Self.text(listed.exchange.short), "open": .figure(last.open),
            "previousClose": .figure(previous.close), "timestamp": .int(Int(bell.milliseconds / 1000) + 1),
        ]
    }

    private func marketCap(_ listed: FMPListed) -> JSONValue {
        guard listed.exchange.short != "FOREX",
            let close = world.bars(of: listed, from: world.lastDay.adding(days: -7), through: world.lastDay).last?.close
        else { return .null }
        let shares = Int128(1_000_000 + SeededGenerator.hash("shares \(listed.symbol)") % 9_000_000) * 1000
        return .figure(Price(raw: close.raw * shares).rounded(to: 0))
    }

    // MARK: Who it is

    /// A listing found by one of its codes, the name under the member that the endpoint has for it.
    func found(_ listed: FMPListed, _ name: String, _ member: String, _ code: String?) -> JSONValue {
        .object(
            JSONObject([
                ("symbol", Self.text(listed.symbol)), (name, Self.text(listed.name)), (member, .text(code)),
                ("marketCap", marketCap(listed)),
            ])
        )
    }

    func profile(_ listed: FMPListed) -> JSONValue? {
        let bars = year(listed, through: listed.delistedOn ?? world.lastDay)
        guard let last = bars.last, let previous = bars.dropLast().last else { return nil }
        let change = Price(raw: last.close.raw - previous.close.raw)
        let (low, high) = (bars.map(\.low).min() ?? last.low, bars.map(\.high).max() ?? last.high)
        let dividend = Price(raw: Int128(listed.security?.dividend ?? 0) * 400_000_000)
        let figures: [(String, JSONValue)] = [
            ("symbol", Self.text(listed.symbol)), ("price", .figure(last.close)), ("marketCap", marketCap(listed)),
            ("beta", .number("1.109")), ("lastDividend", .figure(dividend)), ("range", Self.text("\(low)-\(high)")),
            ("change", .figure(change)), ("changePercentage", Self.percent(change, of: previous.close)),
            ("volume", .int(last.volume)), ("averageVolume", .int(last.volume)),
        ]
        return .object(JSONObject(figures + words(listed)))
    }

    private func words(_ listed: FMPListed) -> [(String, JSONValue)] {
        [
            ("companyName", Self.text(listed.name)), ("currency", Self.text(listed.currency)),
            ("cik", Self.text("0000000001")), ("isin", .text(listed.isin)), ("cusip", .text(listed.cusip)),
            ("exchangeFullName", Self.text(listed.exchange.full)), ("exchange", Self.text(listed.exchange.short)),
            ("industry", .text(listed.security?.industry)), ("website", Self.text("https://www.example.com")),
            ("description", Self.text("\(listed.name) is made up.")), ("ceo", Self.text("Ada Platypus")),
            ("sector", .text(listed.security?.sector)), ("country", Self.text("US")),
            ("fullTimeEmployees", Self.text("1000")), ("phone", Self.text("000 000 0000")),
            ("address", Self.text("1 Harbor Way")), ("city", Self.text("Harbor")), ("state", Self.text("CA")),
            ("zip", Self.text("00000")), ("image", Self.text("https://www.example.com/\(listed.symbol).png")),
            ("ipoDate", Self.text("1980-12-12")), ("defaultImage", false), ("isEtf", .bool(listed.type == .etf)),
            ("isActivelyTrading", .bool(listed.delistedOn == nil)),
            ("isAdr", .bool(listed.type == .depositaryReceipt)), ("isFund", .bool(listed.type == .mutualFund)),
        ]
    }

    // MARK: Events

    func splits(_ listed: FMPListed) -> [JSONValue] {
        guard let split = listed.security?.split else { return [] }
        return [
            [
                "symbol": Self.text(listed.symbol), "date": Self.text(split.day.description),
                "numerator": .int(split.numerator), "denominator": .int(split.denominator),
            ]
        ]
    }

    /// Newest first.
    func dividends(_ listed: FMPListed) -> [JSONValue] {
        guard let security = listed.security else { return [] }
        let calendar = DividendCalendar(security)
        let sessions = world.sessions.filter { $0 >= world.firstDay }
        return sessions.indices.filter { calendar.isExDay(index: $0) }.reversed().map { index in
            let day = sessions[index]
            let paid = calendar.perUnit(on: day)
            let adjusted = calendar.perUnit(on: world.lastDay)
            let payment = index + WorldSimulation.sessionsToPayment
            let close = world.close(security.key, on: day) ?? paid
            return [
                "symbol": Self.text(listed.symbol), "date": Self.text(day.description),
                "recordDate": Self.text(day.description),
                "paymentDate": Self.text(payment < sessions.count ? sessions[payment].description : ""),
                "declarationDate": Self.text(day.adding(days: -14).description), "adjDividend": .figure(adjusted),
                "dividend": .figure(paid), "yield": Self.percent(Price(raw: paid.raw * 4), of: close),
                "frequency": "Quarterly",
            ]
        }
    }

    func symbolChanges(limit: Int) -> [JSONValue] {
        let changes: [JSONValue] = [
            [
                "date": Self.text(world.lastDay.adding(days: -FMPListed.daysSinceChange).description),
                "companyName": "Harbor Exploration Corp.", "oldSymbol": Self.text(FMPListed.formerSymbol),
                "newSymbol": "HRBX",
            ]
        ]
        return Array(changes.prefix(limit))
    }

    func delisted(_ listed: FMPListed) -> JSONValue {
        [
            "symbol": Self.text(listed.symbol), "companyName": Self.text(listed.name),
            "exchange": Self.text(listed.exchange.short), "ipoDate": "1980-12-12",
            "delistedDate": .text(listed.delistedOn?.adding(days: 1).description),
        ]
    }
}
