import FolioAdapterKit
import FolioModel

/// Where the reading of transactions stands.
///
/// Plaid has no cursor of its own, only offsets into a list that shifts as rows come and go, and never says that a row
/// is gone. So a pass reads its window by dates: a page that is not the last one is good for all its dates but the
/// oldest, and the next page asks for that date and what is before it. Each date's rows thus come from one answer, and
/// what happens between two answers shifts nothing. Only where one date fills a page are offsets needed (``tail``).
struct PlaidCursor: Hashable {
    /// Days read again by each later pass.
    static let overlapDays = 90
    /// Days after which a pass reads the whole history again, for old rows that changed.
    static let wholeDays: Int32 = 7
    /// Days asked for before the window's start, as posting dates lie behind the dates of trades.
    static let marginDays = 7
    /// How often a pass starts over before it is finished as it is, without a word on what is gone.
    static let maximumRestarts = 3
    /// Rows read again where a page goes on by offset: they show that the list has not shifted.
    static let tailLength = 8
    /// The longest cursor of the protocol, in bytes.
    static let maximumLength = 16 << 10

    /// The window, both ends in.
    let from: Day
    let to: Day
    /// From here on everything is known once the pass over the whole history is through.
    let historyFrom: Day
    /// Whether the window is all that Plaid still has of it.
    let isWhole: Bool
    /// What earlier passes found.
    let past: Past
    /// The oldest date that is not done: this pass is through with the rows of later dates; `nil` at its start.
    private(set) var through: Day?
    /// Rows of the dates up to ``through`` that are done.
    private(set) var offset = 0
    /// The ids of the rows before ``offset``, oldest last.
    private(set) var tail: [String] = []
    /// Rows of the dates up to ``through`` by the page before.
    private(set) var total: Int?
    /// The list as the pass's first page showed it.
    private(set) var opening: Opening?
    /// Whether the pass has more than one page.
    private(set) var isParted = false
    private(set) var restarts = 0
    /// Rows handed on, for progress.
    private(set) var done = 0
    /// Ids of rows that a newer row took back, in the order read, until their own page comes.
    var takenBack: [String] = []

    /// What a list looks like from its top.
    struct Opening: Hashable {
        var total: Int
        var newest: String
    }

    /// What is known from passes before.
    struct Past: Hashable {
        /// The last day of the last pass over the whole history.
        var wholeOn: Day?
        /// Rows of the last pass over the whole history.
        var wholeRows: Int?
        /// Rows of the last pass over the overlap.
        var lateRows: Int?
    }

    /// The first pass of a connection.
    init(firstPassTo today: Day, months: Int, since: Day?) {
        let start = min(max(today.adding(months: -months), since ?? Day(number: .min / 2)), today)
        self.init(start...today, historyFrom: start, isWhole: true, past: Past())
    }

    private init(_ window: ClosedRange<Day>, historyFrom: Day, isWhole: Bool, past: Past) {
        (from, to) = (window.lowerBound, window.upperBound)
        (self.historyFrom, self.isWhole, self.past) = (historyFrom, isWhole, past)
    }

    /// The first day asked for.
    var start: Day { from.adding(days: -Self.marginDays) }

    /// The last day asked for: a day more than wanted, as Plaid does not say whether it counts it.
    var end: Day { (through ?? to).adding(days: 1) }

    /// Where the next page begins among the rows of its dates.
    var firstRow: Int { offset - tail.count }

    /// What a page does to the pass.
    struct Step: Hashable {
        /// Which of the page's rows are new.
        var rows: [Int]
        /// Whether all rows of the dates they are of have come.
        var isDone: Bool
        /// Whether it was the last page.
        var isLast = false
    }

    /// Takes note of a page from ``firstRow`` on.
    mutating func take(_ page: PlaidPage) -> Step {
        opening = opening ?? Opening(total: page.total, newest: page.ids.first ?? "")
        let isShifted = offset > 0 && (page.total != total || !page.ids.starts(with: tail))
        if isShifted, restarts <= Self.maximumRestarts {
            restarts += 1
            (offset, tail, total) = (0, [], nil)
            return Step(rows: rows(of: page, from: 0), isDone: false)
        }
        let known = isShifted ? 0 : tail.count
        let reached = firstRow + page.rows.count
        isParted = isParted || reached < page.total
        if reached < page.total, let oldest = oldestDate(of: page) {
            let rows = rows(of: page, from: known, after: oldest)
            (through, offset, tail, total) = (oldest, 0, [], nil)
            return Step(rows: rows, isDone: true)
        }
        let rows = rows(of: page, from: known)
        guard reached < page.total else { return Step(rows: rows, isDone: true, isLast: true) }
        guard reached > offset else {
            // The vendor's count is wrong: nothing more will come, and what is missing may not be gone.
            restarts = Self.maximumRestarts + 1
            return Step(rows: rows, isDone: true, isLast: true)
        }
        (offset, tail, total) = (reached, page.ids.suffix(Self.tailLength), page.total)
        return Step(rows: rows, isDone: false)
    }

    private mutating func rows(of page: PlaidPage, from first: Int, after oldest: Day? = nil) -> [Int] {
        let rows = page.rows.indices.dropFirst(first).filter { [through] row in
            let date = page.dates[row]
            return (through.map { date <= $0 } ?? true) && (oldest.map { date > $0 } ?? true)
        }
        done += rows.count
        return rows
    }

