extension Fixture {
    /// What the fixtures of Interactive Brokers come to, checked by hand against the files.
    static let ibkr: [String: String] = [
        "ibkr_activity_statement.csv": """
        ibkr.statement utf-8 skipped=15 2021-11-23 2026-05-01
        rows buy=1 sell=2 dividend=1 fee=1 tax=1 deposit=1 adjustment=2 holding=4 cash=1
        account ibkr:c6cbf7db75fa226a: Interactive Brokers 0001 (0001) USD
        ibkr:c6cbf7db75fa226a listed:XEQT:CAD 205.2935 42.31 8685.97 6652.256189 2026-04-15T00:00:00Z
        ibkr:c6cbf7db75fa226a listed:XUU:CAD 123.4416 70.49 8701.4 7038.132949 2026-04-15T00:00:00Z
        ibkr:c6cbf7db75fa226a isin:US0378331005 10.0545 266.43 2678.82 2404.949295 2026-04-15T00:00:00Z
        ibkr:c6cbf7db75fa226a occ:TQQQ260824P00070000 -1 0.8 -80 -100 2026-04-15T00:00:00Z
        ibkr:c6cbf7db75fa226a cash 10922.372709939 USD 2026-04-15T00:00:00Z
        2021-11-23 ibkr:c6cbf7db75fa226a buy listed:AMC:USD 50 -1992.5 USD @39.83 fee=1
        2021-11-30 ibkr:c6cbf7db75fa226a sell listed:AMC:USD -50 1688.985431 USD @33.8 fee=1.014569
        2026-03-20 ibkr:c6cbf7db75fa226a sell listed:XDEB:USD -1250 163498.6139584 USD @130.8 fee=1.3860416
        2026-01-03 ibkr:c6cbf7db75fa226a adjustment - 0 100 USD
        2026-01-03 ibkr:c6cbf7db75fa226a adjustment - 0 -780 HKD
        2026-01-03 ibkr:c6cbf7db75fa226a fee - 0 -0.35 USD
        2026-05-01 ibkr:c6cbf7db75fa226a deposit - 0 1000 CAD
        2023-06-23 ibkr:c6cbf7db75fa226a dividend isin:US9220427424 0 137.23 USD
        2023-06-23 ibkr:c6cbf7db75fa226a tax isin:US9220427424 0 -20.58 USD
        isin:US0378331005: stock AAPL, APPLE INC
        isin:US9220427424: other VT
        listed:AMC:USD: other AMC
        listed:XDEB:USD: other XDEB
        listed:XEQT:CAD: other XEQT
        listed:XUU:CAD: other XUU
        occ:TQQQ260824P00070000: option TQQQ260824P00070000 TQQQ 2026-08-24 put 70 × 100
        """,
        "ibkr_flex_header_data.csv": """
        ibkr.flex utf-8 skipped=2
        rows 
        fault 3:1: date: no column has it; add Date/Time, or Settle Date, to this section of the query
        """,
        "ibkr_flex_plain_dividends.csv": """
        ibkr.flex utf-8 skipped=0 needs_account 2023-06-23 2025-06-30
        rows dividend=6 tax=4 return_of_capital=1
        account ibkr: Interactive Brokers USD
        2023-06-23 ibkr dividend isin:US9220427424 0 137.23 USD
        2023-09-13 ibkr tax isin:CH0111762537 0 -14.68 CHF
        2023-06-23 ibkr tax isin:US9220427424 0 -20.58 USD
        2023-09-21 ibkr tax isin:US9220427424 0 -12.9 USD
        2023-12-21 ibkr tax isin:US9220427424 0 -25.47 USD
        2023-09-13 ibkr return_of_capital isin:CH0111762537 0 4.83 CHF
        2023-09-13 ibkr dividend isin:CH0111762537 0 41.93 CHF
        2023-09-21 ibkr dividend isin:US9220427424 0 85.97 USD
        2023-12-21 ibkr dividend isin:US9220427424 0 169.77 USD
        2025-06-25 ibkr dividend isin:JP3546800008 0 455 JPY
        2025-06-30 ibkr dividend isin:US11135F1012 0 0.59 USD
        isin:CH0111762537: other SMMCHA
        isin:JP3546800008: other 4543.T
        isin:US11135F1012: other AVGO
        isin:US9220427424: other VT
        """,
        "ibkr_flex_plain_trades.csv": """
        ibkr.flex utf-8 skipped=3 needs_account 2023-05-22 2024-01-29
        rows buy=8 fee=3
        warning 10:22: Quantity: an exchange of currencies of which only one is named is left out; add the \
        column Symbol
        warning 11:22: Quantity: an exchange of currencies of which only one is named is left out; add the \
        column Symbol
        warning 12:22: Quantity: an exchange of currencies of which only one is named is left out; add the \
        column Symbol
        account ibkr: Interactive Brokers CHF
        2023-05-22 ibkr buy isin:CH0111762537 7 -1983.9 CHF @282.7 fee=5
        2023-05-22 ibkr buy isin:US9220427424 95 -8910.1 USD @93.78 fee=1
        2023-06-09 ibkr buy isin:US9220427424 105 -10020.1 USD @95.42 fee=1
        2023-06-09 ibkr buy isin:US9220427424 11 -1051.06 USD @95.46 fee=1
        2023-08-03 ibkr buy isin:US9220427424 1 -98.819 USD @97.84 fee=0.979
        2023-12-28 ibkr buy isin:US9220427424 2 -207.36 USD @103.18 fee=1
        2024-01-26 ibkr buy isin:US9220427424 97 -10051.17 USD @103.61 fee=1
        2024-01-29 ibkr buy isin:US9220427424 12 -1244.92 USD @103.66 fee=1
        2023-05-22 ibkr fee - 0 -1.79924 CHF
        2023-06-09 ibkr fee - 0 -1.79802 CHF
        2024-01-26 ibkr fee - 0 -1.73416 CHF
        isin:CH0111762537: other
        isin:US9220427424: other
        """,
        "ibkr_flex_sections.csv": """
        ibkr.flex utf-8 skipped=10 2026-05-01 2026-05-02
        rows buy=1 sell=1 dividend=1 cash=2
        warning 5:100: TradePrice: no column has the amount; counted as quantity × price
        warning 6:106: TradePrice: no column has the amount; counted as quantity × price
        account ibkr:c6cbf7db75fa226a: Interactive Brokers 0001 (0001) EUR
        ibkr:c6cbf7db75fa226a cash 29106.053595 EUR 2026-05-01T00:00:00Z
        ibkr:c6cbf7db75fa226a cash 60904.32839153 USD 2026-05-01T00:00:00Z
        2026-05-01 ibkr:c6cbf7db75fa226a buy listed:AAPL:USD 10 -1502.5 USD @150.25
        2026-05-02 ibkr:c6cbf7db75fa226a sell listed:MSFT:USD -5 2052.5 USD @410.5
        2026-05-01 ibkr:c6cbf7db75fa226a dividend - 0 960 EUR
        listed:AAPL:USD: other AAPL, APPLE INC
        listed:MSFT:USD: other MSFT, MICROSOFT CORP
        """,
    ]
}
