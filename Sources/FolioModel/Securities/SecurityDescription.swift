extension Security {
    /// Describes one security from everything its providers say.
    ///
    /// The most specific type wins (`etf` over `stock` over `other`), the longest name that is not just a ticker, and for
    /// the rest the first stated value in the given order.
    ///
    /// - Parameters:
    ///   - id: The store's id.
    ///   - records: What the providers say, best first; the order matters only between equally good values.
    package init?(id: String, describedBy records: [ReportedSecurity]) {
        guard let best = records.min(by: { $0.type.vagueness < $1.type.vagueness }) else { return nil }
        let occ = records.lazy.compactMap { SecurityIdentity.occ(of: $0) }.first
        self.init(id: id, type: occ == nil ? best.type : .option, currency: best.currency)
        symbol = occ?.description ?? records.lazy.compactMap { SecurityIdentity.symbol(of: $0) }.first
        exchange = Self.first(records, \.exchange)
        mic = Self.first(records, \.mic)
        isin = records.lazy.compactMap { $0.isin.flatMap { ISIN($0) } }.first?.description
        cusip =
            records.lazy.compactMap { record in
                (record.isin.flatMap { ISIN($0)?.cusip } ?? record.cusip.flatMap { CUSIP($0) })?.description
            }.first
        sedol = Self.first(records, \.sedol)
        figi = Self.first(records, \.figi)
        name = Self.name(records, symbol: symbol)
        isCashEquivalent = records.contains { $0.isCashEquivalent }
        option = records.lazy.compactMap(\.option).first ?? occ?.contract
        fixedIncome = Self.fixedIncome(records)
        sector = Self.first(records, \.sector)
        industry = Self.first(records, \.industry)
        country = Self.first(records, \.country)
        marginable = records.lazy.compactMap(\.marginable).first
        shortable = records.lazy.compactMap(\.shortable).first
    }

    private static func first(_ records: [ReportedSecurity], _ field: KeyPath<ReportedSecurity, String?>) -> String? {
        for record in records {
            if let text = record[keyPath: field], !text.isEmpty { return text }
        }
        return nil
    }

    private static func name(_ records: [ReportedSecurity], symbol: String?) -> String? {
        let names = records.compactMap(\.name).filter { !$0.isEmpty }
        let telling = names.filter { $0.uppercased() != symbol && SecurityCode.cleaned($0) != symbol }
        return telling.max { ($0.count, $1) < ($1.count, $0) } ?? names.first
    }

    private static func fixedIncome(_ records: [ReportedSecurity]) -> FixedIncome? {
        guard var terms = records.lazy.compactMap(\.fixedIncome).first else { return nil }
        for other in records.compactMap(\.fixedIncome) {
            terms.yieldRate = terms.yieldRate ?? other.yieldRate
            terms.yieldType = terms.yieldType ?? other.yieldType
            terms.maturityDate = terms.maturityDate ?? other.maturityDate
            terms.issueDate = terms.issueDate ?? other.issueDate
            terms.faceValue = terms.faceValue ?? other.faceValue
            if other.priceBasis == .percentOfPar { terms.priceBasis = .percentOfPar }
        }
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
