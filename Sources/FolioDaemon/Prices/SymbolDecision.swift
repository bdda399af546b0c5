import FolioAdapterKit
import FolioModel
import FolioStore

/// Decides whether a symbol that a source offers is believed to be a security's.
struct SymbolDecision {
    /// A match by name is believed above this.
    static let nameConfidence = Ratio(raw: 900_000_000_000)
    /// A match by a code or ticker is believed from this on.
    static let codeConfidence = Ratio(raw: 500_000_000_000)
    /// Candidates that are kept for a person to choose from.
    static let maximumCandidates = 10
    /// The longest symbol, in characters.
    static let longestSymbol = 32
    /// How far from a provider's own price of the same date a close may be: up to so many times as much or as little.
    static let plausibleFactor = Ratio(raw: 1_500_000_000_000)
    /// Sessions between a close and a price that are compared.
    static let comparedDays = 5

    let security: Security
    let source: String
    let now: Timestamp

    /// What was known of the security: where it is the same, the source is not asked again soon.
    var fingerprint: String {
        [
            security.symbol, security.cusip, security.isin, security.figi, security.name, security.mic,
            security.type.rawValue, security.currency.code,
        ].map { $0 ?? "" }.joined(separator: "|")
    }

    /// What the source is told of the security.
    func item(_ reference: String) -> SymbolsResolve.Item {
        var item = SymbolsResolve.Item()
        (item.reference, item.ticker, item.name) = (reference, security.symbol, security.name)
        (item.cusip, item.isin, item.figi) = (security.cusip, security.isin, security.figi)
        (item.mic, item.currency, item.type) = (security.mic, security.currency, security.type)
        return item
    }

    /// The mapping that follows from what the source found; `nil` where it could not look.
    func mapping(_ found: SymbolsResolve.Resolution) -> SymbolMapping? {
        if let error = found.error {
            guard !error.kind.isTransient else { return nil }
            return error.kind == .unsupported
                ? unsupported("The source has nothing of the kind.") : pending("The source does not know it.", found)
        }
        switch found.status {
        case .unsupported: return unsupported("The source has nothing of the kind.")
        case .notFound: return pending("The source does not know it.", found)
        case .ambiguous: return pending("The source knows several that may be meant.", found)
        case .resolved:
            guard let match = found.match else { return pending("The source names no symbol.", found) }
            if let doubt = doubt(of: match, found) { return pending(doubt, found) }
            var mapping = made(.resolved)
            mapping.symbol = match.ticker
            mapping.method = found.method.flatMap { SymbolMapping.Method(rawValue: $0.rawValue) } ?? .ticker
            mapping.confidence = found.confidence
            return mapping
        }
    }

    /// The mapping at a source that cannot say which symbols it has: the security's own, until a close shows otherwise.
    func guess() -> SymbolMapping {
        guard let symbol = security.symbol, Self.isUsable(symbol) else {
            return unsupported("It has no symbol, and the source looks for nothing else.")
        }
        switch security.type.identityClass {
        case .fixedIncome, .derivative, .cash: return unsupported("The source is not asked for its kind.")
        case .listed, .crypto: break
        }
        var mapping = made(.resolved)
        let isCoin = security.type == .cryptocurrency
        mapping.symbol = isCoin && !symbol.hasSuffix(security.currency.code) ? symbol + security.currency.code : symbol
        (mapping.method, mapping.confidence) = (.ticker, Self.codeConfidence)
        return mapping
    }

    /// The mapping as a person decided it.
    func manual(_ symbol: String) -> SymbolMapping {
        var mapping = made(.resolved)
        (mapping.symbol, mapping.method, mapping.confidence, mapping.isChecked) = (symbol, .manual, Ratio(1), true)
        return mapping
    }

    /// The mapping of something that a person said needs no symbol.
    func ignored() -> SymbolMapping { made(.ignored) }

