import FolioAdapterKit
import FolioModel
import Testing

@testable import CSVAdapter

@Suite struct SchwabTests {
    static let header =
        "\"Date\",\"Action\",\"Symbol\",\"Description\",\"Quantity\",\"Price\",\"Fees & Comm\",\"Amount\"\n"
    static let title = "\"Transactions  for account Individual ...123 as of 05/03/2026 02:21:05 PM ET\"\n"

    private func told(_ rows: [String], title: String = title) async throws -> [String] {
        try await ImportBox().told(title + Self.header + rows.map { $0 + "\n" }.joined())
            .map { $0.split(separator: "schwab:individual ...123 ").joined() }
    }

    @Test(
        arguments: [
            (
                "Sell Short,GME,GAMESTOP,\"1,000\",$20.00,$0.10,\"$19,999.90\"",
                "short listed:GME:USD -1000 19999.9 USD @20 fee=0.1"
            ),
            ("Buy to Cover,GME,GAMESTOP,10,$20.00,,-$200.00", "cover listed:GME:USD 10 -200 USD @20"),
            (
                "Sell to Open,DDD 12/18/2026 50.00 C,CALL,2,$1.50,$1.30,$298.70",
                "short occ:DDD261218C00050000 -2 298.7 USD @1.5 fee=1.3"
            ),
            (
                "Buy to Close,TSLA  230317P00180000,PUT,1,$2.00,$0.65,-$200.65",
                "cover occ:TSLA230317P00180000 1 -200.65 USD @2 fee=0.65"
            ),
            ("Assigned,TSLA  230317P00180000,PUT,1,,,", "assignment occ:TSLA230317P00180000 1 0 USD"),
            ("Exchange or Exercise,TSLA  230317P00180000,PUT,1,,,", "exercise occ:TSLA230317P00180000 -1 0 USD"),
            ("Exchange or Exercise,ABC,ABC INC,-5,,,", "merger listed:ABC:USD -5 0 USD"),
            ("Cancel Buy,BRKB,BERKSHIRE,4,$477.40,,$1909.60", "adjustment listed:BRKB:USD -4 1909.6 USD @477.4"),
            ("Journaled Shares,AAPL,TDA TO CS,-20,$100.00,,", "transfer_out listed:AAPL:USD -20 0 USD @100"),
            ("Security Transfer,NO NUMBER,TOA ACAT 0001,,,,\"$101,000.00\"", "transfer_in - 0 101000 USD"),
            ("Stock Plan Activity,GOOG,ALPHABET,12.5,,,", "transfer_in listed:GOOG:USD 12.5 0 USD"),
            ("Margin Interest,,MARGIN,,,,-$3.20", "interest - 0 -3.2 USD"),
            ("ADR Mgmt Fee,TSM,ADR FEE,,,,-$1.00", "fee listed:TSM:USD 0 -1 USD"),
            ("Long Term Cap Gain Reinvest,SWPPX,SCHWAB,,,,$7.00", "dividend listed:SWPPX:USD 0 7 USD"),
            ("Cash In Lieu,PPCB,PROPANC,,,,$0.68", "sell listed:PPCB:USD 0 0.68 USD"),
            ("Spin-off,GEV,GE VERNOVA,3,,,", "spin_off listed:GEV:USD 3 0 USD"),
            (
                "Full Redemption Adj,912810TM0,US TREASURY 4% DUE 11/15/52,\"10,000\",,,\"$10,000.00\"",
                "sell cusip:912810TM0 -10000 10000 USD"
            ),
            ("Return of Capital,ET,ENERGY,,,,$5.00", "return_of_capital listed:ET:USD 0 5 USD"),
            ("Adjustment,,ADJ,,,,-$1.00", "adjustment - 0 -1 USD"),
            ("Funds Paid,,CHECK,,,,-$9.00", "withdrawal - 0 -9 USD"),
            ("Internal Transfer,,JRNL,,,,$9.00", "transfer_in - 0 9 USD"),
            ("Pr Yr Cash Div,VTI,VANGUARD,,,,$9.00", "dividend listed:VTI:USD 0 9 USD"),
        ] as [(String, String)]
    )
    func `an action comes to what it means`(row: String, expected: String) async throws {
        #expect(try await told(["03/15/2026," + row]) == ["2026-03-15 " + expected])
    }

