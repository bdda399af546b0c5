import FolioModel

extension SecurityCatalog {
    /// What pays interest.
    static func bonds(ending end: Day) -> [CatalogEntry] {
        let maturity = end.adding(months: 3)
        let coupon = Price(raw: 3_850_000_000_000)
        let repaid = Day(year: 2043, month: 5, day: 4) ?? end
        return [
            entry(
                "T-BILL",
                "United States Treas Bills 0% \(maturity)",
                .treasuryBill,
                exchange: "",
                bond: .init(maturity: maturity, couponPercent: .zero),
                symbol: .some(nil),
                .bill
            ),
            entry(
                "AAPL-2043",
                "Apple Inc 3.85% 05/04/2043",
                .bond,
                cusip: "037833AL4",
                exchange: "",
                bond: .init(maturity: repaid, couponPercent: coupon),
                symbol: .some(nil),
                follow(PriceSeries.steady, from: 8815, damp: 20)
            ),
        ]
    }

    /// An option on one of the shares or funds, `strike` in whole dollars.
    static func option(on underlying: WorldSecurity, isCall: Bool, strike: Int, expiry: Day) -> CatalogEntry {
        let (year, month, day) = expiry.components
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }
        let strikeText = String(strike * 1000)
        let symbol =
            underlying.key + two(year % 100) + two(month) + two(day) + (isCall ? "C" : "P")
            + String(repeating: "0", count: 8 - strikeText.utf8.count) + strikeText
        let kind = isCall ? "Call" : "Put"
        return CatalogEntry(
            security: WorldSecurity(
                key: symbol,
                symbol: symbol,
                name: "\(underlying.key) \(two(month))/\(two(day))/\(year) $\(strike) \(kind)",
                type: .option,
                cusip: nil,
                exchange: "",
                sector: underlying.sector,
                industry: underlying.industry,
                dividend: 0,
                option: .init(underlying: underlying.key, isCall: isCall, strike: Price(strike), expiry: expiry),
                bond: nil,
                split: nil
            ),
            model: .option
        )
    }
}
