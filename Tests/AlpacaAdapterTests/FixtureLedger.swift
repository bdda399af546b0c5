/// What each file of `Fixtures` is read as, and the normal form that has to come of it.
///
/// A line is a record; `-` stands for what it does not have.
struct FixtureEntry: Sendable {
    /// What Alpaca answers with the file to.
    enum Kind: Sendable {
        /// External id, mask, equity, cash, available cash, kind of account, status, whether it trades.
        case account
        /// Ticker, type, market, units, cost, value, price, close before.
        case positions
        /// Date, type, security, units, money; price, fees; the vendor's words. Ids that are taken back, with a minus.
        case activities
        /// Symbol, side, type, time in force, status, units or amount, filled units and price, limit; legs are indented.
        case orders
        /// Date, equity.
        case history
        /// Ticker, name, exchange, market, whether on margin, whether to be sold short.
        case asset
        /// The status of the check that reads it.
        case clock
        /// With that HTTP status: the error's kind, the vendor's code.
        case error(Int)
    }

    let file: String
    let kind: Kind
    let lines: [String]

    init(_ file: String, _ kind: Kind, _ lines: String...) { (self.file, self.kind, self.lines) = (file, kind, lines) }
}

enum FixtureLedger {
    static let used: [FixtureEntry] = accounts + positions + activities + events + orders + histories + errors

    private static let accounts = [
        FixtureEntry(
            "trading/account.json",
            .account,
            "1d9eed04-be39-4e01-9b84-a48ac5bbafcf _123 123346.11 122086.5 - margin active tradable"
        ),
        FixtureEntry(
            "trading/account.margin-negative-cash.json",
            .account,
            "e6fe16f3-64a4-4921-8928-cadf02f92f98 ABCD 103820.56 -23140.2 - margin active tradable"
        ),
        FixtureEntry(
            "broker/trade_account.json",
            .account,
            "c8f1ef5d-edc0-4f23-9ee4-378f19cb92a4 4925 28059.3882330664 24861.91 17861.91 margin active tradable"
        ),
        FixtureEntry("trading/clock.json", .clock, "ok"),
    ]

    private static let positions = [
        FixtureEntry(
            "trading/positions.json",
            .positions,
            "AAPL stock XNAS 5 500 600 @120 119",
            "AAPL stock XNAS 2 349.56 348.58 @174.29 174.61"
        ),
        FixtureEntry("trading/position.json", .positions, "AAPL stock XNAS 2 349.56 348.58 @174.29 174.61"),
        FixtureEntry(
            "trading/position.crypto.json",
            .positions,
            "BTC cryptocurrency - 2.61937 51498.3174 50931.03028 @19444 19358"
        ),
        FixtureEntry("broker/positions.json", .positions, "AAPL stock XNAS 4 688.32 688.32 @172.08 168.88"),
        FixtureEntry(
            "trading/asset.json",
            .asset,
            "AAPL Apple Inc. Common Stock, NASDAQ XNAS marginable shortable"
        ),
    ]

    /// Rows of `/v2/account/activities`.
    private static let activities = [
        FixtureEntry(
            "trading/activities.json",
            .activities,
            "2022-02-02 buy AAPL 2 -349.56 @174.78 FILL/buy",  // 2 × 174.78
            "2019-08-01 dividend T 0 1.02 DIV/SDIV"
        ),
        FixtureEntry("trading/activity.fill.json", .activities, "2019-05-24 buy LPCN 1 -1.63 @1.63 FILL/buy"),
        FixtureEntry("trading/activity.div.json", .activities, "2019-08-01 dividend T 0 1.02 DIV"),
        FixtureEntry(
            "broker/activities.json",
            .activities,
            // The deposit is another account's. 0.38962051 × 128.33 = 50.0000…
            "2021-05-10 buy AAPL 0.38962051 -50 @128.33 FILL/buy"
        ),
    ]

