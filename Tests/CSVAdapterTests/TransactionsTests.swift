import FolioAdapterKit
import FolioModel
import Foundation
import Testing

@testable import CSVAdapter

@Suite struct TransactionsTests {
    static let header = "date,account,type,symbol,quantity,amount,id,description\n"

    private func rows(_ count: Int, account: String = "A") -> String {
        (0..<count).map { "2025-09-23,\(account),deposit,,,\($0 + 1),,\n" }.joined()
    }

    @Test func `a row becomes a transaction with its security`() async throws {
        let box = try await ImportBox()
        let text =
            "Date, ACCOUNT ,type,symbol,quantity,price,amount,fees,currency,security_type,name,isin,id,description\r\n"
            + "2025-09-03,Broker,BUY,vti,10,318.25,-3183.49,0.99,usd,etf,Total Market,us9229087690,77,\"a \"\"b\"\"\"\r\n"
        try box.write("t.csv", "\u{FEFF}" + text)
        let page = try await box.transactionPage(nil)
        let row = try #require(page.added.first)
        #expect([row.externalID, row.account, row.security] == ["Broker/77", "Broker", "isin:US9229087690"])
        #expect([row.date.description, row.type.rawValue, row.currency.code] == ["2025-09-03", "buy", "USD"])
        #expect([row.quantityDelta.description, row.cashDelta.description] == ["10", "-3183.49"])
        #expect([row.price?.description, row.fees?.description, row.description] == ["318.25", "0.99", "a \"b\""])
        let security = try #require(page.securities.first)
        #expect([security.externalID, security.ticker, security.name] == ["isin:US9229087690", "VTI", "Total Market"])
        #expect(security.type == .etf)
        #expect(page.historyCompleteFrom == Day("2025-09-03"))
        #expect(page.window?.isAuthoritative == true)
    }

    static let described = "date,account,type,symbol,quantity,amount,security_type,name,isin\n"

    private func securities(_ box: ImportBox) async throws -> [String] {
        let page = try await box.transactionPage(nil)
        #expect(page.added.map(\.security) == page.securities.map(\.externalID))
        return page.securities.map {
            "\($0.externalID) \($0.type) \($0.name ?? "-") \($0.fixedIncome?.priceBasis.rawValue ?? "-")"
        }
    }

