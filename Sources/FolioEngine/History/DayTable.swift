package import FolioModel

/// What is known of a session: the columns of a ``DayTable``.
package enum DayMetric: Int, Sendable, CaseIterable {
    /// Everything held, cash included.
    case value
    case cash
    /// Of the parts whose cost basis is known.
    case costBasis
    /// What came in from outside less what went out.
    case flow
    case income, fees, taxes, marketGain, fxGain, unexplained
    /// Of ``flow``: what is implied, and no record says.
    case impliedFlow
    /// The sum of the sizes of all parts: what quality is weighted with.
    case weight
    /// Size × (100 − quality), summed.
    case loss
    /// The size of the parts valued at a later price.
    case assumed
    /// How many parts have an unknown cost basis; a plain number.
    case unknownCosts
    /// How many parts have a value; a plain number.
    case parts
    /// How many parts have neither price nor rate, nor a cost basis to weigh them by; a plain number.
    case unvalued
}

/// One row a session, one column a metric, all of one account or sums over several.
///
/// Figures are whole millionths of the base currency. For every row but the first of a history,
/// `value = value before + flow + marketGain + fxGain + income − fees − taxes + unexplained` holds exactly.
package struct DayTable: Sendable, Equatable {
    /// The sessions of the rows, by the number of ``ExchangeCalendar/Sessions``.
    package private(set) var sessions: Range<Int>
    /// Column after column.
    var cells: [Int128]

    /// Makes a table of zeros.
    init(sessions: Range<Int>) {
        self.sessions = sessions
        cells = [Int128](repeating: 0, count: sessions.count * DayMetric.allCases.count)
    }

    /// How many rows there are.
    package var count: Int { sessions.count }

    /// The date of a row.
    package func day(_ row: Int) -> Day { ExchangeCalendar.Sessions.day(sessions.lowerBound + row) }

    /// Where a column begins in ``cells``.
    func start(of metric: DayMetric) -> Int { metric.rawValue * sessions.count }

    /// A figure in millionths, or a plain number.
    package internal(set) subscript(metric: DayMetric, row: Int) -> Int128 {
        get { cells[metric.rawValue * sessions.count + row] }
        set { cells[metric.rawValue * sessions.count + row] = newValue }
    }

    /// A figure of a row, exact.
    package func amount(_ metric: DayMetric, _ row: Int) -> Amount { Millionths.amount(self[metric, row]) }

    /// 0 to 100: the mean of the parts' qualities weighted by their sizes, rounded down.
    ///
    /// A part without a value weighs as much as the mean of the others. A row without parts has 100.
    package func quality(_ row: Int) -> Int {
        var weight = self[.weight, row]
        let good = weight * 100 - self[.loss, row]
        let (parts, unvalued) = (self[.parts, row], self[.unvalued, row])
        if unvalued > 0 {
            guard parts > 0, weight > 0 else { return 0 }
            weight += weight * unvalued / parts
        }
        return weight == 0 ? 100 : Int(max(0, good) / weight)
    }

    /// The share of a row's size that is valued at a later price: 0 to 1.
    package func assumedShare(_ row: Int) -> Ratio {
        let share = try? Amount(raw: self[.assumed, row]).ratio(to: Amount(raw: self[.weight, row]))
        return share ?? .zero
    }

    /// What was paid for what is held; `nil` where a part is unknown.
    package func costBasis(_ row: Int) -> Amount? {
        self[.unknownCosts, row] == 0 ? amount(.costBasis, row) : nil
    }

    /// The rows of some of the sessions.
    func rows(_ wanted: Range<Int>) -> DayTable {
        let kept = wanted.intersection(sessions)
        var table = DayTable(sessions: kept)
        table.replaceRows(of: self, kept)
        return table
    }

    /// Takes rows over from another table that has them.
    mutating func replaceRows(of other: DayTable, _ wanted: Range<Int>) {
        let shared = wanted.intersection(sessions).intersection(other.sessions)
        guard !shared.isEmpty else { return }
        for metric in DayMetric.allCases {
            let from = other.start(of: metric) + shared.lowerBound - other.sessions.lowerBound
            let to = start(of: metric) + shared.lowerBound - sessions.lowerBound
            for row in 0..<shared.count { cells[to + row] = other.cells[from + row] }
        }
    }

    /// Adds the other table's rows to those of the same sessions; sessions that are only there are left out.
    mutating func add(_ other: DayTable) {
        let shared = sessions.intersection(other.sessions)
        for metric in DayMetric.allCases {
            let from = other.start(of: metric) + shared.lowerBound - other.sessions.lowerBound
            let to = start(of: metric) + shared.lowerBound - sessions.lowerBound
            for row in 0..<shared.count { cells[to + row] += other.cells[from + row] }
        }
    }
}

extension DayTable {
    /// One row as it is stored: figures with at most six decimals.
    package struct Row: Sendable, Hashable {
        /// The session.
        package var day: Day
        /// By ``DayMetric/rawValue``: millionths of the base currency, or plain numbers.
        package var cells: [Int128]

        /// Makes a row of zeros.
        package init(day: Day) {
            self.day = day
            cells = [Int128](repeating: 0, count: DayMetric.allCases.count)
        }

        /// A figure of the row.
        package subscript(metric: DayMetric) -> Int128 {
            get { cells[metric.rawValue] }
            set { cells[metric.rawValue] = newValue }
        }
    }

    /// A row as it is stored.
    package func row(_ index: Int) -> Row {
        var row = Row(day: day(index))
        for metric in DayMetric.allCases { row[metric] = self[metric, index] }
        return row
    }

    /// Takes stored rows of consecutive sessions, oldest first; `nil` where a session is missing between them.
    package init?(rows: [Row]) {
        let first = rows.first.map { ExchangeCalendar.Sessions.number(onOrAfter: $0.day) } ?? 0
        self.init(sessions: first..<first + rows.count)
        for (index, row) in rows.enumerated() {
            guard ExchangeCalendar.Sessions.number(onOrAfter: row.day) == first + index,
                ExchangeCalendar.isSession(row.day), row.cells.count == DayMetric.allCases.count
            else { return nil }
            for metric in DayMetric.allCases { self[metric, index] = row[metric] }
        }
    }
}
