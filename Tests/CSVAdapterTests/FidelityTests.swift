import FolioAdapterKit
import FolioModel
import Testing

@testable import CSVAdapter

@Suite struct FidelityTests {
    static let history =
        "\n\nBrokerage\n\nRun Date,Action,Symbol,Description,Type,Quantity,Price ($),Commission ($),Fees ($),"
        + "Accrued Interest ($),Amount ($),Cash Balance ($),Settlement Date\n"

    @Test(
        arguments: [
            (
                "YOU BOUGHT OPENING TRANSACTION CALL (AMAT) (Margin), -AMAT260424C400,CALL,Margin,1,2,0.65,0.02,,-200.67,0,",
                "buy occ:AMAT260424C00400000 1 -200.67 USD @2 fee=0.67"
            ),
            (
                "YOU SOLD OPENING TRANSACTION CALL (AMAT) (Margin), -AMAT260424C400,CALL,Margin,-1,2,,,,199.33,0,",
                "short occ:AMAT260424C00400000 -1 199.33 USD @2"
            ),
            (
                "You Bought Closing Transaction CALL, -AMAT260424C400,CALL,Margin,1,2,,,,-200,0,",
                "cover occ:AMAT260424C00400000 1 -200 USD @2"
            ),
            (
                "YOU SOLD CLOSING TRANSACTION CALL, -AMAT260424C400,CALL,Margin,-1,2,,,,200,0,",
                "sell occ:AMAT260424C00400000 -1 200 USD @2"
            ),
            (
                "EXPIRED CALL (AMAT), -AMAT260424C400,CALL,Margin,1,,,,,,0,",
                "expiration occ:AMAT260424C00400000 1 0 USD"
            ),
            (
                "ASSIGNED as of Apr-24-2026 CALL (AMAT), -AMAT260424C400,CALL,Margin,1,,,,,,0,",
                "assignment occ:AMAT260424C00400000 1 0 USD"
            ),
            (
                "YOU SOLD ASSIGNED CALLS AS OF 04-24-26 (AMAT),AMAT,AMAT,Margin,-100,400,,,,40000,0,",
                "sell listed:AMAT:USD -100 40000 USD @400"
            ),
            (
                "REDEMPTION FROM CORE ACCOUNT (SPAXX),SPAXX,FIDELITY GOVERNMENT,Cash,-50,1,,,,50,0,",
                "sell listed:SPAXX:USD -50 50 USD @1"
            ),
            (
                "PURCHASE INTO CORE ACCOUNT (SPAXX),SPAXX,FIDELITY GOVERNMENT,Cash,,1,,,,-50,0,",
                "buy listed:SPAXX:USD 50 -50 USD @1"
            ),
            (
                "LONG-TERM CAP GAIN FIDELITY (FXAIX),FXAIX,FIDELITY 500,Cash,0.000,,,,,7,0,",
                "dividend listed:FXAIX:USD 0 7 USD"
            ),
            ("DISTRIBUTION NVIDIA (NVDA),NVDA,NVIDIA,Cash,90,,,,,0,0,", "split listed:NVDA:USD 90 0 USD"),
            ("DISTRIBUTION X (X),X,X INC,Cash,0,,,,,5,0,", "dividend listed:X:USD 0 5 USD"),
            ("DISTRIBUTION NORMAL, ,No Description,Cash,0,,,,,-5,0,", "withdrawal - 0 -5 USD"),
            ("REVERSE SPLIT R/S FROM 123456789#REOR (X),X,X INC,Shares,10,,,,,0,0,", "split listed:X:USD 10 0 USD"),
            ("MERGER MER PAYOUT #REOR (X),X,X INC,Cash,-10,,,,,250,0,", "merger listed:X:USD -10 250 USD"),
            ("TRANSFER OF ASSETS ACAT RECEIVE (X),X,X INC,Cash,10,,,,,250,0,", "transfer_in listed:X:USD 10 0 USD"),
            ("JOURNALED JNL VS A/C TYPES,,No Description,Cash,0,,,,,-250,0,", "transfer_out - 0 -250 USD"),
            ("FOREIGN TAX PAID X (X),X,X INC,Cash,0,,,,,-2,0,", "tax listed:X:USD 0 -2 USD"),
            ("MAGIC BEANS (X),X,X INC,Cash,3,,,,,-2,0,", "adjustment listed:X:USD 3 -2 USD"),
        ] as [(String, String)]
    )
    func `an action comes to what it begins with`(row: String, expected: String) async throws {
        let told = try await ImportBox().told(Self.history + " 09/15/2026," + row + "\n")
        #expect(told == ["2026-09-15 fidelity " + expected])
    }