    @Test func `a row without a type has that of the holdings, which counts before that of other rows`() async throws {
        let box = try await ImportBox()
        let rows = [
            "2025-09-23,A,buy,VTI,1,-5,,,", "2025-09-23,A,buy,BTC,1,-5,,,",
            "2025-09-23,A,buy,GOV,1,-5,,Bond,US912810TM00",
            "2025-09-23,A,buy,QQQ,1,-5,,,", "2025-09-23,A,buy,NONE,1,-5,,,", "2025-09-23,A,buy,VTX,1,-5,stock,Own,",
        ]
        try box.write("t.csv", Self.described + rows.map { $0 + "\n" }.joined())
        let ids = try await box.transactionPage(nil).added.map(\.externalID)
        #expect(
            try await securities(box) == [
                "listed:VTI:USD other - -", "listed:BTC:USD other - -", "isin:US912810TM00 other Bond -",
                "listed:QQQ:USD other - -", "listed:NONE:USD other - -", "listed:VTX:USD stock Own -",
            ]
        )
        let header = "as_of,account,symbol,type,quantity,price_basis,name,isin\n"
        try box.write("h.csv", header + "2025-09-22,A,VTI,stock,1,,Old,\n2025-09-22,A,BTC,cryptocurrency,1,,,\n")
        try box.write("g.csv", header + "2025-09-23,B,VTI,etf,1,,New,\n2025-09-23,B,VTX,etf,1,,,\n")
        try box.write("i.csv", header + "2025-09-23,C,,bond,100,percent_of_par,Treasury,US912810TM00\n")
        try box.write("u.csv", Self.described + "2025-09-24,A,buy,QQQ,1,-5,etf,,\n2025-09-24,A,buy,VTI,1,-5,stock,,\n")
        #expect(
            try await securities(box) == [
                "listed:VTI:USD etf New -", "listed:BTC:USD cryptocurrency - -",
                "isin:US912810TM00 bond Treasury percent_of_par", "listed:QQQ:USD etf - -",
                "listed:NONE:USD other - -", "listed:VTX:USD stock Own -",
            ]
        )
        #expect(try await box.transactionPage(nil).added.map(\.externalID) == ids)
    }

    @Test func `a symbol of two kinds of security leaves a row's type open`() async throws {
        let box = try await ImportBox()
        try box.write("t.csv", Self.described + "2025-09-23,A,buy,BTC,1,-5,,,\n")
        let header = "as_of,account,symbol,type,quantity\n"
        try box.write("h.csv", header + "2025-09-22,A,BTC,cryptocurrency,1\n2025-09-22,A,btc,etf,1\n")
        #expect(try await securities(box) == ["listed:BTC:USD other - -"])
    }

    @Test func `rows are read again once a file says what their security is`() async throws {
        let box = try await ImportBox()
        try box.write("t.csv", Self.described + "2025-09-23,A,buy,VTI,1,-5,,,\n")
        var host = HostModel()
        #expect(try await host.sync(box) == 1)
        try box.write("h.csv", "as_of,account,symbol,type,quantity\n2025-09-22,A,BND,etf,1\n")
        #expect(try await host.sync(box) == 0)
        try box.write("h.csv", "as_of,account,symbol,type,quantity\n2025-09-22,A,VTI,etf,1\n")
        #expect(try await host.sync(box) == 1)
        #expect(try await host.sync(box) == 0)
    }

    @Test func `equal rows of one file are all kept, those of two files are the same`() async throws {
        let box = try await ImportBox()
        let row = "2025-09-23,A,deposit,,,5,,\n"
        try box.write("a.csv", Self.header + row + row)
        try box.write("b.csv", Self.header + row + row + row)
        var host = HostModel()
        _ = try await host.sync(box)
        #expect(host.rows.count == 3)
        let before = host.rows
        host.cursor = nil
        _ = try await host.sync(box)
        #expect(host.rows == before)
    }

    @Test func `numbers written otherwise are the same row`() async throws {
        let box = try await ImportBox()
        try box.write("a.csv", Self.header + "2025-09-23,A,buy,vti,1.50,-5,,\n")
        let first = try await box.transactionPage(nil)
        try box.write("a.csv", Self.header + "2025-09-23 , A ,Buy,VTI,1.5,-5.00,,\n")
        #expect(try await box.transactionPage(nil).added == first.added)
    }

    @Test(arguments: [1, 2, 3, 7, 500])
    func `a pass is the same in pages of any size`(limit: Int) async throws {
        let box = try await ImportBox()
        try box.write("a.csv", Self.header + rows(10) + rows(4))
        try box.write("b.csv", Self.header)
        try box.write("c.csv", Self.header + rows(5, account: "C"))
        var host = HostModel()
        _ = try await host.sync(box, limit: limit)
        #expect(host.rows.count == 19)  // 10 + 4 + 5
        #expect(host.rows.values.filter { $0.account == "A" }.map(\.cashDelta).count == 14)
    }

    @Test func `a page is the same when it is asked for again, also by another process`() async throws {
        let box = try await ImportBox()
        try box.write("a.csv", Self.header + rows(9) + rows(9))
        let first = try await box.transactionPage(nil, limit: 5)
        let second = try await box.transactionPage(first.nextCursor, limit: 5)
        #expect(try await box.transactionPage(first.nextCursor, limit: 5) == second)
        let other = CSVAdapter()
        var configuration = Configure.Params()
        configuration.config = ["directory": .string(box.root)]
        _ = try await other.configure(configuration, .silent)
        var params = TransactionsRead.Params()
        (params.connection, params.cursor, params.limit) = (box.connection, first.nextCursor, 5)
        #expect(try await other.transactions(params, .silent) == second)
    }

    @Test func `where nothing changed there is nothing to read`() async throws {
        let box = try await ImportBox()
        try box.write("a.csv", Self.header + rows(3))
        var host = HostModel()
        #expect(try await host.sync(box) == 1)
        let cursor = host.cursor
        let page = try await box.transactionPage(cursor)
        #expect(page.added.isEmpty && !page.hasMore && page.nextCursor == cursor && page.window == nil)
        try box.write("h.csv", "as_of,account,symbol,type,quantity\n2025-09-23,A,VTI,etf,1\n")
        #expect(try await host.sync(box) == 0)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `an edited file changes exactly what differs`(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let box = try await ImportBox()
        var lines = (0..<30).map { _ in
            "2025-09-\(Int.random(in: 10...28, using: &random)),A,deposit,,,\(Int.random(in: 1...4, using: &random)),,\n"
        }
        try box.write("a.csv", Self.header + lines.joined())
        var host = HostModel()
        _ = try await host.sync(box, limit: 7)
        #expect(host.rows.count == 30)
        let before = Set(host.rows.values)
        lines.remove(at: Int.random(in: 0..<30, using: &random))
        lines.insert("2025-10-01,A,withdrawal,,,-9,,\n", at: Int.random(in: 0..<29, using: &random))
        try box.write("a.csv", Self.header + lines.shuffled(using: &random).joined())
        _ = try await host.sync(box, limit: 7)
        let after = Set(host.rows.values)
        #expect(after.count == 30)
        #expect(after.subtracting(before).map(\.type) == [.withdrawal])
        #expect(before.subtracting(after).count == 1)
    }

    @Test func `a deleted file takes its rows along, an id keeps its record`() async throws {
        let box = try await ImportBox()
        try box.write("a.csv", Self.header + "2025-09-23,A,deposit,,,5,x,\n")
        try box.write("b.csv", Self.header + rows(2, account: "B"))
        var host = HostModel()
        _ = try await host.sync(box)
        #expect(host.rows.count == 3)
        try box.remove("b.csv")
        try box.write("a.csv", Self.header + "2025-09-24,A,deposit,,,6,x,\n")
        _ = try await host.sync(box)
        #expect(host.rows.mapValues(\.cashDelta.description) == ["A/x": "6"])
        try box.remove("a.csv")
        _ = try await host.sync(box)
        #expect(host.rows.isEmpty)
    }

    @Test func `a file that changes between two pages starts the reading again`() async throws {
        let box = try await ImportBox()
        try box.write("a.csv", Self.header + rows(9))
        let first = try await box.transactionPage(nil, limit: 5)
        try box.write("a.csv", Self.header + rows(8))
        for cursor in [first.nextCursor, "nonsense", "csv2:x:0:y:-1", "csv1:x:end", "csv9:x:end"] {
            let error = await #expect(throws: AdapterError.self) { try await box.transactionPage(cursor) }
            #expect(error?.kind == .cursorInvalid)
            #expect(error?.restartFrom == nil)
        }
    }

    /// In a process of its own, because resident memory is that of all tests that run beside this one.
    @Test func `many rows take bounded memory`() async {
        await #expect(processExitsWith: .success) {
            let box = try await ImportBox()
            var text = TransactionsTests.header
            for index in 0..<10_000 {
                text += "2025-09-23,A,deposit,,,\(index + 1),,some words that make a row as long as rows are\n"
            }
            try box.write("a.csv", text)
            text = ""
            let first = try await box.transactionPage(nil)  // surveys the file, too
            var (cursor, count, pages) = (first.nextCursor, first.added.count, 1)
            let before = residentBytes()
            repeat {
                let page = try await box.transactionPage(cursor)
                (cursor, count, pages) = (page.nextCursor, count + page.added.count, pages + 1)
                if !page.hasMore { break }
            } while true
            #expect(count == 10_000)
            #expect(pages == 20)
            #expect(residentBytes() - before < 4 << 20)
        }
    }
}

private func residentBytes() -> Int {
    let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * 4096
}