    /// Rows in the form of activity events.
    private static let events = [
        FixtureEntry(
            "activity_events/TRD_equity.json",
            .activities,
            "2026-01-02 buy MSFT 0.04 -19.21 @480.338 TRD/buy"
        ),
        FixtureEntry(
            "activity_events/TRD_option.json",
            .activities,
            "2026-01-10 buy F260109C00006000 1 -930.02 @9.3 fees 0.02 TRD/buy"
        ),
        FixtureEntry("activity_events/CSD.json", .activities, "2026-02-13 deposit - 0 1382000 CSD"),
        FixtureEntry("activity_events/CSW.json", .activities, "2026-01-16 withdrawal - 0 -7 CSW"),
        FixtureEntry("activity_events/JNLC.json", .activities, "2026-01-15 transfer_out - 0 -4.81 JNLC"),
        FixtureEntry(
            "activity_events/JNLS.json",
            .activities,
            "2026-01-15 transfer_in AAPL 0.00911 0 @638.2799 JNLS"
        ),
        FixtureEntry("activity_events/ACATC.json", .activities, "2025-12-08 transfer_in - 0 118.79 ACATC"),
        FixtureEntry("activity_events/ACATS.json", .activities, "2025-12-08 transfer_in AAPL 4 0 @157.44 ACATS"),
        FixtureEntry("activity_events/INT_MGN.json", .activities, "2026-02-27 interest - 0 -3.01 INT/MGN"),
        FixtureEntry("activity_events/FEE_TAF.json", .activities, "2026-01-16 fee - 0 -0.01 FEE/TAF"),
        FixtureEntry("activity_events/FEE_OCC.json", .activities, "2026-01-15 fee - 0 -0.02 FEE/OCC"),
        FixtureEntry(
            "activity_events/DIV_CDIV_and_DIVNRA.json",
            .activities,
            "2026-05-19 dividend VG 0 28.25 DIV/CDIV",
            "2026-05-19 tax VG 0 -8.47 DIVNRA"
        ),
        FixtureEntry("activity_events/DIV_SDIV.json", .activities, "2025-12-29 split SBS 0.002709921 0 DIV/SDIV"),
        FixtureEntry("activity_events/DIV_SPD.json", .activities, "2025-10-17 dividend ULTY 0 -0.03 DIV/SPD"),
        FixtureEntry(
            "activity_events/SPLIT_FSPLIT.json",
            .activities,
            "2026-02-27 split SF 0.273982235 0 SPLIT/FSPLIT",  // 0.821946705 − 0.54796447
            "-<REFID-2>"
        ),
        FixtureEntry(
            "activity_events/SPLIT_RSPLIT.json",
            .activities,
            "2026-02-27 split XRPT -31.35 0 SPLIT/RSPLIT",  // 1.65 − 33
            "-<REFID-2>"
        ),
        FixtureEntry("activity_events/SPIN.json", .activities, "2026-02-27 spin_off RNA 0.2 0 SPIN"),
        FixtureEntry(
            "activity_events/MA_CMA.json",
            .activities,
            "2026-02-27 merger <ACQUIREE_SYMBOL> -0.045366059 0.03 MA/CMA",
            "-<REFID-2>"
        ),
        FixtureEntry(
            "activity_events/MA_SMA.json",
            .activities,
            "2026-02-25 merger <ACQUIREE_SYMBOL> -2000 0 @0.8 MA/SMA",
            "2026-02-25 merger <ACQUIRER_SYMBOL> 200 0 @8 MA/SMA"
        ),
        FixtureEntry(
            "activity_events/NC_SNC.json",
            .activities,
            "2026-02-26 merger RNA -7.30762391 0 @328.77 NC/SNC",
            "2026-02-26 merger RNAM 7.30762391 0 @328.77 NC/SNC"
        ),
        FixtureEntry("activity_events/REORG_WRM.json", .activities, "2026-01-15 adjustment CLNNW -200 0 REORG/WRM"),
        // The examples of these two name no security, so that nothing but money can move.
        FixtureEntry("activity_events/FIMAT.json", .activities, "2026-01-15 sell - 0 1000 FIMAT"),
        FixtureEntry("activity_events/OPASN.json", .activities, "2026-01-14 assignment - 0 0 OPASN"),
    ]

