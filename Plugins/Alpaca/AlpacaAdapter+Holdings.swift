public import FolioAdapterKit
import FolioModel

extension AlpacaAdapter {
    /// Reads the account, one a connection.
    public func accounts(
        _ params: AccountsRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> AccountsRead.Result {
        let account = try await api(params.connection).object(.account)
        var reported = ReportedAccount()
        reported.externalID = try account.string("id")
        reported.name = "Alpaca \(try configuration().environment)"
        reported.mask = try account.optionalString("account_number").map { String($0.suffix(4)) }
        reported.type = "brokerage"
        reported.subtype = account.value("multiplier")?.figureText == "1" ? "cash" : "margin"
        reported.currency = try account.optionalCurrency("currency") ?? .usd
        reported.balances.current = try account.optionalFigure("equity")
        reported.balances.cash = try account.optionalFigure("cash")
        reported.balances.available = try account.optionalFigure("cash_withdrawable")
        reported.balances.asOf = now()
        reported.status = try account.optionalString("status")?.lowercased()
        reported.tradable = reported.status == "active"
        for flag in ["account_blocked", "trading_blocked", "trade_suspended_by_user"] {
            if try account.optionalBool(flag) == true { reported.tradable = false }
        }
        var result = AccountsRead.Result()
        result.accounts = [reported]
        result.institution = Institution(id: "alpaca", name: "Alpaca")
        return result
    }

    /// Reads positions, and cash from the account, as no position is ever cash.
    public func holdings(
        _ params: HoldingsRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> HoldingsRead.Result {
        let api = try api(params.connection)
        var result = HoldingsRead.Result()
        result.counts = HoldingCounts()
        result.asOf = now()
        var account = try await api.object(.account)
        let id = try account.string("id")
        if let wanted = params.accounts, !wanted.contains(id) { return result }
        let rows = try await positions(with: &account, api)
        let currency = try account.optionalCurrency("currency") ?? .usd
        var balance = ReportedCash()
        (balance.account, balance.currency) = (id, currency)
        balance.amount = try account.figure("cash")
        result.cash = [balance]
        for row in rows {
            let (security, holding) = try AlpacaPositions.read(row, account: id, currency: currency, now: now())
            result.securities.append(security)
            result.holdings.append(holding)
        }
        context.progress(result.holdings.count, nil, "holdings")
        result.securities = await assets.adorn(result.securities, api)
        result.counts = HoldingCounts(of: result)
        return result
    }

    /// How often positions are read until the account's cash stands still.
    private static let maximumReadings = 3

    /// Reads positions together with the account they go with: a trade that is filled between two requests would count
    /// in one and not in the other, but moves the cash.
    private func positions(
        with account: inout VendorObject,
        _ api: AlpacaAPI
    ) async throws(AdapterError) -> [VendorObject] {
        for reading in 1... {
            let cash: Amount = try account.figure("cash")
            let rows = try await api.list(.positions)
            account = try await api.object(.account)
            if try account.figure("cash") == cash || reading >= Self.maximumReadings { return rows }
        }
        return []
    }
}

/// Positions of an account.
enum AlpacaPositions {
    /// Reads one position.
    ///
    /// The side alone says the sign: what the vendor's own signs of a short position are is not documented throughout.
    static func read(
        _ row: VendorObject,
        account: String,
        currency: Currency,
        now: Timestamp
    ) throws(AdapterError) -> (ReportedSecurity, ReportedHolding) {
        let symbol = try row.string("symbol")
        var security = AlpacaSymbols.security(symbol, assetClass: try row.optionalString("asset_class"))
        security.externalID = try row.optionalString("asset_id") ?? symbol
        // Positions are valued in the account's currency whatever a coin's pair says.
        security.currency = currency
        security.marginable = try row.optionalBool("asset_marginable")
        if security.type == .stock, let exchange = try row.optionalString("exchange") {
            (security.exchange, security.mic) = (exchange, AlpacaSymbols.markets[exchange])
        }
        var holding = ReportedHolding()
        (holding.account, holding.security, holding.currency) = (account, security.externalID, currency)
        let quantity: Quantity = try row.figure("qty")
        let side = try row.optionalString("side") ?? (quantity.isNegative ? "short" : "long")
        holding.side = side == "short" ? .short : .long
        holding.quantity = signed(quantity, holding.side)
        holding.price = try row.optionalFigure("current_price")
        let multiplier = security.option?.multiplier ?? 1
        holding.value = try money("market_value", at: "current_price", row, quantity, multiplier)
            .map { signed($0, holding.side) }
        holding.costBasis = try money("cost_basis", at: "avg_entry_price", row, quantity, multiplier)
            .map { signed($0, holding.side) }
        let madeAt = security.type == .cryptocurrency ? now : latestTrading(at: now)
        holding.priceAsOf = holding.price.map { _ in madeAt }
        holding.previousClose = try row.optionalFigure("lastday_price")
        return (security, holding)
    }

    /// The last instant, up to that one, at which shares could have a new price: Alpaca's positions do not tell it.
    ///
    /// Trading goes from 4:00 in New York to four hours behind the closing bell; outside it the price is that of the
    /// last session's close.
    static func latestTrading(at now: Timestamp) -> Timestamp {
        if let session = ExchangeCalendar.session(on: now.newYorkDay) {
            let opening = session.open.adding(seconds: -Self.earlySeconds)
            if now >= opening, now < session.close.adding(seconds: Self.lateSeconds) { return now }
        }
        return ExchangeCalendar.session(on: ExchangeCalendar.lastFinishedSession(at: now))?.close ?? now
    }

    /// From 4:00 to the opening bell at 9:30.
    private static let earlySeconds: Int64 = 19_800
    /// From the closing bell, 16:00 or 13:00, to the end of late trading.
    private static let lateSeconds: Int64 = 14_400

    /// What a position is worth, or was paid for.
    ///
    /// Of options Alpaca's documentation has no example that would say whether it counts what a contract is for; a figure
    /// that is just the contracts times their price does not.
    private static func money(
        _ name: String,
        at priceName: String,
        _ row: VendorObject,
        _ quantity: Quantity,
        _ multiplier: Int
    ) throws(AdapterError) -> Amount? {
        guard let stated: Amount = try row.optionalFigure(name) else { return nil }
        guard multiplier != 1, let price: Price = try row.optionalFigure(priceName) else { return stated }
        do throws(ArithmeticOverflow) {
            let single = try (quantity.magnitude * price).rounded(to: 2)
            return try single == stated.magnitude.rounded(to: 2) ? stated.times(multiplier) : stated
        } catch {
            throw row.fault(name, "a figure in range is expected")
        }
    }

    private static func signed<Figure: FixedPoint>(_ figure: Figure, _ side: PositionSide) -> Figure {
        side == .short ? -figure.magnitude : figure.magnitude
    }
}
