extension Fixture {
    /// What the fixtures of E*TRADE come to, checked by hand against the files.
    static let etrade: [String: String] = [
        "etrade_portfolio.csv": """
        etrade.portfolio utf-8 skipped=5 2026-11-01 2026-11-01
        rows holding=2 cash=1
        warning 1:1: the file does not say when its holdings were true; the time of its last change counts
        account etrade:0000: E*TRADE 0000 (0000) USD
        etrade:0000 listed:AAPL:USD 10 210.5 2105 1855 2026-11-01T12:00:00Z
        etrade:0000 listed:MSFT:USD 5 420.1 2100.5 2051.25 2026-11-01T12:00:00Z
        etrade:0000 cash 500 USD 2026-11-01T12:00:00Z
        listed:AAPL:USD: other AAPL
        listed:MSFT:USD: other MSFT
        """,
        "etrade_transactions_new.csv": """
        etrade.transactions utf-8 skipped=2 2026-08-29 2026-09-15
        rows buy=1 sell=1 dividend=1 interest=1 deposit=1 reinvestment=1
        account etrade:0000: E*TRADE 0000 (0000) USD
        2026-09-15 etrade:0000 buy cusip:037833100 10 -1855 USD @185.5
        2026-09-10 etrade:0000 dividend cusip:594918104 0 12.34 USD
        2026-09-05 etrade:0000 sell cusip:67066G104 -3 360.08 USD @120.25 fee=0.65
        2026-09-01 etrade:0000 reinvestment cusip:78462F103 0.05 -25 USD @500
        2026-08-30 etrade:0000 deposit - 0 1000 USD
        2026-08-29 etrade:0000 interest - 0 0.42 USD
        cusip:037833100: other AAPL, APPLE INC COM
        cusip:594918104: other MSFT, MICROSOFT CORP COM
        cusip:67066G104: other NVDA, NVIDIA CORP COM
        cusip:78462F103: etf SPY, SPDR S&P 500 ETF
        """,
        "etrade_transactions_old.csv": """
        etrade.transactions utf-8 skipped=4 2019-12-31 2023-04-05
        rows buy=1 sell=2 dividend=1 deposit=1 reinvestment=1
        account etrade:0000: E*TRADE 0000 (0000) USD
        2023-04-05 etrade:0000 sell listed:AMZN:USD -2 202.19 USD @101.1
        2023-04-05 etrade:0000 buy listed:SQQQ:USD 9 -280.06 USD @31.1176
        2023-04-03 etrade:0000 sell listed:TSLA:USD -1 196.95 USD @196.9579
        2019-12-31 etrade:0000 reinvestment listed:JSPGX:USD 5.834 -81.33 USD @13.94
        2019-12-31 etrade:0000 dividend listed:JSPGX:USD 0 81.33 USD
        2023-02-01 etrade:0000 deposit - 0 500 USD
        listed:AMZN:USD: other AMZN, AMAZON.COM INC
        listed:JSPGX:USD: mutual_fund JSPGX, JANUS HENDERSON GLOBAL ALLOCAT
        listed:SQQQ:USD: other SQQQ, PROSHARES TR
        listed:TSLA:USD: other TSLA, TESLA INC
        """,
    ]
}