    private static let orders = [
        FixtureEntry(
            "trading/orders.json",
            .orders,
            "AAPL buy limit gtc accepted 2 filled 0 limit 150",
            "ETH/USD buy limit gtc pending_new 0.02 filled 0 limit 2100",
            "AAPL250620C00100000 buy limit day pending_new 2 filled 0 limit 10"
        ),
        FixtureEntry("trading/order.equity.json", .orders, "AAPL buy limit gtc accepted 2 filled 0 limit 150"),
        FixtureEntry(
            "trading/order.crypto.json",
            .orders,
            "ETH/USD buy limit gtc pending_new 0.02 filled 0 limit 2100"
        ),
        FixtureEntry(
            "trading/order.option.json",
            .orders,
            "AAPL250620C00100000 buy limit day pending_new 2 filled 0 limit 10"
        ),
        FixtureEntry("trading/order.ipo.json", .orders, "FI111225 buy market gtc accepted $500 filled 0"),
        FixtureEntry(
            "trading/order.multilegoptions.json",
            .orders,
            "- - limit day filled 1 filled 1 @1.28 limit 10",
            "  AAPL241213C00250000 buy - day filled 3 filled 3 @0.43",
            "  AAPL241213C00260000 sell - day filled 1 filled 1 @0.01"
        ),
    ]

    private static let histories = [
        FixtureEntry(
            "trading/portfolio_history.query-1d-7d.json",
            .history,
            "2023-10-13 2784.79",
            "2023-10-16 2794.79",
            "2023-10-17 2805.46",
            "2023-10-18 2774.16",
            "2023-10-19 2748.73"
        ),
        FixtureEntry(
            "trading/portfolio_history.cashflows.json",
            .history,
            "2026-04-07 8425.21",
            "2026-04-08 8639.77",
            "2026-04-09 8766.1",
            "2026-04-10 8835.31"
        ),
        FixtureEntry(
            "broker/portfolio_history.json",
            .history,
            "2026-04-07 8425.21",
            "2026-04-08 8639.77",
            "2026-04-09 8766.1",
            "2026-04-10 8835.31"
        ),
        // A day by quarters of an hour: only the one at the closing bell says what the session ended with.
        FixtureEntry("trading/portfolio_history.intraday-query-15min-1d.json", .history, "2023-10-19 2748.74"),
        // The first three quarters of a session, in milliseconds: its end is not among them.
        FixtureEntry("trading/portfolio_history.old-ms-timestamps.json", .history),
    ]

    private static let errors = [
        FixtureEntry("errors/401_40110000_not_authorized.json", .error(401), "auth_required 40110000"),
        FixtureEntry("errors/403_40310000_insufficient_qty.json", .error(403), "auth_required 40310000"),
        FixtureEntry("errors/403_40310000_no_short.json", .error(403), "auth_required 40310000"),
        FixtureEntry("errors/404_40410000_order_not_found.json", .error(404), "not_found 40410000"),
        FixtureEntry("errors/422_40010001.json", .error(422), "vendor_error 40010001"),
    ]

    /// Files that the adapter has no use for, with the reason.
    static let outOfScope = [
        "data/crypto_bars.json": marketData, "data/crypto_latest_trades.json": marketData,
        "data/crypto_snapshots.json": marketData, "data/forex_latest_rates.json": marketData,
        "data/options_bars.json": marketData, "data/options_snapshots.json": marketData,
        "data/stock_bars_single.json": marketData, "data/stocks_bars.json": marketData,
        "data/stocks_bars_latest.json": marketData, "data/stocks_quotes_latest.json": marketData,
        "data/stocks_snapshots.json": marketData, "data/stocks_trades_latest.json": marketData,
        "stream/control_messages.json": stream, "stream/market_data_messages.json": stream,
        "stream/trade_updates.fill.json": stream,
        "trading/account_configurations.json": "how the account may trade: the adapter never trades",
        "trading/calendar.json": "folio has the exchange's calendar itself (ExchangeCalendar)",
    ]

    private static let marketData = "market data: the adapter is no source of prices"
    private static let stream = "streams have no replay: activities are read instead"
}
