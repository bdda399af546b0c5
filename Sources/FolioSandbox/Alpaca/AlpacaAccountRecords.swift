import FolioModel

/// An account's figures as `/v2/account` and the Broker API state them.
extension AlpacaRecords {
    private struct Figures {
        let long: Amount
        let short: Amount
        let equity: Amount
        let lastEquity: Amount
        let initialMargin: Amount
        let maintenanceMargin: Amount
        let spare: Amount
        let power: Amount
    }

    private var figures: Figures {
        let values = account.holdings.map { world.value(of: $0) }
        let long = sum(values.filter { !$0.isNegative })
        let short = sum(values.filter(\.isNegative))
        let equity = sum([account.cash, long, short])
        let gross = sum([long, -short])
        let initial = Amount(raw: gross.raw / 2).rounded(to: 2)
        let spare = max(.zero, sum([equity, -initial]))
        return Figures(
            long: long,
            short: short,
            equity: equity,
            lastEquity: world.dailyValues(of: account).dropLast().last?.value ?? equity,
            initialMargin: initial,
            maintenanceMargin: Amount(raw: gross.raw * 3 / 10).rounded(to: 2),
            spare: spare,
            power: Amount(raw: spare.raw * 2)
        )
    }

    private var number: String { "PA3SANDBOX0" + account.mask.prefix(1) }

    private var createdAt: JSONValue { .string(Timestamp(world.firstDay).adding(seconds: 50_420).description) }

    private func status(_ isClosed: Bool) -> JSONValue { isClosed ? "ACCOUNT_CLOSED" : "ACTIVE" }

    /// What both APIs say of an account.
    private func common(_ figures: Figures, isClosed: Bool) -> [(String, JSONValue)] {
        [
            ("id", .string(id)), ("account_number", .string(number)), ("status", status(isClosed)),
            ("crypto_status", status(isClosed)), ("currency", "USD"), ("cash", .decimal(account.cash)),
            ("buying_power", .decimal(figures.power)), ("regt_buying_power", .decimal(figures.power)),
            ("effective_buying_power", .decimal(figures.power)),
            ("non_marginable_buying_power", .decimal(max(.zero, account.cash))),
            ("options_buying_power", .decimal(figures.spare)), ("accrued_fees", "0"), ("pending_reg_taf_fees", "0"),
            ("portfolio_value", .decimal(figures.equity)), ("equity", .decimal(figures.equity)),
            ("last_equity", .decimal(figures.lastEquity)), ("long_market_value", .decimal(figures.long)),
            ("short_market_value", .decimal(figures.short)),
            ("position_market_value", .decimal(sum([figures.long, figures.short]))),
            ("initial_margin", .decimal(figures.initialMargin)),
            ("maintenance_margin", .decimal(figures.maintenanceMargin)),
            ("last_maintenance_margin", .decimal(figures.maintenanceMargin)), ("sma", .decimal(figures.spare)),
            ("multiplier", "2"), ("trading_blocked", false), ("transfers_blocked", false),
            ("account_blocked", .bool(isClosed)), ("trade_suspended_by_user", false), ("shorting_enabled", true),
            ("created_at", createdAt), ("balance_asof", .string(previousDay.description)),
            ("intraday_adjustments", "0"), ("options_trading_level", 3), ("admin_configurations", [:]),
        ]
    }

    /// `/v2/account`.
    func accountRecord(isClosed: Bool) -> JSONValue {
        let more: [(String, JSONValue)] = [
            ("daytrading_buying_power", "0"), ("bod_dtbp", 0), ("pending_transfer_in", "0"), ("daytrade_count", 0),
            ("pattern_day_trader", false), ("crypto_tier", 1), ("user_configurations", .null),
        ]
        return .object(JSONObject(common(figures, isClosed: isClosed) + more))
    }

    /// `/v1/trading/accounts/{account_id}/account`.
    func brokerAccountRecord(isClosed: Bool) -> JSONValue {
        let figures = figures
        let lastCash = account.entries.filter { $0.day <= previousDay }.map(\.cash)
        let more: [(String, JSONValue)] = [
            ("cash_transferable", .decimal(max(.zero, account.cash))),
            ("cash_withdrawable", .decimal(max(.zero, account.cash))), ("clearing_broker", "VELOX"),
            ("last_buying_power", .decimal(figures.power)), ("last_cash", .decimal(sum(lastCash))),
            ("last_initial_margin", .decimal(figures.initialMargin)),
            ("last_long_market_value", .decimal(figures.long)), ("last_options_buying_power", .decimal(figures.spare)),
            ("last_regt_buying_power", .decimal(figures.power)),
            ("last_short_market_value", .decimal(figures.short)), ("options_approved_level", 3),
            ("pending_transfer_out", "0"),
            ("previous_close", .string(Self.eastern(Self.newYork(previousDay, seconds: 19 * 3600)))),
        ]
        return .object(JSONObject(common(figures, isClosed: isClosed) + more))
    }

    /// A row of `/v1/accounts`.
    var customer: JSONValue {
        [
            "id": .string(id), "account_number": .string(number), "status": "ACTIVE", "crypto_status": "ACTIVE",
            "currency": "USD", "last_equity": .decimal(figures.lastEquity), "created_at": createdAt,
            "account_name": .string(account.name), "account_type": "trading", "trading_type": "margin",
            "enabled_assets": ["us_equity", "us_option", "crypto"],
        ]
    }
}
