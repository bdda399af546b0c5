import FolioModel

/// Pages of transactions and their cursors.
enum TransactionScenarios {
    private static let needs: [ConformanceScenario.Need] = [
        .provider, .capability("transactions"), .vendor, .connection,
    ]

    static let all: [ConformanceScenario] = [
        ConformanceScenario(
            "transactions-pages",
            .provider,
            "pages end, each with another cursor, and no transaction is added twice",
            needs: needs,
            pagesEnd
        ),
        ConformanceScenario(
            "transactions-rows",
            .provider,
            "rows name accounts that are there, and securities that the answers describe",
            needs: needs,
            rowsRefer
        ),
        ConformanceScenario(
            "transactions-again",
            .provider,
            "the same cursor gives the same rows again",
            needs: needs,
            pageAgain
        ),
        ConformanceScenario(
            "transactions-after-start",
            .provider,
            "a cursor goes on after a new start, with an empty directory",
            needs: needs,
            cursorAfterStart
        ),
        ConformanceScenario(
            "transactions-limit",
            .provider,
            "a page has at most as many of the vendor's records as asked for, each of which is two rows at most",
            needs: needs,
            limitHonoured
        ),
        ConformanceScenario(
            "transactions-cursor-size",
            .provider,
            "cursors are texts of at most 16 KiB",
            needs: needs,
            cursorSize
        ),
        ConformanceScenario(
            "transactions-unknown-cursor",
            .provider,
            "a cursor of nobody's is answered with 1007",
            needs: needs,
            unknownCursor
        ),
        ConformanceScenario(
            "transactions-go-on",
            .provider,
            "the last cursor can be asked on from, at any later time",
            needs: needs,
            goOn
        ),
        ConformanceScenario(
            "transactions-since",
            .provider,
            "since is taken, and cuts nothing off behind it",
            needs: needs,
            since
        ),
    ]

    /// Rows a page: few, so that there are several pages.
    private static let smallPage = 20

    private static func first(
        _ session: ConformanceSession,
        _ bench: ConformanceBench,
        limit: Int = smallPage
    ) async throws -> TransactionsRead.Params {
        var params = TransactionsRead.Params()
        params.connection = try await bench.connection(session)
        params.limit = min(limit, bench.manifest.pageLimit)
        return params
    }

    /// All pages from the params' cursor on.
    private static func pages(
        _ session: ConformanceSession,
        _ params: TransactionsRead.Params
    ) async throws -> [TransactionsRead.Result] {
        var params = params
        var pages: [TransactionsRead.Result] = []
        var cursors: Set<String> = []
        repeat {
            let page = try await session.read(TransactionsRead.self, params)
            pages.append(page)
            guard page.hasMore else { break }
            guard let next = page.nextCursor else { throw ConformanceFailure("has_more without next_cursor") }
            try demand(cursors.insert(next).inserted, "page \(pages.count) has the cursor of an earlier page")
            params.cursor = next
            try demand(pages.count < ProviderScenarios.maximumPages, "the pages of transactions do not end")
        } while true
        return pages
    }

