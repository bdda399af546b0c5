import FolioEngine
import FolioModel
import FolioStore

extension AccountDay {
    /// A row of the engine as it is stored.
    ///
    /// Throws ``ArithmeticOverflow`` for figures that are too large to be stored.
    init(_ row: DayTable.Row, kind: Kind, currency: Currency) throws(ArithmeticOverflow) {
        var figures: [Int64] = []
        figures.reserveCapacity(row.cells.count)
        for cell in row.cells {
            guard let figure = Int64(exactly: cell) else { throw ArithmeticOverflow() }
            figures.append(figure)
        }
        self.init(day: row.day, kind: kind, currency: currency, figures: figures)
    }

    /// The row as the engine takes it.
    var row: DayTable.Row {
        var row = DayTable.Row(day: day)
        row.cells = figures.map { Int128($0) }
        return row
    }
}

extension AccountHistoryRows {
    /// All rows of a rebuilt account.
    ///
    /// The newest session is stored only where it is finished.
    ///
    /// Throws ``ArithmeticOverflow`` for figures that are too large to be stored.
    init(_ history: AccountHistory, base: Currency, through last: Day) throws(ArithmeticOverflow) {
        var days: [AccountDay] = []
        days.reserveCapacity(history.table.count)
        for index in 0..<history.table.count where history.table.day(index) <= last {
            days.append(try AccountDay(history.table.row(index), kind: .reconstructed, currency: base))
        }
        self.init(
            account: history.account.id,
            currency: base,
            firstDay: ExchangeCalendar.Sessions.day(min(history.firstSession, ExchangeCalendar.Sessions.count - 1)),
            wasEmptyBefore: history.wasEmptyBefore,
            days: days
        )
    }
}

extension RecordedHistory {
    /// What is stored of a user's history in that currency.
    ///
    /// - Parameters:
    ///   - records: What is stored.
    ///   - base: Rows in another currency are left out.
    ///   - gone: Accounts that left, each with its rows.
    init(_ records: HistoryRecords, base: Currency, gone: [AccountHistory]) {
        self.init()
        rows = records.recorded.mapValues { days in days.filter { $0.currency == base }.map(\.row) }
        self.gone = gone
    }
}
