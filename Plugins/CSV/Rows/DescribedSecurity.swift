import FolioModel

/// What rows say of a security, shared by all rows that say the same.
final class DescribedSecurity: Sendable {
    let value: ReportedSecurity

    init(_ value: ReportedSecurity) { self.value = value }
}

/// The securities of rows of folio's own layout by the cells that describe them: most rows say what another has said.
struct KnownSecurities: Sendable {
    /// Descriptions remembered; beyond it all are forgotten, which costs reading their cells again.
    static let maximumCount = 5000

    private static let cells: [CSVColumn] = [.symbol, .securityType, .cusip, .isin, .name, .currency]

    private var securities: [[UInt8]: DescribedSecurity] = [:]
    /// What the row in hand says.
    private var key: [UInt8] = []

    /// The security of a row; `nil` where no earlier row said the same.
    mutating func security(of row: CSVRow) -> DescribedSecurity? {
        key.removeAll(keepingCapacity: true)
        for column in Self.cells {
            if let bytes = row.bytes(column) { key.append(contentsOf: bytes) }
            key.append(0)  // which no cell has
        }
        return securities[key]
    }

    /// Remembers what was read of the row that ``security(of:)`` was last asked for.
    mutating func add(_ security: DescribedSecurity, of row: CSVRow) {
        guard securities[key] == nil else { return }
        if securities.count >= Self.maximumCount { securities.removeAll(keepingCapacity: true) }
        securities[key] = security
    }
}

/// Descriptions that rows had before; each is kept, so that no other takes its place in memory.
struct HeardSecurities: Sendable {
    private var descriptions: [ObjectIdentifier: DescribedSecurity] = [:]

    /// Whether it is the first row with this description, or so long after the last one that it is forgotten.
    mutating func insert(_ description: DescribedSecurity) -> Bool {
        let id = ObjectIdentifier(description)
        guard descriptions[id] == nil else { return false }
        if descriptions.count >= KnownSecurities.maximumCount { descriptions.removeAll(keepingCapacity: true) }
        descriptions[id] = description
        return true
    }
}
