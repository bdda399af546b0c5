import FolioModel

/// Which parts of an account are counted.
struct HistorySlice: Sendable, Equatable {
    /// By security; `nil` for all of them.
    private let isSecurityIn: [Bool]?
    /// Whether balances count; what counts as cash and is a security is in ``isSecurityIn``.
    let hasCash: Bool

    /// Everything: what moves between its parts is nothing to the account.
    static let whole = HistorySlice(isSecurityIn: nil, hasCash: true)

    private init(isSecurityIn: [Bool]?, hasCash: Bool) { (self.isSecurityIn, self.hasCash) = (isSecurityIn, hasCash) }

    /// One security of so many.
    static func security(_ security: Int, of count: Int) -> HistorySlice {
        HistorySlice(isSecurityIn: (0..<count).map { $0 == security }, hasCash: false)
    }

    /// What the filter's symbol and asset class let through: the same as for ``Valuation``.
    init(_ scope: Scope, securities: [Security]) {
        guard scope.symbol != nil || scope.assetClass != nil else {
            self = .whole
            return
        }
        var wanted = scope.symbol.map { SymbolForms($0) }
        let isSecurityIn = securities.map { security in
            if security.countsAsCash { return scope.symbol == nil && scope.assetClass == .cash }
            if let isNamed = wanted?.match(security), !isNamed { return false }
            return scope.assetClass.map { $0 == security.type.assetClass } ?? true
        }
        self.init(isSecurityIn: isSecurityIn, hasCash: scope.symbol == nil && scope.assetClass == .cash)
    }

    /// Whether everything is in.
    var isWhole: Bool { isSecurityIn == nil }

    /// Whether a security is in.
    func contains(_ security: Int) -> Bool { isSecurityIn?[security] ?? true }
}
