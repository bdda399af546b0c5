import FolioModel

/// Sources of prices: batches answer for each item.
enum PriceScenarios {
    static let all: [ConformanceScenario] = latest + endOfDay + symbols

    private static func needs(_ capability: String) -> [ConformanceScenario.Need] {
        [.prices, .capability(capability), .vendor]
    }

    private static let latest: [ConformanceScenario] = [
        ConformanceScenario(
            "latest-per-item",
            .prices,
            "prices.latest answers for each item once, known ones with price, currency and time",
            needs: needs(PricesLatest.name),
            latestPerItem
        ),
        ConformanceScenario(
            "latest-unknown-symbol",
            .prices,
            "an unknown symbol is an error of its item, and costs the others nothing",
            needs: needs(PricesLatest.name),
            latestUnknownSymbol
        ),
        ConformanceScenario(
            "latest-full-batch",
            .prices,
            "500 items are one request, and none is an empty one",
            needs: needs(PricesLatest.name) + [.harmless],
            latestFullBatch
        ),
    ]

    private static let endOfDay: [ConformanceScenario] = [
        ConformanceScenario(
            "eod-per-item",
            .prices,
            "prices.eod answers for each item, in order of dates within the range, positive closes",
            needs: needs(PricesEndOfDay.name),
            endOfDayPerItem
        ),
        ConformanceScenario(
            "eod-unadjusted",
            .prices,
            "asked for closes as traded, the answer says whether they are",
            needs: needs(PricesEndOfDay.name),
            endOfDayUnadjusted
        ),
        ConformanceScenario(
            "eod-unknown-symbol",
            .prices,
            "an unknown symbol is an error of its item, or an empty series",
            needs: needs(PricesEndOfDay.name),
            endOfDayUnknownSymbol
        ),
        ConformanceScenario(
            "eod-goes-on",
            .prices,
            "next ends, and no date of an item comes twice",
            needs: needs(PricesEndOfDay.name) + [.harmless],
            endOfDayGoesOn
        ),
    ]

    private static let symbols: [ConformanceScenario] = [
        ConformanceScenario(
            "search-limit",
            .prices,
            "symbols.search finds a known symbol, and keeps to the limit",
            needs: needs(SymbolsSearch.name),
            searchLimit
        ),
        ConformanceScenario(
            "search-of-nothing",
            .prices,
            "a search that finds nothing is no error",
            needs: needs(SymbolsSearch.name),
            searchOfNothing
        ),
        ConformanceScenario(
            "resolve-per-item",
            .prices,
            "symbols.resolve answers for each item once; an unknown one is not_found",
            needs: needs(SymbolsResolve.name),
            resolvePerItem
        ),
        ConformanceScenario(
            "actions-read",
            .prices,
            "events name items, lie within the range, and splits have ratios of positive integers",
            needs: needs(ActionsRead.name),
            actionsRead
        ),
        ConformanceScenario(
            "calendar-read",
            .prices,
            "sessions come in order, each opening before it closes",
            needs: needs(CalendarRead.name),
            calendarRead
        ),
    ]

    private static func items(_ tickers: [String]) -> [PriceItem] {
        tickers.enumerated().map { number, ticker in
            var item = PriceItem()
            (item.reference, item.ticker) = ("r\(number)", ticker)
            return item
        }
    }

    static func demandEach(_ references: [String], of count: Int, _ what: String) throws {
        let expected = (0..<count).map { "r\($0)" }
        for reference in expected where !references.contains(reference) {
            throw ConformanceFailure("\(what) has no answer for the item \(reference)")
        }
        for reference in references where !expected.contains(reference) {
            throw ConformanceFailure("\(what) answers for \"\(reference)\", which was not asked for")
        }
        try demand(Set(references).count == references.count, "\(what) answers twice for an item")
    }

    // MARK: Newest prices

    private static func latestQuotes(
        _ session: ConformanceSession,
        _ tickers: [String]
    ) async throws -> [PricesLatest.Quote] {
        var params = PricesLatest.Params()
        params.items = items(tickers)
        let quotes = try await session.read(PricesLatest.self, params).quotes
        try demandEach(quotes.map(\.reference), of: tickers.count, PricesLatest.name)
        return quotes
    }

    private static func demandQuote(_ quote: PricesLatest.Quote, _ ticker: String) throws {
        if let error = quote.error {
            throw ConformanceFailure("\(ticker) is known, but has the error \(error.kind.rawValue): \(error.message)")
        }
        try demand(
            (quote.price ?? .zero) > .zero,
            "the price of \(ticker) is \(quote.price.map { "\($0)" } ?? "missing")"
        )
        let bound = Timestamp.now.adding(seconds: 86_400)
        try demand((quote.asOf ?? bound) <= bound, "the price of \(ticker) is of the future")
    }

