import FolioAdapterKit
import FolioModel
import Testing

@testable import CSVAdapter

/// Activity statements, a section at a time, and flex queries.
@Suite struct IBKRTests {
    static let head = """
        Statement,Header,Field Name,Field Value
        Statement,Data,Title,Activity Statement
        Statement,Data,Period,"January 1, 2026 - March 31, 2026"
        Account Information,Header,Field Name,Field Value
        Account Information,Data,Account,U1234567
        Account Information,Data,Base Currency,EUR

        """

    static let trades =
        "Trades,Header,DataDiscriminator,Asset Category,Currency,Symbol,Date/Time,Quantity,T. Price,C. Price,Proceeds,"
        + "Comm/Fee,Basis,Realized P/L,MTM P/L,Code\n"

    /// Lines without the account.
    private func told(
        _ text: String,
        _ part: KeyPath<Normal, [String]> = \.transactions
    ) async throws -> [String] {
        try await ImportBox().told(Self.head + text, part).map { line in
            line.split(separator: " ").filter { !$0.hasPrefix("ibkr:") }.joined(separator: " ")
        }
    }

    private func trade(_ kind: String, _ symbol: String, _ figures: String, _ code: String) -> String {
        "Trades,Data,Order,\(kind),USD,\(symbol),\"2026-02-03, 09:30:00\",\(figures),0,0,0,\(code)\n"
    }

    @Test(
        arguments: [
            ("Stocks", "AAPL", "10,200,201,-2000,-1", "O", "buy listed:AAPL:USD 10 -2001 USD @200 fee=1"),
            ("Stocks", "AAPL", "-10,200,201,2000,-1", "C;P", "sell listed:AAPL:USD -10 1999 USD @200 fee=1"),
            ("Stocks", "AAPL", "-10,200,201,2000,-1", "O", "short listed:AAPL:USD -10 1999 USD @200 fee=1"),
            ("Stocks", "AAPL", "10,200,201,-2000,-1", "C", "cover listed:AAPL:USD 10 -2001 USD @200 fee=1"),
            ("Stocks", "AAPL", "0.5,200,201,-100,0", "R;O", "reinvestment listed:AAPL:USD 0.5 -100 USD @200"),
            ("Stocks", "BRK B", "1,400,401,-400,0.25", "O", "buy listed:BRK B:USD 1 -399.75 USD @400"),
            (
                "Equity and Index Options", "TQQQ 24AUG26 70 P", "-1,0.8,0.9,80,-1.05", "O",
                "short occ:TQQQ260824P00070000 -1 78.95 USD @0.8 fee=1.05"
            ),
            (
                "Equity and Index Options", "TQQQ 24AUG26 70 P", "1,0,0,0,0", "A;C",
                "assignment occ:TQQQ260824P00070000 1 0 USD"
            ),
            (
                "Equity and Index Options", "TQQQ 24AUG26 70 P", "1,0,0,0,0", "C;Ep",
                "expiration occ:TQQQ260824P00070000 1 0 USD"
            ),
            (
                "Equity and Index Options", "TQQQ 24AUG26 70 P", "-1,0,0,0,0", "C;Ex",
                "exercise occ:TQQQ260824P00070000 -1 0 USD"
            ),
        ] as [(String, String, String, String, String)]
    )
    func `a trade is what its units and codes say`(
        kind: String,
        symbol: String,
        figures: String,
        code: String,
        expected: String
    ) async throws {
        #expect(try await told(Self.trades + trade(kind, symbol, figures, code)) == ["2026-02-03 " + expected])
    }

    @Test func `executions, closed lots and totals are details of an order`() async throws {
        let row = trade("Stocks", "AAPL", "10,200,201,-2000,-1", "O")
        let details = ["Execution", "ClosedLot"].map { row.replacing(",Order,", with: ",\($0),") }.joined()
        let totals =
            "Trades,SubTotal,,Stocks,USD,AAPL,,10,,,-2000,-1,0,0,0,\nTrades,Total,,Stocks,USD,,,,,,1,2,3,4,5,\n"
        #expect(try await told(Self.trades + row + details + totals).count == 1)
    }

