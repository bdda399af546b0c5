import FolioAdapterKit
import FolioModel

/// Where the reading of transactions stands.
///
/// Plaid has no cursor of its own, only offsets that shift as rows arrive, and never says that a row is gone. So a pass
/// reads a window from its newest row on. Each page begins with the last row of the page before: where that row or the
/// count is another, the list has shifted and the pass starts over. The next sync reads a part of the past again, and
/// the host drops what is no longer there.
struct PlaidCursor: Hashable {
    /// Days read again by each later sync.
    static let overlapDays = 90
    /// Days asked for before the window's start, as posting dates lie behind the dates of trades.
    static let marginDays = 7
    /// How often a pass starts over before it is finished as it is, without a word on what is gone.
    static let maximumRestarts = 3
    /// The longest cursor of the protocol, in bytes.
    static let maximumLength = 16 << 10
    /// The window, both ends in.
    var from: Day
    var to: Day
    /// From here on everything is known once the first pass is through.
    var historyFrom: Day
    var offset = 0
    /// The id of the row before ``offset``, by which the next page shows that the list has not shifted.
    var lastID: String?
    /// Rows of the window by the first page; `nil` before it.
    var total: Int?
    var restarts = 0
    /// Ids of rows that a newer row took back, in the order read, until their own page comes.
    var takenBack: [String] = []

    /// Where the next page begins: at the last row of the page before.
    var start: Int { max(0, offset - 1) }

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
        lastID = value["last"]?.string
        takenBack = value["taken_back"]?.array?.compactMap(\.string) ?? []
    }

    /// The cursor to go on with.
    ///
    /// Ids taken back that a cursor has no room for are forgotten, those of the oldest cancellations first.
    var text: String {
        var kept = takenBack
        var text = text(takenBack: kept)
        while text.utf8.count > Self.maximumLength, !kept.isEmpty {
            kept.removeLast(1 + kept.count / 16)
            text = self.text(takenBack: kept)
        }
        return text
    }

    private func text(takenBack: [String]) -> String {
        CursorText.encode([
            "v": 1, "history": .string(historyFrom.description), "from": .string(from.description),
            "to": .string(to.description), "offset": .int(offset), "last": lastID.map(JSONValue.string) ?? .null,
            "total": total.map(JSONValue.int) ?? .null, "restarts": .int(restarts),
            "taken_back": .array(takenBack.map(JSONValue.string)),
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

    /// Whether a page's first row is the last one of the page before; a first page has nothing to agree with.
    func continues(with ids: [String?]) -> Bool { start == offset || (lastID != nil && ids.first == lastID) }

    /// Takes note of a page from ``start`` on, by the ids of its rows, and of the vendor's count.
    mutating func advance(_ ids: [String?], total newTotal: Int) -> Step {
        let isShifted = total.map { $0 != newTotal } ?? false || !continues(with: ids)
        if isShifted, restarts <= Self.maximumRestarts {
            restarts += 1
            (offset, lastID, takenBack) = (0, nil, [])
            total = restarts <= Self.maximumRestarts ? nil : newTotal
            return .startOver
        }
        let progress = start + ids.count - offset
        (total, offset) = (newTotal, offset + max(0, progress))
        if let last = ids.last { lastID = last }
        if offset >= newTotal { return .finish(isWhole: isAuthoritative) }
        // The vendor's count may be wrong: a page without a new row ends the pass, too.
        return progress <= 0 ? .finish(isWhole: false) : .goOn
    }
}
