import FMPAdapter
import FolioAdapterKit
import FolioModel
import Foundation
import Testing

/// Every documented answer comes to its normal form, and none is passed over in silence.
@Suite struct `FMP's documented answers` {
    @Test(arguments: FixtureLedger.used)
    func `come to their normal form`(entry: FixtureEntry) async throws {
        #expect(try await FixtureReading(entry.file).lines(entry.kind) == entry.lines)
    }

    @Test(arguments: FixtureLedger.used.filter { $0.file.hasPrefix("errors/") })
    func `are the same errors with the status 200`(entry: FixtureEntry) async throws {
        let expected = entry.lines.map { line in
            var words = line.split(separator: " ").map(String.init)
            if words.count == 4 { words[1] = "200" }
            return words.joined(separator: " ")
        }
        #expect(try await FixtureReading(entry.file).lines(.error(200)) == expected)
    }

    @Test func `are each used or have a reason not to be`() throws {
        let root = Bundle.module.bundleURL.appendingPathComponent("Fixtures").standardizedFileURL.path + "/"
        let files = try #require(FileManager.default.enumerator(atPath: root)).compactMap { $0 as? String }
            .filter { $0.hasSuffix(".json") || $0.hasSuffix(".txt") }
        let used = FixtureLedger.used.map(\.file)
        let unused = Array(FixtureLedger.outOfScope.keys)
        #expect((used + unused).sorted() == files.sorted())
        #expect(FixtureLedger.outOfScope.values.allSatisfy { !$0.isEmpty })
        print("fixtures: fmp \(used.count) used + \(unused.count) out of scope / \(files.count)")
    }
}

/// Reads a fixture through the adapter: an FMP that answers one endpoint with its bytes.
private struct FixtureReading {
    private let file: String
    private let bytes: [UInt8]

    init(_ file: String) throws { (self.file, bytes) = (file, try Fixture.bytes(file)) }

    func lines(_ kind: FixtureEntry.Kind) async throws -> [String] {
        switch kind {
        case .quote(let ticker): try await quotes([ticker])
        case .batch(let ticker): try await quotes([ticker, "OTHER"])
        case .closes(let ticker, let day, let adjusted): try await closes(ticker, day, adjusted)
        case .actions(let ticker): try await actions(ticker)
        case .search(let words): try await search(words)
        case .profile(let ticker): try await profile(ticker)
        case .check: [try await vendor("quote-short").adapter().check(Check.Params(), .quiet).status]
        case .error(let status): try await error(status)
        case .split: try await split()
        }
    }

    /// The endpoint that the file's name begins with.
    private var endpoint: String {
        let name = String(file.prefix { $0 != "." })
        return switch name {
        case "splits-calendar": "splits"
        case "dividends-calendar": "dividends"
        default: name.replacing("historical-price-eod_", with: "historical-price-eod/")
        }
    }

    private func vendor(_ endpoint: String, status: Int = 200) -> FakeFMP {
        let answer = HTTPResponse(status: status, body: bytes)
        let singapore: JSONValue = [["symbol": "1D0.SI", "currency": "SGD"]]
        return FakeFMP { call in
            if call.endpoint == endpoint { return answer }
            return .json(call.query["symbol"] == "1D0.SI" && call.endpoint == "profile" ? singapore : [])
        }
    }

    private func quotes(_ tickers: [String]) async throws -> [String] {
        var params = PricesLatest.Params()
        params.items = tickers.map { PriceItem($0) }
        let quotes = try await vendor(endpoint).adapter().latest(params, .quiet).quotes
        return quotes.filter { $0.error == nil }.map { quote in
            Self.line([
                String(quote.reference.dropFirst(2)), quote.price?.description, quote.currency?.code,
                quote.asOf?.description, quote.previousClose?.description, quote.open?.description,
                quote.low?.description, quote.high?.description, quote.volume?.description, quote.session?.rawValue,
            ])
        }
    }

