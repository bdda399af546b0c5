import FolioAdapterKit
import FolioModel
import FolioStore

/// One request for closes, and what has come of it so far.
struct ClosesBatch {
    /// What has come of one listing.
    private struct Part {
        var want: PriceWant
        var closes: [DatedClose] = []
        /// Those of `closes` that are stored.
        var stored = 0
        var currency: Currency?
        /// Before it the source has not said its last word; `nil` where it does not say.
        var completeFrom: Day?
        var completeTo: Day?
        var isAnswered = false
        var error: ItemError?
        var refusal: String?
        /// Why the symbol is not the security's.
        var rejection: String?
    }

    private var parts: [Int64: Part] = [:]

    init(_ wants: [PriceWant]) { for want in wants { parts[want.listing.number] = Part(want: want) } }

    private var ordered: [Part] { parts.values.sorted { $0.want.listing.number < $1.want.listing.number } }

    /// What is asked.
    var params: PricesEndOfDay.Params {
        var params = PricesEndOfDay.Params()
        params.items = ordered.map { part in
            var item = PriceRangeItem()
            item.reference = String(part.want.listing.number)
            item.ticker = part.want.listing.symbol
            (item.from, item.to) = (part.want.range.lowerBound, part.want.range.upperBound)
            return item
        }
        return params
    }

    /// The want of a reference; `nil` for one that nobody asked for.
    subscript(reference: String) -> PriceWant? { Int64(reference).flatMap { parts[$0]?.want } }

    /// What has no answer yet.
    var unanswered: [PriceWant] { ordered.filter { !$0.isAnswered }.map(\.want) }

    // MARK: Answers

    mutating func failed(_ listing: Int64, _ error: ItemError) {
        parts[listing]?.error = error
        parts[listing]?.isAnswered = true
    }

    mutating func refused(_ listing: Int64, _ reason: String) {
        parts[listing]?.refusal = reason
        parts[listing]?.isAnswered = true
    }

    mutating func rejected(_ listing: Int64, _ reason: String) {
        parts[listing]?.rejection = reason
    }

    /// Takes closes; parts of one series may come in several answers, and must be of one currency.
    mutating func take(
        _ listing: Int64,
        _ closes: [DatedClose],
        _ currency: Currency,
        complete: (from: Day?, to: Day?)
    ) {
        guard var part = parts[listing] else { return }
        part.isAnswered = true
        if let known = part.currency, known != currency {
            part.refusal = "its closes are in \(known) and in \(currency)"
        } else {
            part.closes += closes
            part.currency = currency
            part.completeFrom = [complete.from, part.completeFrom].compactMap(\.self).min()
            part.completeTo = complete.to ?? part.completeTo
            if part.want.listing.currency == nil, !closes.isEmpty { part.want.listing.currency = currency }
        }
        parts[listing] = part
    }

    /// What has come of a listing and is in order; `nil` for nothing.
    func closes(of listing: Int64) -> ([DatedClose], Currency)? {
        guard let part = parts[listing], part.refusal == nil, !part.closes.isEmpty, let currency = part.currency
        else { return nil }
        return (part.closes.sorted { $0.day < $1.day }, currency)
    }

    // MARK: What follows

    /// What is to be stored now: closes that are not yet, and at the end which dates are settled.
    mutating func updates(isLast: Bool, _ sessions: PriceSessions, at now: Timestamp) -> [ClosesUpdate] {
        var updates: [ClosesUpdate] = []
        for part in ordered where part.isAnswered && part.refusal == nil && part.rejection == nil {
            let number = part.want.listing.number
            let currency = part.currency ?? part.want.listing.currency ?? .usd
            var update = ClosesUpdate(listing: number, currency: currency, askedAt: now)
            update.closes = Array(part.closes[part.stored...])
            parts[number]?.stored = part.closes.count
            if isLast { (update.covered, update.askedThrough) = (covered(part, sessions), part.want.range.upperBound) }
            if isLast || !update.closes.isEmpty { updates.append(update) }
        }
        return updates
    }

    private func covered(_ part: Part, _ sessions: PriceSessions) -> ClosedRange<Day>? {
        let range = part.want.range
        if let error = part.error {
            guard Self.isFinal(error) else { return nil }
            // What is not known today may be new: the newest sessions are asked for again, but for what never had a close.
            if let covered = sessions.covered(range, newest: nil, completeTo: nil) { return covered }
            guard part.want.listing.currency == nil else { return nil }
            return sessions.covered(range, newest: nil, completeTo: range.upperBound)
        }
        let from = max(range.lowerBound, part.completeFrom ?? range.lowerBound)
        guard from <= range.upperBound else { return nil }
        return sessions.covered(
            from...range.upperBound,
            newest: part.closes.map(\.day).max(),
            completeTo: part.completeTo
        )
    }

    /// The dates of listings that were asked for and of which the source says that it does not know all, being too old.
    var pasts: [(listing: Int64, past: ClosedRange<Day>)] {
        ordered.compactMap { part in
            let range = part.want.range
            guard part.error == nil, part.refusal == nil, part.rejection == nil, let from = part.completeFrom,
                from > range.lowerBound
            else { return nil }
            return (part.want.listing.number, range.lowerBound...min(from.adding(days: -1), range.upperBound))
        }
    }

    /// Whether the source will never say anything else.
    private static func isFinal(_ error: ItemError) -> Bool {
        switch error.kind {
        case .notFound, .unsupported: true
        default: false
        }
    }

    /// Answers that were refused, and why.
    var refusals: [(PriceWant, String)] { ordered.compactMap { part in part.refusal.map { (part.want, $0) } } }

    /// What could not be had this time.
    var failures: [(want: PriceWant, failure: (detail: String, retryAfterSeconds: Int?))] {
        ordered.compactMap { part in
            if let error = part.error, !Self.isFinal(error) {
                return (part.want, (error.message, error.retryAfterSeconds))
            }
            if let refusal = part.refusal {
                return (part.want, ("The source's answer was refused: \(refusal).", Int(PriceDesk.penalty)))
            }
            if !part.isAnswered { return (part.want, ("The source gave no answer for it.", nil)) }
            return nil
        }
    }

    /// The answered listings that can have splits, with whether these are to be read whatever the closes are: they never
    /// were, not for these dates, or not for a week.
    func splitsDue(_ sessions: PriceSessions) -> [(want: PriceWant, isDue: Bool)] {
        ordered.filter { part in
            part.want.hasSplits && part.error == nil && part.refusal == nil && part.rejection == nil
                && !part.closes.isEmpty
        }.map { part in
            let listing = part.want.listing
            guard let known = listing.splits, let askedAt = listing.splitsAskedAt else { return (part.want, true) }
            let age = sessions.now.milliseconds - askedAt.milliseconds
            let isDue = known.lowerBound > part.want.range.lowerBound || age > PriceDesk.splitsInterval * 1000
            return (part.want, isDue)
        }
    }

    /// Symbols that turned out to be another security's, and why.
    var rejections: [(PriceWant, String)] { ordered.compactMap { part in part.rejection.map { (part.want, $0) } } }
}
