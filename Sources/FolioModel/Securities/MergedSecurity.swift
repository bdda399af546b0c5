/// A field of a security that is chosen by itself from what all sources say.
package enum SecurityField: String, WireEnum {
    case symbol, name
    case type = "security_type"
    case currency, exchange, mic, isin, cusip, sedol, figi, sector, industry, country
    case isCashEquivalent = "is_cash_equivalent"
    case option = "option_contract"
    case yield = "fixed_income.yield_rate"
    case maturityDate = "fixed_income.maturity_date"
    case issueDate = "fixed_income.issue_date"
    case faceValue = "fixed_income.face_value"
    case priceBasis = "fixed_income.price_basis"
    case marginable, shortable
}

/// One security as several sources together describe it, with where each field is from.
///
/// Each field is the best statement's; see docs/finance.md, Securities. The outcome depends on the set of statements
/// alone, never on their order.
package struct MergedSecurity: Sendable, Hashable {
    package var security: Security
    /// By field; a field that nobody states is missing.
    package var origins: [SecurityField: StatementSource]

    /// Describes a security; `nil` where there are no statements.
    package init?(id: String, _ statements: [SecurityStatement]) {
        guard !statements.isEmpty else { return nil }
        var choice = FieldChoice(statements)
        let type = choice.best(.type) { .init($0.type, tier: 2 - $0.type.vagueness) }
        let currency = choice.best(.currency) { .init($0.record.currency) }
        security = Security(id: id, type: type ?? .other, currency: currency ?? .usd)
        choice.fillCodes(of: &security)
        choice.fillWords(of: &security)
        choice.fillTerms(of: &security)
        origins = choice.origins
    }
}

/// A statement with what is read from it once.
private struct ReadStatement {
    let source: StatementSource
    let record: ReportedSecurity
    let occ: OCCSymbol?
    let isin: ISIN?

    init(_ statement: SecurityStatement) {
        (source, record) = (statement.source, statement.record)
        occ = SecurityIdentity.occ(of: record)
        isin = record.isin.flatMap { ISIN($0) }
    }

    /// An OCC symbol says more than the word for the type.
    var type: SecurityType { occ == nil ? record.type : .option }
}

/// Chooses the best statement of each field.
private struct FieldChoice {
    /// What a statement says of one field.
    struct Candidate<Value: WireValue & Hashable> {
        let value: Value
        /// How much it says; what says less counts only where nobody says more, whoever it is.
        let tier: Int
        /// What decides between the statements of equally good sources.
        let detail: Int

        init(_ value: Value, tier: Int = 0, detail: Int = 0) {
            (self.value, self.tier, self.detail) = (value, tier, detail)
        }

        init?(_ value: Value?) {
            guard let value else { return nil }
            self.init(value)
        }
    }

    private let statements: [ReadStatement]
    private(set) var origins: [SecurityField: StatementSource] = [:]

    init(_ statements: [SecurityStatement]) { self.statements = statements.map(ReadStatement.init) }

    /// The best value of a field; its origin is noted.
    mutating func best<Value>(_ field: SecurityField, _ read: (ReadStatement) -> Candidate<Value>?) -> Value? {
        var best: (candidate: Candidate<Value>, source: StatementSource)?
        for statement in statements {
            guard let candidate = read(statement) else { continue }
            if let known = best, !Self.isBetter((candidate, statement.source), than: known) { continue }
            best = (candidate, statement.source)
        }
        origins[field] = best?.source
        return best?.candidate.value
    }

    /// How much it says, whose word it is, with which answer, in how much detail, how new it is; then by content, so
    /// that there is always one best.
    private static func isBetter<Value>(
        _ left: (candidate: Candidate<Value>, source: StatementSource),
        than right: (candidate: Candidate<Value>, source: StatementSource)
    ) -> Bool {
        let (one, other) = (left.source, right.source)
        if left.candidate.tier != right.candidate.tier { return left.candidate.tier > right.candidate.tier }
        if one.voice != other.voice { return one.voice > other.voice }
        if one.kind != other.kind { return one.kind > other.kind }
        if left.candidate.detail != right.candidate.detail { return left.candidate.detail > right.candidate.detail }
        if one.since != other.since { return one.since > other.since }
        if left.candidate.value != right.candidate.value {
            return left.candidate.value.json.lexicographicallyPrecedes(right.candidate.value.json)
        }
        return one.adapter < other.adapter
    }

    mutating func fillCodes(of security: inout Security) {
        security.symbol = best(.symbol) { statement in
            guard let symbol = SecurityIdentity.symbol(of: statement.record) else { return nil }
            return Candidate(symbol, tier: OCCSymbol(symbol) == nil ? 0 : 1)
        }
        security.isin = best(.isin) { Candidate($0.isin?.description) }
        security.cusip = best(.cusip) { statement in
            Candidate((statement.isin?.cusip ?? statement.record.cusip.flatMap { CUSIP($0) })?.description)
        }
        security.sedol = best(.sedol) { Candidate($0.record.sedol.flatMap { SEDOL($0) }?.description) }
        security.figi = best(.figi) { Candidate($0.record.figi.flatMap { FIGI($0) }?.description) }
    }

