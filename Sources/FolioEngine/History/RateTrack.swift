import FolioModel

/// What amounts of one currency are multiplied with on every session of a frame.
struct RateTrack: Sendable, Equatable {
    /// The first session.
    let first: Int
    /// Whether the currency is the base currency: nothing to convert.
    let isBase: Bool
    private var factors: [Conversion.Factor] = []
    private var grades: [PriceGrade] = []

    /// The sessions that have a rate of their own; none for the base currency.
    var sessions: Range<Int> { first..<first + grades.count }

    /// How good the rate of a session is.
    func grade(_ session: Int) -> PriceGrade { isBase ? .ofDay : grades[session - first] }

    /// The factor of a session; it means nothing where the grade is `unknown`.
    func factor(_ session: Int) -> Conversion.Factor { isBase ? .identity : factors[session - first] }

    /// The amount in millionths of the base currency, half to even; 0 where no rate is known.
    ///
    /// Throws where it is out of range.
    func millionths(_ amount: Amount, _ session: Int) throws(ArithmeticOverflow) -> Int128 {
        guard !isBase else { return try Millionths.of(amount) }
        guard grades[session - first] != .unknown else { return 0 }
        let factor = factors[session - first]
        return try Millionths.of(amount.scaled(by: factor.numerator, over: factor.denominator))
    }

    /// Finds the rate of every session: the newest of either way round, a direct one where both are of one date.
    ///
    /// Throws where a rate is out of range.
    init(
        _ currency: Currency,
        base: Currency,
        rates: [RateSeries],
        sessions: Range<Int>
    ) throws(ArithmeticOverflow) {
        first = sessions.lowerBound
        isBase = currency == base
        guard !isBase else { return }
        let isPence = currency == Conversion.pence
        let priced = isPence ? .gbp : currency
        var source = RateCursor(rates, from: priced, to: base)
        factors.reserveCapacity(sessions.count)
        grades.reserveCapacity(sessions.count)
        for session in sessions {
            var (factor, grade) = source.next(ExchangeCalendar.Sessions.day(session).number, session)
            if isPence, priced == base { (factor, grade) = (.identity, .ofDay) }
            if isPence { factor.denominator = try factor.denominator.times(Conversion.penceInPound) }
            factors.append(factor)
            grades.append(grade)
        }
    }
}

/// Walks over the rates of one currency, oldest first.
struct RateCursor {
    /// A rate with its date and direction.
    struct Entry {
        var day: Int32
        var rate: Ratio
        var isDirect: Bool

        var factor: Conversion.Factor {
            isDirect
                ? Conversion.Factor(numerator: rate, denominator: Ratio(1))
                : Conversion.Factor(numerator: Ratio(1), denominator: rate)
        }
    }

    private var entries: [Entry] = []
    private var known = 0

    init(_ rates: [RateSeries], from currency: Currency, to base: Currency) {
        for series in rates {
            let isDirect = series.base == currency && series.quote == base
            guard isDirect || (series.base == base && series.quote == currency) else { continue }
            for (day, rate) in zip(series.days, series.rates) {
                entries.append(Entry(day: day, rate: rate, isDirect: isDirect))
            }
        }
        // Of one date the direct rate is last, and so the one that counts.
        entries.sort { ($0.day, $0.isDirect ? 1 : 0) < ($1.day, $1.isDirect ? 1 : 0) }
    }

    /// The entry that counts on a day, not earlier than the day of the last call, and how good it is.
    mutating func entry(_ day: Int32, _ session: Int) -> (entry: Entry?, grade: PriceGrade) {
        while known < entries.count, entries[known].day <= day { known += 1 }
        if known > 0 {
            let entry = entries[known - 1]
            if entry.day == day { return (entry, .ofDay) }
            let age = session - ExchangeCalendar.Sessions.number(onOrBefore: Day(number: entry.day))
            return (entry, PriceGrade(age: max(1, age)))
        }
        return (entries.first, entries.isEmpty ? .unknown : .assumed)
    }

    mutating func next(_ day: Int32, _ session: Int) -> (factor: Conversion.Factor, grade: PriceGrade) {
        let (entry, grade) = entry(day, session)
        return (entry?.factor ?? .identity, grade)
    }
}
