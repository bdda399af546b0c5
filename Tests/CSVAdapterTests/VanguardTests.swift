import FolioAdapterKit
import FolioModel
import Testing

@testable import CSVAdapter

@Suite struct VanguardTests {
    static let header =
        "Account Number,Trade Date,Settlement Date,Transaction Type,Transaction Description,Investment Name,Symbol,"
        + "Shares,Share Price,Principal Amount,Commission Fees,Net Amount,Accrued Interest,Account Type,\n"

    private func told(_ rows: [String], header: String = header) async throws -> [String] {
        try await ImportBox().told(header + rows.map { $0 + "\n" }.joined()).map { line in
            line.split(separator: " ").filter { !$0.hasPrefix("vanguard:") }.joined(separator: " ")
        }
    }

    @Test(
        arguments: [
            (
                "Buy,Buy,VANGUARD TOTAL STOCK,VTI,10.00000,200.5,-2005.0,1.0,-2006.0",
                "buy listed:VTI:USD 10 -2006 USD @200.5 fee=1"
            ),
            (
                "Sell,Sell,VANGUARD TOTAL STOCK,VTI,-10.00000,200.5,2005.0,0.0,2005.0",
                "sell listed:VTI:USD -10 2005 USD @200.5"
            ),
            (
                "Capital gain (LT),Long-Term,VANGUARD 500,VFIAX,0.00000,0.0,7.0,0.0,7.0",
                "dividend listed:VFIAX:USD 0 7 USD"
            ),
            (
                "Sweep in,Sweep Into Settlement Fund,VANGUARD FEDERAL,VMFXX,0.00000,1.0,-7.0,0.0,-7.0",
                "buy listed:VMFXX:USD 7 -7 USD @1"
            ),
            ("Funds Received,Funds,CASH,,0.00000,0.0,50.0,0.0,50.0", "deposit - 0 50 USD"),
            (
                "Transfer (incoming),Transfer,APPLE,AAPL,10.00000,0.0,0.0,0.0,0.0",
                "transfer_in listed:AAPL:USD 10 0 USD"
            ),
            ("Transfer (outgoing),Transfer,CASH,,0.00000,0.0,-9.0,0.0,-9.0", "transfer_out - 0 -9 USD"),
            (
                "Conversion (incoming),Conversion,VANGUARD 500 ADM,VFIAX,10.00000,400.0,4000.0,0.0,4000.0",
                "merger listed:VFIAX:USD 10 0 USD @400"
            ),
            (
                "Exchange,Exchange From,VANGUARD 500,VFIAX,-1.00000,400.0,400.0,0.0,400.0",
                "sell listed:VFIAX:USD -1 400 USD @400"
            ),
            (
                "Exchange,Exchange To,VANGUARD BOND,VBTLX,40.00000,10.0,-400.0,0.0,-400.0",
                "buy listed:VBTLX:USD 40 -400 USD @10"
            ),
            ("Fee,Fee,CASH,,0.00000,0.0,-5.0,0.0,-5.0", "fee - 0 -5 USD"),
            (
                "Corp Action (Redemption),Redemption,US TREASURY BILL DUE 01/01/27,912796XX1,-1000.00000,0.0,1000.0,0.0,1000.0",
                "sell listed:912796XX1:USD -1000 1000 USD"
            ),
            ("Stock split,Split,APPLE,AAPL,30.00000,0.0,0.0,0.0,0.0", "split listed:AAPL:USD 30 0 USD"),
            ("Rollover (incoming),Rollover,CASH,,0.00000,0.0,80.0,0.0,80.0", "transfer_in - 0 80 USD"),
            ("Teleport,What,APPLE,AAPL,-1.00000,0.0,80.0,0.0,80.0", "adjustment listed:AAPL:USD -1 80 USD"),
        ] as [(String, String)]
    )
    func `a type comes to what it begins with`(row: String, expected: String) async throws {
        #expect(try await told(["12345678,04/30/2026,04/30/2026," + row + ",0.0,CASH,"]) == ["2026-04-30 " + expected])
    }

    @Test func `a sweep that moves cash to cash is left out`() async throws {
        #expect(
            try await told(["12345678,2026-04-30,2026-04-30,Sweep out,Sweep,CASH,,0.0,1.0,5.0,0.0,5.0,0.0,CASH,"])
                .isEmpty
        )
    }

    @Test func `a college plan has other names for the same`() async throws {
        let box = try await ImportBox()
        let text = """
            Fund Account Number,Fund Name,Price,Shares,Total Value,
            1234-5678,TARGET 2040,12.5,100,1250,

            Account Number,Trade Date,Process Date,Transaction Type,Transaction Description,Investment Name,Share Price,Shares,Gross Amount,Net Amount,
            1234-5678,2026-04-30,2026-04-30,Buy,Contribution,TARGET 2040,12.5,8,-100,-100,

            """
        try box.write("f.csv", text)
        let normal = try await Normal(box)
        #expect(normal.holdings.count == 1 && normal.holdings[0].contains("name:TARGET 2040 100 12.5 1250 -"))
        #expect(
            normal.transactions.count == 1 && normal.transactions[0].hasSuffix("buy name:TARGET 2040 8 -100 USD @12.5")
        )
        #expect(Set(normal.rows.map(\.account) + normal.accounts.map { String($0.prefix(25)) }).count == 1)
    }

    @Test func `an employer's plan buys with contributions and income, and sells for fees`() async throws {
        let header =
            "Account Number,Trade Date,Run Date,Transaction Activity,Transaction Description,Investment Name,"
            + "Share Price,Transaction Shares,Dollar Amount,\n"
        let told = try await told(
            [
                "091234,2026-04-30,2026-04-30,Plan Contribution,PAYROLL,TARGET 2050,10.0,5.0,50.0,",
                "091234,2026-04-30,2026-04-30,Dividend,EARNINGS,TARGET 2050,10.0,1.0,10.0,",
                "091234,2026-04-30,2026-04-30,Fee,ADMIN,TARGET 2050,10.0,-0.5,-5.0,",
                "091234,2026-04-30,2026-04-30,Withdrawal,OUT,TARGET 2050,10.0,-2.0,-20.0,",
            ],
            header: header
        )
        #expect(
            told.map { $0.split(separator: " ").dropFirst().joined(separator: " ") } == [
                "buy name:TARGET 2050 5 -50 USD @10", "dividend name:TARGET 2050 0 10 USD @10",
                "reinvestment name:TARGET 2050 1 -10 USD @10", "fee name:TARGET 2050 0 -5 USD @10",
                "sell name:TARGET 2050 -0.5 5 USD @10", "sell name:TARGET 2050 -2 20 USD @10",
            ]
        )
    }
}