    mutating func fillWords(of security: inout Security) {
        security.name = best(.name) { statement in
            guard let name = SecurityText.said(statement.record.name) else { return nil }
            let detail = SecurityText.isProperlyCased(name) ? 1 : 0
            return Candidate(name, tier: SecurityText.tells(name) ? 1 : 0, detail: detail)
        }
        security.exchange = best(.exchange) { Candidate(SecurityText.said($0.record.exchange)) }
        security.mic = best(.mic) { Candidate(SecurityText.code($0.record.mic, length: 4)) }
        security.sector = best(.sector) { Candidate(SecurityText.said($0.record.sector)) }
        security.industry = best(.industry) { Candidate(SecurityText.said($0.record.industry)) }
        security.country = best(.country) { statement in
            Candidate(SecurityText.code(statement.record.country, length: 2, lettersOnly: true))
        }
    }

    mutating func fillTerms(of security: inout Security) {
        // The flag has no word for "unknown": a provider that never sets it must not outvote one that does.
        security.isCashEquivalent =
            best(.isCashEquivalent) { statement in
                Candidate(statement.record.isCashEquivalent, tier: statement.record.isCashEquivalent ? 1 : 0)
            } ?? false
        security.option = best(.option) { statement in
            // Nor has the multiplier: 100 is what a contract has that nobody says more of.
            guard let option = statement.record.option ?? statement.occ?.contract else { return nil }
            return Candidate(option, tier: option.multiplier == OptionContract().multiplier ? 0 : 1)
        }
        security.fixedIncome = fixedIncome()
        security.marginable = best(.marginable) { Candidate($0.record.marginable) }
        security.shortable = best(.shortable) { Candidate($0.record.shortable) }
    }

    private mutating func fixedIncome() -> FixedIncome? {
        guard statements.contains(where: { $0.record.fixedIncome != nil }) else { return nil }
        var terms = FixedIncome()
        // A rate means what its type says, so both are one source's.
        let yield = best(.yield) { statement -> Candidate<FixedIncome>? in
            guard let stated = statement.record.fixedIncome, stated.yieldRate != nil || stated.yieldType != nil
            else { return nil }
            var yield = FixedIncome()
            (yield.yieldRate, yield.yieldType) = (stated.yieldRate, stated.yieldType)
            return Candidate(yield, tier: stated.yieldRate == nil ? 0 : 1)
        }
        (terms.yieldRate, terms.yieldType) = (yield?.yieldRate, yield?.yieldType)
        terms.maturityDate = best(.maturityDate) { Candidate($0.record.fixedIncome?.maturityDate) }
        terms.issueDate = best(.issueDate) { Candidate($0.record.fixedIncome?.issueDate) }
        terms.faceValue = best(.faceValue) { Candidate($0.record.fixedIncome?.faceValue) }
        terms.priceBasis =
            best(.priceBasis) { statement in
                guard let basis = statement.record.fixedIncome?.priceBasis else { return nil }
                return Candidate(basis, tier: basis == .percentOfPar ? 1 : 0)
            } ?? .unit
        return terms
    }
}

extension Security {
    /// This security, as vendors describe it, with what a user's own sources add to it for that user.
    ///
    /// The same as ``MergedSecurity`` of the vendors' and the user's statements together, made from both outcomes: an
    /// own word counts where it says more, or where no vendor says anything.
    package func adding(own: Security) -> Security {
        var seen = self
        if own.type.vagueness < type.vagueness { seen.type = own.type }
        if let symbol = own.symbol, self.symbol.map({ OCCSymbol($0) == nil && OCCSymbol(symbol) != nil }) ?? true {
            seen.symbol = symbol
        }
        if let name = own.name, self.name.map({ !SecurityText.tells($0) && SecurityText.tells(name) }) ?? true {
            seen.name = name
        }
        let words: [WritableKeyPath<Security, String?>] = [
            \.exchange, \.mic, \.isin, \.cusip, \.sedol, \.figi, \.sector, \.industry, \.country,
        ]
        for field in words where seen[keyPath: field] == nil { seen[keyPath: field] = own[keyPath: field] }
        seen.isCashEquivalent = isCashEquivalent || own.isCashEquivalent
        let usual = OptionContract().multiplier
        if let option = own.option, self.option.map({ $0.multiplier == usual && option.multiplier != usual }) ?? true {
            seen.option = option
        }
        seen.fixedIncome = fixedIncome?.adding(own: own.fixedIncome) ?? own.fixedIncome
        seen.marginable = marginable ?? own.marginable
        seen.shortable = shortable ?? own.shortable
        return seen
    }
}

extension FixedIncome {
    fileprivate func adding(own: FixedIncome?) -> FixedIncome {
        guard let own else { return self }
        var terms = self
        if yieldRate == nil, own.yieldRate != nil || yieldType == nil {
            (terms.yieldRate, terms.yieldType) = (own.yieldRate, own.yieldType)
        }
        terms.maturityDate = maturityDate ?? own.maturityDate
        terms.issueDate = issueDate ?? own.issueDate
        terms.faceValue = faceValue ?? own.faceValue
        if own.priceBasis == .percentOfPar { terms.priceBasis = .percentOfPar }
        return terms
    }
}

extension SecurityType {
    /// 0 for a type that a provider only says when it knows, up to 2 for the words it uses for anything.
    package var vagueness: Int {
        switch self {
        case .other: 2
        case .stock, .cash, .bond: 1
        case .preferredStock, .depositaryReceipt, .etf, .mutualFund, .moneyMarketFund, .treasuryBill, .option, .warrant,
            .cryptocurrency, .loan:
            0
        }
    }
}
