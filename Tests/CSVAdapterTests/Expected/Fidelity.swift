extension Fixture {
    /// What the fixtures of Fidelity come to, checked by hand against the files.
    static let fidelity: [String: String] = [
        "fidelity_cma_history_2023.csv": """
        fidelity.history utf-8 skipped=21 needs_account 2023-01-05 2023-01-27
        rows deposit=3 withdrawal=5 transfer_in=1 transfer_out=2
        account fidelity: Fidelity USD
        2023-01-27 fidelity withdrawal - 0 -10000 USD
        2023-01-23 fidelity withdrawal - 0 -135.6 USD
        2023-01-23 fidelity deposit - 0 200.99 USD
        2023-01-23 fidelity transfer_in - 0 3085.92 USD
        2023-01-19 fidelity deposit - 0 1001.1 USD
        2023-01-18 fidelity withdrawal - 0 -449.24 USD
        2023-01-17 fidelity withdrawal - 0 -24.98 USD
        2023-01-06 fidelity withdrawal - 0 -221.39 USD
        2023-01-05 fidelity transfer_out - 0 -200 USD
        2023-01-05 fidelity transfer_out - 0 -2970.67 USD
        2023-01-05 fidelity deposit - 0 2042.12 USD
        """,
        "fidelity_history_2023_account.csv": """
        fidelity.history utf-8 skipped=22 2023-02-01 2023-07-05
        rows buy=1 sell=1 interest=1 deposit=1 withdrawal=1
        account fidelity:f26b30fcc6e21e4e: Individual (0001) USD
        2023-07-05 fidelity:f26b30fcc6e21e4e withdrawal - 0 -581.93 USD
        2023-06-30 fidelity:f26b30fcc6e21e4e interest listed:QUSBQ:USD 0 0.1 USD
        2023-06-27 fidelity:f26b30fcc6e21e4e sell listed:MODG:USD -29 571.29 USD @19.7 fee=0.01
        2023-05-26 fidelity:f26b30fcc6e21e4e buy listed:MODG:USD 29 -498.66 USD @17.2
        2023-02-01 fidelity:f26b30fcc6e21e4e deposit - 0 500 USD
        listed:MODG:USD: other MODG, TOPGOLF CALLAWAY BRANDS CORP COM
        listed:QUSBQ:USD: other QUSBQ, FDIC INSURED DEPOSIT AT US BANK NOT COV
        """,
        "fidelity_history_2024.csv": """
        fidelity.history utf-8 skipped=8 needs_account 2026-08-30 2026-09-15
        rows buy=1 sell=1 dividend=1 deposit=1 reinvestment=1
        account fidelity: Fidelity USD
        2026-09-15 fidelity buy listed:AAPL:USD 10 -1855 USD @185.5
        2026-09-10 fidelity dividend listed:MSFT:USD 0 12.34 USD
        2026-09-05 fidelity sell listed:NVDA:USD -3 360.08 USD @120.25 fee=0.67
        2026-09-01 fidelity reinvestment listed:SPY:USD 0.05 -25 USD @500
        2026-08-30 fidelity deposit - 0 1000 USD
        listed:AAPL:USD: other AAPL, APPLE INC
        listed:MSFT:USD: other MSFT, MICROSOFT
        listed:NVDA:USD: other NVDA, NVIDIA
        listed:SPY:USD: other SPY, SPDR
        """,
        "fidelity_history_all_accounts_2025.csv": """
        fidelity.history utf-8 skipped=6 2025-09-18 2025-12-04
        rows buy=2 sell=2 dividend=7 interest=1 tax=1 deposit=2 withdrawal=1 transfer_in=1 transfer_out=1 \
        merger=1 reinvestment=2
        account fidelity:2f6d252dca798107: Brokerage (3333) USD
        account fidelity:802d0e2434ada24d: HSA (2222) USD
        account fidelity:cf7780ff7da6dedc: CMA (4444) USD
        account fidelity:f58f21257ed34404: 529 (5555) USD
        account fidelity:fca536448cee6805: IRA Account (1111) USD
        2025-12-03 fidelity:fca536448cee6805 dividend listed:BND:USD 0 713.08 USD
        2025-12-03 fidelity:fca536448cee6805 reinvestment listed:BND:USD 9.598 -713.08 USD @74.29
        2025-12-03 fidelity:802d0e2434ada24d dividend listed:BND:USD 0 0.66 USD
        2025-12-03 fidelity:2f6d252dca798107 dividend listed:VTEB:USD 0 3688.33 USD
        2025-12-03 fidelity:2f6d252dca798107 reinvestment listed:VTEB:USD 73.459 -3688.33 USD @50.21
        2025-12-03 fidelity:2f6d252dca798107 dividend listed:JEPI:USD 0 2268.26 USD
        2025-12-03 fidelity:cf7780ff7da6dedc deposit - 0 8613.36 USD
        2025-12-03 fidelity:cf7780ff7da6dedc transfer_in - 0 37592.63 USD
        2025-12-03 fidelity:f58f21257ed34404 transfer_out - 0 -37592.63 USD
        2025-12-02 fidelity:2f6d252dca798107 dividend listed:ZTS:USD 0 588 USD
        2025-12-01 fidelity:2f6d252dca798107 dividend listed:OSK:USD 0 103.19 USD
        2025-12-01 fidelity:2f6d252dca798107 dividend listed:COR:USD 0 182.97 USD
        2025-12-01 fidelity:2f6d252dca798107 interest cusip:96255NBE8 0 1250 USD
        2025-11-17 fidelity:2f6d252dca798107 buy listed:WM:USD 18 -3755.44 USD @208.64
        2025-11-17 fidelity:2f6d252dca798107 sell cusip:44244CCF2 -25000 25000 USD @100
        2025-11-17 fidelity:2f6d252dca798107 merger listed:LSEGY:USD 1060 0 USD
        2025-12-01 fidelity:cf7780ff7da6dedc deposit - 0 760.05 USD
        2025-09-18 fidelity:cf7780ff7da6dedc withdrawal - 0 -612.5 USD
        2025-10-09 fidelity:2f6d252dca798107 tax listed:TSM:USD 0 -32.93 USD
        2025-11-24 fidelity:2f6d252dca798107 sell listed:VVV:USD -341 10378.37 USD @30.44
        2025-12-04 fidelity:2f6d252dca798107 buy cusip:412003AD7 55000 -50151.44 USD @90.67
        cusip:412003AD7: bond percent_of_par, HARDIN CNTY OHIO ECONOMIC DEV FACS 05.50000% 05/01/2050 REV REF \
        IMPT BDS OHIO NORTHERN UNIV SER. 2020
        cusip:44244CCF2: bond percent_of_par, HOUSTON TEX UTIL SYS REV REF BDS SER. 05.00000% 11/15/2025 2015D
        cusip:96255NBE8: bond percent_of_par, WHEAT RIDGE COLO SALES & USE TAX REV 05.00000% 12/01/2041 REF IMPT \
        BDS SER. 2024
        listed:BND:USD: other BND, VANGUARD BD INDEX FDS TOTAL BND MRKT
        listed:COR:USD: other COR, CENCORA INC COM
        listed:JEPI:USD: other JEPI, J P MORGAN EXCHANGE TRADED FD EQUITY PR
        listed:LSEGY:USD: other LSEGY, LONDON STOCK EXCHANGE GROUP SPON ADS EA
        listed:OSK:USD: other OSK, OSHKOSH CORP
        listed:TSM:USD: other TSM, TAIWAN SEMICONDUCTOR MANUFACTURING SPON
        listed:VTEB:USD: other VTEB, VANGUARD MUN BD FDS TAX EXEMPT BD
        listed:VVV:USD: other VVV, VALVOLINE INC COM
        listed:WM:USD: other WM, WASTE MANAGEMENT INC
        listed:ZTS:USD: other ZTS, ZOETIS INC
        """,
        "fidelity_positions.csv": """
        fidelity.positions utf-8 skipped=6 2026-04-12 2026-04-12
        rows holding=5 cash=1
        account fidelity:8b332184972b3b6f: Individual - TOD (0002) USD
        account fidelity:cc5e47d3ddc05515: Traditional IRA (0004) USD
        account fidelity:f26b30fcc6e21e4e: Individual - TOD (0001) USD
        account fidelity:f667ef0efc47648c: ROLLOVER IRA-27,000 (0003) USD
        fidelity:f26b30fcc6e21e4e listed:AMAT:USD 100 402.93 40293 36402.5 2026-04-12T22:21:00Z
        fidelity:f26b30fcc6e21e4e occ:AMAT260424C00400000 -1 9.15 -915 -729.31 2026-04-12T22:21:00Z
        fidelity:8b332184972b3b6f listed:SPAXX:USD 0.04 1 0.04 - 2026-04-12T22:21:00Z
        fidelity:f667ef0efc47648c listed:SPAXX:USD 30824.62 1 30824.62 - 2026-04-12T22:21:00Z
        fidelity:cc5e47d3ddc05515 listed:VTI:USD 994.409 335.05 333176.73 254381.81 2026-04-12T22:21:00Z
        fidelity:f26b30fcc6e21e4e cash -121472.97 USD 2026-04-12T22:21:00Z
        listed:AMAT:USD: other AMAT, APPLIED MATERIALS INC
        listed:SPAXX:USD: money_market_fund SPAXX, HELD IN MONEY MARKET
        listed:VTI:USD: etf VTI, VANGUARD TOTAL STK MKT ETF
        occ:AMAT260424C00400000: option AMAT260424C00400000 AMAT 2026-04-24 call 400 × 100, AMAT APR 24 2026 \
        $400 CALL
        """,
        "fidelity_positions_basket.csv": """
        fidelity.positions utf-8 skipped=2 2026-11-01 2026-11-01
        rows holding=3
        warning 1:1: the file does not say when its holdings were true; the time of its last change counts
        account fidelity:2ab716eec0ad72fc: Cash Management (Individual - TOD) (0002) USD
        account fidelity:953423f777ece618: Individual - TOD (0001) USD
        fidelity:953423f777ece618 listed:SPAXX:USD 2069.43 1 2069.43 - 2026-11-01T12:00:00Z
        fidelity:2ab716eec0ad72fc listed:AAPL:USD 2.543 273.17 694.67 671.05 2026-11-01T12:00:00Z
        fidelity:2ab716eec0ad72fc listed:GOOG:USD 2.016 337.73 680.86 646.12 2026-11-01T12:00:00Z
        listed:AAPL:USD: other AAPL, APPLE INC
        listed:GOOG:USD: other GOOG, ALPHABET INC CAP STK CL C
        listed:SPAXX:USD: money_market_fund SPAXX, HELD IN MONEY MARKET
        """,
    ]
}