    @Test func `a word that is new is an adjustment of its money, and doubtful`() async throws {
        let box = try await ImportBox()
        let row = "\"03/15/2026\",\"Quantum Leap\",\"AAPL\",\"X\",\"5\",\"\",\"\",\"-$12.00\"\n"
        #expect(
            try await box.told(Self.title + Self.header + row) == [
                "2026-03-15 schwab:individual ...123 adjustment listed:AAPL:USD 0 -12 USD"
            ]
        )
        #expect(
            try await box.warnings() == [
                "3:14: Action: \"Quantum Leap\" is not known; the row counts as an adjustment of money alone"
            ]
        )
    }

    @Test func `a trade with the wrong signs is an adjustment, and doubtful`() async throws {
        let box = try await ImportBox()
        let row = "\"03/15/2026\",\"Buy\",\"AAPL\",\"X\",\"5\",\"$2\",\"\",\"$10.00\"\n"
        let told = try await box.told(Self.title + Self.header + row)
        #expect(told == ["2026-03-15 schwab:individual ...123 adjustment listed:AAPL:USD 5 10 USD @2"])
        #expect(try await box.warnings().count == 1)
    }

    @Test func `an expired option ends what the other rows opened`() async throws {
        let told = try await told([
            "03/20/2026,Expired,SPY 03/20/2026 500.00 C,CALL,2,,,",
            "03/20/2026,Expired,SPY 03/20/2026 400.00 P,PUT,3,,,",
            "03/20/2026,Expired,SPY 03/20/2026 300.00 P,PUT,-4,,,",
            "03/01/2026,Buy to Open,SPY 03/20/2026 500.00 C,CALL,2,$1,,-$200",
            "03/01/2026,Sell to Open,SPY 03/20/2026 400.00 P,PUT,3,$1,,$300",
        ])
        #expect(
            told.prefix(3) == [
                "2026-03-20 expiration occ:SPY260320C00500000 -2 0 USD",
                "2026-03-20 expiration occ:SPY260320P00400000 3 0 USD",
                "2026-03-20 expiration occ:SPY260320P00300000 -4 0 USD",
            ]
        )
    }

    @Test func `an expired option of which nothing is known is left out, and doubtful`() async throws {
        let box = try await ImportBox()
        let text = Self.title + Self.header + "03/20/2026,Expired,SPY 03/20/2026 500.00 C,CALL,2,,,\n"
        #expect(try await box.told(text).isEmpty)
        #expect(
            try await box.warnings() == [
                "3:49: Quantity: the file does not say whether a long or a short position ended; the row is left out"
            ]
        )
    }

    @Test func `a reverse split takes from the ticker what it removes by an old CUSIP`() async throws {
        let told = try await told([
            "05/18/2026,Reverse Split,PPCB,PROPANC BIOPHARMA INC,587,,,",
            "05/18/2026,Reverse Split,74346N701,PROPANC BIOPHARMA INCXXXREVERSE SPLIT EFF: 05/18/26,\"-14,684\",,,",
            "05/01/2026,Buy,PPCB,PROPANC BIOPHARMA INC,\"14,684\",$0.034,,-$499.26",
            "05/01/2026,Name Change,74346N701,NOBODY KNOWS,-1,,,",
        ])
        #expect(
            told == [
                "2026-05-18 split listed:PPCB:USD 587 0 USD", "2026-05-18 split listed:PPCB:USD -14684 0 USD",
                "2026-05-01 buy listed:PPCB:USD 14684 -499.26 USD @0.034",
                "2026-05-01 merger cusip:74346N701 -1 0 USD",
            ]
        )
    }

    @Test func `a file without a title has its account in its name, or none`() async throws {
        let text = Self.header + "\"03/15/2026\",\"MoneyLink Deposit\",\"\",\"X\",\"\",\"\",\"\",\"$1\"\n"
        let named = try await ImportBox().told(text, as: "Roth_IRA_XXX178_Transactions_20260309-115444.csv", \.accounts)
        #expect(named == ["schwab:roth ira ...178: Roth IRA ...178 (178) USD"])
        let box = try await ImportBox()
        #expect(try await box.told(text, \.accounts) == ["schwab: Charles Schwab USD"])
        #expect(try await box.inspect().map(\.needsAccount) == [true])
    }

    @Test(
        arguments: [
            (
                "\"13/45/2026\",\"Buy\",\"A\",\"X\",\"1\",\"\",\"\",\"-$1\"",
                "3:1: Date: a date such as 04/18/2023 is expected, not \"13/45/2026\""
            ),
            (
                "\"03/15/2026 as of yesterday\",\"Buy\",\"A\",\"X\",\"1\",\"\",\"\",\"-$1\"",
                "3:1: Date: dates such as 04/17/2023 as of 04/15/2023 are expected, not \"03/15/2026 as of yesterday\""
            ),
            (
                "\"O3/15/2026\",\"Buy\",\"A\",\"X\",\"1\",\"\",\"\",\"-$1\"",
                "3:1: Date: a date such as 04/18/2023 is expected, not \"O3/15/2026\""
            ),
            (
                "\"03/15/2026\",\"Buy\",\"A\",\"X\",\"1O\",\"\",\"\",\"-$1\"",
                "3:28: Quantity: a number such as -1,234.56 is expected, not \"1O\""
            ),
            ("\"03/15/2026\",\"Buy\",\"A\",\"X\",\"\",\"\",\"\",\"-$1\"", "3:28: Quantity: required for \"Buy\""),
            ("\"03/15/2026\",\"Buy\",\"A\",\"X\",\"1\",\"\",\"\",\"\"", "3:38: Amount: required for \"Buy\""),
            ("\"03/15/2026\",\"Buy\",\"\",\"X\",\"1\",\"\",\"\",\"-$1\"", "3:20: Symbol: required for \"Buy\""),
            ("\"03/15/2026\",\"Buy\",\"A\"", "3:1: Quantity: required for \"Buy\""),
            (
                "\"03/15/2026\",\"Cash Dividend\",\"A\",\"X\",\"\",\"\",\"\",\"1,23\"",
                "3:47: Amount: a number such as -1,234.56 is expected, not \"1,23\""
            ),
            ("\"03/15/2026\",\"\",\"A\",\"X\",\"1\",\"\",\"\",\"-$1\"", "3:14: Action: required"),
        ] as [(String, String)]
    )
    func `a row of data that cannot be understood is a fault with its place`(row: String, expected: String) async throws
    {
        let box = try await ImportBox()
        try box.write("f.csv", Self.title + Self.header + row + "\n")
        #expect(await box.faults() == ["f.csv:" + expected])
    }

    // MARK: Positions

    @Test func `positions are found by the names of before 2024, in another order`() async throws {
        let text = """
            "Positions for account Joint ...987 as of 05/30/2026"

            "Symbol","Security Type","Market Value","Quantity","Price","Cost Basis","Description"
            "SWPPX","Mutual Fund","$1,000.00 ","10","$100.00","N/A","SCHWAB S&P 500"
            "912810TM0","Fixed Income","$9,875.00","10,000","98.75","$9,800.00","US TREASURY 4% DUE 11/15/52"
            "GME","Equity","-$200.00","-10","$20.00","$150.00","GAMESTOP"
            "Cash & Cash Investments","Cash and Money Market","-$5.00","--","--","--","--"
            "Account Total","--","$1.00","--","--","--","--"

            """
        let box = try await ImportBox()
        let asOf = "2026-05-30T00:00:00Z"
        #expect(
            try await box.told(text, \.holdings) == [
                "schwab:joint ...987 listed:SWPPX:USD 10 100 1000 - \(asOf)",
                "schwab:joint ...987 cusip:912810TM0 10000 98.75 9875 9800 \(asOf)",
                "schwab:joint ...987 listed:GME:USD -10 20 -200 -150 \(asOf)",
                "schwab:joint ...987 cash -5 USD \(asOf)",
            ]
        )
        #expect(try await Normal(box).securities["cusip:912810TM0"]?.fixedIncome?.priceBasis == .percentOfPar)
        #expect(try await box.warnings().isEmpty)
    }

    @Test func `an account that holds nothing any more is stated`() async throws {
        let box = try await ImportBox()
        let header =
            "\"Symbol\",\"Description\",\"Quantity\",\"Price\",\"Market Value\",\"Cost Basis\",\"Asset Type\"\n"
        let title = "\"Positions for account Joint ...987 as of "
        try box.write(
            "a.csv",
            title + "05/29/2026\"\n\n" + header + "\"GME\",\"G\",\"1\",\"$2\",\"$2\",\"$1\",\"Equity\"\n"
        )
        #expect(try await box.warnings() == ["1:1: no total closes the positions, so the file may be cut off"])
        try box.write(
            "b.csv",
            title + "05/30/2026\"\n\n" + header + "\"Account Total\",\"\",\"\",\"\",\"$0\",\"\",\"\"\n"
        )
        let normal = try await Normal(box)
        #expect(normal.holdings.isEmpty)
        #expect(normal.accounts == ["schwab:joint ...987: Joint ...987 (987) USD"])
    }

    @Test(
        arguments: [
            (
                "\"GME\",\"G\",\"x\",\"$2\",\"$2\",\"$1\",\"Equity\"",
                "3:11: Quantity: a number such as -1,234.56 is expected, not \"x\""
            ),
            ("\"GME\",\"G\",\"--\",\"$2\",\"$2\",\"$1\",\"Equity\"", "3:11: Quantity: required"),
            (
                "\"GME\",\"G\",\"1\",\"$2\",\"-$2\",\"$1\",\"Equity\"",
                "3:20: Market Value: has the sign of the quantity"
            ),
            ("\"Cash & Cash Investments\",\"\",\"\",\"\",\"--\",\"\",\"\"", "3:36: Market Value: required"),
        ] as [(String, String)]
    )
    func `a position that cannot be understood is a fault with its place`(row: String, expected: String) async throws {
        let box = try await ImportBox()
        let header =
            "\"Symbol\",\"Description\",\"Quantity\",\"Price\",\"Market Value\",\"Cost Basis\",\"Asset Type\"\n"
        try box.write("f.csv", "\"Positions for account J ...987 as of 05/30/2026\"\n" + header + row + "\n")
        #expect(await box.faults() == ["f.csv:" + expected])
    }

    @Test func `balances, and files without their header, are refused by name`() async throws {
        let box = try await ImportBox()
        try box.write("a.csv", "\"Balances  for account Individual ...123 as of 05/30/2026\"\n\"x\"\n")
        try box.write("b.csv", "\"Positions for account Individual ...123 as of 05/30/2026\"\n\"Symbol\",\"Kurs\"\n")
        try box.write("c.csv", Self.title + "\"Date\",\"Action\"\n")
        #expect(
            await box.faults() == [
                "a.csv:1:1: these are balances without holdings; export the positions or the transactions",
                "b.csv:1:1: no line names the columns of this layout; needed: Symbol, Quantity, Market Value",
                "c.csv:1:1: no line names the columns of this layout; needed: "
                    + "Date, Action, Symbol, Description, Quantity, Price, Amount",
            ]
        )
    }
}