    /// The mapping after a close turned out to be far from what providers say.
    func rejected(_ mapping: SymbolMapping, _ reason: String) -> SymbolMapping {
        var rejected = made(.pending)
        rejected.reason = reason
        (rejected.method, rejected.confidence) = (mapping.method, mapping.confidence)
        var candidate = MappingCandidate()
        candidate.symbol = mapping.symbol ?? ""
        rejected.candidates = [candidate]
        return rejected
    }

    static func isUsable(_ symbol: String) -> Bool {
        (1...longestSymbol).contains(symbol.utf8.count) && symbol.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    // MARK: Doubts

    private func doubt(of match: SymbolMatch, _ found: SymbolsResolve.Resolution) -> String? {
        guard Self.isUsable(match.ticker) else { return "The source's symbol cannot be used." }
        if let text = match.currency {
            guard let unit = CurrencyUnit(text), unit.currency == CurrencyUnit(security.currency).currency else {
                return "Its prices are in \(text.prefix(10)), the security's are in \(security.currency)."
            }
        }
        if let type = match.type, type.identityClass != security.type.identityClass {
            return "The source says that it is a \(type.rawValue), not a \(security.type.rawValue)."
        }
        for (theirs, ours, name) in [
            (match.isin, security.isin, "ISIN"), (match.cusip, security.cusip, "CUSIP"),
        ] {
            if let theirs, let ours, theirs.uppercased() != ours { return "The source's \(name) is another one." }
        }
        let confidence = found.confidence ?? Ratio(1)
        let isSure =
            found.method == .name ? confidence > Self.nameConfidence : confidence >= Self.codeConfidence
        return isSure ? nil : "The source is not sure enough (\(confidence.text(atMost: 2)))."
    }

    /// Compares closes with what providers said of the same dates; most comparisons decide.
    ///
    /// - Parameters:
    ///   - closes: What the source says, ascending.
    ///   - currency: Of the closes.
    ///   - stated: What providers said.
    /// - Returns: Why the closes cannot be the security's, and whether there was anything to compare.
    func implausibility(
        of closes: [DatedClose],
        in currency: Currency,
        stated: [(day: Day, price: Price, currency: Currency)]
    ) -> (reason: String?, isCompared: Bool) {
        var (near, far) = (0, 0)
        var example: String?
        for reference in stated {
            let unit = CurrencyUnit(reference.currency)
            let close = closes.last { $0.day <= reference.day }
            guard unit.currency == currency, let close,
                Int(reference.day.number - close.day.number) <= Self.comparedDays
            else { continue }
            let price = unit.official(reference.price)
            if Self.isNear(close.price, price) {
                near += 1
            } else {
                far += 1
                example = example ?? "The source says \(close.price) for \(close.day), a provider \(price)."
            }
        }
        return (far > near ? example : nil, near + far > 0)
    }

    private static func isNear(_ left: Price, _ right: Price) -> Bool {
        let (low, high) = (min(left, right), max(left, right))
        guard let bound = try? low.scaled(by: plausibleFactor, over: Ratio(1)) else { return false }
        return high <= bound
    }

    // MARK: Forms

    private func made(_ state: SymbolMapping.State) -> SymbolMapping {
        var mapping = SymbolMapping(security: security.id, source: source, state: state, decidedAt: now)
        mapping.askedWith = fingerprint
        return mapping
    }

    private func unsupported(_ reason: String) -> SymbolMapping {
        var mapping = made(.unsupported)
        mapping.reason = reason
        return mapping
    }

    private func pending(_ reason: String, _ found: SymbolsResolve.Resolution) -> SymbolMapping {
        var mapping = made(.pending)
        mapping.reason = reason
        mapping.method = found.method.flatMap { SymbolMapping.Method(rawValue: $0.rawValue) }
        mapping.confidence = found.confidence
        let matches = ([found.match].compactMap(\.self) + found.candidates).filter { Self.isUsable($0.ticker) }
        mapping.candidates = matches.prefix(Self.maximumCandidates).map { match in
            var candidate = MappingCandidate()
            (candidate.symbol, candidate.name) = (match.ticker, match.name.map { String($0.prefix(200)) })
            candidate.currency = match.currency.map { String($0.prefix(10)) }
            return candidate
        }
        return mapping
    }
}
