import FolioModel

/// A row of a transactions file.
struct TransactionRow: Sendable {
    /// The transaction; its external id is still empty where the row has none.
    var transaction: ReportedTransaction
    let security: DescribedSecurity?
    /// Whether the row names a security without a word on what kind it is.
    let leavesTypeOpen: Bool
    /// The `id` column.
    let id: String?
    let line: Int
    /// Where the id stands in the line.
    let idColumn: Int
    /// In a broker's file, what tells rows apart instead of the description, which brokers rewrite.
    let words: String?

    /// Takes a broker's row.
    init(
        _ transaction: ReportedTransaction,
        security: DescribedSecurity?,
        id: String?,
        words: String,
        line: Int
    ) {
        (self.transaction, self.security, self.id) = (transaction, security, id)
        (self.words, self.line, idColumn) = (words, line, 1)
        leavesTypeOpen = security?.value.type == .other
    }

    /// Reads a row of folio's own layout; `nil` where it has faults, which the row then holds.
    ///
    /// - Parameters:
    ///   - row: The row.
    ///   - known: What earlier rows said of securities.
    init?(_ row: inout CSVRow, known: inout KnownSecurities) {
        var transaction = ReportedTransaction()
        let date = row.require(row.day(.date), .date)
        let account = row.require(row.label(.account), .account)
        let type = row.require(row.word(.type, TransactionType.self), .type)
        transaction.currency = row.currency()
        let security = known.security(of: row) ?? Self.security(&row, currency: transaction.currency)
        let quantity = row.number(.quantity, Quantity.self)
        let amount = row.number(.amount, Amount.self)
        transaction.price = row.positive(.price)
        transaction.fees = row.positive(.fees)
        transaction.description = row.text(.description)
        id = row.label(.id)
        (line, words, idColumn) = (row.record.line, nil, id == nil ? 1 : row.place(.id, "").column)
        if let type, row.faults.isEmpty {
            Self.check(&row, type: type, security: security, quantity: quantity, amount: amount)
        }
        guard row.faults.isEmpty, let date, let account, let type else { return nil }
        if let security { known.add(security, of: row) }
        (transaction.date, transaction.account, transaction.type) = (date, account, type)
        transaction.quantityDelta = quantity ?? .zero
        transaction.cashDelta = amount ?? .zero
        transaction.security = security?.value.externalID
        leavesTypeOpen = security?.value.type == .other && row.bytes(.securityType) == nil
        (self.transaction, self.security) = (transaction, security)
    }

    private static func security(_ row: inout CSVRow, currency: Currency) -> DescribedSecurity? {
        let type = row.word(.securityType, SecurityType.self)
        if type == .cash {
            row.fault(.securityType, "cash is no security; leave it and the symbol empty")
            return nil
        }
        return row.security(type: type, currency: currency).map(DescribedSecurity.init)
    }

    private static func check(
        _ row: inout CSVRow,
        type: TransactionType,
        security: DescribedSecurity?,
        quantity: Quantity?,
        amount: Amount?
    ) {
        let rules = TransactionRules(type, hasSecurity: security != nil)
        let subject = type.rawValue
        switch rules.security {
        case .required where security == nil:
            row.fault(.symbol, "required, or a cusip or an isin, for type \(subject)")
        case .refused where security != nil:
            row.fault(.symbol, "must be empty for type \(subject)")
        case .required, .refused, .optional:
            break
        }
        if let objection = rules.quantity.objection(to: quantity?.raw) {
            row.fault(.quantity, "\(objection) for type \(subject)")
        }
        if let objection = rules.amount.objection(to: amount?.raw) {
            row.fault(.amount, "\(objection) for type \(subject)")
        }
        guard row.faults.isEmpty else { return }
        if let quantity, !quantity.isZero, security == nil {
            row.fault(.symbol, "required, or a cusip or an isin, where there is a quantity")
        } else if type == .adjustment, quantity ?? .zero == .zero, amount ?? .zero == .zero {
            row.fault(.amount, "an adjustment has a quantity or an amount")
        }
    }

    /// A fingerprint of what makes the row the record it is.
    ///
    /// The name and type of the security are not in it, so that they can be corrected later.
    var fingerprint: RowFingerprint {
        let security = security?.value
        var parts = RowParts()
        parts.add(words == nil ? "row" : "broker")
        parts.add(transaction.account)
        parts.add(transaction.date)
        if let words {
            parts.add(words)
            parts.add(security?.ticker ?? security?.cusip ?? security?.isin ?? security?.name)
        } else {
            parts.add(transaction.type.rawValue)
            parts.add(security?.ticker)
            parts.add(security?.cusip)
            parts.add(security?.isin)
            parts.add(transaction.fees)
            parts.add(transaction.description)
        }
        parts.add(transaction.quantityDelta)
        parts.add(transaction.price)
        parts.add(transaction.cashDelta)
        parts.add(transaction.currency.code)
        return RowFingerprint(of: parts)
    }
}
