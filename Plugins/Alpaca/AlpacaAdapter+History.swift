public import FolioAdapterKit
import FolioModel

extension AlpacaAdapter {
    /// Reads what the account was worth at the end of each session, by Alpaca's own count.
    public func history(
        _ params: HistoryRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> HistoryRead.Result {
        let api = try api(params.connection)
        let account = try await accountID(params.connection)
        guard params.account == nil || params.account == account else {
            throw AdapterError(.notFound, "The connection has no such account.")
        }
        guard params.from <= params.to else { throw AdapterError(.invalidParams, "params.to is before params.from.") }
        // Days have no limit, unlike minutes. The bounds lie within New York's days, one more at the end.
        var query = [
            ("timeframe", "1D"), ("intraday_reporting", "market_hours"), ("cashflow_types", "NONE"),
            ("start", Self.noon(params.from).description),
        ]
        let end = Self.noon(params.to.adding(days: 1))
        if end < now() { query.append(("end", end.description)) }
        let answer = try await api.object(.history, query)
        let days = try AlpacaHistory.read(answer, now: now()).filter { (params.from...params.to).contains($0.day) }
        var result = HistoryRead.Result()
        (result.dates, result.values, result.basis) = (days.map(\.day), days.map(\.equity), "equity")
        return result
    }

    private static func noon(_ day: Day) -> Timestamp { Timestamp(day).adding(seconds: 12 * 3600) }
}

/// Alpaca's portfolio history.
enum AlpacaHistory {
    /// Above it, a stamp counts milliseconds, as in the documentation before 2023; seconds reach it in the year 5138.
    private static let largestSecond: Int64 = 100_000_000_000

    /// Stamps that are believed, in milliseconds: up to the year 2100.
    private static let believed: Range<Int64> = 0..<4_102_444_800_000

    /// Reads the equity of each session that is settled, oldest first.
    ///
    /// A session's value is that of its first stamp from the closing bell on: days are stamped with 20:00 in New York,
    /// which in UTC is the next day. What is there until the next session opens may still be the value of the day
    /// before (reported for the hours after 20:00) or that of the moment, and is left out; so are days without a value,
    /// and zeros before the account had any.
    static func read(_ answer: VendorObject, now: Timestamp) throws(AdapterError) -> [(day: Day, equity: Amount)] {
        let stamps = answer.value("timestamp")?.array ?? []
        let values = answer.value("equity")?.array ?? []
        guard stamps.count == values.count else {
            throw answer.fault("equity", "\(stamps.count) values are expected, not \(values.count)")
        }
        var points: [Timestamp: Amount] = [:]
        for (index, (stamp, value)) in zip(stamps, values).enumerated() where !value.isNull {
            guard let time = instant(stamp) else { throw answer.fault("timestamp[\(index)]", "a time is expected") }
            guard let equity = value.figureText.flatMap({ Amount(vendorText: $0) }) else {
                throw answer.fault("equity[\(index)]", "a figure is expected")
            }
            points[time] = equity
        }
        var days: [(day: Day, equity: Amount)] = []
        for (time, equity) in points.sorted(by: { $0.key < $1.key }) {
            let day = time.newYorkDay
            guard day != days.last?.day, let session = ExchangeCalendar.session(on: day), time >= session.close,
                let next = ExchangeCalendar.session(on: ExchangeCalendar.nextSession(after: day)), now >= next.open
            else { continue }
            days.append((day, equity))
        }
        return Array(days.drop { $0.equity.isZero })
    }

    private static func instant(_ stamp: JSONValue) -> Timestamp? {
        guard let number = stamp.figureText.flatMap({ Int64($0) }), believed.contains(number) else { return nil }
        let milliseconds = number > largestSecond ? number : number * 1000
        return believed.contains(milliseconds) ? Timestamp(milliseconds: milliseconds) : nil
    }
}
