/// What views of the past, of prices and of findings look like, by name and width.
extension Goldens {
    static let past = [
        "history 60": """
        2026-06-01 to 2026-11-27, 130 sessions

                │                                     ⡀⡰⠙⢴⢄        ⣀
        280,000 ┤                      ⢀⢀⣀          ⢀⠔⠋    ⠱⢄    ⢀⣸
                │                    ⢀⡠⠊⠁⠈⠣⠦⡀     ⢀⣀⠇        ⠉⠉⢧⡠⠇
                │       ⠄⠃⡀⡀        ⣀⠼      ⠈⠦⡀  ⣠⠚             ⠁
                │     ⡀⠆   ⠁⠤⢄    ⢀⡔⠃         ⠈⠉⠙
        260,000 ┤   ⡀⠂        ⠱⢄ ⡰⠃
                │  ⠂            ⠉
                │⡀⠃
                └─────────┬───────┬────────┬───────┬────────┬───────
                          Jul     Aug      Sep     Oct      Nov
        quality  ▅▅▅▅▇▇▇▇▇▇▇▇███████████████████████████████████████

        Value        285,860.00 on 2026-11-27
        Change       +35,860.00 +14.31%
        Of it flows   +5,000.00 came in or went out
        Lowest       250,000.00 on 2026-06-01
        Highest      289,210.00 on 2026-10-16

        Quality is below 100 on 30 of 130 sessions, where the line
        is dotted; the least is 60 on 2026-06-01.

        """,
        "history 80": """
        2026-06-01 to 2026-11-27, 130 sessions

                │                                                    ⡀⡰⠉⠣⠴⡠⡀           ⣀
        280,000 ┤                               ⢀ ⣀⡀              ⢀⡠⠚⠈     ⠈⠢⢄       ⣀⡜
                │                             ⣀⠔⠁⠉ ⠈⠣⠢⢄⡀        ⣀⡰⠁           ⠉⠉⠉⠣⣄⠴⠉
                │         ⡀⠄⠁⡄⡀             ⣀⠴⠁        ⠈⠢⢄    ⣠⠚                  ⠈
                │       ⡀⠆     ⠁⠃⠢⢄      ⢀⡔⠊              ⠉⠉⠉⠙
        260,000 ┤     ⡄⠃           ⠑⠤⣀ ⢀⠎⠃
                │  ⡄⠂⠁                ⠉⠁
                │⡀⠂
                └────────────┬───────────┬───────────┬───────────┬───────────┬──────────
                             Jul         Aug         Sep         Oct         Nov
        quality  ▅▅▅▅▅▅▇▇▇▇▇▇▇▇▇▇▇██████████████████████████████████████████████████████

        Value        285,860.00 on 2026-11-27
        Change       +35,860.00 +14.31%
        Of it flows   +5,000.00 came in or went out
        Lowest       250,000.00 on 2026-06-01
        Highest      289,210.00 on 2026-10-16

        Quality is below 100 on 30 of 130 sessions, where the line is dotted; the least
        is 60 on 2026-06-01.

        """,
        "history 120": """
        2026-06-01 to 2026-11-27, 130 sessions

                │                                                                                 ⢀ ⣀⠔⠉⠉⠢⠢⣀⠤⡀                 ⢀⣀
        280,000 ┤                                                 ⢀⡀⢀⣀⣀                        ⣀⠔⠒⠁⠉        ⠈⠑⠢⠤⣀          ⣀⣀⡰⠁
                │                                             ⢀⣀⠤⠒⠁⠈⠁  ⠉⠣⠔⠢⠤⣀             ⢀⣀⣀⠔⠉                  ⠉⠉⠉⠉⠑⠤⢄⡠⠤⠊
                │              ⡀⡀⠄⠁⠁⡀⡀⡀⡀                   ⣀⡠⠤⠃              ⠉⠢⠤⢄      ⣀⡠⠒⠃                             ⠁
                │           ⡀⠄⠆         ⠁⠄⠢⠤⢄⡀         ⢀⣀⠔⠊                      ⠉⠉⠉⠉⠉⠙
        260,000 ┤       ⡀⠄⠂⠁                 ⠈⠒⠤⢄⡀  ⣀⠔⠑⠁
                │    ⠄⠁⠁                         ⠈⠉⠉
                │⡀⠄⠂⠁
                └───────────────────┬──────────────────┬─────────────────┬──────────────────┬──────────────────┬────────────────
                                    Jul                Aug               Sep                Oct                Nov
        quality  ▅▅▅▅▅▅▅▅▅▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇█████████████████████████████████████████████████████████████████████████████████████

        Value        285,860.00 on 2026-11-27
        Change       +35,860.00 +14.31%
        Of it flows   +5,000.00 came in or went out
        Lowest       250,000.00 on 2026-06-01
        Highest      289,210.00 on 2026-10-16

        Quality is below 100 on 30 of 130 sessions, where the line is dotted; the least is 60 on 2026-06-01.

        """,
        "sessions 60": """
        DATE             VALUE     CHANGE      FLOWS  QUALITY
        2026-11-19  278,120.44                             60
        2026-11-20  285,200.00  +7,079.56  +5,000.00       95
        2026-11-23  288,050.12  +2,850.12                 100
        2026-11-24  289,347.60  +1,297.48                 100
        Gap 2026-11-19: account a_9 unknown before 2026-11-20

        """,
        "sessions 80": """
        DATE             VALUE     CHANGE      FLOWS      CASH  QUALITY  KIND
        2026-11-19  278,120.44                          350.94       60  reconstructed
        2026-11-20  285,200.00  +7,079.56  +5,000.00  5,350.94       95  reconstructed
        2026-11-23  288,050.12  +2,850.12               350.94      100  daily eod
        2026-11-24  289,347.60  +1,297.48               350.94      100  live
        Gap 2026-11-19: account a_9 unknown before 2026-11-20

        """,
        "sessions 120": """
        DATE             VALUE     CHANGE      FLOWS      CASH  COST BASIS  QUALITY  KIND
        2026-11-19  278,120.44                          350.94           –       60  reconstructed
        2026-11-20  285,200.00  +7,079.56  +5,000.00  5,350.94  235,273.00       95  reconstructed
        2026-11-23  288,050.12  +2,850.12               350.94  240,273.00      100  daily eod
        2026-11-24  289,347.60  +1,297.48               350.94  240,273.00      100  live
        Gap 2026-11-19: account a_9 unknown before 2026-11-20

        """,
        "performance 60": """
        Period
          2025-11-24 to 2026-11-24, 365 days
        Return
          +11.20% time-weighted, +11.20% a year
        Return on money
          +10.85% money-weighted, +10.85% a year
        Volatility
           14.23% a year
        Sharpe ratio
             0.83
        Deepest fall
           -8.12% 2026-02-03 to 2026-04-07, not made up
        Best day
           +3.12% on 2026-04-09
        Worst day
           -2.88% on 2026-04-03

        Benchmark       SPY
        Its return      +13.12%
        Beta               0.91
        Alpha            -0.60% a year
        Correlation        0.96
        Tracking error    4.10% a year

                               USD
        Start, 2025-1…  250,000.00  │
        Contributions   +20,000.00  ███████████████
        Withdrawals      -2,500.00               ██
        Market gain     +21,534.11               ████████████████
        FX gain            -312.40                               █
        Income           +3,120.55                               ██
        Fees                -45.10                                 █
        Taxes              -120.00                                 █
        Unexplained         -75.25                                 █
        ────────────────────────────────────────────────────────────
        End, 2026-11-…  291,601.91                                 │

        """,
        "performance 80": """
        Period           2025-11-24 to 2026-11-24, 365 days
        Return           +11.20% time-weighted, +11.20% a year
        Return on money  +10.85% money-weighted, +10.85% a year
        Volatility        14.23% a year
        Sharpe ratio        0.83
        Deepest fall      -8.12% 2026-02-03 to 2026-04-07, not made up
        Best day          +3.12% on 2026-04-09
        Worst day         -2.88% on 2026-04-03

        Benchmark       SPY
        Its return      +13.12%
        Beta               0.91
        Alpha            -0.60% a year
        Correlation        0.96
        Tracking error    4.10% a year

                                  USD
        Start, 2025-11-24  250,000.00  │
        Contributions      +20,000.00  ███████████████
        Withdrawals         -2,500.00               ██
        Market gain        +21,534.11               ████████████████
        FX gain               -312.40                               █
        Income              +3,120.55                               ██
        Fees                   -45.10                                 █
        Taxes                 -120.00                                 █
        Unexplained            -75.25                                 █
        ───────────────────────────────────────────────────────────────
        End, 2026-11-24    291,601.91                                 │

        """,
        "performance 120": """
        Period           2025-11-24 to 2026-11-24, 365 days
        Return           +11.20% time-weighted, +11.20% a year
        Return on money  +10.85% money-weighted, +10.85% a year
        Volatility        14.23% a year
        Sharpe ratio        0.83
        Deepest fall      -8.12% 2026-02-03 to 2026-04-07, not made up
        Best day          +3.12% on 2026-04-09
        Worst day         -2.88% on 2026-04-03

        Benchmark       SPY
        Its return      +13.12%
        Beta               0.91
        Alpha            -0.60% a year
        Correlation        0.96
        Tracking error    4.10% a year

                                  USD
        Start, 2025-11-24  250,000.00  │
        Contributions      +20,000.00  ███████████████
        Withdrawals         -2,500.00               ██
        Market gain        +21,534.11               ████████████████
        FX gain               -312.40                               █
        Income              +3,120.55                               ██
        Fees                   -45.10                                 █
        Taxes                 -120.00                                 █
        Unexplained            -75.25                                 █
        ───────────────────────────────────────────────────────────────
        End, 2026-11-24    291,601.91                                 │

        """,
        "changes 60": """
                               USD
        Start, 2025-1…  250,000.00  │
        Contributions   +20,000.00  ███████████████
        Withdrawals      -2,500.00               ██
        Market gain     +21,534.11               ████████████████
        FX gain            -312.40                               █
        Income           +3,120.55                               ██
        Fees                -45.10                                 █
        Taxes              -120.00                                 █
        Unexplained         -75.25                                 █
        ────────────────────────────────────────────────────────────
        End, 2026-11-…  291,601.91                                 │

        """,
        "changes 80": """
                                  USD
        Start, 2025-11-24  250,000.00  │
        Contributions      +20,000.00  ███████████████
        Withdrawals         -2,500.00               ██
        Market gain        +21,534.11               ████████████████
        FX gain               -312.40                               █
        Income              +3,120.55                               ██
        Fees                   -45.10                                 █
        Taxes                 -120.00                                 █
        Unexplained            -75.25                                 █
        ───────────────────────────────────────────────────────────────
        End, 2026-11-24    291,601.91                                 │

        """,
        "changes 120": """
                                  USD
        Start, 2025-11-24  250,000.00  │
        Contributions      +20,000.00  ███████████████
        Withdrawals         -2,500.00               ██
        Market gain        +21,534.11               ████████████████
        FX gain               -312.40                               █
        Income              +3,120.55                               ██
        Fees                   -45.10                                 █
        Taxes                 -120.00                                 █
        Unexplained            -75.25                                 █
        ───────────────────────────────────────────────────────────────
        End, 2026-11-24    291,601.91                                 │

        """,
        "explain 60": """
        ACCOUNT         SYMBOL  WHAT            VALUE       SOURCE
        Platypus Brok…  AAPL    quantity           68       t_1
        Platypus Brok…  AAPL    price          329.44  USD  fmp
        Platypus Brok…  AAPL    value       22,401.92  USD  rule
        Platypus Brok…          cash           350.94  USD  holdings
        Platypus Brok…          value          350.94  USD  rule
        ────────────────────────────────────────────────────────────
                                2026-11-24  22,752.86

        """,
        "explain 80": """
        ACCOUNT        SYMBOL  WHAT            VALUE       SOURCE    AS OF       QUALITY
        Platypus Bro…  AAPL    quantity           68       t_1       2026-10-02      100
        Platypus Bro…  AAPL    price          329.44  USD  fmp       2026-11-24      100
        Platypus Bro…  AAPL    value       22,401.92  USD  rule      2026-11-24      100
        Platypus Bro…          cash           350.94  USD  holdings  2026-11-24       60
        Platypus Bro…          value          350.94  USD  rule      2026-11-24      100
        ────────────────────────────────────────────────────────────────────────────────
                               2026-11-24  22,752.86

        """,
        "explain 120": """
        ACCOUNT             SYMBOL  WHAT            VALUE       SOURCE    ADAPTER  AS OF       QUALITY
        Platypus Brokerage  AAPL    quantity           68       t_1       plaid    2026-10-02      100
        Platypus Brokerage  AAPL    price          329.44  USD  fmp       fmp      2026-11-24      100
        Platypus Brokerage  AAPL    value       22,401.92  USD  rule               2026-11-24      100
        Platypus Brokerage          cash           350.94  USD  holdings  plaid    2026-11-24       60
        Platypus Brokerage          value          350.94  USD  rule               2026-11-24      100
        ──────────────────────────────────────────────────────────────────────────────────────────────
                                    2026-11-24  22,752.86

        """,
        "findings 60": """
        Finding   missing transactions
        Account   Platypus Brokerage
        Security  AAPL
        Since     2025-03-03
        Units     -10
        Why       10 units of AAPL were bought on 2025-03-03 and are
                  not held now, but no sale is known.
        To do     Import the statement with the sale: `folio import
                  FILE`.
        Id        f_3kd92

        Finding  stale connection, dismissed
        Why      Nothing was read for 9 days.
        Id       f_8sp1q

        """,
        "findings 80": """
        Finding   missing transactions
        Account   Platypus Brokerage
        Security  AAPL
        Since     2025-03-03
        Units     -10
        Why       10 units of AAPL were bought on 2025-03-03 and are not held now, but
                  no sale is known.
        To do     Import the statement with the sale: `folio import FILE`.
        Id        f_3kd92

        Finding  stale connection, dismissed
        Why      Nothing was read for 9 days.
        Id       f_8sp1q

        """,
        "findings 120": """
        Finding   missing transactions
        Account   Platypus Brokerage
        Security  AAPL
        Since     2025-03-03
        Units     -10
        Why       10 units of AAPL were bought on 2025-03-03 and are not held now, but no sale is known.
        To do     Import the statement with the sale: `folio import FILE`.
        Id        f_3kd92

        Finding  stale connection, dismissed
        Why      Nothing was read for 9 days.
        Id       f_8sp1q

        """,
        "prices 60": """
        SYMBOL   PRICE  CHANGE  CURRENCY  AS OF             SOURCE
        AAPL    329.44  -1.98%  USD       2026-11-24 21:00  fmp
        NONE         –

        """,
        "prices 80": """
        SYMBOL   PRICE  CHANGE  CURRENCY  AS OF             SOURCE
        AAPL    329.44  -1.98%  USD       2026-11-24 21:00  fmp
        NONE         –

        """,
        "prices 120": """
        SYMBOL   PRICE  CHANGE  CURRENCY  AS OF             SOURCE
        AAPL    329.44  -1.98%  USD       2026-11-24 21:00  fmp
        NONE         –

        """,
        "closes 60": """
        AAPL in USD, 2026-06-01 to 2026-11-27, 130 closes

        360 ┤                                         ⡰⠛⣤⢀
            │                                       ⢠⠲⠁  ⠁⢇       ⢠⠊
            │                        ⢀⡠⡄           ⢀⠎     ⠈⠢⣀    ⢀⡇
            │                       ⡰⠁⠁⠘⢣⣄        ⢠⠃        ⠈⠑⠲⣀⣠⠃
            │        ⡠⡀            ⡰⠁    ⠈⢣      ⡰⠋            ⠹⠁
        340 ┤       ⡔⠁⠱⢤         ⢀⠤⠃       ⠑⢄  ⢀⡜⠁
            │      ⢰⠁   ⠛⣤⡀      ⡼          ⠈⠑⠒⠃
            │    ⢠⠋⠁     ⠈⠑⡄   ⣤⠚
            │   ⢠⡏         ⠈⢆ ⢸
            │ ⢀⠎⠃            ⠉⠃
        320 ┤ ⡸
            │⡰⠁
            └─────────┬─────────┬────────┬────────┬────────┬────────
                      Jul       Aug      Sep      Oct      Nov
        2 sessions have no close: no source has them (2026-07-03 and
        2026-07-06).

        """,
        "closes 80": """
        AAPL in USD, 2026-06-01 to 2026-11-27, 130 closes

        360 ┤                                                        ⡰⠉⠚⣤⢀
            │                                                      ⢠⠲⠁   ⠁⠑⢄          ⢠⠊
            │                                 ⢀⡠⠤⡄               ⢀⠎⠁       ⠈⠢⣀⡀     ⢀⣀⠇
            │                                ⡰⠁⠁ ⠘⢣⡄⢀           ⢠⠃            ⠈⠑⠲⣀ ⣠⠃
            │           ⡠⡀                 ⡰⠉      ⠈⠁⢣        ⡰⠒⠉                ⠁⠳⠁
        340 ┤         ⣀⠔⠁⠱⠤⢤             ⢀⠤⠃          ⠑⢄⡀   ⢀⡜⠁
            │        ⢰⠁     ⠛⡤⡀⡀        ⡤⠃              ⠈⠑⠒⠒⠃
            │      ⢠⠋⠁        ⠈⠑⡄     ⣤⠚
            │    ⢠⡰⠉            ⠈⠒⢄ ⢀⠜
            │  ⢀⠎⠃                 ⠉⠃
        320 ┤ ⡠⠊
            │⡰⠁
            └─────────────┬────────────┬───────────┬───────────┬────────────┬───────────
                          Jul          Aug         Sep         Oct          Nov
        2 sessions have no close: no source has them (2026-07-03 and 2026-07-06).

        """,
        "closes 120": """
        AAPL in USD, 2026-06-01 to 2026-11-27, 130 closes

        360 ┤                                                                                      ⢀⠔⠉⠊⢆⡠⡀⣀
            │                                                                                   ⢀⠔⠔⠁     ⠈ ⠑⠤⡀               ⢠⠔⠊
            │                                                   ⢀⡀⡠⠤⢄                         ⡠⠊⠁            ⠑⠢⢄⣀⡀         ⣀⣀⠇
            │                                                 ⡠⠊⠁⠈  ⠈⠒⢣⡠⡀⢀                  ⡰⠉                   ⠈⠉⠒⠒⢆⢀ ⢀⣠⠋
            │                 ⢀⢄                           ⢠⠒⠉          ⠈⠁⠑⢄             ⡔⠒⠉⠁                        ⠈⠁⠣⠃
        340 ┤              ⣀⠤⠒⠁ ⠣⠤⠤⢄                    ⢀⡠⠤⠃                ⠉⠒⢄⡀      ⣀⠎⠉
            │             ⢰⠁       ⠈⠒⠱⡠⡀⢀             ⢠⠤⠃                      ⠈⠉⠑⠒⠒⠒⠊
            │          ⡜⠉⠉⠁            ⠈⠁⠑⢢        ⡤⡠⠒⠃
            │      ⢀⠤⡰⠉⠁                   ⠉⠒⠤⡀  ⢀⠜
            │    ⡠⠊⠊                          ⠈⠉⠑⠁
        320 ┤  ⡠⠊
            │⣀⠔⠁
            └───────────────────┬────────────────────┬─────────────────┬───────────────────┬──────────────────┬─────────────────
                                Jul                  Aug               Sep                 Oct                Nov
        2 sessions have no close: no source has them (2026-07-03 and 2026-07-06).

        """,
        "usage 60": """
        DATE        SOURCE  CALLS  SYMBOLS   HITS  HIT RATE  SAVED
        2026-11-24  fmp         3    1,200  4,200    99.93%  4,197

        """,
        "usage 80": """
        DATE        SOURCE  CALLS  SYMBOLS   HITS  MISSES  HIT RATE  SAVED   COST
        2026-11-24  fmp         3    1,200  4,200       3    99.93%  4,197  0.003

        """,
        "usage 120": """
        DATE        SOURCE  CALLS  SYMBOLS   HITS  MISSES  HIT RATE  SAVED   COST
        2026-11-24  fmp         3    1,200  4,200       3    99.93%  4,197  0.003

        """,
        "mappings 60": """
        SECURITY         NAME        SYMBOL  MAY BE     WHY
        s_93qd2xgk0m4tz  Granite S…          GRSVX, G…  Several fun…
        s_0kd92mxq7r1va  Apple Inc.  AAPL

        """,
        "mappings 80": """
        SECURITY         NAME         SOURCE  STATE     SYMBOL  MAY BE      WHY
        s_93qd2xgk0m4tz  Granite St…  fmp     pending           GRSVX, GR…  Several fun…
        s_0kd92mxq7r1va  Apple Inc.   fmp     resolved  AAPL

        """,
        "mappings 120": """
        SECURITY         NAME        TICKER  CODE          TYPE         SOURCE  STATE     SYMBOL  BY    MAY BE      WHY
        s_93qd2xgk0m4tz  Granite S…          123456789     mutual_fund  fmp     pending                 GRSVX, GR…  Several fun…
        s_0kd92mxq7r1va  Apple Inc.  AAPL    US0378331005  stock        fmp     resolved  AAPL    isin

        """,
    ]
}