    private static func pagesEnd(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            let pages = try await pages(session, try await first(session, bench))
            try demand(pages.last?.nextCursor != nil, "the last page has no next_cursor to go on from")
            var seen: Set<String> = []
            for (number, page) in pages.enumerated() {
                for id in page.added.map(\.externalID) {
                    try demand(!id.isEmpty, "a transaction of page \(number + 1) has no external_id")
                    try demand(seen.insert(id).inserted, "page \(number + 1) adds \(id) again")
                }
                let removed = Set(page.removed.map(\.externalID))
                try demand(
                    removed.isDisjoint(with: page.added.map(\.externalID)),
                    "page \(number + 1) adds and removes the same transaction"
                )
                if let window = page.window {
                    try demand(window.from <= window.to, "the window of page \(number + 1) ends before it begins")
                    try demand(
                        !window.isAuthoritative || !page.hasMore,
                        "the window of page \(number + 1) is authoritative, but has_more"
                    )
                }
            }
        }
    }

    private static func rowsRefer(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            var read = AccountsRead.Params()
            read.connection = try await bench.connection(session)
            let accounts = Set(try await session.read(AccountsRead.self, read).accounts.map(\.externalID))
            var known: Set<String> = []
            if bench.manifest.capabilities.contains("holdings") {
                var hold = HoldingsRead.Params()
                hold.connection = read.connection
                known.formUnion(try await session.read(HoldingsRead.self, hold).securities.map(\.externalID))
            }
            for page in try await pages(session, try await first(session, bench, limit: 500)) {
                known.formUnion(page.securities.map(\.externalID))
                for row in page.added + page.modified {
                    try demand(accounts.contains(row.account), "\(row.externalID): there is no account \(row.account)")
                    guard let security = row.security else {
                        try demand(row.quantityDelta == .zero, "\(row.externalID): units of no security")
                        continue
                    }
                    try demand(known.contains(security), "\(row.externalID): the security \(security) is not described")
                }
            }
        }
    }

    private static func demandSame(
        _ again: TransactionsRead.Result,
        _ page: TransactionsRead.Result,
        _ what: String
    ) throws {
        try demand(
            again.added == page.added && again.modified == page.modified && again.removed == page.removed,
            "\(what) has other rows"
        )
        try demand(again.hasMore == page.hasMore, "\(what) says has_more \(again.hasMore)")
    }

    private static func pageAgain(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            var params = try await first(session, bench)
            for number in 1...3 {
                let page = try await session.read(TransactionsRead.self, params)
                let again = try await session.read(TransactionsRead.self, params)
                try demandSame(again, page, "page \(number), asked for again,")
                guard page.hasMore else { return }
                params.cursor = page.nextCursor
            }
        }
    }

    private static func cursorAfterStart(_ bench: ConformanceBench) async throws {
        let (params, page) = try await bench.withSession { session in
            var params = try await first(session, bench)
            for _ in 1...2 {
                let page = try await session.read(TransactionsRead.self, params)
                guard page.hasMore else { throw ConformanceSkip("there is one page only") }
                params.cursor = page.nextCursor
            }
            return (params, try await session.read(TransactionsRead.self, params))
        }
        try await bench.withSession { session in
            try demandSame(try await session.read(TransactionsRead.self, params), page, "page 3, after a new start,")
        }
    }

    private static func limitHonoured(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            for limit in [1, 7] {
                let params = try await first(session, bench, limit: limit)
                let page = try await session.read(TransactionsRead.self, params)
                let rows = page.added.count + page.modified.count
                try demand(rows <= 2 * limit, "a page of \(limit) has \(rows) rows")
            }
        }
    }

    private static func cursorSize(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            for page in try await pages(session, try await first(session, bench, limit: 100)) {
                guard let cursor = page.nextCursor else { continue }
                try demand(!cursor.isEmpty, "a cursor is empty")
                try demand(cursor.utf8.count <= AdapterLimits.cursor, "a cursor has \(cursor.utf8.count) bytes")
            }
        }
    }

    private static func unknownCursor(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            var params = try await first(session, bench)
            for cursor in ["a-cursor-of-nobody's", "", "e30=", String(repeating: "x", count: AdapterLimits.cursor)] {
                params.cursor = cursor
                let reply = await session.call(
                    TransactionsRead.name,
                    params.jsonValue,
                    within: TransactionsRead.hardLimit
                )
                try demand(
                    reply.code == AdapterError.Kind.cursorInvalid.code,
                    "the cursor \"\(cursor.prefix(20))\": 1007 is expected, not \(reply.summary)"
                )
            }
        }
    }

    private static func goOn(_ bench: ConformanceBench) async throws {
        var params = try await bench.withSession { session in
            var params = try await first(session, bench, limit: 500)
            params.cursor = try await pages(session, params).last?.nextCursor
            return params
        }
        try await bench.withSession { session in
            for _ in 0..<2 {
                let more = try await pages(session, params)
                params.cursor = more.last?.nextCursor ?? params.cursor
            }
        }
    }

    private static func since(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            let params = try await first(session, bench, limit: 500)
            let all = try await pages(session, params).flatMap(\.added)
            guard let middle = all.map(\.date).sorted().dropFirst(all.count / 2).first else {
                throw ConformanceSkip("there are no transactions")
            }
            var later = params
            later.since = middle
            let ids = Set(try await pages(session, later).flatMap(\.added).map(\.externalID))
            for row in all where row.date >= middle {
                try demand(ids.contains(row.externalID), "since \(middle): \(row.externalID) of \(row.date) is missing")
            }
        }
    }
}
