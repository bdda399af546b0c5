import FolioAdapterKit
import FolioModel
import Testing

@testable import CSVAdapter

@Suite struct HoldingsTests {
    static let header = "as_of,account,symbol,type,quantity,price,price_basis,value,cost_basis,currency,cusip\n"

    @Test func `stocks, shorts, options, bonds and cash are read as stated`() async throws {
        let box = try await ImportBox()
        try box.write(
            "h.csv",
            Self.header + """
                2025-09-23,Broker,AAPL,stock,10,254.43,,2544.30,1500.00,USD,037833100
                2025-09-23,Broker,TSLA,stock,-5,440.40,,-2202.00,-2100.00,USD,
                2025-09-23,Broker,TSLA  251219C00450000,option,2,38.15,,7630.00,,USD,
                2025-09-23,Broker,,bond,10000,98.75,percent_of_par,9875.00,9800.00,USD,912810TM0
                2025-09-23,Broker,,cash,1250.75,,,,,USD,
                2025-09-23,Broker,EUR,cash,,,,300,,EUR,

                """
        )
        let pages = try await box.holdings()
        let page = try #require(pages.first)
        #expect(pages.count == 1)
        #expect(page.asOf?.description == "2025-09-23T00:00:00Z")
        #expect(
            page.holdings.map(\.security) == [
                "cusip:037833100", "listed:TSLA:USD", "occ:TSLA251219C00450000", "cusip:912810TM0",
            ]
        )
        #expect(page.holdings.map(\.quantity.description) == ["10", "-5", "2", "10000"])
        #expect(page.holdings.map(\.side) == [.long, .short, .long, .long])
        #expect(page.holdings.map { $0.costBasis?.description } == ["1500", "-2100", nil, "9800"])
        #expect(page.securities[2].option?.strike.description == "450")
        #expect(page.securities[2].option?.expiration == Day("2025-12-19"))
        #expect(page.securities[3].fixedIncome?.priceBasis == .percentOfPar)
        #expect(page.cash.map { "\($0.amount) \($0.currency)" } == ["1250.75 USD", "300 EUR"])
        #expect(page.counts?.holdings == 4)
        let account = try #require(try await box.accounts().accounts.first)
        #expect(account.balances.cash?.description == "1250.75")
    }

    @Test func `files of several accounts add up, the newer statement of one account counts`() async throws {
        let box = try await ImportBox()
        try box.write("a.csv", Self.header + "2025-09-22,X,VTI,etf,1,,,,,,\n2025-09-22,Y,VTI,etf,2,,,,,,\n")
        try box.write("b.csv", Self.header + "2025-09-23,X,BND,etf,3,,,,,,\n")
        try box.write("c.csv", Self.header + "2025-09-21,X,QQQ,etf,4,,,,,,\n")
        let holdings = try await box.holdings().flatMap(\.holdings)
        #expect(
            holdings.map { "\($0.account) \($0.security) \($0.quantity)" } == [
                "Y listed:VTI:USD 2", "X listed:BND:USD 3",
            ]
        )
    }

    @Test func `each page is as of one time, that of all its accounts`() async throws {
        let box = try await ImportBox()
        let rows = [
            "2025-09-20,X,VTI,etf,1,,,,,,", "2025-09-23,Y,VTI,etf,2,,,,,,", "2025-09-20,X,BND,etf,3,,,,,,",
            "2025-09-20,Z,,cash,4,,,,,,", "2025-09-23,Y,,cash,5,,,,,,", "2025-09-19,W,VTI,etf,6,,,,,,",
        ]
        try box.write("a.csv", Self.header + rows.map { $0 + "\n" }.joined())
        try box.write("b.csv", Self.header + "2025-09-24,W,VTI,etf,7,,,,,,\n")
        let pages = try await box.holdings()
        #expect(
            pages.map { $0.asOf?.description } == [
                "2025-09-20T00:00:00Z", "2025-09-23T00:00:00Z", "2025-09-24T00:00:00Z",
            ]
        )
        #expect(
            pages.map { $0.holdings.map { "\($0.account) \($0.quantity)" } } == [["X 1", "X 3"], ["Y 2"], ["W 7"]]
        )
        #expect(pages.map { $0.cash.map(\.account) } == [["Z"], ["Y"], []])
        #expect(pages.map(\.isComplete) == [true, true, true])
    }

    @Test func `two statements of one account with the same date are refused`() async throws {
        let box = try await ImportBox()
        try box.write("a.csv", Self.header + "2025-09-22,X,VTI,etf,1,,,,,,\n")
        try box.write("b.csv", Self.header + "2025-09-22,X,VTI,etf,2,,,,,,\n")
        #expect(
            await box.faults() == [
                "b.csv:2:1: as_of: a.csv, line 2, states this account with the same as_of; keep one of the two"
            ]
        )
    }

    @Test func `the same file twice is one statement`() async throws {
        let box = try await ImportBox()
        for name in ["a.csv", "a (1).csv"] {
            try box.write(name, Self.header + "2025-09-22,X,VTI,etf,1,,,,,,\n")
        }
        #expect(try await box.holdings().flatMap(\.holdings).map(\.quantity) == [Quantity(1)])
    }

    @Test func `a long file comes in pages`() async throws {
        let box = try await ImportBox()
        let rows = (0..<1200).map { "2025-09-22,X,S\($0),stock,1,,,,,,\n" }
        try box.write("a.csv", Self.header + rows.joined())
        let pages = try await box.holdings()
        #expect(pages.map(\.holdings.count) == [500, 500, 200])
        #expect(Set(pages.flatMap(\.holdings).map(\.security)).count == 1200)
    }

    @Test func `an accounts file names the accounts`() async throws {
        let box = try await ImportBox()
        try box.write("a.csv", "account,name,institution,subtype,mask\nX,My 401(k),Fidelity,401k,1234\n")
        try box.write("h.csv", Self.header + "2025-09-22,X,VTI,etf,1,,,,,EUR,\n2025-09-22,Y,VTI,etf,1,,,,,,\n")
        let result = try await box.accounts()
        #expect(result.accounts.map(\.name) == ["My 401(k)", "Y"])
        #expect(result.accounts.map(\.currency) == [.eur, .usd])
        #expect(result.accounts.first?.mask == "1234")
        #expect(result.institution?.name == "Fidelity")
        try box.write("b.csv", "account,name\nX,Other\n")
        #expect(await box.faults() == ["b.csv:2:1: account: described in a.csv, line 2, already"])
    }
}
