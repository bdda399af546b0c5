extension Fixture {
    /// What the fixtures of Charles Schwab come to, checked by hand against the files.
    static let schwab: [String: String] = [
        "schwab_checking_transactions.csv": """
        schwab.checking utf-8 skipped=3
        rows 
        fault 1:1: this is a bank account's history; folio takes investment accounts
        """,
        "schwab_positions.csv": """
        schwab.positions utf-8 skipped=3 2026-01-02 2026-01-02
        rows holding=3 cash=1
        account schwab:individual ...000: Individual ...000 (000) USD
        schwab:individual ...000 listed:VOO:USD 94.527 688.5 65081.84 41234.56 2026-01-02T15:00:00Z
        schwab:individual ...000 listed:BRK/B:USD 2 450 900 - 2026-01-02T15:00:00Z
        schwab:individual ...000 occ:SPY260321C00500000 -1 12.5 -1250 -1100 2026-01-02T15:00:00Z
        schwab:individual ...000 cash 50 USD 2026-01-02T15:00:00Z
        listed:BRK/B:USD: stock BRK/B, BERKSHIRE HATHAWAY CLASS B
        listed:VOO:USD: etf VOO, VANGUARD S&P 500 ETF
        occ:SPY260321C00500000: option SPY260321C00500000 SPY 2026-03-21 call 500 × 100, CALL S&P 500 ETF TRUST \
        $500 EXP 03/21/26
        """,
        "schwab_positions_all_accounts.csv": """
        schwab.positions utf-8 skipped=7 2026-06-10 2026-06-10
        rows holding=2 cash=2
        account schwab:individual ...000: Individual ...000 (000) USD
        account schwab:roth ira ...001: Roth IRA ...001 (001) USD
        schwab:individual ...000 listed:VTI:USD 500 305.12 152560 100000 2026-06-10T01:32:00Z
        schwab:roth ira ...001 listed:SWVXX:USD 1259.59 1 1259.59 - 2026-06-10T01:32:00Z
        schwab:individual ...000 cash 4386.47 USD 2026-06-10T01:32:00Z
        schwab:roth ira ...001 cash -12.34 USD 2026-06-10T01:32:00Z
        listed:SWVXX:USD: money_market_fund SWVXX, SCHWAB VALUE ADVANTAGE MONEY INVESTOR
        listed:VTI:USD: etf VTI, VANGUARD TOTAL STOCK MARKET ETF
        """,
        "schwab_transactions.csv": """
        schwab.transactions utf-8 skipped=2 2022-12-15 2023-04-27
        rows buy=1 sell=1 dividend=3 interest=1 deposit=2 transfer_in=1 transfer_out=1 reinvestment=1
        account schwab:general investing ...xxx: General Investing ...XXX USD
        2023-04-27 schwab:general investing ...xxx buy listed:BND:USD 45 -3320.05 USD @73.7789
        2023-04-27 schwab:general investing ...xxx transfer_in - 0 7461.72 USD
        2023-04-20 schwab:general investing ...xxx transfer_out - 0 -7461.72 USD
        2023-04-18 schwab:general investing ...xxx sell listed:BND:USD -10.065 738.81 USD @73.4049 fee=0.01
        2023-04-15 schwab:general investing ...xxx interest - 0 0.03 USD
        2023-04-10 schwab:general investing ...xxx reinvestment listed:BND:USD 0.0249 -1.84 USD @73.8993
        2023-04-06 schwab:general investing ...xxx dividend listed:BND:USD 0 1.84 USD
        2023-02-01 schwab:general investing ...xxx dividend listed:GIS:USD 0 0.54 USD
        2023-01-17 schwab:general investing ...xxx dividend listed:SWVXX:USD 0 0.98 USD
        2023-01-09 schwab:general investing ...xxx deposit - 0 25 USD
        2022-12-15 schwab:general investing ...xxx deposit - 0 980.65 USD
        listed:BND:USD: etf BND, VANGUARD TOTAL BOND MARKET ETF
        listed:GIS:USD: other GIS, GENERAL MILLS INC
        listed:SWVXX:USD: money_market_fund SWVXX, SCHWAB VALUE ADVANTAGE MONEY INV
        """,
        "schwab_transactions_options_splits.csv": """
        schwab.transactions utf-8 skipped=2 2024-08-01 2025-05-06
        rows buy=1 sell=2 dividend=4 interest=1 fee=1 tax=2 withdrawal=1 transfer_in=1 split=1
        account schwab:brokerage ...000: Brokerage ...000 (000) USD
        2025-05-06 schwab:brokerage ...000 sell listed:BNDX:USD -8 1978.9 USD @247.37 fee=0.06
        2025-03-15 schwab:brokerage ...000 buy occ:SPY250321C00500000 1 -1250.65 USD @12.5 fee=0.65
        2025-03-21 schwab:brokerage ...000 sell occ:SPY250321C00500000 -1 1519.35 USD @15.2 fee=0.65
        2025-02-14 schwab:brokerage ...000 split listed:NVDA:USD 40 0 USD
        2025-01-10 schwab:brokerage ...000 dividend listed:BNDX:USD 0 3.65 USD
        2025-01-10 schwab:brokerage ...000 dividend listed:VTI:USD 0 12.4 USD
        2025-01-10 schwab:brokerage ...000 dividend listed:VXUS:USD 0 29.21 USD
        2025-01-10 schwab:brokerage ...000 dividend listed:BNDX:USD 0 0.48 USD
        2025-01-01 schwab:brokerage ...000 withdrawal - 0 -500 USD
        2024-12-29 schwab:brokerage ...000 tax listed:BNDX:USD 0 -0.14 USD
        2024-12-15 schwab:brokerage ...000 tax listed:VXUS:USD 0 -5.23 USD
        2024-12-01 schwab:brokerage ...000 interest - 0 0.09 USD
        2024-11-20 schwab:brokerage ...000 fee - 0 -25 USD
        2024-08-01 schwab:brokerage ...000 transfer_in listed:AAPL:USD 10 0 USD
        listed:AAPL:USD: other AAPL, APPLE INC
        listed:BNDX:USD: etf BNDX, VANGUARD TOTAL INTERNATIONAL BND ETF
        listed:NVDA:USD: other NVDA, NVIDIA CORP
        listed:VTI:USD: etf VTI, VANGUARD TOTAL STOCK MKT ETF
        listed:VXUS:USD: etf VXUS, VANGUARD TOTAL INTL STOCK ETF
        occ:SPY250321C00500000: option SPY250321C00500000 SPY 2025-03-21 call 500 × 100, S&P 500 ETF TRUST CALL \
        03/21/25 $500
        """,
    ]
}
