import FolioModel

/// Alpaca's records of the account, its positions, assets and cash flows; figures as decimal strings, as documented.
struct AlpacaRecords: Sendable {
    let world: SandboxWorld
    let account: WorldAccount
    let dialect: SandboxDialect.Alpaca

    /// Coins are named `BTCUSD` as positions and assets, `BTC/USD` in orders and activities.
    func symbol(_ security: WorldSecurity, withSlash: Bool = false) -> String {
        guard security.type == .cryptocurrency else { return security.symbol ?? security.key }
        return security.key + (withSlash ? "/USD" : "USD")
    }

    func assetID(_ security: WorldSecurity) -> String { world.identifiers.uuid("asset \(security.key)") }

    /// The security of a symbol, a coin's pair with or without slash, an asset id or a CUSIP.
    func security(named name: String) -> WorldSecurity? {
        world.securities.values.first { security in
            isListed(security)
                && (symbol(security) == name || symbol(security, withSlash: true) == name
                    || assetID(security) == name || security.cusip == name)
        }
    }

    /// Alpaca knows neither mutual funds nor bonds.
    func isListed(_ security: WorldSecurity) -> Bool {
        switch security.type {
        case .stock, .preferredStock, .depositaryReceipt, .etf, .option, .cryptocurrency: security.symbol != nil
        default: false
        }
    }

    func assetClass(_ security: WorldSecurity) -> String {
        switch security.type {
        case .option: "us_option"
        case .cryptocurrency: "crypto"
        default: "us_equity"
        }
    }

    var previousDay: Day { ExchangeCalendar.previousSession(before: world.lastDay) }

    /// The account's UUID.
    var id: String { uuid("alpaca account") }

    /// The UUID of something of this account alone.
    func uuid(_ name: String) -> String {
        world.identifiers.uuid((account.key == AlpacaSandbox.tradingKey ? "" : "\(account.key) ") + name)
    }

    func sum(_ amounts: [Amount]) -> Amount { Amount(raw: amounts.reduce(0) { $0 + $1.raw }) }

    func position(_ holding: WorldHolding) -> JSONValue {
        guard let security = world.securities[holding.security] else { return .null }
        let multiplier = dialect.options == .contracts ? Int128(security.multiplier) : 1
        let price = world.close(security.key, on: world.lastDay) ?? .zero
        let before = world.close(security.key, on: previousDay) ?? price
        let units = Quantity(raw: holding.quantity.raw * multiplier)
        let value = (try? units * price) ?? .zero
        let valueBefore = (try? units * before) ?? value
        let (gain, dayGain) = (sum([world.value(of: holding), -holding.cost]), sum([value, -valueBefore]))
        let owned = Quantity(raw: holding.quantity.raw * Int128(security.multiplier))
        let average = (try? holding.cost.divided(by: owned)) ?? nil
        let cost = dialect.shortBasis == .positive ? holding.cost.magnitude : holding.cost
        return [
            "asset_id": .string(assetID(security)), "symbol": .string(symbol(security)),
            "exchange": .string(security.exchange), "asset_class": .string(assetClass(security)),
            "asset_marginable": .bool(assetClass(security) == "us_equity"), "qty": .decimal(holding.quantity),
            "avg_entry_price": .decimal(average ?? .zero), "side": holding.quantity.isNegative ? "short" : "long",
            "market_value": .decimal(value), "cost_basis": .decimal(cost), "unrealized_pl": .decimal(gain),
            "unrealized_plpc": .string(share(gain, of: holding.cost.magnitude)),
            "unrealized_intraday_pl": .decimal(dayGain),
            "unrealized_intraday_plpc": .string(share(dayGain, of: valueBefore.magnitude)),
            "current_price": .decimal(price), "lastday_price": .decimal(before),
            "change_today": .string(share(Amount(raw: price.raw - before.raw), of: Amount(raw: before.raw))),
            "qty_available": .decimal(holding.quantity),
        ]
    }

    private func share(_ part: Amount, of whole: Amount) -> String {
        ((try? part.ratio(to: whole)) ?? nil)?.description ?? "0"
    }

    func asset(_ security: WorldSecurity) -> JSONValue {
        let isEquity = assetClass(security) == "us_equity"
        var members: [(String, JSONValue)] = [
            ("id", .string(assetID(security))), ("class", .string(assetClass(security))),
            ("exchange", .string(security.exchange)),
            ("symbol", .string(symbol(security, withSlash: security.type == .cryptocurrency))),
            ("name", .string(security.name)), ("status", "active"), ("tradable", true),
            ("marginable", .bool(isEquity)), ("shortable", .bool(isEquity)), ("easy_to_borrow", .bool(isEquity)),
            ("fractionable", .bool(security.type != .option)),
        ]
        if isEquity { members.append(("borrow_status", "easy_to_borrow")) }
        return .object(JSONObject(members))
    }

    /// Cash in and out by activity type, summed by day; `ALL` for every type.
    func cashflow(types: [String], days: [Day]) -> JSONValue {
        var byType: [String: [Day: Amount]] = [:]
        for entry in account.entries {
            guard let type = AlpacaActivity.type(of: entry, dialect.names), type != "FILL", !entry.cash.isZero,
                types.contains(type) || types == ["ALL"]
            else { continue }
            let before = byType[type]?[entry.day] ?? .zero
            byType[type, default: [:]][entry.day] = sum([before, entry.cash])
        }
        return .object(
            JSONObject(
                byType.sorted { $0.key < $1.key }.map { type, amounts in
                    (type, .array(days.map { .figure(amounts[$0] ?? .zero) }))
                }
            )
        )
    }

    // MARK: Times

    /// Eight in the evening in New York, with which Alpaca stamps a day's equity.
    static func evening(_ day: Day) -> Timestamp { newYork(day, seconds: 20 * 3600) }

    static func newYork(_ day: Day, seconds: Int) -> Timestamp {
        let noon = Timestamp(day).adding(seconds: 12 * 3600)
        return Timestamp(day).adding(seconds: Int64(seconds - noon.newYorkOffsetSeconds))
    }

    /// RFC 3339 with New York's offset: `2025-06-24T14:15:22-04:00`.
    static func eastern(_ instant: Timestamp) -> String {
        let offset = instant.newYorkOffsetSeconds
        let local = Timestamp(seconds: instant.milliseconds / 1000 + Int64(offset)).description
        return local.dropLast() + (offset == -14_400 ? "-04:00" : "-05:00")
    }
}
