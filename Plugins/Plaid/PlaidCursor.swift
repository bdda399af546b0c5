import FolioAdapterKit
import FolioModel

/// Where the reading of transactions stands.
///
/// Plaid has no cursor of its own, only offsets that shift as rows arrive, and never says that a row is gone. So a pass
/// reads a window from its newest row on and starts over when the count changes under it; the next sync reads a part
/// of the past again, and the host drops what is no longer there.
struct PlaidCursor: Hashable {
    /// Days read again by each later sync.
    static let overlapDays = 90
    /// Days asked for before the window's start, as posting dates lie behind the dates of trades.
    static let marginDays = 7
    /// How often a pass starts over before it is finished as it is, without a word on what is gone.
    static let maximumRestarts = 3
    /// Ids of rows taken back that are remembered until their own page comes.
    static let maximumTakenBack = 100

    /// The window, both ends in.
    var from: Day
    var to: Day
    /// From here on everything is known once the first pass is through.
    var historyFrom: Day
    var offset = 0
    /// Rows of the window by the first page; `nil` before it.
    var total: Int?
    var restarts = 0
    /// Rows that a newer row took back.
    var takenBack: [String] = []

    /// Whether what this pass leaves out is gone.
    var isAuthoritative: Bool { restarts <= Self.maximumRestarts }

    /// The first pass of a connection.
    init(firstPassTo today: Day, months: Int, since: Day?) {
        let start = max(today.adding(months: -months), since ?? Day(number: .min / 2))
        (from, to, historyFrom) = (min(start, today), today, min(start, today))
    }

    /// Reads a cursor; one of a finished pass begins the next.
    init(_ text: String, today: Day, months: Int) throws(AdapterError) {
        guard let value = CursorText.decode(text), value["v"] == 1,
            let history = value["history"]?.string.flatMap({ Day($0) })
        else { throw AdapterError(.cursorInvalid, "The cursor is not one of this adapter.") }
        historyFrom = history
        if let done = value["done"]?.string.flatMap({ Day($0) }) {
            to = max(today, done)
            from = max(done.adding(days: -Self.overlapDays), max(history, today.adding(months: -months)))
            from = min(from, to)
            return
        }
        guard let from = value["from"]?.string.flatMap({ Day($0) }), let to = value["to"]?.string.flatMap({ Day($0) }),
            let offset = value["offset"]?.int, offset >= 0, let restarts = value["restarts"]?.int
        else { throw AdapterError(.cursorInvalid, "The cursor is not one of this adapter.") }
        (self.from, self.to, self.offset, self.restarts) = (from, to, offset, restarts)
        total = value["total"]?.int
        takenBack = value["taken_back"]?.array?.compactMap(\.string) ?? []
    }

    /// The cursor to go on with.
    var text: String {
        CursorText.encode([
            "v": 1, "history": .string(historyFrom.description), "from": .string(from.description),
            "to": .string(to.description), "offset": .int(offset), "total": total.map(JSONValue.int) ?? .null,
            "restarts": .int(restarts), "taken_back": .array(takenBack.map(JSONValue.string)),
        ])
    }

    /// The cursor for the next sync.
    var finishedText: String {
        CursorText.encode([
            "v": 1, "history": .string(historyFrom.description), "done": .string(to.description),
        ])
    }

    /// What a page does to the pass.
    enum Step: Hashable { case goOn, startOver, finish(isWhole: Bool) }

    /// Takes note of a page of so many rows and of the vendor's count.
    mutating func advance(rows: Int, total newTotal: Int) -> Step {
        if let total, total != newTotal, restarts <= Self.maximumRestarts {
            restarts += 1
            (offset, self.total) = (0, restarts <= Self.maximumRestarts ? nil : newTotal)
            return .startOver
        }
        total = newTotal
        offset += rows
        // The vendor's count may be wrong: an empty page ends the pass, too.
        if offset >= newTotal { return .finish(isWhole: isAuthoritative) }
        return rows == 0 ? .finish(isWhole: false) : .goOn
    }
}
