/// What lines and ledgers look like.
extension Goldens {
    static let charts = [
        "curve 40": """
              │                               ⡠⠊
              │         ⣀⠔⠉⠢⣀⡀             ⢀⠔⠊
        1,500 ┤      ⢀⠔⠊     ⠈⠢⢄         ⢀⠔⠁
              │    ⢀⠔⠁          ⠉⠢⢄⡀   ⣀⠔⠁
              │  ⣀⠔⠁               ⠈⠢⠔⠉
        1,000 ┤⡠⠊
              └───────────┬──────────┬──────────
                          Feb        Mar

        """,
        "curve 60": """
              │                                                  ⡠⠔⠊
              │              ⣀⣀⠤⠒⠉⠑⠢⢄⣀                       ⢀⠤⠒⠉
        1,500 ┤          ⢀⡠⠔⠊         ⠉⠒⠤⢄⡀              ⢀⡠⠔⠊⠁
              │       ⣀⠤⠒⠁                ⠈⠉⠑⠢⣀⣀      ⣀⠤⠒⠁
              │   ⢀⡠⠔⠉                          ⠉⠢⠤⠔⠊⠉
        1,000 ┤⣀⠤⠊⠁
              └──────────────────┬────────────────┬─────────────────
                                 Feb              Mar

        """,
        "curve 100": """
              │                                                                                       ⢀⣀⠤⠔⠒⠉
              │                        ⢀⣀⣀⡠⠤⠔⠒⠉⠉⠉⠒⠢⠤⣀⣀⣀⡀                                        ⣀⡠⠤⠒⠊⠉⠁
        1,500 ┤                  ⢀⣀⠤⠔⠒⠉⠁               ⠈⠉⠒⠢⠤⠤⢄⣀                           ⣀⡠⠤⠒⠊⠉
              │            ⣀⡠⠤⠒⠊⠉⠁                             ⠉⠉⠉⠒⠒⠤⢄⣀⣀⡀          ⢀⣀⠤⠔⠒⠉⠉
              │      ⣀⡠⠤⠒⠊⠉                                             ⠈⠉⠒⠢⠤⠤⠤⠒⠊⠉⠉⠁
        1,000 ┤⣀⠤⠔⠒⠉⠉
              └───────────────────────────────┬──────────────────────────────┬──────────────────────────────
                                              Feb                            Mar

        """,
        "flat": """
        260 ┤
            │
        250 ┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀
            │
            │
        240 ┤
            └─────────────────────┬─────────────────
                                  Jan 12

        """,
        "zeros": """
         1 ┤
           │
         0 ┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀
           │
           │
        -1 ┤
           └──────────────────────┬─────────────────
                                  Jan 12

        """,
        "lone": """
            │
            │
        100 ┤                   ●
            │
            │
         95 ┤
            └───────────────────┬───────────────────
                                Jan 5

        """,
        "negative": """
           0 ┤                    ⣀⠔⠊⠉⠑⠒⠒⠒⠢⠤⠤⣀
             │                 ⣀⠔⠊            ⠉⠒⠤⣀
             │              ⣀⠔⠊                   ⠉⠒
             │           ⣀⠔⠊
        -200 ┤        ⣀⠔⠊
             │⣀⡠⠤⠤⠒⠒⠊⠉
             └┬──────┬───────┬──────┬───────┬───────
              Jan 5  Jan 6   Jan 7  Jan 8   Jan 9

        """,
        "huge": """
             │                                   ⢀⠤⠊
        750T ┤                                 ⡠⠒⠁
             │                              ⣀⠔⠉
        500T ┤                           ⢀⠤⠊
        250T ┤       ⢀⣀⡠⠤⠔⠒⠒⠒⠒⠤⠤⠤⠤⠤⠤⣀⣀⣀⡠⠒⠁
             │⣀⡠⠤⠔⠒⠊⠉⠁
             └┬───────────┬────────────┬────────────
              Jan 5       Jan 6        Jan 7

        """,
        "tiny": """
                 │              ⣀⠤⠒⠑⠢⣀
        0.000014 ┤          ⣀⠤⠒⠉      ⠑⠤⡀
                 │      ⣀⠤⠒⠉            ⠈⠑⠤⡀
                 │  ⣀⠤⠒⠉                   ⠈⠒⢄⡀
        0.000012 ┤⠒⠉                          ⠈⠒⢄
                 │                               ⠉⠢⢄
                 └┬────────────────┬────────────────
                  Jan 5            Jan 6

        """,
        "pair": """
        2.0 ┤                                 ⣀⡠⠤⠒⠒⠉
            │                          ⣀⣀⠤⠔⠒⠉⠉
        1.5 ┤                   ⢀⣀⠤⠤⠒⠊⠉
            │             ⣀⡠⠤⠒⠒⠉⠁
            │      ⣀⣀⠤⠔⠒⠉⠉
        1.0 ┤⣀⠤⠤⠒⠊⠉
            └┬──────────────────────────────────────
             Jan 5

        """,
        "ascii": """
              |                                                 .--'
              |               .-''|-..                       .-|
        1,500 +           .-''        ''-.               .-''
              |       ..-'                ''--..     ..-'
              |    |-'                          |-.-'
        1,000 +.--'
              +------------------+----------------+-----------------
                                 Feb              Mar

        """,
        "unsure": """
                │                                                ⣀⠔⠊
                │              ⡀⡀⠄⠁⠁⠂⠄⡀⡀                     ⢀⡠⠒⠉
          1,500 ┤           ⠄⠂⠁         ⠂⠄⢄⡀              ⣀⠤⠊⠁
                │       ⡀⠄⠂⠁               ⠈⠉⠒⠤⣀⡀     ⢀⡠⠔⠉
                │    ⡀⠂⠁                        ⠈⠑⠢⠤⠒⠉⠁
          1,000 ┤⡀⠄⠂⠁
                └─────────────────┬────────────────┬────────────────
                                  Feb              Mar
        quality  ▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▇▇▇▇▇▇▇▇▇█████████████████████████

        """,
        "live": """
              │                                                 ⣀⠤⢺
              │              ⣀⣀⠔⠊⠉⠑⠤⣀⣀                      ⢀⡠⠔⠉   ⡇
        1,500 ┤          ⢀⡠⠔⠉         ⠑⠢⠤⢄               ⣀⠤⠊⠁      ⢣
              │       ⣀⠤⠊⠁                ⠉⠉⠒⢄⣀⡀     ⢀⡠⠔⠉          ●
              │   ⢀⡠⠔⠉                         ⠈⠑⠤⠤⠒⠉⠁
        1,000 ┤⣀⠤⠊⠁
              └┄┄┄┄┄┄┄┄┄┄┄┄┄────┬─────────────────┬─────────────────
                                Feb               Mar

        """,
    ]