    @Test func `what is not settled yet is left out`() async throws {
        let box = try await ImportBox()
        let row = "09/15/2026,YOU BOUGHT APPLE (AAPL),AAPL,APPLE,Cash,1,2,,,,-2,0,"
        #expect(try await box.told(Self.history + row + "Processing\n" + row + "09/16/2026\n").count == 1)
        #expect(try await box.inspect().map(\.skippedRows) == [5])  // 4 before the header, and the row
    }

    @Test func `a bond bought in percent has the price of its security, whatever accrued`() async throws {
        let box = try await ImportBox()
        let row =
            "09/15/2026,YOU BOUGHT TREAS,912810TM0,UNITED STATES TREAS BDS 4.00000% 11/15/2052,Cash,1000,985,,,3,-985003,0,\n"
        _ = try await box.told(Self.history + row)
        #expect(try await Normal(box).securities["cusip:912810TM0"]?.fixedIncome?.priceBasis == .unit)  // 1000 × 985
    }

    static let positions =
        "Account number,Account name,Symbol,Description,Quantity,Last price,Last price change,Current value,"
        + "Percent of account,Cost basis total,Average cost basis,Type\n"

    @Test func `lots of cash and margin are one holding, and what is no holding is none`() async throws {
        let box = try await ImportBox()
        let text =
            Self.positions + """
                X1234567,My IRA,AAPL,APPLE,10,$200.00,+$1.00,$2000.00,1%,"$1,000.00",$1,Cash,
                X1234567,My IRA,AAPL,APPLE,5,$200.00,+$1.00,$1000.00,1%,$600.00,$1,Margin,
                X1234567,My IRA,MSFT,MICROSOFT,1,$400.00,+$1.00,$400.00,1%,n/a,n/a,Cash,
                X1234567,My IRA,USD***,,,,,$7.00,1%,,,Cash,
                X1234567,My IRA,Pending Activity,,,,,-$3.00
                X1234567,My IRA,BROKERAGELINK,BROKERAGELINK,,,,$99.00,1%,,,,
                99999,EMPLOYER 401K,,TARGET 2050 FUND,12.5,$10.00,--,$125.00,1%,$100.00,$8,,

                "disclaimer, with a comma"
                Date downloaded 04/12/2026 6:21 pm

                """
        let normal = try await {
            try box.write("Portfolio_Positions_Apr-10-2026.csv", text); return try await Normal(box)
        }()
        let asOf = "2026-04-12T22:21:00Z"
        #expect(
            normal.holdings.map { $0.split(separator: " ").dropFirst().joined(separator: " ") } == [
                "listed:AAPL:USD 15 200 3000 1600 \(asOf)", "listed:MSFT:USD 1 400 400 - \(asOf)",
                "name:TARGET 2050 FUND 12.5 10 125 100 \(asOf)", "cash 4 USD \(asOf)",  // 7 − 3
            ]
        )
        #expect(try await box.accounts().accounts.compactMap(\.balances.cash?.description) == ["4"])
        #expect(try await box.inspect().first?.rows.map { "\($0.kind) \($0.count)" } == ["holding 4", "cash 2"])
    }

    @Test func `without a date in the text that of the file's name counts`() async throws {
        let text = Self.positions + "X1234567,My IRA,AAPL,APPLE,10,$200.00,,$2000.00,,,,Cash,\n"
        let told = try await ImportBox().told(text, as: "Portfolio_Positions_Apr-10-2026.csv", \.holdings)
        #expect(told.map { $0.hasSuffix("2026-04-10T00:00:00Z") } == [true])
    }

    @Test func `positions and history meet in the account of their number, which is nowhere in full`() async throws {
        let box = try await ImportBox()
        try box.write("p.csv", Self.positions + "X1234567,My IRA,AAPL,APPLE,10,$200.00,,$2000.00,,,,Cash,\n")
        let row = "09/15/2026,Electronic Funds Transfer Received (Cash), ,No Description,Cash,0.000,,,,,1000,6507.58,\n"
        try box.write("History_for_Account_X1234567.csv", Self.history + row)
        try box.write(
            "h23.csv",
            "Run Date,Account,Action,Symbol,Security Description,Security Type,Quantity,Price ($),Commission ($),Fees ($),"
                + "Accrued Interest ($),Amount ($),Settlement Date\n"
                + " 09/16/2026,\"My IRA\" X1234567,\" DIRECT DEPOSIT\", ,\" No Description\",Cash,0.000,,,,,5,\n"
        )
        let normal = try await Normal(box)
        #expect(normal.accounts.map { $0.split(separator: ": ")[1] } == ["My IRA (4567) USD"])
        #expect(Set(normal.rows.map(\.account)).count == 1)
        let all = normal.accounts + normal.holdings + normal.rows.map { "\($0)" }
        #expect(all.allSatisfy { !$0.contains("1234567") })
    }
}
