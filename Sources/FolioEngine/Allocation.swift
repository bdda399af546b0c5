package import FolioModel

/// What the slices of an allocation are.
package enum AllocationKey: String, WireEnum {
    case cashStockBond = "cash_stock_bond"
    case assetClass = "asset_class"
    case securityType = "security_type"
    case sector, industry, account, institution, source, currency, country
}

/// The answer of `portfolio.allocation`.
package struct AllocationResult: WireObject, Hashable {
    package var slices: [AllocationSlice] = []
    package var total = Figure.zero

    package init() {}

    package static let fields: [WireField<Self>] = [
        WireField("slices", \.slices, "Largest first; they add up to the total exactly."),
        WireField("total", \.total, "The slice's total value."),
    ]
}

/// One slice of an allocation.
package struct AllocationSlice: WireObject, Hashable {
    package var key = ""
    package var name = ""
    package var value = Figure.zero
    package var percentage: Ratio?

    package init() {}

    package static let fields: [WireField<Self>] = [
        WireField("key", \.key),
        WireField("name", \.name, "For display."),
        WireField("value", \.value, "In the base currency, cash included."),
        WireField("percentage", \.percentage, "Of the total, a fraction; null where the total is zero."),
    ]
}

extension ScopedValuation {
    /// The slice's value by one trait; every contribution and all cash is in exactly one slice.
    ///
    /// - Throws: ``ArithmeticOverflow`` where a figure is too large to be computed exactly.
    package func allocation(by key: AllocationKey) throws(ArithmeticOverflow) -> AllocationResult {
        var labels = SliceSums()
        switch key {
        case .account, .institution, .source:
            let sums = try accountSums()
            for number in accountNumbers {
                let value = try sums[number].holdings + sums[number].cash
                try labels.add(value, to: SliceLabel(valuation.accounts[number], by: key))
            }
        case .cashStockBond, .assetClass, .securityType, .sector, .industry, .currency, .country:
            for (number, value) in try securitySums() {
                try labels.add(value, to: SliceLabel(valuation.securities[number].security, by: key))
            }
            for entry in cash {
                try labels.add(entry.value ?? .zero, to: SliceLabel(cashIn: entry.currency, by: key))
            }
        }
        var result = AllocationResult()
        result.total = totalValue.total(in: base)
        for (label, value) in labels.sorted() {
            var slice = AllocationSlice()
            (slice.key, slice.name) = (label.key, label.name)
            slice.value = value.part(in: base)
            slice.percentage = try value.ratio(to: totalValue)
            result.slices.append(slice)
        }
        return result
    }

    /// Value by the index of the security, for those in the slice.
    private func securitySums() throws(ArithmeticOverflow) -> [(number: Int, value: Amount)] {
        var sums: [(number: Int, value: Amount)] = []
        for part in contributions {
            if sums.last?.number != Int(part.security) { sums.append((Int(part.security), .zero)) }
            if let value = part.value { try sums[sums.count - 1].value.add(value) }
        }
        return sums
    }
}

/// Values by label.
private struct SliceSums {
    private var values: [SliceLabel: Amount] = [:]

    mutating func add(_ value: Amount, to label: SliceLabel) throws(ArithmeticOverflow) {
        values[label] = try (values[label] ?? .zero) + value
    }

    /// Largest first, then by key and name.
    func sorted() -> [(SliceLabel, Amount)] {
        values.map { ($0.key, $0.value) }.sorted { left, right in
            left.1 == right.1 ? (left.0.key, left.0.name) < (right.0.key, right.0.name) : left.1 > right.1
        }
    }
}

/// What a slice is called.
struct SliceLabel: Hashable {
    var key: String
    var name: String

    private static let unknown = SliceLabel(key: "unknown", name: "Unknown")
    private static let cash = SliceLabel(key: "cash", name: "Cash")
    private static let stocks = SliceLabel(key: "stock", name: "Stocks")
    private static let bonds = SliceLabel(key: "bond", name: "Bonds")
    private static let others = SliceLabel(key: "other", name: "Other")

    private init(key: String, name: String) { (self.key, self.name) = (key, name) }

    /// The word as it is, or ``unknown``.
    private init(_ word: String?) {
        guard let word, !word.isEmpty else {
            self = .unknown
            return
        }
        self.init(key: word, name: word)
    }

    /// `fixed_income` is shown as "Fixed income".
    private init(code: String) {
        let words = code.split(separator: "_").joined(separator: " ")
        self.init(key: code, name: words.prefix(1).uppercased() + words.dropFirst())
    }

    init(_ entry: AccountEntry, by key: AllocationKey) {
        switch key {
        case .account: self.init(key: entry.account.id, name: entry.account.reported.name)
        case .source: self.init(entry.account.provider)
        case .institution: self.init(entry.institution)
        case .cashStockBond, .assetClass, .securityType, .sector, .industry, .currency, .country: self = .unknown
        }
    }

    init(_ security: Security, by key: AllocationKey) {
        switch key {
        case .cashStockBond: self = .rough(security.type.assetClass)
        case .assetClass: self.init(code: security.type.assetClass.rawValue)
        case .securityType: self.init(code: security.type.rawValue)
        case .sector: self.init(security.sector)
        case .industry: self.init(security.industry)
        case .currency: self.init(security.currency.code)
        case .country: self.init(security.country)
        case .account, .institution, .source: self = .unknown
        }
    }

    /// Cash has a currency and is otherwise a slice of its own.
    init(cashIn currency: Currency, by key: AllocationKey) {
        switch key {
        case .currency: self.init(currency.code)
        case .cashStockBond, .assetClass, .securityType, .sector, .industry, .country, .account, .institution, .source:
            self = .cash
        }
    }

    /// Funds count as stocks; options, coins and the rest as other.
    private static func rough(_ assetClass: AssetClass) -> SliceLabel {
        switch assetClass {
        case .equity, .fund: stocks
        case .fixedIncome: bonds
        case .cash: cash
        case .option, .crypto, .other: others
        }
    }
}
