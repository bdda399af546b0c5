import FolioModel

/// Closes day by day.
extension PriceScenarios {
    /// All parts of the answer, each item's dates in the order in which they came.
    static func series(
        _ session: ConformanceSession,
        _ tickers: [String],
        _ symbols: ConformanceSymbols
    ) async throws -> [PricesEndOfDay.Series] {
        var params = PricesEndOfDay.Params()
        params.items = tickers.enumerated().map { number, ticker in
            var item = PriceRangeItem()
            (item.reference, item.ticker) = ("r\(number)", ticker)
            (item.from, item.to) = (symbols.from, symbols.to)
            return item
        }
        var parts: [PricesEndOfDay.Series] = []
        var tokens: Set<String> = []
        repeat {
            let result = try await session.read(PricesEndOfDay.self, params)
            parts += result.series
            params.next = result.next
            if let next = result.next { try demand(tokens.insert(next).inserted, "next is one of an answer before") }
            try demand(tokens.count < ProviderScenarios.maximumPages, "next does not end")
        } while params.next != nil
        try demandEach(Array(Set(parts.map(\.reference))), of: tickers.count, PricesEndOfDay.name)
        return parts
    }

    static func endOfDayPerItem(_ bench: ConformanceBench) async throws {
        let symbols = bench.options.input.prices
        try await bench.withSession { session in
            for part in try await series(session, symbols.known, symbols) {
                let ticker = symbols.known[Int(part.reference.dropFirst()) ?? 0]
                if let error = part.error {
                    throw ConformanceFailure("\(ticker) is known, but has the error \(error.kind.rawValue)")
                }
                try demand(
                    part.dates.allSatisfy { (symbols.from...symbols.to).contains($0) },
                    "a date of \(ticker) lies outside of \(symbols.from) to \(symbols.to)"
                )
                try demand(part.close.allSatisfy { $0 > .zero }, "a close of \(ticker) is not positive")
            }
        }
    }

    static func endOfDayUnadjusted(_ bench: ConformanceBench) async throws {
        let symbols = bench.options.input.prices
        try await bench.withSession { session in
            var params = PricesEndOfDay.Params()
            var item = PriceRangeItem()
            (item.reference, item.ticker) = ("r0", symbols.known.first ?? symbols.unknown)
            (item.from, item.to) = (symbols.from, symbols.to)
            params.items = [item]
            let reply = await session.call(
                PricesEndOfDay.name,
                params.jsonValue,
                within: PricesEndOfDay.hardLimit
            )
            _ = try session.result(PricesEndOfDay.self, reply)
            guard case .result(let result) = reply else { return }
            for part in result["series"]?.array ?? [] where part["error"]?.isNull ?? true {
                try demand(part["adjusted"]?.string != nil, "a series does not say whether it is adjusted")
            }
        }
    }

    static func endOfDayUnknownSymbol(_ bench: ConformanceBench) async throws {
        let symbols = bench.options.input.prices
        try await bench.withSession { session in
            let parts = try await series(session, [symbols.unknown] + symbols.known, symbols)
            let unknown = parts.filter { $0.reference == "r0" }
            try demand(
                unknown.allSatisfy { $0.error != nil || $0.dates.isEmpty },
                "\(symbols.unknown) has closes, but no source knows it"
            )
            let others = parts.filter { $0.reference != "r0" }
            try demand(others.allSatisfy { $0.error == nil }, "the unknown symbol costs a known one its answer")
        }
    }

    static func endOfDayGoesOn(_ bench: ConformanceBench) async throws {
        let symbols = bench.options.input.prices
        guard !symbols.known.isEmpty else { throw ConformanceSkip("no symbol is known") }
        try await bench.withSession { session in
            let tickers = (0..<PricesEndOfDay.itemLimit).map { symbols.known[$0 % symbols.known.count] }
            var dates: [String: Set<Day>] = [:]
            for part in try await series(session, tickers, symbols) {
                for date in part.dates {
                    let isNew = dates[part.reference, default: []].insert(date).inserted
                    try demand(isNew, "\(date) of the item \(part.reference) comes twice")
                }
            }
        }
    }
}
