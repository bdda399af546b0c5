import FolioCrypto
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

    /// Reads a row; `nil` where it has faults, which the row then holds.
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
        line = row.record.line
        if let type, row.faults.isEmpty {
            Self.check(&row, type: type, security: security, quantity: quantity, amount: amount)
        }
        guard row.faults.isEmpty, let date, let account, let type else { return nil }
        (transaction.date, transaction.account, transaction.type) = (date, account, type)
        transaction.quantityDelta = quantity ?? .zero
        transaction.cashDelta = amount ?? .zero
        transaction.security = security?.externalID
        leavesTypeOpen = security?.type == .other && row.raw(.securityType) == nil
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
        let parts = [
            transaction.account, transaction.date.description, transaction.type.rawValue, security?.ticker ?? "",
            security?.cusip ?? "", security?.isin ?? "", transaction.quantityDelta.description,
            transaction.price?.description ?? "", transaction.cashDelta.description,
            transaction.fees?.description ?? "", transaction.currency.code, transaction.description ?? "",
        ]
        return RowFingerprint(of: parts)
    }
}

/// The first 128 bits of a SHA-256.
struct RowFingerprint: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64

    /// Hashes the parts, each with its length before it.
    init(of parts: [String]) {
        var hash = SHA256()
        for part in parts {
            hash.update(Array("\(part.utf8.count):\(part)".utf8))
        }
        var (high, low): (UInt64, UInt64) = (0, 0)
        for (index, byte) in hash.digest.enumerated() {
            if index < 8 { high = high << 8 | UInt64(byte) } else if index < 16 { low = low << 8 | UInt64(byte) }
        }
        (self.high, self.low) = (high, low)
    }

    /// 32 hexadecimal digits.
    var text: String { Self.hexadecimal(high) + Self.hexadecimal(low) }

    private static func hexadecimal(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}

/// Gives the rows of one file their external ids, in order.
///
/// A row with an id has `account/id`. A row without has a hash of its content, and a count from the second equal row
/// on, so that equal rows of a day are all kept and reading the file again finds the same ids.
struct TransactionIdentities: Sendable {
    /// For a row's content how often it came; for a stated id the line where it stands.
    private var seen: [RowFingerprint: UInt32] = [:]

    /// The row's external id; the line of an earlier row with the same stated id instead, where there is one.
    mutating func identify(_ row: TransactionRow) -> Identity {
        if let id = row.id {
            let key = RowFingerprint(of: ["id", row.transaction.account, id])
            if let line = seen.updateValue(UInt32(row.line), forKey: key) { return .repeated(line: Int(line)) }
            return .unique("\(row.transaction.account)/\(id)")
        }
        let fingerprint = row.fingerprint
        let count = seen[fingerprint, default: 0] + 1
        seen[fingerprint] = count
        return .unique("row:" + fingerprint.text + (count == 1 ? "" : ".\(count)"))
    }

    /// What ``identify(_:)`` found.
    enum Identity: Hashable, Sendable {
        case unique(String)
        case repeated(line: Int)
    }
}
