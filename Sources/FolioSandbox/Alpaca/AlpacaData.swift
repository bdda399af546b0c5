import FolioModel

/// The two endpoints of Alpaca's market data that the sandbox serves: snapshots and daily bars of shares.
struct AlpacaData: Sendable {
    let world: SandboxWorld

    private static let maximumBars = 10_000
    private static let defaultBars = 1000

    private func security(_ symbol: String) -> WorldSecurity? {
        guard let security = world.securities[symbol], security.isQuoted, security.type != .cryptocurrency,
            security.type != .mutualFund
        else { return nil }
        return security
    }

    private func symbols(_ request: SandboxRequest) throws(AlpacaError) -> [String] {
        guard let symbols = request.list("symbols") else { throw .unprocessable("symbols is required") }
        return symbols
    }

    func snapshots(_ request: SandboxRequest) throws(AlpacaError) -> JSONValue {
        var members: [(String, JSONValue)] = []
        for symbol in try symbols(request) {
            guard let security = security(symbol) else { continue }
            let bars = world.bars(security.key, from: world.lastDay.adding(days: -10), through: world.lastDay)
            guard let last = bars.last, let previous = bars.dropLast().last else { continue }
            let time = JSONValue.string(world.closingBell.description)
            let cent = Price(raw: 10_000_000_000)
            let bid = Price(raw: last.close.raw - cent.raw)
            let ask = Price(raw: last.close.raw + cent.raw)
            let trade: JSONValue = [
                "c": ["@"], "i": 1, "p": .figure(last.close), "s": 100, "t": time, "x": "Q", "z": "C",
            ]
            let quote: JSONValue = [
                "ap": .figure(ask), "as": 1, "ax": "Q", "bp": .figure(bid), "bs": 1, "bx": "Q", "c": ["R"],
                "t": time, "z": "C",
            ]
            let minute = WorldBar(
                day: last.day,
                open: last.close,
                high: last.close,
                low: last.close,
                close: last.close,
                volume: 100
            )
            members.append(
                (
                    symbol,
                    [
                        "dailyBar": bar(last), "latestQuote": quote, "latestTrade": trade,
                        "minuteBar": bar(minute, at: world.closingBell.adding(seconds: -60)),
                        "prevDailyBar": bar(previous),
                    ]
                )
            )
        }
        return .object(JSONObject(members))
    }

    func bars(_ request: SandboxRequest) throws(AlpacaError) -> JSONValue {
        guard ["1Day", "1D"].contains(request.parameter("timeframe") ?? "1Day") else {
            throw .unprocessable("only the timeframe 1Day is served here")
        }
        let limit = request.parameter("limit").map { Int($0) } ?? Self.defaultBars
        guard let limit, (1...Self.maximumBars).contains(limit) else { throw .unprocessable("invalid limit") }
        let start = try day(request, "start") ?? world.lastDay
        let end = try day(request, "end") ?? world.lastDay
        let adjusts = ["split", "all"].contains(request.parameter("adjustment") ?? "raw")
        let offset = request.parameter("page_token").map { Int($0) } ?? 0
        guard let offset, offset >= 0 else { throw .unprocessable("invalid page_token") }
        let all = Set(try symbols(request)).sorted().flatMap { symbol -> [(String, WorldBar)] in
            guard let security = security(symbol) else { return [] }
            return world.bars(security.key, from: start, through: end).map { bar in
                (symbol, adjusts ? bar.adjusted(for: security.split) : bar)
            }
        }
        let page = all.dropFirst(offset).prefix(limit)
        let bySymbol = Dictionary(grouping: page, by: \.0)
        let members = bySymbol.sorted { $0.key < $1.key }.map { symbol, rows in
            (symbol, JSONValue.array(rows.map { bar($0.1) }))
        }
        let next = offset + page.count
        return [
            "bars": .object(JSONObject(members)),
            "next_page_token": next < all.count ? .string(String(next)) : .null,
        ]
    }

    private func day(_ request: SandboxRequest, _ name: String) throws(AlpacaError) -> Day? {
        guard let text = request.parameter(name) else { return nil }
        guard let day = Day(text.prefix(10)) else { throw .unprocessable("invalid \(name): \(text)") }
        return day
    }

    private func bar(_ bar: WorldBar, at time: Timestamp? = nil) -> JSONValue {
        let middle = Price(raw: (bar.high.raw + bar.low.raw + bar.close.raw) / 3).rounded(to: 6)
        return [
            "c": .figure(bar.close), "h": .figure(bar.high), "l": .figure(bar.low), "n": .int(bar.volume / 100),
            "o": .figure(bar.open),
            "t": .string((time ?? AlpacaRecords.newYork(bar.day, seconds: 0)).description),
            "v": .int(bar.volume), "vw": .figure(middle),
        ]
    }
}
