import FolioEngine
import FolioModel
import Testing

/// A made-up market: securities of every kind with closes as traded, splits, and one exchange rate.
struct ForwardMarket {
    /// What is traded, and how.
    struct Listing {
        var security: Security
        /// Closes by session, in 10⁻⁴ of the currency; percent of par for the bond.
        var closes: [Int64] = []
        /// Decimals of a quantity.
        var quantityDecimals = 0
        /// The session of the split with new and old units.
        var split: (session: Int, new: Int64, old: Int64)?

        var basis: FixedIncome.PriceBasis { security.fixedIncome?.priceBasis ?? .unit }

        func price(_ index: Int) -> Price { Price(raw: Int128(closes[index]) * 100_000_000) }
    }

    /// Dates of all sessions, oldest first.
    let days: [Day]
    var listings: [Listing] = []
    /// Dollars for one euro by session, in 10⁻⁴.
    var euro: [Int64] = []
    /// Whether the rate is quoted the other way round.
    let isEuroInverse: Bool

    private static let ratios: [(Int64, Int64)] = [
        (2, 1), (3, 1), (4, 1), (3, 2), (20, 1), (1, 10), (1, 4), (1, 5), (1, 8),
    ]

    /// Thirty months of sessions that end on that date.
    init(endingOn end: Day, using generator: inout SeededGenerator) {
        days = ExchangeCalendar.sessions(from: end.adding(months: -30), through: end)
        isEuroInverse = Int.random(in: 0..<4, using: &generator) == 0
        for number in 0..<3 { add("STK\(number)", .stock, splits: true, using: &generator) }
        add("FUND", .mutualFund, decimals: 4, using: &generator)
        add("EUROPE", .stock, currency: .eur, splits: true, using: &generator)
        add("BOND", .bond, using: &generator)
        add("COIN", .cryptocurrency, decimals: 8, using: &generator)
        for number in 0..<2 { addOption(number, using: &generator) }
        add("NEWCO", .stock, using: &generator)
        var rate = Int64.random(in: 9000...12_500, using: &generator)
        for _ in days {
            euro.append(rate)
            rate = max(5000, rate + Int64.random(in: -60...60, using: &generator))
        }
    }

    private mutating func add(
        _ symbol: String,
        _ type: SecurityType,
        currency: Currency = .usd,
        decimals: Int = 0,
        splits: Bool = false,
        using generator: inout SeededGenerator
    ) {
        var security = Security(id: "s-" + symbol, type: type, currency: currency)
        security.symbol = symbol
        if type == .bond {
            security.fixedIncome = FixedIncome()
            security.fixedIncome?.priceBasis = .percentOfPar
        }
        var listing = Listing(security: security, quantityDecimals: decimals)
        if splits, Bool.random(using: &generator) {
            let ratio = Self.ratios[Int.random(in: 0..<Self.ratios.count, using: &generator)]
            listing.split = (Int.random(in: 20..<days.count - 8, using: &generator), ratio.0, ratio.1)
        }
        let start = type == .bond ? 1_000_000 : Int64.random(in: 200_000...3_000_000, using: &generator)
        listing.closes = closes(from: start, split: listing.split, using: &generator)
        listings.append(listing)
    }

    private mutating func addOption(_ number: Int, using generator: inout SeededGenerator) {
        let symbol = "STK\(number)"
        let expiry = Int.random(in: days.count / 3..<days.count - 5, using: &generator)
        var security = Security(id: "s-\(symbol)-option", type: .option, currency: .usd)
        security.symbol = symbol + "C"
        var contract = OptionContract()
        contract.expiration = days[expiry]
        contract.strike = listings[number].price(expiry)
        contract.underlying = symbol
        security.option = contract
        var listing = Listing(security: security)
        listing.closes = closes(from: Int64.random(in: 5000...90_000, using: &generator), split: nil, using: &generator)
        listings.append(listing)
    }

    /// A walk of some percent a day that a split breaks.
    private func closes(
        from start: Int64,
        split: (session: Int, new: Int64, old: Int64)?,
        using generator: inout SeededGenerator
    ) -> [Int64] {
        var price = start
        return days.indices.map { session in
            if let split, split.session == session { price = max(100, price * split.old / split.new) }
            price = max(100, price + price * Int64.random(in: -30...31, using: &generator) / 1000)
            return price
        }
    }

    /// The first session of the last 24 months.
    var windowStart: Int {
        let first = (days.last ?? days[0]).adding(months: -24)
        return days.firstIndex { $0 >= first } ?? 0
    }

    /// An amount in dollars at that session's rate.
    func dollars(_ amount: Amount, _ currency: Currency, _ session: Int) throws -> Amount {
        guard currency == .eur else { return amount.rounded(to: 6) }
        let rate = Ratio(raw: Int128(euro[session]) * 100_000_000)
        // The series holds the rate as quoted: the inverse is rounded to twelve places first.
        guard isEuroInverse else { return try amount.scaled(by: rate, over: Ratio(1)).rounded(to: 6) }
        return try amount.scaled(by: Ratio(1), over: try inverse(rate)).rounded(to: 6)
    }

    private func inverse(_ rate: Ratio) throws -> Ratio { try Ratio(1).scaled(by: Ratio(1), over: rate) }

    /// What so many units are worth in their currency.
    func worth(_ listing: Int, _ units: Quantity, _ session: Int) throws -> Amount {
        let entry = listings[listing]
        let product = try units * entry.price(session)
        if entry.basis == .percentOfPar { return try product.scaled(by: Ratio(1), over: Ratio(100)) }
        return entry.security.type == .option ? try product.times(100) : product
    }

    // MARK: Facts

    /// Closes, splits and rates as a price source would have them.
    func facts() throws -> HistoryFacts {
        var facts = HistoryFacts(base: .usd)
        facts.securities = listings.map(\.security)
        for (index, listing) in listings.enumerated() {
            let closes = zip(days, days.indices).map { (day: $0, price: listing.price($1)) }
            facts.prices.append(
                try PriceSeries(
                    security: index,
                    currency: listing.security.currency,
                    basis: listing.basis,
                    source: "fmp",
                    closes: closes
                )
            )
            guard let split = listing.split else { continue }
            let made = Split(security: index, day: days[split.session], numerator: split.new, denominator: split.old)
            facts.splits.append(try #require(made))
        }
        let rates = try zip(days, euro).map { day, rate in
            let direct = Ratio(raw: Int128(rate) * 100_000_000)
            return (day: day, rate: isEuroInverse ? try inverse(direct) : direct)
        }
        facts.rates = [
            isEuroInverse
                ? RateSeries(base: .usd, quote: .eur, rates: rates) : RateSeries(base: .eur, quote: .usd, rates: rates)
        ]
        return facts
    }
}