    private func closes(_ ticker: String, _ day: String, _ adjusted: Bool) async throws -> [String] {
        var params = try PricesEndOfDay.Params([ticker], day, day)
        params.adjusted = adjusted ? .splits : .none
        let series = try await vendor(endpoint).adapter().endOfDay(params, .quiet).series
        return series.flatMap { series in
            series.dates.indices.map { index in
                Self.line([
                    series.adjusted.rawValue, series.dates[index].description, series.open?[index].description,
                    series.high?[index].description, series.low?[index].description,
                    series.close[index].description, series.volume?[index].description,
                    series.completeTo?.description,
                ])
            }
        }
    }

    private func actions(_ ticker: String) async throws -> [String] {
        let params = try ActionsRead.Params([ticker], "2000-01-01", "2030-12-31")
        let result = try await vendor(endpoint).adapter().actions(params, .quiet)
        return result.actions.map(Self.line) + result.errors.map(\.error.message)
    }

    private static func line(_ action: ActionsRead.Action) -> String {
        line([
            action.kind.rawValue, action.exDate.description, action.payDate?.description,
            action.ratio.map { "\($0.numerator):\($0.denominator)" } ?? action.cashAmount?.description,
            action.currency?.code, action.newTicker,
        ])
    }

    private func search(_ words: String) async throws -> [String] {
        var params = SymbolsSearch.Params()
        params.query = words
        return try await vendor(endpoint).adapter().search(params, .quiet).matches.map { match in
            Self.line([
                match.ticker, match.mic, match.name, match.type?.rawValue, match.currency, match.isin, match.cusip,
                match.score?.description,
            ])
        }
    }

    private func profile(_ ticker: String) async throws -> [String] {
        var (params, item) = (SymbolsResolve.Params(), SymbolsResolve.Item())
        (item.reference, item.ticker) = ("r", ticker)
        params.items = [item]
        return try await vendor(endpoint).adapter().resolve(params, .quiet).results.map { result in
            Self.line([
                result.status.rawValue, result.match?.ticker, result.match?.mic, result.match?.name,
                result.match?.currency, result.confidence?.description,
            ])
        }
    }

    private func error(_ status: Int) async throws -> [String] {
        do {
            let adapter = try await vendor("quote", status: status).adapter()
            return try await adapter.latest(PricesLatest.Params("AAPL"), .quiet).quotes.map { quote in
                Self.line(["AAPL", quote.error?.kind.rawValue, quote.error?.retryAfterSeconds?.description])
            }
        } catch let error as AdapterError {
            return [Self.line([error.kind.rawValue, error.vendorCode, error.retryAfterSeconds?.description])]
        }
    }

    /// The measured figures as FMP's endpoints would give them.
    private func split() async throws -> [String] {
        let measured = try JSONValue(parsing: bytes)
        let vendor = FakeFMP { call in
            guard let found = measured[call.endpoint] else { return .json([]) }
            return .json(found.array == nil ? [found] : found)
        }
        let adapter = try await vendor.adapter()
        let params = try ActionsRead.Params(["AAPL"], "2020-08-28", "2020-08-31", [.split])
        var lines = try await adapter.actions(params, .quiet).actions.map { action in
            "split \(action.exDate) \(action.ratio?.numerator ?? 0):\(action.ratio?.denominator ?? 0)"
        }
        for (words, adjusted) in [("as traded", PriceAdjustment.none), ("for splits", .splits)] {
            var params = try PricesEndOfDay.Params(["AAPL"], "2020-08-28", "2020-08-28")
            params.adjusted = adjusted
            let series = try await adapter.endOfDay(params, .quiet).series[0]
            lines.append("\(words) \(series.close.texts.joined()) × \(series.volume?[0].description ?? "-")")
        }
        return lines
    }

    private static func line(_ parts: [String?]) -> String { parts.map { $0 ?? "-" }.joined(separator: " ") }
}