    static let ledger = """
        ; Accounts as folio knows them, 2026-09-01 to 2026-11-25.
        ; Opening balances are derived from what is held now and every activity since. Units whose cost is not known
        ; are held without one. What goes first is what came first.

        option "title" "folio"
        option "operating_currency" "USD"
        option "inferred_tolerance_default" "USD:0.005"

        2026-08-31 commodity AAPL
          name: "AAPL \\"Inc.\\""
          symbol: "AAPL"
          folio-id: "s_AAPL"

        2026-08-31 open Assets:First-Platypus-Bank:Brokerage-1001:AAPL AAPL
        2026-08-31 open Assets:First-Platypus-Bank:Brokerage-1001:Cash USD
        2026-08-31 open Equity:Opening-Balances
        2026-08-31 open Equity:Unexplained
        2026-08-31 open Expenses:Fees
        2026-08-31 open Income:Dividends
        2026-08-31 open Income:Gains

        2026-08-31 * "Opening balances"
          Assets:First-Platypus-Bank:Brokerage-1001:AAPL  10 AAPL
          Assets:First-Platypus-Bank:Brokerage-1001:Cash  1501.00 USD
          Equity:Opening-Balances

        2026-09-01 * "Buy AAPL"
          folio-id: "t_1"
          Assets:First-Platypus-Bank:Brokerage-1001:AAPL  10 AAPL  {150.00 USD, 2026-09-01}
          Assets:First-Platypus-Bank:Brokerage-1001:Cash  -1501.00 USD
          Expenses:Fees  1.00 USD

        2026-10-02 * "Sell AAPL"
          folio-id: "t_2"
          Assets:First-Platypus-Bank:Brokerage-1001:AAPL  -10 AAPL  @ 160.00 USD
          Assets:First-Platypus-Bank:Brokerage-1001:AAPL  -2 AAPL  {150.00 USD, 2026-09-01}  @ 160.00 USD
          Assets:First-Platypus-Bank:Brokerage-1001:Cash  1919.00 USD
          Expenses:Fees  1.00 USD
          Income:Gains

        2026-10-02 * "Cash that no record explains"
          Assets:First-Platypus-Bank:Brokerage-1001:Cash  -1570.56 USD
          Equity:Unexplained  1570.56 USD

        2026-11-10 * "Dividend AAPL"
          folio-id: "t_3"
          Assets:First-Platypus-Bank:Brokerage-1001:Cash  2.50 USD
          Income:Dividends  -2.50 USD


        2026-11-24 price AAPL 329.44 USD

        2026-11-26 balance Assets:First-Platypus-Bank:Brokerage-1001:AAPL  8 AAPL
        2026-11-26 balance Assets:First-Platypus-Bank:Brokerage-1001:Cash  350.94 USD

        """
}
