import FolioModel

/// Linking, accounts, holdings, and everything else of a provider but its transactions.
enum ProviderScenarios {
    static let all: [ConformanceScenario] =
        linking + reading + TransactionScenarios.all + [
            ConformanceScenario(
                "disconnect-twice",
                .provider,
                "ending a connection twice is success both times",
                needs: [.provider, .vendor, .harmless],
                disconnectTwice
            )
        ]

    private static let linking: [ConformanceScenario] = [
        ConformanceScenario(
            "link-begin",
            .provider,
            "link.begin offers the manifest's flow, with what it takes",
            needs: [.provider, .capability("link"), .vendor, .harmless],
            linkBegin
        ),
        ConformanceScenario(
            "link-complete-empty",
            .provider,
            "link.complete without what it takes asks for it, or is refused",
            needs: [.provider, .capability("link"), .vendor, .harmless],
            linkCompleteEmpty
        ),
        ConformanceScenario(
            "link-complete",
            .provider,
            "link.complete gives credentials of at most 64 KiB, and an external id",
            needs: [.provider, .capability("link"), .vendor, .link],
            linkComplete
        ),
        ConformanceScenario(
            "check-connection",
            .provider,
            "check of a connection says that it works",
            needs: [.provider, .vendor, .connection],
            checkConnection
        ),
    ]

    private static let reading: [ConformanceScenario] = [
        ConformanceScenario(
            "accounts-read",
            .provider,
            "accounts have ids, each once, names, and masks of at most four characters",
            needs: [.provider, .vendor, .connection],
            accountsRead
        ),
        ConformanceScenario(
            "accounts-after-start",
            .provider,
            "a new start with an empty directory reads the same accounts: nothing is kept",
            needs: [.provider, .vendor, .connection],
            accountsAfterStart
        ),
        ConformanceScenario(
            "holdings-read",
            .provider,
            "holdings name accounts and securities that are there, and their signs agree",
            needs: [.provider, .capability("holdings"), .vendor, .connection],
            holdingsRead
        ),
        ConformanceScenario(
            "holdings-again",
            .provider,
            "the same page of holdings has the same rows again; prices may have moved",
            needs: [.provider, .capability("holdings"), .vendor, .connection],
            holdingsAgain
        ),
        ConformanceScenario(
            "orders-read",
            .provider,
            "orders come in pages that end, each order once",
            needs: [.provider, .capability("orders"), .vendor, .connection],
            ordersRead
        ),
        ConformanceScenario(
            "orders-unknown-cursor",
            .provider,
            "a cursor of nobody's is answered with 1007",
            needs: [.provider, .capability("orders"), .vendor, .connection],
            ordersUnknownCursor
        ),
        ConformanceScenario(
            "history-read",
            .provider,
            "values day by day come in order, within the dates asked for",
            needs: [.provider, .capability("history"), .vendor, .connection],
            historyRead
        ),
        ConformanceScenario(
            "refresh",
            .provider,
            "a refresh is done, or refused as unsupported or too early",
            needs: [.provider, .capability("refresh"), .vendor, .harmless, .connection],
            refresh
        ),
        ConformanceScenario(
            "import-of-nothing",
            .provider,
            "inspecting an empty directory finds no file",
            needs: [.provider, .capability("import"), .vendor, .connection],
            importOfNothing
        ),
    ]

    // MARK: Accounts

    private static func accounts(
        _ session: ConformanceSession,
        _ bench: ConformanceBench
    ) async throws -> AccountsRead.Result {
        var params = AccountsRead.Params()
        params.connection = try await bench.connection(session)
        return try await session.read(AccountsRead.self, params)
    }

