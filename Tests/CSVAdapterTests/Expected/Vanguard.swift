extension Fixture {
    /// What the fixtures of Vanguard come to, checked by hand against the files.
    static let vanguard: [String: String] = [
        "vanguard_ofxdownload.csv": """
        vanguard.download utf-8 skipped=5 2026-04-30 2026-11-01
        rows sell=1 dividend=1 withdrawal=1 reinvestment=1 holding=1
        warning 1:1: the file does not say when its holdings were true; the time of its last change counts
        account vanguard:4f8290a9797aae42: Vanguard 0001 (0001) USD
        vanguard:4f8290a9797aae42 listed:VMFXX:USD 515000 1 515000 - 2026-11-01T12:00:00Z
        2026-04-30 vanguard:4f8290a9797aae42 dividend listed:VMFXX:USD 0 1492.03 USD
        2026-04-30 vanguard:4f8290a9797aae42 reinvestment listed:VMFXX:USD 1492.03 -1492.03 USD
        2026-05-01 vanguard:4f8290a9797aae42 sell listed:VMFXX:USD -1492.03 1492.03 USD @1
        2026-05-01 vanguard:4f8290a9797aae42 withdrawal - 0 -1492.03 USD
        listed:VMFXX:USD: money_market_fund VMFXX, VANGUARD FEDERAL MONEY MARKET INVESTOR CL
        """
    ]
}
