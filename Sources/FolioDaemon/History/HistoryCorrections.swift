import FolioEngine
import FolioModel
import FolioStore

/// Decides which recorded rows of an account are put right by what is known now.
///
/// Recorded rows outrank rebuilt ones: what a provider says of today does not change what it said yesterday. A row is put
/// right only where its own day is better known now: by records of that day or before that came, changed or went
/// afterwards, or by a price of that day that came late.
struct HistoryCorrections {
    /// Of ``history``.
    let account: Int
    let history: PortfolioHistory
    /// When records came, changed or went, with the first date each is about.
    let changes: [(at: Timestamp, day: Day)]
    let now: Timestamp

    /// How the recorded row is put right; `nil` where it stays.
    func correction(of recorded: AccountDay, by rebuilt: AccountDay) -> Correction? {
        guard recorded.kind == .dailyEndOfDay, !recorded.saysTheSame(as: rebuilt) else { return nil }
        let hash = history.holdingsHash(account: account, on: recorded.day)
        func correction(_ reason: CorrectionReason) -> Correction {
            Correction(reason: reason, holdingsHash: hash, at: now)
        }
        guard recorded.currency == rebuilt.currency else { return correction(.currency) }
        if recorded.day == history.frame.days.last { return correction(.newest) }
        let captured = recorded.capturedAt
        if changes.contains(where: { $0.at.milliseconds > captured && $0.day <= recorded.day }) {
            return correction(.transactions)
        }
        guard recorded.holdingsHash == hash, recorded.value != rebuilt.value,
            rebuilt.quality >= recorded.quality
        else { return nil }
        return correction(.prices)
    }

    /// The corrections of an account's recorded rows by date, given its rebuilt rows.
    func all(_ recorded: [AccountDay], _ rebuilt: [AccountDay]) -> [Day: Correction] {
        let rebuilt = Dictionary(rebuilt.map { ($0.day, $0) }) { first, _ in first }
        var corrections: [Day: Correction] = [:]
        for row in recorded {
            guard let other = rebuilt[row.day] else { continue }
            corrections[row.day] = correction(of: row, by: other)
        }
        return corrections
    }
}

extension AccountDay {
    /// 0 to 100.
    var quality: Int { DayTable(rows: [row])?.quality(0) ?? 0 }
}
