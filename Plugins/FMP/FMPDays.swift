import FolioAdapterKit
import FolioModel

/// Rows of a history by their dates, and which of them are final.
///
/// A day is final from eight o'clock UTC of the next day on: then it has ended everywhere, New York included, by hours.
/// FMP documents neither when its rows are final nor where the days of coins and exchange rates end.
struct FMPDays {
    /// How long after the end of a day (in UTC) its row may still change, in seconds.
    static let settlingSeconds: Int64 = 8 * 3600
    /// Days for which a row may be late: a fund's price, a long weekend, a halt.
    static let latenessDays = 7
    /// Sessions without any row, long past, after which nothing is known of the symbol in that range.
    static let sessionsThatTell = 3

    private struct Row {
        let row: VendorObject
        let close: Price
    }

    let symbol: FMPSymbol
    /// The first day that could be read.
    var from: Day
    /// The last day that is wanted.
    let to: Day
    /// The last day that is final.
    private let finalDay: Day
    private let today: Day
    private var rows: [Day: Row] = [:]
    private var fault: ItemError?

    init(symbol: FMPSymbol, from: Day, to: Day, now: Timestamp) {
        (self.symbol, self.from, self.to) = (symbol, from, to)
        finalDay = now.adding(seconds: -Self.settlingSeconds).utcDay.adding(days: -1)
        // Where the sun rises first, tomorrow has begun.
        today = now.adding(seconds: 14 * 3600).utcDay
    }

    /// Whether there is a day in the range on which it trades.
    var mayHaveRows: Bool {
        guard from <= to, from <= today else { return false }
        return Int(to.number) - Int(from.number) >= Self.latenessDays
            || lastTradingDay(through: to).map { $0 >= from }
                ?? true
    }

    /// Forgets what was added.
    mutating func removeAll() { (rows, fault) = ([:], nil) }

    /// Adds rows of an answer; those outside of the range, and without a price, are left out.
    mutating func add(_ added: [VendorObject]) {
        guard fault == nil else { return }
        do throws(AdapterError) {
            for row in added { try add(row) }
        } catch {
            fault = .garbled(symbol, error.message)
        }
    }

    private mutating func add(_ row: VendorObject) throws(AdapterError) {
        if let name = try row.optionalString("symbol"), FMPSymbol.key(name) != symbol.key {
            throw row.fault("symbol", "\(symbol.text) is expected")
        }
        let day = try row.day("date")
        guard day >= from, day <= to, day <= today else { return }
        // The unadjusted close is called adjClose.
        guard let close: Price = try Self.first(row, ["adjClose", "close", "price"]), close > .zero else { return }
        if let other = rows[day], other.close != close, day <= finalDay {
            throw row.fault("date", "\(day) has two closes, \(other.close) and \(close)")
        }
        rows[day] = Row(row: row, close: close)
    }

    private static func first<Figure: FixedPoint>(
        _ row: VendorObject,
        _ names: [String]
    ) throws(AdapterError) -> Figure? {
        for name in names {
            if let figure: Figure = try row.optionalFigure(name) { return figure }
        }
        return nil
    }

    // MARK: What comes of them

    /// The series, in that unit.
    func series(
        _ reference: String,
        _ unit: FMPUnit,
        _ adjusted: PriceAdjustment
    ) throws(ItemError) -> PricesEndOfDay.Series {
        if let fault { throw fault }
        var series = PricesEndOfDay.Series()
        (series.reference, series.currency, series.adjusted) = (reference, unit.currency, adjusted)
        let sorted = rows.sorted { $0.key < $1.key }
        if sorted.isEmpty, isTelling { throw .unknown(symbol, "closes from \(from) to \(to)") }
        let priced = sorted.compactMap { day, row in unit.price(row.close).map { (day, $0, row.row) } }
        series.dates = priced.map(\.0)
        series.close = priced.map(\.1)
        series.open = column(priced) { unit.price(figure($0, ["adjOpen", "open"])) }
        series.high = column(priced) { unit.price(figure($0, ["adjHigh", "high"])) }
        series.low = column(priced) { unit.price(figure($0, ["adjLow", "low"])) }
        series.volume = column(priced) { row in figure(row, ["volume"]).flatMap { $0 < Quantity.zero ? nil : $0 } }
        (series.completeFrom, series.completeTo) = completeness(series.dates)
        return series
    }

    private func figure<Figure: FixedPoint>(_ row: VendorObject, _ names: [String]) -> Figure? {
        try? Self.first(row, names)
    }

    /// A column that has a value for every date; `nil` for one that has gaps.
    private func column<Value>(
        _ rows: [(Day, Price, VendorObject)],
        _ value: (VendorObject) -> Value?
    ) -> [Value]? {
        let values = rows.compactMap { value($0.2) }
        return values.count == rows.count && !values.isEmpty ? values : nil
    }

    /// Whether a range without a row says that FMP has nothing of the symbol.
    private var isTelling: Bool {
        let end = min(to, finalDay.adding(days: -Self.latenessDays))
        guard from <= end else { return false }
        var sessions = 0
        var day = end
        while day >= from, sessions < Self.sessionsThatTell {
            if trades(on: day) { sessions += 1 }
            day = day.adding(days: -1)
        }
        return sessions >= Self.sessionsThatTell
    }

    /// The range in which a missing date has no price.
    private func completeness(_ dates: [Day]) -> (Day?, Day?) {
        let end = min(to, finalDay)
        guard from <= end else { return (nil, nil) }
        guard let first = dates.first else {
            // Nothing trades in it: then this is all there is.
            let isClosed = lastTradingDay(through: end).map { $0 < from } ?? false
            return isClosed && symbol.form == .american ? (from, end) : (nil, nil)
        }
        let begin = first <= from.adding(days: Self.latenessDays) ? from : first
        let settled = finalDay.adding(days: -Self.latenessDays)
        guard let newest = dates.last(where: { $0 <= end }) else { return (nil, nil) }
        let isUpToDate = lastTradingDay(through: end).map { newest >= $0 } ?? false
        let complete = isUpToDate ? end : min(end, max(newest, settled))
        return begin <= complete ? (begin, complete) : (nil, nil)
    }

    private func trades(on day: Day) -> Bool {
        switch symbol.form {
        case .coin: true
        case .exchangeRate, .foreign, .index: day.weekday < 5
        case .american: ExchangeCalendar.isSession(day)
        }
    }

    /// The last day on or before that one on which it trades; `nil` where there is none for long.
    private func lastTradingDay(through end: Day) -> Day? {
        (0...Self.latenessDays).lazy.map { end.adding(days: -$0) }.first { trades(on: $0) }
    }
}
