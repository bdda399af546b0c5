extension Fixture {
    /// What the fixtures of Coinbase come to, checked by hand against the files.
    static let coinbase: [String: String] = [
        "coinbase_transactions.csv": """
        coinbase.transactions utf-8 skipped=3 needs_account 2022-03-25 2025-01-17
        rows buy=4 sell=2 dividend=2 transfer_in=1 transfer_out=1 reinvestment=2
        account coinbase: Coinbase EUR
        2025-01-17 coinbase dividend crypto:ETH:EUR 0 0.12649 EUR @3343.11229989
        2025-01-17 coinbase reinvestment crypto:ETH:EUR 0.000037835729 -0.12649 EUR @3343.11229989
        2025-01-14 coinbase dividend crypto:ETH:EUR 0 0.07027 EUR @3102.321789832597
        2025-01-14 coinbase reinvestment crypto:ETH:EUR 0.000022652183 -0.07027 EUR @3102.321789832597
        2025-01-07 coinbase transfer_out crypto:ETH2:EUR -0.180914809326 0 EUR @3302.650897907713
        2025-01-07 coinbase transfer_in crypto:ETH:EUR 0.180914809326 0 EUR @3302.650897907713
        2024-12-05 coinbase sell crypto:BTC:EUR -0.00363125 351.66322 EUR @96847.405873901104
        2024-12-05 coinbase buy crypto:XRP:EUR 156.145683 -351.66322 EUR
        2023-05-28 coinbase sell crypto:ETH:EUR -0.17305191 298.21913 EUR @1723.885226
        2023-05-28 coinbase buy crypto:ETH2:EUR 0.17305191 -298.21913 EUR
        2022-03-25 coinbase buy crypto:BTC:EUR 0.00166779 -70 EUR @39999.331136545 fee=2.99
        2022-03-25 coinbase buy crypto:BTC:USD 0.00166779 -70 USD @39999.331136545 fee=2.99
        crypto:BTC:EUR: cryptocurrency BTC
        crypto:BTC:USD: cryptocurrency BTC
        crypto:ETH2:EUR: cryptocurrency ETH2
        crypto:ETH:EUR: cryptocurrency ETH
        crypto:XRP:EUR: cryptocurrency XRP
        """
    ]
}
