public import FolioAdapterKit
import FolioModel

extension FMPAdapter {
    /// Reads closes as traded, as many items in one answer as its line is sure to hold.
    public func endOfDay(
        _ params: PricesEndOfDay.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> PricesEndOfDay.Result {
        guard params.items.count <= PricesEndOfDay.itemLimit else {
            throw AdapterError(.tooLarge, "At most \(PricesEndOfDay.itemLimit) items can be asked for at once.")
        }
        let start = try FMPPart.start(params)
        let end = FMPPart.end(params, from: start)
        let items = Array(params.items[start..<end])
        return try await serve(context, Patience.endOfDay) { (api) throws(AdapterError) in
            let reader = FMPSeriesReader(api: api, adjusted: params.adjusted)
            let series = await api.each(items) { (item) throws(FMPRefusal) in
                try await reader.series(of: item)
            }
            var result = PricesEndOfDay.Result()
            for (item, outcome) in zip(items, series) {
                switch outcome {
                case .success(let series): result.series.append(series)
                case .failure(let refusal):
                    if refusal.standsForAll, !series.contains(where: \.isSuccess) { throw refusal.error }
                    result.series.append(PricesEndOfDay.Series(item.reference, refusal.itemError))
                }
            }
            result.next = end < params.items.count ? FMPPart.next(end) : nil
            result.usage = api.tally.usage
            return result
        }
    }
}

extension Result {
    /// Whether it holds a value.
    var isSuccess: Bool { if case .success = self { true } else { false } }
}

/// The part of a request that one answer has.
enum FMPPart {
    /// Rows in one answer, at some hundred bytes each well below the longest line.
    static let rowBudget = 24_000

    /// The first item of the part.
    static func start(_ params: PricesEndOfDay.Params) throws(AdapterError) -> Int {
        guard let next = params.next else { return 0 }
        guard let value = CursorText.decode(next), value["v"] == 1, let index = value["item"]?.int,
            params.items.indices.contains(index)
        else { throw AdapterError(.cursorInvalid, "The continuation is not one of this request.") }
        return index
    }

    /// The item after the last of the part: at least one is in it.
    static func end(_ params: PricesEndOfDay.Params, from start: Int) -> Int {
        var rows = 0
        var index = start
        while index < params.items.count {
            let item = params.items[index]
            rows += max(0, Int(item.to.number) - Int(FMPSeriesReader.first(item).number) + 1)
            if rows > rowBudget, index > start { break }
            index += 1
        }
        return index
    }

    /// Asks for the rest.
    static func next(_ index: Int) -> String { CursorText.encode(["v": 1, "item": .int(index)]) }
}

/// Reads the closes of one item after the other.
struct FMPSeriesReader: Sendable {
    /// Days in one request: below FMP's five thousand rows, above which it drops the oldest without a word.
    static let windowDays = 4500
    /// The first day that is asked for.
    static let earliest = Day(number: 0)
    /// Years that every plan has.
    static let yearsOfEveryPlan = 5

    let api: FMPAPI
    let adjusted: PriceAdjustment

    /// The first day of an item's range.
    static func first(_ item: PriceRangeItem) -> Day { max(item.from, earliest) }

    /// The closes of an item.
    func series(of item: PriceRangeItem) async throws(FMPRefusal) -> PricesEndOfDay.Series {
        let symbol: FMPSymbol
        do throws(ItemError) {
            symbol = try FMPWanted(item, ticker: item.ticker, mic: item.mic).symbol.get()
        } catch {
            return PricesEndOfDay.Series(item.reference, error)
        }
        let unit = try await api.shared.units.unit(of: symbol, api)
        guard let unit else { return PricesEndOfDay.Series(item.reference, .withoutCurrency(symbol)) }
        var days = FMPDays(symbol: symbol, from: Self.first(item), to: item.to, now: api.now)
        var source = FMPCloses.source(of: symbol, adjusted)
        if days.mayHaveRows {
            (source, days.from) = try await read(symbol, &days, source)
        }
        do throws(ItemError) {
            return try days.series(item.reference, unit, source.adjustment)
        } catch {
            return PricesEndOfDay.Series(item.reference, error)
        }
    }

    /// Reads all windows, newest first; returns what was read where, and from which day on it could be.
    private func read(
        _ symbol: FMPSymbol,
        _ days: inout FMPDays,
        _ preferred: FMPCloses
    ) async throws(FMPRefusal) -> (FMPCloses, Day) {
        var source = preferred
        var from = days.from
        var end = min(days.to, api.now.utcDay.adding(days: 1))
        while end >= from {
            let start = max(from, end.adding(days: 1 - Self.windowDays))
            do throws(FMPRefusal) {
                days.add(try await rows(symbol, start, end, source))
                end = start.adding(days: -1)
            } catch {
                if error.reason == .restrictedEndpoint, let other = source.instead {
                    // One series is of one kind throughout.
                    source = other
                    days.removeAll()
                    end = min(days.to, api.now.utcDay.adding(days: 1))
                } else if error.reason == .premiumValue, error.parameter == "from", let later = laterStart(from) {
                    from = later
                } else {
                    throw error
                }
            }
        }
        return (source, from)
    }

    /// The first day that a small plan has, where that is later.
    private func laterStart(_ from: Day) -> Day? {
        let later = api.now.utcDay.adding(months: -12 * Self.yearsOfEveryPlan).adding(days: 1)
        return later > from ? later : nil
    }

    private func rows(
        _ symbol: FMPSymbol,
        _ from: Day,
        _ to: Day,
        _ source: FMPCloses
    ) async throws(FMPRefusal) -> [VendorObject] {
        try await api.rows(source.endpoint, of: symbol, [("from", from.description), ("to", to.description)])
    }
}

/// Where closes come from.
struct FMPCloses: Hashable, Sendable {
    let endpoint: FMPEndpoint
    let adjustment: PriceAdjustment
    private let hasSubstitute: Bool

    /// Pairs never split, and FMP documents only the full history of them.
    static func source(of symbol: FMPSymbol, _ wanted: PriceAdjustment) -> FMPCloses {
        switch symbol.form {
        case .coin, .exchangeRate: FMPCloses(endpoint: .full, adjustment: .none, hasSubstitute: false)
        case .american, .foreign, .index:
            wanted == .none
                ? FMPCloses(endpoint: .unadjusted, adjustment: .none, hasSubstitute: true)
                : FMPCloses(endpoint: .full, adjustment: .splits, hasSubstitute: false)
        }
    }

    /// What is read where the plan leaves this out: adjusted closes, which are told as such.
    var instead: FMPCloses? {
        hasSubstitute ? FMPCloses(endpoint: .full, adjustment: .splits, hasSubstitute: false) : nil
    }
}
