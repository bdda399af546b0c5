import FMPAdapter
import FolioAdapterKit
import FolioModel

/// The price source's promise: whatever FMP answers, every item has one answer, prices are above nothing, dates ascend,
/// ratios are of positive integers, and the key shows nowhere.
enum FMPFuzz {
    private static let key = "planted-key"
    private static let tickers = ["AAPL", "BRK.B", "PLTY.L", "BTCUSD", "EURUSD"]

    static func run(_ bytes: [UInt8]) throws(FuzzFinding) {
        let outcome: Result<Void, FuzzFinding> = Blocking.run {
            let adapter = FMPAdapter(http: CannedClient(bytes), now: { VendorFuzz.now }, pause: { _ in })
            do throws(FuzzFinding) {
                try await drive(adapter)
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try outcome.get()
    }

    private static func drive(_ adapter: FMPAdapter) async throws(FuzzFinding) {
        let context = CallContext(id: "1", progress: { _, _, _ in }, log: { _, _, _ in }, rotate: { _, _ in })
        let configure = Configure.Params.with {
            $0.config = ["base_url": "https://vendor.test", "api_key": .string(key)]
        }
        guard (try? await adapter.configure(configure, context)) != nil else {
            throw FuzzFinding("the configuration is refused")
        }
        let items = tickers.map { ticker in PriceItem.with { ($0.reference, $0.ticker) = (ticker, ticker) } }
        try check(try? await adapter.latest(.with { $0.items = items }, context))
        try check(try? await adapter.endOfDay(.with { $0.items = ranges }, context))
        let events = ActionsRead.Params.with {
            ($0.items, $0.from, $0.to) = (items, Day(number: 0), VendorFuzz.now.utcDay)
        }
        try check(try? await adapter.actions(events, context))
        let search = SymbolsSearch.Params.with { $0.query = "apple" }
        try keeps(try? await adapter.search(search, context))
        let known = tickers.map { ticker in
            SymbolsResolve.Item.with { ($0.reference, $0.ticker, $0.isin) = (ticker, ticker, "US0378331005") }
        }
        try check(try? await adapter.resolve(.with { $0.items = known }, context))
    }

    private static var ranges: [PriceRangeItem] {
        tickers.map { ticker in
            PriceRangeItem.with {
                ($0.reference, $0.ticker) = (ticker, ticker)
                ($0.from, $0.to) = (VendorFuzz.now.utcDay.adding(days: -800), VendorFuzz.now.utcDay)
            }
        }
    }

    private static func check(_ answer: PricesLatest.Result?) throws(FuzzFinding) {
        try keeps(answer)
        guard let answer else { return }
        try names(answer.quotes.map(\.reference), all: true)
        for quote in answer.quotes where quote.error == nil {
            guard let price = quote.price, price > .zero, quote.currency != nil, quote.asOf != nil else {
                throw FuzzFinding("a quote without price, currency or time")
            }
        }
    }

    private static func check(_ answer: PricesEndOfDay.Result?) throws(FuzzFinding) {
        try keeps(answer)
        guard let answer else { return }
        try names(answer.series.map(\.reference), all: answer.next == nil)
        for series in answer.series where series.error == nil {
            let columns = [series.close.count, series.open?.count, series.volume?.count].compactMap(\.self)
            guard columns.allSatisfy({ $0 == series.dates.count }), series.currency != nil,
                zip(series.dates, series.dates.dropFirst()).allSatisfy({ $0 < $1 }),
                series.close.allSatisfy({ $0 > .zero }),
                series.completeTo ?? VendorFuzz.now.utcDay <= VendorFuzz.now.utcDay
            else { throw FuzzFinding("a series that contradicts itself") }
        }
    }

    private static func check(_ answer: ActionsRead.Result?) throws(FuzzFinding) {
        try keeps(answer)
        for action in answer?.actions ?? [] {
            guard let ratio = action.ratio else { continue }
            guard ratio.numerator > 0, ratio.denominator > 0 else { throw FuzzFinding("a ratio of nothing") }
        }
    }

    private static func check(_ answer: SymbolsResolve.Result?) throws(FuzzFinding) {
        try keeps(answer)
        guard let answer else { return }
        try names(answer.results.map(\.reference), all: true)
        guard answer.results.allSatisfy({ ($0.match != nil) == ($0.status == .resolved) }) else {
            throw FuzzFinding("a match of nothing, or none of something")
        }
    }

    /// Every item has one answer.
    private static func names(_ references: [String], all: Bool) throws(FuzzFinding) {
        guard Set(references).count == references.count, !all || Set(references) == Set(tickers) else {
            throw FuzzFinding("items without an answer, or with two")
        }
    }

    private static func keeps(_ answer: (some WireObject & Hashable)?) throws(FuzzFinding) {
        try VendorFuzz.check(answer)
        guard let answer else { return }
        guard !answer.jsonValue.text.contains(key) else { throw FuzzFinding("an answer shows the key") }
    }
}
