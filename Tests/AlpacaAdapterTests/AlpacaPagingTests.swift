import AlpacaAdapter
import FolioAdapterKit
import FolioModel
import Testing

/// How pages of activities follow one another, and passes.
struct AlpacaPagingTests {
    /// An Alpaca with so many deposits, oldest first.
    private func paging(_ count: Int) -> FakeAlpaca {
        FakeAlpaca { call in
            let size = Int(call.query["page_size"] ?? "") ?? 100
            let start = call.query["page_token"].flatMap { Int($0) } ?? 0
            let rows = (start..<min(count, start + size)).map { index -> JSONValue in
                [
                    "activity_type": "CSD", "id": .string(String(index + 1)), "date": "2026-03-02",
                    "net_amount": "1", "status": "executed",
                ]
            }
            return .json(.array(rows))
        }
    }

    @Test func `pages follow one another until one is not full, and the next sync overlaps`() async throws {
        let alpaca = paging(250)
        let adapter = try await alpaca.adapter()
        var params = TransactionsRead.Params()
        params.connection = .linked
        var sizes: [Int] = []
        repeat {
            let page = try await adapter.transactions(params, .quiet)
            sizes.append(page.added.count)
            params.cursor = page.nextCursor
            try #require(sizes.count < 10)
            if !page.hasMore { break }
        } while true
        #expect(sizes == [100, 100, 50])
        #expect(alpaca.made.map { $0.query["page_token"] } == [nil, "100", "200"])
        #expect(alpaca.made.allSatisfy { $0.query["direction"] == "asc" && $0.query["after"] == "2015-01-01" })
        let next = try await adapter.transactions(params, .quiet)
        #expect(alpaca.made.last?.query["after"] == "2026-11-10")  // 14 days before 2026-11-24
        #expect(alpaca.made.last?.query["page_token"] == nil)
        #expect(next.window?.isAuthoritative == false)
    }

    @Test func `a vendor that repeats itself is not followed for ever`() async throws {
        let row: JSONValue = ["activity_type": "CSD", "id": "1", "date": "2026-03-02", "net_amount": "1"]
        let alpaca = FakeAlpaca(["/v2/account/activities": .json([row])])
        let adapter = try await alpaca.adapter()
        var params = TransactionsRead.Params()
        (params.connection, params.limit) = (.linked, 1)
        let first = try await adapter.transactions(params, .quiet)
        #expect(first.hasMore)
        params.cursor = first.nextCursor
        let error = try await adapterError { () throws(AdapterError) in
            try await adapter.transactions(params, .quiet)
        }
        #expect(error.kind == .badVendorData)
    }

    @Test func `a cursor of an older version goes on, and the next pass is a whole one`() async throws {
        let alpaca = paging(3)
        let adapter = try await alpaca.adapter()
        var params = TransactionsRead.Params()
        (params.connection, params.limit) = (.linked, 2)
        params.cursor = CursorText.encode(["v": 1, "after": "2026-11-01", "last": "1"])
        let page = try await adapter.transactions(params, .quiet)
        #expect(page.added.map(\.externalID) == ["2", "3"] && page.hasMore)
        params.cursor = page.nextCursor
        params.cursor = try await adapter.transactions(params, .quiet).nextCursor
        _ = try await adapter.transactions(params, .quiet)
        #expect(alpaca.made.map { $0.query["after"] } == ["2026-11-01", "2026-11-01", "2015-01-01"])
    }

    @Test func `a clock that was ahead does not keep rows from being read`() async throws {
        let clock = FakeClock(Timestamp(seconds: 1_795_521_600))
        let alpaca = paging(1)
        let adapter = try await alpaca.adapter([], clock: clock)
        var params = TransactionsRead.Params()
        params.connection = .linked
        clock.wait(.seconds(86_400 * 1000))
        params.cursor = try await adapter.transactions(params, .quiet).nextCursor
        clock.wait(.seconds(-86_400 * 1000))
        params.cursor = try await adapter.transactions(params, .quiet).nextCursor
        params.cursor = try await adapter.transactions(params, .quiet).nextCursor
        _ = try await adapter.transactions(params, .quiet)
        #expect(alpaca.made.map { $0.query["after"] } == ["2015-01-01", "2029-08-06", "2015-01-01", "2026-11-10"])
    }
}
