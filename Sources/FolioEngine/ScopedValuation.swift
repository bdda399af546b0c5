package import FolioModel

/// One slice of a portfolio: its parts and their exact sums.
package struct ScopedValuation: Sendable {
    /// The portfolio that this is a slice of.
    package let valuation: Valuation

    let contributions: [Contribution]
    let cash: [CashEntry]

    /// Indices of the accounts in the slice, in the order of the facts.
    let accountNumbers: [Int]

    let sums: Sums

    var base: Currency { valuation.base }

    init(_ valuation: Valuation, _ scope: Scope) throws(ArithmeticOverflow) {
        self.valuation = valuation
        let filter = ScopeFilter(valuation, scope)
        contributions = filter.contributions
        cash = filter.cash
        accountNumbers = filter.accountNumbers(contributions, cash)
        sums = try Sums(contributions[...], cash)
    }

    /// The exact value of everything in the slice, before any rounding.
    package var totalValue: Amount { sums.total }

    /// The exact value of the securities in the slice.
    package var holdingsValue: Amount { sums.holdings }

    /// The exact value of the cash in the slice.
    package var cashValue: Amount { sums.cash }
}

/// Sums over some contributions and cash entries.
struct Sums: Sendable {
    var holdings = Amount.zero
    var cash = Amount.zero
    var total = Amount.zero
    /// Of the contributions whose cost basis is known.
    var costBasisKnown = Amount.zero
    var dayGain = Amount.zero
    var isCostBasisKnown = true
    var isValueKnown = true
    var isDayGainKnown = true

    init(_ contributions: ArraySlice<Contribution>, _ entries: [CashEntry] = []) throws(ArithmeticOverflow) {
        for contribution in contributions {
            if let value = contribution.value { try holdings.add(value) } else { isValueKnown = false }
            if let cost = contribution.costBasis { try costBasisKnown.add(cost) } else { isCostBasisKnown = false }
            if let gain = contribution.dayGain { try dayGain.add(gain) } else { isDayGainKnown = false }
        }
        for entry in entries {
            if let value = entry.value { try cash.add(value) }
        }
        total = try holdings + cash
    }

    /// Total paid; `nil` where a part is unknown.
    var costBasis: Amount? { isCostBasisKnown ? costBasisKnown : nil }

    /// Value less cost basis; `nil` where a part of either is unknown.
    func gain() throws(ArithmeticOverflow) -> Amount? {
        guard isCostBasisKnown, isValueKnown else { return nil }
        return try holdings - costBasisKnown
    }

    /// The gain as a share of what was paid; `nil` where either is unknown or nothing was paid.
    func gainRatio() throws(ArithmeticOverflow) -> Ratio? {
        try gain()?.ratio(to: costBasisKnown.magnitude)
    }
}

/// What a ``Scope`` lets through.
struct ScopeFilter {
    private let valuation: Valuation
    private let scope: Scope
    private let isAccountIn: [Bool]

    init(_ valuation: Valuation, _ scope: Scope) {
        (self.valuation, self.scope) = (valuation, scope)
        isAccountIn = valuation.accounts.map { Self.matches($0.account, scope) }
    }

    static func matches(_ account: Account, _ scope: Scope) -> Bool {
        if let wanted = scope.account, account.id != wanted { return false }
        if let wanted = scope.connection, account.connection != wanted { return false }
        switch scope.source {
        case nil, "all": return true
        case SourceKind.external.rawValue: return account.source == .external
        case SourceKind.brokerage.rawValue: return account.source == .brokerage
        case let adapter: return account.provider == adapter
        }
    }

    private var hasEveryAccount: Bool { isAccountIn.allSatisfy { $0 } }

    var contributions: [Contribution] {
        guard scope.symbol != nil || scope.assetClass != nil else {
            if hasEveryAccount { return valuation.contributions }
            return valuation.contributions.filter { isAccountIn[Int($0.account)] }
        }
        var wanted = scope.symbol.map { SymbolForms($0) }
        let isSecurityIn = valuation.securities.map { entry in
            if let isNamed = wanted?.match(entry.security), !isNamed { return false }
            return scope.assetClass.map { $0 == entry.security.type.assetClass } ?? true
        }
        return valuation.contributions.filter { isAccountIn[Int($0.account)] && isSecurityIn[Int($0.security)] }
    }

    var cash: [CashEntry] {
        guard scope.symbol == nil, (scope.assetClass ?? .cash) == .cash else { return [] }
        return hasEveryAccount ? valuation.cash : valuation.cash.filter { isAccountIn[Int($0.account)] }
    }

    /// Accounts in the slice: where it is one of securities, only those that have a part in it.
    func accountNumbers(_ contributions: [Contribution], _ cash: [CashEntry]) -> [Int] {
        guard scope.symbol != nil || scope.assetClass != nil else {
            return isAccountIn.indices.filter { isAccountIn[$0] }
        }
        var hasPart = [Bool](repeating: false, count: isAccountIn.count)
        for contribution in contributions { hasPart[Int(contribution.account)] = true }
        for entry in cash { hasPart[Int(entry.account)] = true }
        return hasPart.indices.filter { hasPart[$0] }
    }
}

/// A symbol somebody asked for, in each spelling that the store may use for it.
struct SymbolForms {
    private struct Kind: Hashable {
        var identityClass: IdentityClass
        var currency: Currency
    }

    private let text: String
    private var forms: [Kind: String?] = [:]

    init(_ text: String) { self.text = text }

    /// Whether the security goes by that symbol.
    mutating func match(_ security: Security) -> Bool {
        guard let symbol = security.symbol else { return false }
        let kind = Kind(identityClass: security.type.identityClass, currency: security.currency)
        if let form = forms[kind] { return form == symbol }
        let form = Ticker.normalised(text, type: security.type, currency: security.currency)
        forms[kind] = form
        return form == symbol
    }
}
