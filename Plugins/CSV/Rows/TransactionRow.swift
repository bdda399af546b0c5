import FolioModel

/// A row of a transactions file.
struct TransactionRow: Sendable {
    /// The transaction; its external id is still empty where the row has none.
    var transaction: ReportedTransaction
    let security: ReportedSecurity?
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
        security: ReportedSecurity?,
        id: String?,
        words: String,
        line: Int
    ) {
        (self.transaction, self.security, self.id) = (transaction, security, id)
        (self.words, self.line, idColumn) = (words, line, 1)
        leavesTypeOpen = security?.type == .other
    }

    /// Reads a row of folio's own layout; `nil` where it has faults, which the row then holds.
    init?(_ row: inout CSVRow) {
        var transaction = ReportedTransaction()
        let date = row.require(row.day(.date), .date)
        let account = row.require(row.label(.account), .account)
        let type = row.require(row.word(.type, TransactionType.self), .type)
        transaction.currency = row.currency()
        let security = Self.security(&row, currency: transaction.currency)
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
        (transaction.date, transaction.account, transaction.type) = (date, account, type)
        transaction.quantityDelta = quantity ?? .zero
        transaction.cashDelta = amount ?? .zero
        transaction.security = security?.externalID
        leavesTypeOpen = security?.type == .other && row.bytes(.securityType) == nil
        (self.transaction, self.security) = (transaction, security)
    }

    private static func security(_ row: inout CSVRow, currency: Currency) -> ReportedSecurity? {
        let type = row.word(.securityType, SecurityType.self)
        if type == .cash {
            row.fault(.securityType, "cash is no security; leave it and the symbol empty")
            return nil
        }
        return row.security(type: type, currency: currency)
    }

    private static func check(
        _ row: inout CSVRow,
        type: TransactionType,
        security: ReportedSecurity?,
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
        let numbers = [
            transaction.quantityDelta.description, transaction.price?.description ?? "",
            transaction.cashDelta.description,
        ]
        guard let words else {
            return RowFingerprint(
                of: [
                    transaction.account, transaction.date.description, transaction.type.rawValue,
                    security?.ticker ?? "", security?.cusip ?? "", security?.isin ?? "",
                ] + numbers + [
                    transaction.fees?.description ?? "", transaction.currency.code, transaction.description ?? "",
                ]
            )
        }
        let name = security?.ticker ?? security?.cusip ?? security?.isin ?? security?.name ?? ""
        return RowFingerprint(
            of: ["broker", transaction.account, transaction.date.description, words, name] + numbers
                + [transaction.currency.code]
        )
    }
}
