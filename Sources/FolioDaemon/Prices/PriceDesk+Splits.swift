import FolioAdapterKit
import FolioModel
import FolioStore

extension PriceDesk {
    /// How often splits are asked for where no close jumps, in seconds.
    static let splitsInterval: Int64 = 7 * 86_400
    /// How far ahead announced splits are asked for, in days.
    private static let announcedDays = 60
    /// Splits of one listing in one answer; a source that states more is taken for wrong.
    private static let maximumSplits = 200
    /// Counts of a split beyond it are none.
    private static let maximumUnits = 1_000_000_000

    /// Reads the splits of listings; what fails is read another time.
    func readSplits(
        _ wants: [PriceWant],
        at source: String,
        _ abilities: Set<String>,
        _ run: PriceRun
    ) async throws(StoreError) {
        guard abilities.contains(ActionsRead.name) else { return }
        for batch in wants.batches(of: ActionsRead.itemLimit) {
            let updates: [SplitsUpdate]
            do throws(AdapterError) {
                updates = try await splits(of: batch, at: source, run)
            } catch {
                return  // the breaker has seen it
            }
            try store.saveSplits(updates, usage: ledger.take(on: now().utcDay))
        }
    }

    /// The splits of a listing as its source states them at this moment, also kept.
    func currentSplits(
        of want: PriceWant,
        at source: String,
        _ abilities: Set<String>,
        _ run: PriceRun
    ) async throws -> [ListedSplit] {
        guard abilities.contains(ActionsRead.name) else {
            throw AdapterError(.unsupported, "The source does not say which splits there were.")
        }
        guard let update = try await splits(of: [want], at: source, run).first else {
            throw AdapterError(.badVendorData, "The source gave no answer about splits.")
        }
        try store.saveSplits([update], usage: ledger.take(on: now().utcDay))
        return update.splits
    }

    private func splits(
        of wants: [PriceWant],
        at source: String,
        _ run: PriceRun
    ) async throws(AdapterError) -> [SplitsUpdate] {
        guard let from = wants.map(\.range.lowerBound).min() else { return [] }
        let today = now().newYorkDay
        var params = ActionsRead.Params()
        params.items = wants.map { want in
            var item = PriceItem()
            item.reference = String(want.listing.number)
            (item.ticker, item.currency) = (want.listing.symbol, want.listing.currency)
            return item
        }
        (params.from, params.to) = (from, today.adding(days: Self.announcedDays))
        params.kinds = [.split]
        let result = try await call(
            ActionsRead.self,
            params,
            source,
            cause: run.cause,
            symbols: wants.count
        ) { $0.usage }
        let through = min(result.completeTo ?? today, params.to)
        guard from <= through else { return [] }
        let failed = Set(result.errors.filter { $0.error.kind != .notFound }.map(\.reference))
        for fault in result.errors { note(fault.error, of: source) }
        return wants.compactMap { want in
            let reference = String(want.listing.number)
            guard !failed.contains(reference) else { return nil }
            let actions = result.actions.filter { $0.reference == reference && $0.kind == .split }
            guard let splits = Self.splits(actions, params.from...params.to) else {
                punish(want.listing, "its splits are impossible")
                return nil
            }
            return SplitsUpdate(
                listing: want.listing.number,
                known: from...max(through, splits.map(\.day).max() ?? through),
                splits: splits,
                askedAt: now()
            )
        }
    }

    /// The splits of one listing; `nil` where one cannot be.
    private static func splits(_ actions: [ActionsRead.Action], _ range: ClosedRange<Day>) -> [ListedSplit]? {
        guard actions.count <= maximumSplits else { return nil }
        var byDay: [Day: ListedSplit] = [:]
        for action in actions {
            guard range.contains(action.exDate), let ratio = action.ratio,
                (1..<maximumUnits).contains(ratio.numerator), (1..<maximumUnits).contains(ratio.denominator)
            else { return nil }
            let split = ListedSplit(
                day: action.exDate,
                numerator: Int64(ratio.numerator),
                denominator: Int64(ratio.denominator)
            )
            if let known = byDay[action.exDate], known != split { return nil }
            byDay[action.exDate] = split
        }
        return byDay.values.sorted { $0.day < $1.day }
    }
}
