import FolioModel
import GRDB

/// Powers of ten for prices kept as integers.
enum PriceScale {
    private static let powers: [Int128] = (0...Price.decimals).reduce(into: []) { powers, index in
        powers.append(index == 0 ? 1 : powers[index - 1] * 10)
    }

    /// 10 to the power of 0 to 12.
    static func power(_ exponent: Int) -> Int128 { powers[exponent] }

    /// The value as an integer and the digits behind its point, without needless zeros; `nil` where it is not positive
    /// or has too many digits to be kept.
    static func mantissa(_ value: some FixedPoint) -> (mantissa: Int64, decimals: Int)? {
        guard value.raw > 0 else { return nil }
        var (rest, decimals) = (value.raw, Price.decimals)
        while decimals > 0, rest % 10 == 0 {
            rest /= 10
            decimals -= 1
        }
        return Int64(exactly: rest).map { ($0, decimals) }
    }
}

/// Lays the closes of a security's listings over each other.
struct SeriesReader {
    let from: Day
    let through: Day

    private var currency: Currency?
    private var rows: [Store.CloseRow] = []
    private var sources: [String] = []
    private var sourceOfDay: [UInt8] = []

    /// Sources of one series; the numbers of the others would not fit.
    private static let maximumSources = 256

    init(from: Day, through: Day) { (self.from, self.through) = (from, through) }

    /// Adds what a later source knows of dates that no earlier one has.
    mutating func add(_ listing: PriceListing, in db: Database) throws {
        guard let listed = listing.currency, currency == nil || currency == listed,
            sources.count < Self.maximumSources
        else { return }
        let more = try Store.closes(of: listing.number, from: from, through: through, in: db)
        guard !more.isEmpty else { return }
        let number = UInt8(sources.count)
        sources.append(listing.source)
        currency = listed
        guard !rows.isEmpty else {
            (rows, sourceOfDay) = (more, Array(repeating: number, count: more.count))
            return
        }
        merge(more, number)
    }

    private mutating func merge(_ more: [Store.CloseRow], _ number: UInt8) {
        var (merged, numbers): ([Store.CloseRow], [UInt8]) = ([], [])
        var (left, right) = (0, 0)
        while left < rows.count || right < more.count {
            if right == more.count || (left < rows.count && rows[left].day <= more[right].day) {
                if right < more.count, rows[left].day == more[right].day { right += 1 }
                merged.append(rows[left])
                numbers.append(sourceOfDay[left])
                left += 1
            } else {
                merged.append(more[right])
                numbers.append(number)
                right += 1
            }
        }
        (rows, sourceOfDay) = (merged, numbers)
    }

    /// The closes as rates of a pair, exact; `nil` without any.
    func rates(base: Currency, quote: Currency) -> StoredRates? {
        guard let source = sourceOfDay.first.map({ sources[Int($0)] }) else { return nil }
        var rates = StoredRates(base: base, quote: quote, source: source)
        rates.days = rows.map(\.day)
        rates.rates = rows.map { Ratio(raw: $0.raw) }
        return rates
    }

    /// The series; `nil` without closes.
    ///
    /// Closes get the decimals of the most exact one; where the largest does not fit beside it, digits beyond the 18th
    /// are rounded half to even.
    func prices(of security: String) throws -> StoredPrices? {
        guard let currency, let largest = rows.map(\.raw).max() else { return nil }
        var decimals = rows.reduce(StoredPrices.minimumDecimals) { max($0, $1.decimals) }
        while decimals > StoredPrices.minimumDecimals,
            largest.dividedHalfEven(by: PriceScale.power(Price.decimals - decimals)) > Int128(Int64.max)
        { decimals -= 1 }
        let step = PriceScale.power(Price.decimals - decimals)
        let mantissas = try rows.map { row in
            guard let mantissa = Int64(exactly: row.raw.dividedHalfEven(by: step)) else {
                throw StoreError.corrupt("a close of \(security) is out of range")
            }
            return mantissa
        }
        return StoredPrices(
            security: security,
            currency: currency,
            decimals: decimals,
            days: rows.map(\.day),
            mantissas: mantissas,
            sources: sources,
            sourceOfDay: sources.count == 1 ? [] : sourceOfDay,
            provisionalDays: rows.filter(\.isProvisional).map(\.day)
        )
    }
}
