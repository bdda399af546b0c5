import FolioModel

/// Every close of every security of the world, unadjusted for splits.
struct WorldPrices: Sendable {
    /// Sessions with prices, oldest first.
    let sessions: [Day]

    /// The first day with a price.
    let firstDay: Day

    /// The last day with a price.
    let lastDay: Day

    private var closes: [String: [Price]] = [:]
    private var everyDay: Set<String> = []
    private let positionByDay: [Int]

    init(ending end: Day, months: Int) {
        sessions = ExchangeCalendar.sessions(from: end.adding(months: -months), through: end)
        firstDay = sessions.first ?? end
        lastDay = sessions.last ?? end
        let length = Int(end.number - firstDay.number) + 1
        var position = 0
        var positions: [Int] = []
        for offset in 0..<length {
            let day = firstDay.adding(days: offset)
            while position + 1 < sessions.count, sessions[position + 1] <= day { position += 1 }
            positions.append(position)
        }
        positionByDay = positions
    }

    /// The index in ``sessions`` of the last session on or before that day, held within the world's time.
    func position(of day: Day) -> Int {
        positionByDay[max(0, min(positionByDay.count - 1, Int(day.number - firstDay.number)))]
    }

    /// The last close on or before that day; `nil` for a security or a time without prices.
    func close(_ key: String, on day: Day) -> Price? {
        guard day >= firstDay, let closes = closes[key] else { return nil }
        let index = everyDay.contains(key) ? Int(day.number - firstDay.number) : position(of: day)
        return closes[min(index, closes.count - 1)]
    }

    /// The days on which that security has a close of its own, oldest first.
    func days(_ key: String) -> [Day] {
        everyDay.contains(key) ? positionByDay.indices.map { firstDay.adding(days: $0) } : sessions
    }

    /// Makes and keeps the closes of a security.
    mutating func add(_ entry: CatalogEntry, seed: UInt64) {
        let security = entry.security
        if security.tradesEveryDay { everyDay.insert(security.key) }
        let days = days(security.key)
        var noise = Noise(seed: seed, purpose: "price \(security.key)")
        closes[security.key] = days.enumerated().map { index, day in
            switch entry.model {
            case .mix(let parts, let dampPercent, let firstCents):
                let at = Self.reflected(index * sessions.count / days.count)
                let weights = parts.reduce(0) { $0 + $1.weight }
                let level = parts.reduce(0) { $0 + $1.series[at] * $1.weight } / weights
                let damped = 10_000 + (level - 10_000) * dampPercent / 100
                let cents = firstCents * damped / 10_000 * noise.next(dampPercent: dampPercent) / 1_000_000
                guard let split = security.split, day < split.day else { return Self.price(cents: max(1, cents)) }
                return Self.price(cents: max(1, cents * split.numerator / split.denominator))
            case .dollar: return Price(1)
            case .accruing(let firstCents): return Self.price(cents: firstCents + index / 10)
            case .bill:
                let left = max(0, Int((security.bond?.maturity ?? day).number - day.number))
                return Price(raw: Int128(100_000 - left * 12) * 1_000_000_000)
            case .option: return optionPrice(security, on: day)
            }
        }
    }

    /// A place in a ``PriceSeries``: past its end the way back, so that a longer world goes on without a jump.
    private static func reflected(_ index: Int) -> Int {
        let last = PriceSeries.count - 1
        let place = index % (2 * last)
        return place <= last ? place : 2 * last - place
    }

    private func optionPrice(_ security: WorldSecurity, on day: Day) -> Price {
        guard let terms = security.option, let spot = close(terms.underlying, on: day) else { return .zero }
        let (spotCents, strikeCents) = (Self.cents(spot), Self.cents(terms.strike))
        let gain = terms.isCall ? spotCents - strikeCents : strikeCents - spotCents
        let left = max(0, Int(terms.expiry.number - day.number))
        let distance = 1 + 12 * abs(gain) / max(1, spotCents)
        let hope = spotCents * min(left, 180) / (2000 * distance)
        return Self.price(cents: max(left > 0 ? 1 : 0, max(0, gain) + hope))
    }

    static func price(cents: Int) -> Price { Price(raw: Int128(cents) * 10_000_000_000) }

    static func cents(_ price: Price) -> Int { Int(price.rounded(to: 2).raw / 10_000_000_000) }

    /// A slow random walk around 1,000,000.
    private struct Noise {
        private var generator: SeededGenerator
        private var offset = 0

        init(seed: UInt64, purpose: String) { generator = SeededGenerator(seed: seed, purpose: purpose) }

        mutating func next(dampPercent: Int) -> Int {
            let step = Int(generator.next() % 9001) - 4500
            offset = offset * 97 / 100 + step * dampPercent / 100
            return 1_000_000 + offset
        }
    }
}