    @Test func `futures are left out, and that is said`() async throws {
        let box = try await ImportBox()
        let text = Self.head + Self.trades + trade("Futures", "ESH6", "1,5000,5001,-250000,-2", "O")
        #expect(try await box.told(text) == [])
        #expect(
            try await box.warnings() == [
                "8:19: Asset Category: positions and trades of \"Futures\" are not read; the row is left out"
            ]
        )
    }

    @Test func `a currency bought is two movements of money and a fee`() async throws {
        let header =
            "Trades,Header,DataDiscriminator,Asset Category,Currency,Symbol,Date/Time,Quantity,T. Price,,Proceeds,"
            + "Comm in EUR,,,MTM in EUR,Code\n"
        let row = "Trades,Data,Order,Forex,USD,EUR.USD,\"2026-02-03, 09:30:00\",\"1,000\",1.1,,-1100,-2,,,0,\n"
        #expect(
            try await told(header + row) == [
                "2026-02-03 adjustment - 0 1000 EUR", "2026-02-03 adjustment - 0 -1100 USD",
                "2026-02-03 fee - 0 -2 EUR",
            ]
        )
    }

    @Test func `each section of money has its meaning, and its totals are none`() async throws {
        let text = """
            Dividends,Header,Currency,Date,Description,Amount
            Dividends,Data,USD,2026-02-03,VT(US9220427424) Cash Dividend USD 0.65 per Share (Ordinary Dividend),65
            Dividends,Data,USD,2026-02-04,O(US7561091049) Cash Dividend USD 0.2 per Share (Return of Capital),20
            Dividends,Data,USD,2026-02-05,VT(US9220427424) Cash Dividend USD 0.65 - REVERSAL,-65
            Dividends,Data,Total,,,20
            Dividends,Data,Total in EUR,,,18
            Withholding Tax,Header,Currency,Date,Description,Amount,Code
            Withholding Tax,Data,USD,2026-02-03,VT(US9220427424) Cash Dividend USD 0.65 per Share - US Tax,-9.75,
            Interest,Header,Currency,Date,Description,Amount
            Interest,Data,EUR,2026-02-06,EUR Debit Interest for Jan-2026,-1.23
            Fees,Header,Subtitle,Currency,Date,Description,Amount
            Fees,Data,Other Fees,USD,2026-02-07,Snapshot,-0.03
            Deposits & Withdrawals,Header,Currency,Settle Date,Description,Amount
            Deposits & Withdrawals,Data,EUR,2026-02-08,Electronic Fund Transfer,"1,000"
            Deposits & Withdrawals,Data,EUR,2026-02-09,Disbursement,-400

            """
        #expect(
            try await told(text) == [
                "2026-02-03 dividend isin:US9220427424 0 65 USD",
                "2026-02-04 return_of_capital isin:US7561091049 0 20 USD",
                "2026-02-05 dividend isin:US9220427424 0 -65 USD", "2026-02-03 tax isin:US9220427424 0 -9.75 USD",
                "2026-02-06 interest - 0 -1.23 EUR", "2026-02-07 fee - 0 -0.03 USD", "2026-02-08 deposit - 0 1000 EUR",
                "2026-02-09 withdrawal - 0 -400 EUR",
            ]
        )
    }

    @Test func `corporate actions move what their last brackets name`() async throws {
        let text = """
            Corporate Actions,Header,Asset Category,Currency,Report Date,Date/Time,Description,Quantity,Proceeds,Value,Code
            Corporate Actions,Data,Stocks,USD,2026-02-03,"2026-02-02, 20:25:00","NVDA(US67066G1040) Split 10 for 1 (NVDA, NVIDIA CORP, US67066G1040)",90,0,0,
            Corporate Actions,Data,Stocks,USD,2026-02-04,"2026-02-03, 20:25:00","GE(US3696043013) Spinoff 1 for 4 (GEV, GE VERNOVA INC, US36828A1016)",5,0,0,
            Corporate Actions,Data,Total,,,,,,0,0,

            """
        #expect(
            try await told(text) == [
                "2026-02-03 split isin:US67066G1040 90 0 USD", "2026-02-04 spin_off isin:US36828A1016 5 0 USD",
            ]
        )
    }

    @Test func `the table of instruments names what other sections call by one of several symbols`() async throws {
        let text =
            Self.trades + trade("Stocks", "META", "1,300,301,-300,0", "O")
            + trade("Stocks", "FB", "1,300,301,-300,0", "O") + """
                Financial Instrument Information,Header,Asset Category,Symbol,Description,Conid,Security ID,Type,Code
                Financial Instrument Information,Data,Stocks,"META, FB",META PLATFORMS INC,107113386,US30303M1027,COMMON,

                """
        #expect(
            try await told(text) == [
                "2026-02-03 buy isin:US30303M1027 1 -300 USD @300", "2026-02-03 buy isin:US30303M1027 1 -300 USD @300",
            ]
        )
    }

    private static let positions =
        "Open Positions,Header,DataDiscriminator,Asset Category,Currency,Symbol,Quantity,Mult,Cost Price,Cost Basis,"
        + "Close Price,Value,Unrealized P/L,Code\n"

    @Test func `positions are their summaries, as of the end of the period`() async throws {
        let text =
            Self.positions + """
                Open Positions,Data,Summary,Stocks,USD,AAPL,"1,000",1,150,"150,000",200,"200,000",1,
                Open Positions,Data,Lot,Stocks,USD,AAPL,"1,000",1,150,"150,000",200,"200,000",1,
                Open Positions,Data,Summary,Equity and Index Options,USD,TQQQ 24AUG26 70 P,-1,100,1,-100,0.8,-80,20,
                Open Positions,Total,,Stocks,USD,,,,,150000,,200000,1,
                Cash Report,Header,Currency Summary,Currency,Total,Securities,Futures
                Cash Report,Data,Starting Cash,Base Currency Summary,5,5,0
                Cash Report,Data,Ending Cash,Base Currency Summary,190,190,0
                Cash Report,Data,Ending Cash,EUR,100,100,0
                Cash Report,Data,Ending Cash,USD,100,100,0

                """
        #expect(
            try await told(text, \.holdings) == [
                "listed:AAPL:USD 1000 200 200000 150000 2026-03-31T00:00:00Z",
                "occ:TQQQ260824P00070000 -1 0.8 -80 -100 2026-03-31T00:00:00Z", "cash 100 EUR 2026-03-31T00:00:00Z",
                "cash 100 USD 2026-03-31T00:00:00Z",
            ]
        )
    }

    @Test func `a statement of several accounts keeps them apart`() async throws {
        let header = Self.trades.replacing("Header,DataDiscriminator,", with: "Header,DataDiscriminator,Account,")
        let row = trade("Stocks", "AAPL", "10,200,201,-2000,-1", "O")
        let rows = ["U1111111", "U2222222"].map { row.replacing(",Order,", with: ",Order,\($0),") }.joined()
        let box = try await ImportBox()
        try box.write("f.csv", Self.head + header + rows)
        #expect(try await box.accounts().accounts.compactMap(\.mask).sorted() == ["1111", "2222"])
    }

    @Test func `a statement in another language is refused with what to do`() async throws {
        let box = try await ImportBox()
        try box.write("f.csv", "Auszug,Header,Feldname,Feldwert\nAuszug,Data,BrokerName,Interactive Brokers\n")
        #expect(
            await box.faults() == [
                "f.csv:1:1: only statements in English are read; set the language of your account's reports to English"
            ]
        )
    }

    // MARK: Flex queries

    private func flex(_ header: String, _ rows: [String]) async throws -> [String] {
        let lines = [header] + rows
        let text = lines.map {
            "\"" + $0.split(separator: ",", omittingEmptySubsequences: false).joined(separator: "\",\"") + "\"\n"
        }
        return try await ImportBox().told(text.joined()).map { line in
            line.split(separator: " ").filter { !$0.hasPrefix("ibkr") }.joined(separator: " ")
        }
    }

    private static let flexTrades =
        "ClientAccountID,CurrencyPrimary,AssetClass,Symbol,ISIN,TradeDate,Buy/Sell,Quantity,TradePrice,NetCash,"
        + "IBCommission,IBCommissionCurrency,LevelOfDetail,IBExecID"

    @Test func `the side tells a flex trade's direction, whether its quantity is signed or not`() async throws {
        let rows = [
            "U1,USD,STK,VT,,20260203,BUY,10,100,-1001,-1,USD,EXECUTION,e1",
            "U1,USD,STK,VT,,2026-02-04,SELL,-4,100,399,-1,USD,EXECUTION,e2",
            "U1,USD,STK,VT,,20260205,SELL,6,100,599,-1,USD,EXECUTION,e3",
        ]
        #expect(
            try await flex(Self.flexTrades, rows) == [
                "2026-02-03 buy listed:VT:USD 10 -1001 USD @100 fee=1",
                "2026-02-04 sell listed:VT:USD -4 399 USD @100 fee=1",
                "2026-02-05 sell listed:VT:USD -6 599 USD @100 fee=1",
            ]
        )
    }

    @Test func `of two levels of detail one counts`() async throws {
        let rows = [
            "U1,USD,STK,VT,,20260203,BUY,10,100,-1001,-1,USD,ORDER,",
            "U1,USD,STK,VT,,20260203,BUY,4,100,-400.4,-0.4,USD,EXECUTION,e1",
            "U1,USD,STK,VT,,20260203,BUY,6,100,-600.6,-0.6,USD,EXECUTION,e2",
        ]
        #expect(
            try await flex(Self.flexTrades, rows) == [
                "2026-02-03 buy listed:VT:USD 4 -400.4 USD @100 fee=0.4",
                "2026-02-03 buy listed:VT:USD 6 -600.6 USD @100 fee=0.6",
            ]
        )
    }

    @Test func `the same execution in two queries is one record`() async throws {
        let header = Self.flexTrades + "\n"
        let row = "U1,USD,STK,VT,,20260203,BUY,10,100,-1001,-1,USD,EXECUTION,e1\n"
        let box = try await ImportBox()
        try box.write("a.csv", header + row)
        try box.write("b.csv", header + row + row.replacing("e1", with: "e2"))
        var host = HostModel()
        _ = try await host.sync(box)
        #expect(host.rows.count == 2)
    }
}
