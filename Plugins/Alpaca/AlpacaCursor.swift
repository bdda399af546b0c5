import FolioAdapterKit
import FolioModel

/// Where the reading of activities stands.
///
/// A pass reads rows oldest first, each page after the last row of the page before. Rows are found by the time they were
/// booked; ids sort by the date they are booked for, so that a row booked late stands behind rows already read. Each
/// later pass therefore reads a part of the past again, and now and then all of it, as a row that is taken back or
/// corrected may be so where it stands.
struct AlpacaCursor: Hashable {
    /// Days read again by each later pass.
    static let overlapDays = 14
    /// Days after which a pass reads everything again.
    static let wholePassDays = 30
    /// Before Alpaca's first account.
    static let beginning = Day(year: 2015, month: 1, day: 1) ?? Day(number: 0)

    /// The first day of the account's history that is wanted.
    let from: Day
    /// When the last pass over the whole history began.
    private(set) var wholePassOn: Day
    /// Rows booked after this day are read.
    private(set) var after: Day
    /// Which of the interface's parts is read.
    private(set) var part = 0
    /// The id of the last row read; `nil` before the first page of a part.
    var lastID: String?

    /// The first pass of a connection.
    init(since: Day?, today: Day) {
        from = since ?? Self.beginning
        (after, wholePassOn) = (from, today)
    }

    /// Reads a cursor; an older version's says less, and the next pass then is a whole one.
    init(_ text: String) throws(AdapterError) {
        guard let value = CursorText.decode(text), value["v"] == 1, let after = Self.day(value["after"]) else {
            throw AdapterError(.cursorInvalid, "The cursor is not one of this adapter.")
        }
        self.after = after
        from = Self.day(value["from"]) ?? Self.beginning
        wholePassOn = Self.day(value["whole"]) ?? Day(number: 0)
        part = max(0, value["part"]?.int ?? 0)
        lastID = value["last"]?.string
    }

    private static func day(_ value: JSONValue?) -> Day? { value?.string.flatMap { Day($0) } }

    /// The cursor to go on with.
    var text: String {
        CursorText.encode([
            "v": 1, "after": .string(after.description), "last": lastID.map(JSONValue.string) ?? .null,
            "from": .string(from.description), "whole": .string(wholePassOn.description), "part": .int(part),
        ])
    }

    /// Goes on with the next part of the same pass.
    mutating func beginNextPart() { (part, lastID) = (part + 1, nil) }

    /// The start of the next pass.
    func next(today: Day) -> AlpacaCursor {
        var next = self
        (next.part, next.lastID) = (0, nil)
        // A clock that was ahead must not keep rows from being read.
        if today < wholePassOn || today >= wholePassOn.adding(days: Self.wholePassDays) {
            (next.after, next.wholePassOn) = (from, today)
        } else {
            next.after = max(from, today.adding(days: -Self.overlapDays))
        }
        return next
    }
}
