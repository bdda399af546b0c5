extension Fixture {
    /// What the fixtures of Robinhood come to, checked by hand against the files.
    static let robinhood: [String: String] = [
        "robinhood_activity.csv": """
        robinhood.activity utf-8 skipped=2 needs_account 2025-06-25 2026-04-27
        rows buy=3 sell=3 short=1 cover=1 dividend=1 tax=1 deposit=1
        account robinhood: Robinhood USD
        2026-04-27 robinhood tax listed:GE:USD 0 -0.02 USD
        2026-04-27 robinhood dividend listed:GE:USD 0 0.13 USD
        2026-03-03 robinhood sell occ:SPY260320C00580000 -2 850 USD @4.25
        2026-03-03 robinhood buy occ:SPY260320C00580000 2 -700 USD @3.5
        2026-03-02 robinhood sell cusip:037833100 -100 18910 USD @189.1
        2026-03-02 robinhood buy cusip:037833100 100 -18740 USD @187.4
        2026-03-01 robinhood deposit - 0 5000 USD
        2026-01-16 robinhood buy cusip:88160R101 100 -44000 USD @440
        2025-07-24 robinhood sell listed:DNUT:USD -111 475.33 USD @4.28
        2025-06-25 robinhood cover occ:APLD250627C00010000 3 -69.13 USD @0.23
        2025-06-25 robinhood short occ:APLD250703C00011000 -3 59.86 USD @0.2
        cusip:037833100: other AAPL, Apple
        cusip:88160R101: other TSLA, Tesla
        listed:DNUT:USD: other DNUT, Krispy Kreme
        listed:GE:USD: other GE
        occ:APLD250627C00010000: option APLD250627C00010000 APLD 2025-06-27 call 10 × 100, APLD 6/27/2025 Call \
        $10.00
        occ:APLD250703C00011000: option APLD250703C00011000 APLD 2025-07-03 call 11 × 100, APLD 7/3/2025 Call \
        $11.00
        occ:SPY260320C00580000: option SPY260320C00580000 SPY 2026-03-20 call 580 × 100, SPY 3/20/2026 Call \
        $580.00
        """
    ]
}