    private static func latestPerItem(_ bench: ConformanceBench) async throws {
        let tickers = bench.options.input.prices.known
        try await bench.withSession { session in
            for quote in try await latestQuotes(session, tickers) {
                let index = Int(quote.reference.dropFirst()) ?? 0
                try demandQuote(quote, tickers[index])
            }
        }
    }

    private static func latestUnknownSymbol(_ bench: ConformanceBench) async throws {
        let symbols = bench.options.input.prices
        try await bench.withSession { session in
            for quote in try await latestQuotes(session, [symbols.unknown] + symbols.known) {
                let index = Int(quote.reference.dropFirst()) ?? 0
                if index > 0 {
                    try demandQuote(quote, symbols.known[index - 1])
                } else {
                    try demand(quote.error != nil, "\(symbols.unknown) has a price, but no source knows it")
                }
            }
        }
    }

    private static func latestFullBatch(_ bench: ConformanceBench) async throws {
        let known = bench.options.input.prices.known
        try await bench.withSession { session in
            let tickers = (0..<PricesLatest.itemLimit).map { known.isEmpty ? "X\($0)" : known[$0 % known.count] }
            _ = try await latestQuotes(session, tickers)
            _ = try await latestQuotes(session, [])
        }
    }

    // MARK: Symbols, events, calendars

    private static func searchLimit(_ bench: ConformanceBench) async throws {
        guard let known = bench.options.input.prices.known.first else { throw ConformanceSkip("no symbol is known") }
        try await bench.withSession { session in
            for limit in [1, 50] {
                var params = SymbolsSearch.Params()
                (params.query, params.limit) = (known, limit)
                let matches = try await session.read(SymbolsSearch.self, params).matches
                try demand(matches.count <= limit, "a search for \(limit) has \(matches.count) matches")
                try demand(!matches.isEmpty, "a search for \(known) finds nothing")
                try demand(matches.allSatisfy { !$0.ticker.isEmpty }, "a match has no ticker")
            }
        }
    }

    private static func searchOfNothing(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            var params = SymbolsSearch.Params()
            params.query = bench.options.input.prices.unknown
            _ = try await session.read(SymbolsSearch.self, params)
        }
    }

    private static func resolvePerItem(_ bench: ConformanceBench) async throws {
        let symbols = bench.options.input.prices
        try await bench.withSession { session in
            var params = SymbolsResolve.Params()
            params.items = ([symbols.unknown] + symbols.known).enumerated().map { number, ticker in
                var item = SymbolsResolve.Item()
                (item.reference, item.ticker) = ("r\(number)", ticker)
                return item
            }
            let results = try await session.read(SymbolsResolve.self, params).results
            try demandEach(results.map(\.reference), of: params.items.count, SymbolsResolve.name)
            let unknown = results.first { $0.reference == "r0" }
            try demand(unknown?.status != .resolved, "\(symbols.unknown) is resolved, but no source knows it")
            for result in results {
                if let confidence = result.confidence {
                    let one = Ratio(exactly: "1") ?? .zero
                    try demand(confidence >= .zero && confidence <= one, "the confidence \(confidence) is not 0 to 1")
                }
            }
        }
    }

    private static func actionsRead(_ bench: ConformanceBench) async throws {
        let symbols = bench.options.input.prices
        try await bench.withSession { session in
            var params = ActionsRead.Params()
            params.items = items([symbols.unknown] + symbols.known)
            (params.from, params.to) = (Day(number: symbols.to.number - 730), symbols.to)
            let references = Set(params.items.map(\.reference))
            let result = try await session.read(ActionsRead.self, params)
            for action in result.actions {
                let place = "\(action.kind.rawValue) of \(action.reference) on \(action.exDate)"
                try demand(references.contains(action.reference), "\(place) was not asked for")
                try demand((params.from...params.to).contains(action.exDate), "\(place) is outside of the range")
                if action.kind == .split { try demand(action.ratio != nil, "\(place) has no ratio") }
                if action.kind == .dividend {
                    try demand(
                        (action.cashAmount ?? .zero) > .zero && action.currency != nil,
                        "\(place) has no amount and currency"
                    )
                }
            }
            try demand(
                result.errors.allSatisfy { references.contains($0.reference) },
                "an error names an item that was not asked for"
            )
        }
    }

    private static func calendarRead(_ bench: ConformanceBench) async throws {
        let symbols = bench.options.input.prices
        try await bench.withSession { session in
            var params = CalendarRead.Params()
            (params.mic, params.from, params.to) = ("XNYS", symbols.from, symbols.to)
            let sessions = try await session.read(CalendarRead.self, params).sessions
            try demand(
                zip(sessions, sessions.dropFirst()).allSatisfy { $0.date < $1.date },
                "the dates are not in order"
            )
            for day in sessions {
                guard let open = day.open, let close = day.close else { continue }
                try demand(open < close, "the session of \(day.date) closes before it opens")
            }
        }
    }
}
