import FolioModel

/// A day of trading in one security, unadjusted.
struct WorldBar: Sendable {
    let day: Day
    let open: Price
    let high: Price
    let low: Price
    let close: Price
    var volume: Int

    /// The bar in units after every split up to the world's end.
    func adjusted(for split: WorldSecurity.Split?) -> WorldBar {
        guard let split, day < split.day else { return self }
        var bar = scaled(by: Int128(split.denominator), over: Int128(split.numerator))
        bar.volume = volume * split.numerator / split.denominator
        return bar
    }

    /// The bar with its prices times `numerator` / `denominator`.
    func scaled(by numerator: Int128, over denominator: Int128) -> WorldBar {
        guard denominator != 0 else { return self }
        func scaled(_ price: Price) -> Price { Price(raw: price.raw * numerator / denominator).rounded(to: 4) }
        return WorldBar(
            day: day,
            open: scaled(open),
            high: scaled(high),
            low: scaled(low),
            close: scaled(close),
            volume: volume
        )
    }
}

extension SandboxWorld {
    /// The bars of a security with a close of their own between two days, both included, oldest first.
    func bars(_ key: String, from start: Day, through end: Day) -> [WorldBar] {
        let isFund = securities[key]?.type == .mutualFund
        return prices.days(key).filter { $0 >= start && $0 <= end }.compactMap { day in
            guard let close = close(key, on: day) else { return nil }
            if isFund { return WorldBar(day: day, open: close, high: close, low: close, close: close, volume: 0) }
            let hash = SeededGenerator.hash("bar \(seed) \(key) \(day.number)")
            func moved(_ permille: Int) -> Price {
                Price(raw: close.raw * Int128(1000 + permille) / 1000).rounded(to: 2)
            }
            let open = moved(Int(hash % 19) - 9)
            return WorldBar(
                day: day,
                open: open,
                high: max(open, close, moved(Int(hash / 19 % 12))),
                low: min(open, close, moved(-Int(hash / 228 % 12))),
                close: close,
                volume: 500_000 + Int(hash % 9_000_000)
            )
        }
    }
}
