package import FolioModel

/// What became of one transaction.
package struct TransactionChange: Sendable, Hashable {
    /// As it was; `nil` for one that is new.
    package var before: ReportedTransaction?
    /// As it is now; `nil` for one that is gone.
    package var after: ReportedTransaction?

    package init(before: ReportedTransaction?, after: ReportedTransaction?) {
        (self.before, self.after) = (before, after)
    }
}

/// What the pages of one pass changed, or would change, up to now: each record counts once, however many pages have it.
///
/// The same for pages that are stored and for pages that are only held against the store. Takes about 16 bytes for a
/// new record of a comparison, and a few bits for one that is stored.
package struct PassTally: Sendable {
    /// Changes of each kind that are kept as an example.
    package let sampleLimit: Int

    private var met = RowSet()
    private var added = RowSet()
    private var corrected = RowSet()
    /// Rows that a pass changed, as they were before it, as long as there are few: one that comes to be as it was has
    /// not changed.
    private var originals: [Int64: ReportedTransaction] = [:]
    /// Hashes of the ids of records that are not stored: two of a million would fall together once in 40 million times.
    private var absent: Set<Int> = []
    private var removedCount = 0

    private var addedSamples: [TransactionChange] = []
    private var correctedSamples: [Int64: TransactionChange] = [:]
    private var removedSamples: [TransactionChange] = []

    /// Rows remembered as they were before the pass.
    static let maximumOriginals = 10_000

    /// Starts a pass.
    package init(sampleLimit: Int = 0) {
        self.sampleLimit = sampleLimit
    }

    /// How many records there are of each kind; `unchanged` are those that were met and did not change.
    package var outcome: TransactionsOutcome {
        TransactionsOutcome(
            added: added.count + absent.count,
            unchanged: met.count - added.count - corrected.count,
            corrected: corrected.count,
            removed: removedCount
        )
    }

    /// The first new ones, the first that differ, the first that are gone: at most ``sampleLimit`` of each.
    package var samples: (added: [TransactionChange], corrected: [TransactionChange], removed: [TransactionChange]) {
        let differing = correctedSamples.filter { corrected.contains($0.key) }.sorted { $0.key < $1.key }
        return (addedSamples, differing.map(\.value), removedSamples)
    }

    // MARK: What happened

    /// A record that was not stored, and now has this row.
    mutating func add(_ record: ReportedTransaction, row: Int64) {
        met.insert(row)
        added.insert(row)
        if addedSamples.count < sampleLimit { addedSamples.append(TransactionChange(before: nil, after: record)) }
    }

    /// A record that is not stored and stays so.
    mutating func noteAbsent(_ record: ReportedTransaction) {
        guard absent.insert(record.externalID.hashValue).inserted else { return }
        if addedSamples.count < sampleLimit { addedSamples.append(TransactionChange(before: nil, after: record)) }
    }

    /// A record that is stored as it was said.
    mutating func keep(row: Int64) {
        met.insert(row)
    }

    /// A record that is stored as it was said before, by a comparison, which changes nothing.
    mutating func keepAfterAll(row: Int64) {
        met.insert(row)
        corrected.remove(row)
    }

    /// A record that is stored differently, and differs from what was stored before.
    mutating func correct(row: Int64, before: ReportedTransaction, after: ReportedTransaction) {
        met.insert(row)
        guard !added.contains(row) else { return }
        if originals[row] == after {
            corrected.remove(row)
            return
        }
        corrected.insert(row)
        if originals.count < Self.maximumOriginals, originals[row] == nil { originals[row] = before }
        if correctedSamples[row] != nil {
            correctedSamples[row]?.after = after
        } else if correctedSamples.count < sampleLimit {
            correctedSamples[row] = TransactionChange(before: originals[row] ?? before, after: after)
        }
    }

    /// A record that is gone, or would be.
    mutating func remove(_ record: ReportedTransaction, row: Int64) {
        removedCount += 1
        if met.remove(row) {
            added.remove(row)
            corrected.remove(row)
        }
        if removedSamples.count < sampleLimit { removedSamples.append(TransactionChange(before: record, after: nil)) }
    }

    /// Whether any page had the row.
    func hasMet(row: Int64) -> Bool { met.contains(row) }
}
