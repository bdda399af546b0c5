import FolioModel

/// Which answer of a connection describes a security, by the column that keeps what it says.
enum RecordOrigin: String {
    /// Holdings: what is said with them counts.
    case held
    /// Transactions: what is said with them fills gaps only, as vendors describe a security there in passing.
    case traded
}

extension ReportedSecurity {
    /// This record with what it lacks from the other one: codes, terms and words that are missing here, and a type that
    /// says more.
    ///
    /// Prices are not taken over: they belong to the answer that stated them.
    func filled(from other: ReportedSecurity?) -> ReportedSecurity {
        guard let other else { return self }
        var record = self
        if other.type.vagueness < type.vagueness { record.type = other.type }
        record.isCashEquivalent = isCashEquivalent || other.isCashEquivalent
        let texts: [WritableKeyPath<ReportedSecurity, String?>] = [
            \.ticker, \.mic, \.exchange, \.cusip, \.isin, \.sedol, \.figi, \.name, \.sector, \.industry, \.country,
        ]
        for field in texts where record[keyPath: field]?.isEmpty ?? true {
            record[keyPath: field] = other[keyPath: field]
        }
        record.option = option ?? other.option
        record.fixedIncome = fixedIncome ?? other.fixedIncome
        record.marginable = marginable ?? other.marginable
        record.shortable = shortable ?? other.shortable
        return record
    }
}