    private static func accountsRead(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            let result = try await accounts(session, bench)
            try demand(!result.accounts.isEmpty, "there are no accounts, so that nothing else can be tried")
            let ids = result.accounts.map(\.externalID)
            try demand(!ids.contains(""), "an account has no external_id")
            try demand(Set(ids).count == ids.count, "an external_id stands there twice")
            for account in result.accounts {
                try demand(!account.name.isEmpty, "the account \(account.externalID) has no name")
                try demand((account.mask?.count ?? 0) <= 4, "the mask of \(account.name) has more than four characters")
                try demand(!account.type.isEmpty, "the account \(account.name) has no type")
            }
        }
    }

    private static func accountsAfterStart(_ bench: ConformanceBench) async throws {
        var before: [String] = []
        for _ in 0..<2 {
            let ids = try await bench.withSession { session in
                try await accounts(session, bench).accounts.map(\.externalID)
            }
            try demand(before.isEmpty || ids == before, "the accounts are \(ids), not \(before) as before")
            before = ids
        }
    }

    // MARK: Holdings

    /// Pages of one read; more are taken for ones that do not end.
    static let maximumPages = 2000

    private static func holdings(
        _ session: ConformanceSession,
        _ bench: ConformanceBench
    ) async throws -> [HoldingsRead.Result] {
        var params = HoldingsRead.Params()
        params.connection = try await bench.connection(session)
        var pages: [HoldingsRead.Result] = []
        repeat {
            let page = try await session.read(HoldingsRead.self, params)
            try demand(page.nextPage == nil || page.nextPage != params.page, "next_page is the page itself")
            params.page = page.nextPage
            pages.append(page)
            try demand(pages.count < maximumPages, "the pages of holdings do not end")
        } while params.page != nil
        return pages
    }

    private static func holdingsRead(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            let accounts = Set(try await accounts(session, bench).accounts.map(\.externalID))
            let pages = try await holdings(session, bench)
            let securities = pages.flatMap(\.securities).map(\.externalID)
            try demand(!securities.contains(""), "a security has no external_id")
            let known = Set(securities)
            var places: Set<String> = []
            for holding in pages.flatMap(\.holdings) {
                let place = "the holding of \(holding.security) in \(holding.account)"
                try demand(accounts.contains(holding.account), "\(place): there is no such account")
                try demand(known.contains(holding.security), "\(place): the security is not described")
                try demand(
                    holding.side == .short ? holding.quantity <= .zero : holding.quantity >= .zero,
                    "\(place): the side is \(holding.side.rawValue), but qty is \(holding.quantity)"
                )
                let key = "\(holding.account)\u{0}\(holding.security)\u{0}\(holding.side)\u{0}\(holding.currency)"
                try demand(places.insert(key).inserted, "\(place) stands there twice")
            }
            for cash in pages.flatMap(\.cash) {
                try demand(accounts.contains(cash.account), "cash of \(cash.account): there is no such account")
            }
        }
    }

    private static func holdingsAgain(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            let first = try await holdings(session, bench)
            let second = try await holdings(session, bench)
            let (before, after) = (first.flatMap(\.holdings), second.flatMap(\.holdings))
            try demand(before.count == after.count, "there are \(after.count) holdings, not \(before.count) as before")
            for (old, new) in zip(before, after) {
                let isSame =
                    (old.account, old.security, old.side, old.quantity) == (
                        new.account, new.security, new.side, new.quantity
                    )
                try demand(isSame, "the holding of \(old.security) in \(old.account) is another one the second time")
            }
            try demand(first.flatMap(\.cash) == second.flatMap(\.cash), "the cash is another one the second time")
        }
    }

    // MARK: The rest

    private static func ordersRead(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            var params = OrdersRead.Params()
            (params.connection, params.status) = (try await bench.connection(session), "all")
            params.limit = min(100, bench.manifest.pageLimit)
            var seen: Set<String> = []
            for page in 1... {
                let result = try await session.read(OrdersRead.self, params)
                for order in result.orders {
                    try demand(seen.insert(order.externalID).inserted, "the order \(order.externalID) comes twice")
                }
                guard result.hasMore else { return }
                try demand(result.nextCursor != nil, "has_more without next_cursor")
                try demand(result.nextCursor != params.cursor, "next_cursor is the page's own cursor")
                params.cursor = result.nextCursor
                try demand(page < maximumPages, "the pages of orders do not end")
            }
        }
    }

    private static func ordersUnknownCursor(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            var params = OrdersRead.Params()
            (params.connection, params.cursor) = (try await bench.connection(session), "a-cursor-of-nobody's")
            let reply = await session.call(OrdersRead.name, params.jsonValue, within: OrdersRead.hardLimit)
            try demand(reply.code == 1007, "1007 is expected, not \(reply.summary)")
        }
    }

    private static func historyRead(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            var params = HistoryRead.Params()
            params.connection = try await bench.connection(session)
            let accounts = try await accounts(session, bench).accounts
            if accounts.count > 1 { params.account = accounts.first?.externalID }
            params.to = Timestamp.now.utcDay
            params.from = Day(number: params.to.number - 30)
            let result = try await session.read(HistoryRead.self, params)
            let isWithin = result.dates.allSatisfy { (params.from...params.to).contains($0) }
            try demand(isWithin, "a date lies outside of \(params.from) to \(params.to)")
            try demand(!result.basis.isEmpty, "basis is empty")
        }
    }

    private static func refresh(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            var params = RefreshRequest.Params()
            params.connection = try await bench.connection(session)
            let reply = await session.call(
                RefreshRequest.name,
                params.jsonValue,
                within: RefreshRequest.hardLimit
            )
            guard case .refusal(let error, _) = reply else {
                return try demand(reply.isAnswered, reply.summary)
            }
            try demand([.unsupported, .rateLimited, .notReady].contains(error.kind), reply.summary)
        }
    }

    private static func importOfNothing(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            var params = ImportInspect.Params()
            (params.connection, params.directory) = (try await bench.connection(session), session.directory)
            let result = try await session.read(ImportInspect.self, params)
            try demand(result.files.isEmpty, "an empty directory has \(result.files.count) files")
        }
    }

    private static func disconnectTwice(_ bench: ConformanceBench) async throws {
        if bench.options.input.connection != nil {
            throw ConformanceSkip("it would end the connection that was given")
        }
        if bench.manifest.link.flow != .none, let reason = bench.reasonToSkip(.link) { throw ConformanceSkip(reason) }
        try await bench.withSession { session in
            var params = Disconnect.Params()
            params.reason = "removed"
            params.connection =
                bench.manifest.link.flow == .none
                ? try await bench.connection(session) : try await bench.link(session)
            for attempt in ["first", "second"] {
                let result = try await session.read(Disconnect.self, params)
                try demand(
                    result.revoked == true || result.revoked == "already",
                    "the \(attempt) disconnect says \(result.revoked.text), not true or \"already\""
                )
            }
        }
    }
}
