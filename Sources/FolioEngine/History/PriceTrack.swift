import FolioModel

/// How good the price or rate of a session is.
package enum PriceGrade: UInt8, Sendable, CaseIterable {
    /// Of that date; or money, which is worth itself.
    case ofDay
    /// The last one before, up to five sessions old.
    case carried
    /// Older than that.
    case old
    /// So old that it is a finding.
    case lost
    /// Of the last trade.
    case trade
    /// Of a later date, for want of an earlier one.
    case assumed
    /// There is none.
    case unknown

    /// 0 to 100.
    package var quality: Int {
        switch self {
        case .ofDay: 100
        case .carried: 95
        case .old, .lost: 80
        case .trade: 60
        case .assumed: 40
        case .unknown: 0
        }
    }

    /// What it takes from a full 100.
    var loss: Int { 100 - quality }

    /// Whether it is worth a finding.
    var isFinding: Bool {
        switch self {
        case .ofDay, .carried, .old: false
        case .lost, .trade, .assumed, .unknown: true
        }
    }

    /// Sessions over which a carried price loses little.
    private static let shortCarry = 5
    /// Sessions after which a carried price is a finding.
    private static let longCarry = 10

    /// Of a price that is so many sessions old.
    init(age sessions: Int) {
        switch sessions {
        case ...0: self = .ofDay
        case ...Self.shortCarry: self = .carried
        case ...Self.longCarry: self = .old
        default: self = .lost
        }
    }
}

/// One price of a security and basis for every session of a frame, shared by all accounts.
struct PriceTrack: Sendable, Equatable {
    let currency: Currency
    /// Of the mantissas.
    let decimals: Int
    /// The first session.
    let first: Int
    /// By session; 0 where there is no price.
    private(set) var mantissas: [Int64]
    /// By session.
    private(set) var grades: [PriceGrade]

    /// The price of a session.
    func price(_ session: Int) -> Price { Price(mantissa: mantissas[session - first], decimals: decimals) }

    /// How good it is.
    func grade(_ session: Int) -> PriceGrade { grades[session - first] }

    /// Finds the price of every session.
    ///
    /// Throws where a price that is carried over a split is out of range.
    init(_ sources: PriceSources, sessions: Range<Int>) throws(ArithmeticOverflow) {
        (currency, decimals, first) = (sources.currency, sources.decimals, sessions.lowerBound)
        mantissas = [Int64](repeating: 0, count: sessions.count)
        grades = [PriceGrade](repeating: .unknown, count: sessions.count)
        var cursor = PriceCursor(sources, at: sessions.lowerBound)
        for session in sessions {
            cursor.advance(to: ExchangeCalendar.Sessions.day(session).number)
            let choice = try cursor.choice(session)
            mantissas[session - first] = choice.mantissa
            grades[session - first] = choice.grade
        }
    }
}

/// What the price of a session is chosen from, for one security and basis.
struct PriceSources: Sendable {
    /// A trade of the user's in any account.
    struct Trade: Sendable, Equatable {
        var day: Int32
        var mantissa: Int64
    }

    var currency: Currency
    var decimals: Int
    /// Closes; empty where there is no series.
    var series: PriceSeries?
    /// By date.
    var trades: [Trade] = []
    /// By date.
    var splits: [Split] = []
    /// Money, which is worth one where nobody prices it.
    var isMoney = false

    /// A price as it would have been on another day: splits between them taken out or put in.
    ///
    /// Throws where it is out of range.
    func carried(_ mantissa: Int64, from day: Int32, to other: Int32) throws(ArithmeticOverflow) -> Int64 {
        guard !splits.isEmpty, day != other else { return mantissa }
        var price = Int128(mantissa)
        for split in splits where split.day.number > min(day, other) && split.day.number <= max(day, other) {
            let (up, down) = other > day ? (split.denominator, split.numerator) : (split.numerator, split.denominator)
            price = (price * Int128(up)).dividedHalfEven(by: Int128(down))
            guard price.magnitude <= UInt128(Int64.max) else { throw ArithmeticOverflow() }
        }
        return Int64(price)
    }
}

/// Walks over the sources, oldest first.
struct PriceCursor {
    /// The price of a session with where it is from.
    struct Choice {
        var mantissa: Int64 = 0
        var grade = PriceGrade.unknown
        /// The date it is of, in days since 1970-01-01; `nil` for money and where there is none.
        var day: Int32?
        /// Index into the series; `nil` for a trade.
        var entry: Int?
    }

    private let sources: PriceSources
    private let days: [Int32]
    /// Closes and trades that are not later than the day.
    private var closes = 0
    private var trades = 0
    private var day: Int32 = .min

    /// Starts before that session.
    init(_ sources: PriceSources, at session: Int) {
        self.sources = sources
        days = sources.series?.days ?? []
        let start = session < ExchangeCalendar.Sessions.count ? ExchangeCalendar.Sessions.day(session).number : .max
        closes = days.partitioningIndex { $0 > start }
        trades = sources.trades.partitioningIndex { $0.day > start }
    }

    /// Goes on to a day that is not earlier than the last one.
    mutating func advance(to day: Int32) {
        self.day = day
        while closes < days.count, days[closes] <= day { closes += 1 }
        while trades < sources.trades.count, sources.trades[trades].day <= day { trades += 1 }
    }

    /// The price of the session of the day.
    ///
    /// Throws where a price that is carried over a split is out of range.
    func choice(_ session: Int) throws(ArithmeticOverflow) -> Choice {
        if closes > 0, let series = sources.series {
            let entry = closes - 1
            if days[entry] == day {
                return Choice(mantissa: series.mantissas[entry], grade: .ofDay, day: day, entry: entry)
            }
            let age = session - ExchangeCalendar.Sessions.number(onOrBefore: Day(number: days[entry]))
            let mantissa = try sources.carried(series.mantissas[entry], from: days[entry], to: day)
            let grade = sources.isMoney ? .ofDay : PriceGrade(age: max(1, age))
            return Choice(mantissa: mantissa, grade: grade, day: days[entry], entry: entry)
        }
        if sources.isMoney { return Choice(mantissa: PowersOfTen.narrow(sources.decimals), grade: .ofDay) }
        if trades > 0 {
            let trade = sources.trades[trades - 1]
            let mantissa = try sources.carried(trade.mantissa, from: trade.day, to: day)
            return Choice(mantissa: mantissa, grade: .trade, day: trade.day)
        }
        return try laterChoice()
    }

    private func laterChoice() throws(ArithmeticOverflow) -> Choice {
        let trade = trades < sources.trades.count ? sources.trades[trades] : nil
        if closes < days.count, let series = sources.series, days[closes] <= trade?.day ?? .max {
            let mantissa = try sources.carried(series.mantissas[closes], from: days[closes], to: day)
            return Choice(mantissa: mantissa, grade: .assumed, day: days[closes], entry: closes)
        }
        guard let trade else { return Choice() }
        let mantissa = try sources.carried(trade.mantissa, from: trade.day, to: day)
        return Choice(mantissa: mantissa, grade: .assumed, day: trade.day)
    }
}

extension Array {
    /// The first index whose element and all after it fulfil the condition; the elements are partitioned by it.
    func partitioningIndex(where belongsInSecondPart: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if belongsInSecondPart(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
