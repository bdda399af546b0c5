import FolioAdapterKit
import FolioModel
import Testing

@testable import CSVAdapter

@Suite struct ETradeTests {
    static let old =
        "For Account:,####4321\n\nTransactionDate,TransactionType,SecurityType,Symbol,Quantity,Amount,Price,Commission,Description\n\n"

    @Test(
        arguments: [
            ("Sold Short,EQ,GME,-10,199,20,1,GAMESTOP", "short listed:GME:USD -10 199 USD @20 fee=1"),
            ("Bought To Cover,EQ,GME,10,-201,20,1,GAMESTOP", "cover listed:GME:USD 10 -201 USD @20 fee=1"),
            (
                "Bought To Open,OPTN,AAPL Jan 17 '25 $150 Call,1,-100.65,1,0.65,CALL AAPL",
                "buy occ:AAPL250117C00150000 1 -100.65 USD @1 fee=0.65"
            ),
            (
                "Option Expired,OPTN,AAPL Jan 17 '25 $150 Call,-1,0,0,0,CALL AAPL",
                "expiration occ:AAPL250117C00150000 -1 0 USD"
            ),
            ("Transfer,EQ,AAPL,10,0,0,0,APPLE", "transfer_in listed:AAPL:USD 10 0 USD"),
            ("Transfer,UNKNOWN, ,0,-500,0,0,ACH", "withdrawal - 0 -500 USD"),
            ("Qualified Dividend,EQ,AAPL,0,5,0,0,APPLE", "dividend listed:AAPL:USD 0 5 USD"),
            ("Foreign Tax,EQ,TSM,0,-5,0,0,TSM", "tax listed:TSM:USD 0 -5 USD"),
            ("Moon Landing,EQ,AAPL,2,-5,0,0,APPLE", "adjustment listed:AAPL:USD 2 -5 USD"),
        ] as [(String, String)]
    )
    func `a type comes to what it means`(row: String, expected: String) async throws {
        let told = try await ImportBox().told(Self.old + "04/05/23," + row + "\n")
        #expect(told == ["2023-04-05 etrade:4321 " + expected])
    }

    @Test func `history and portfolio meet in the account of their last digits`() async throws {
        let box = try await ImportBox()
        try box.write("t.csv", Self.old + "04/05/23,Sold,EQ,AMZN,-2,202.19,101.1,0,AMAZON.COM INC\n")
        try box.write(
            "p.csv",
            """
            Account Summary
            Account,Net Account Value
            Individual Brokerage -4321,1500

            Symbol,Last Price $,Qty #,Price Paid $,Value $
            AAPL Jan 17 '25 $150 Call,2.00,-1,1.50,-200.00
            CASH,,,,"1,700.00"
            TOTAL,,,,1500

            Generated at Sep 16 2026 10:00 AM ET

            """
        )
        let normal = try await Normal(box)
        #expect(normal.accounts == ["etrade:4321: E*TRADE 4321 (4321) USD"])
        #expect(
            normal.holdings == [
                "etrade:4321 occ:AAPL250117C00150000 -1 2 -200 -150 2026-09-16T14:00:00Z",
                "etrade:4321 cash 1700 USD 2026-09-16T14:00:00Z",
            ]
        )
        #expect(try await box.warnings().isEmpty)
    }
}