    /// The date to go on from; `nil` where it would be the same again, or the list is not as documented.
    private func oldestDate(of page: PlaidPage) -> Day? {
        guard page.isSorted, let oldest = page.dates.last, oldest >= start else { return nil }
        return through.map { oldest < $0 } ?? true ? oldest : nil
    }

    /// Whether the list has to be looked at once more before the pass is through: one answer is of one moment.
    var wantsLook: Bool { isParted && restarts <= Self.maximumRestarts }

    /// Whether the list looks as it did at the pass's start: else the pass starts over, unless it has too often.
    mutating func isSettled(by top: PlaidPage) -> Bool {
        if opening == Opening(total: top.total, newest: top.ids.first ?? "") { return true }
        restarts += 1
        guard restarts <= Self.maximumRestarts else { return true }
        (through, offset, tail, total, opening, isParted, takenBack) = (nil, 0, [], nil, nil, false, [])
        return false
    }

    /// Where the top of the list is: ``end`` of a pass that has not begun.
    var top: Day { to.adding(days: 1) }

    // MARK: The end of a pass

    /// Rows below which a list may shrink as it likes.
    private static let fewRows = 20

    /// Whether half of the rows of the pass before or more are missing: that is believed the second time only.
    var hasShrunk: Bool {
        let before = (isWhole ? past.wholeRows : past.lateRows) ?? 0
        return before >= Self.fewRows && (opening?.total ?? 0) <= before / 2
    }

    /// Whether what the pass leaves out is gone.
    var isAuthoritative: Bool { restarts <= Self.maximumRestarts && !hasShrunk }
}

// MARK: Text

extension PlaidCursor {
    private static let version = 2

    /// Reads a cursor; one of a finished pass begins the next.
    init(_ text: String, today: Day, months: Int) throws(AdapterError) {
        guard let value = CursorText.decode(text), let version = value["v"]?.int, (1...Self.version).contains(version),
            let history = value.day("history")
        else { throw Self.unreadable }
        let past = Past(
            wholeOn: value.day("whole"),
            wholeRows: value["whole_rows"]?.int,
            lateRows: value["late_rows"]?.int
        )
        if let done = value.day("done") {
            let to = max(today, done)
            let earliest = min(max(history, today.adding(months: -months)), to)
            let isDue = past.wholeOn.map { today.number - $0.number >= Self.wholeDays } ?? true
            let next = isDue ? earliest : done.adding(days: -Self.overlapDays)
            let from = max(min(next, value.day("unsettled") ?? next, to), earliest)
            self.init(from...to, historyFrom: history, isWhole: from == earliest, past: past)
            return
        }
        guard let from = value.day("from"), let to = value.day("to"), from <= to else { throw Self.unreadable }
        self.init(from...to, historyFrom: history, isWhole: value["is_whole"]?.bool ?? true, past: past)
        guard version == Self.version else { return }  // offsets of the first version: its pass starts over
        guard let offset = value["offset"]?.int, let tail = value["tail"]?.array?.compactMap(\.string),
            offset >= tail.count, let restarts = value["restarts"]?.int, let done = value["rows"]?.int
        else { throw Self.unreadable }
        (self.offset, self.tail, self.restarts, self.done) = (offset, tail, restarts, done)
        (through, total) = (value.day("through"), value["total"]?.int)
        isParted = value["parted"]?.bool ?? false
        if let total = value["first_total"]?.int, let newest = value["first_id"]?.string {
            opening = Opening(total: total, newest: newest)
        }
        takenBack = value["taken_back"]?.array?.compactMap(\.string) ?? []
    }

    private static var unreadable: AdapterError {
        AdapterError(.cursorInvalid, "The cursor is not one of this adapter.")
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
        write(
            [
                ("from", .day(from)), ("to", .day(to)), ("is_whole", .bool(isWhole)),
                ("through", .day(through)), ("offset", .int(offset)),
                ("tail", .array(tail.map(JSONValue.string))), ("total", total.map(JSONValue.int)),
                ("first_total", opening.map { .int($0.total) }), ("first_id", opening.map { .string($0.newest) }),
                ("parted", .bool(isParted)), ("restarts", .int(restarts)), ("rows", .int(done)),
                ("taken_back", .array(takenBack.map(JSONValue.string))),
            ],
            past
        )
    }

    /// The cursor for the next sync, once the pass is through: a pass that settled nothing is done again.
    var finishedText: String {
        var next = past
        if isWhole { next.wholeRows = opening?.total } else { next.lateRows = opening?.total }
        if isWhole, isAuthoritative { next.wholeOn = to }
        return write([("done", .day(to)), ("unsettled", isAuthoritative ? nil : .day(from))], next)
    }

    private func write(_ members: [(String, JSONValue?)], _ past: Past) -> String {
        let all: [(String, JSONValue?)] =
            [
                ("v", .int(Self.version)), ("history", .day(historyFrom)), ("whole", .day(past.wholeOn)),
                ("whole_rows", past.wholeRows.map(JSONValue.int)), ("late_rows", past.lateRows.map(JSONValue.int)),
            ] + members
        return CursorText.encode(.object(JSONObject(all.compactMap { name, value in value.map { (name, $0) } })))
    }
}

extension JSONValue {
    fileprivate func day(_ name: String) -> Day? { self[name]?.string.flatMap { Day($0) } }
}

extension JSONValue? {
    fileprivate static func day(_ day: Day?) -> JSONValue? { day.map { .string($0.description) } }
}
