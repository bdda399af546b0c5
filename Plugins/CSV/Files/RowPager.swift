import FolioModel

/// Hands out the rows of a surveyed file page by page.
struct RowPager: Sendable {
    private let file: OpenFile
    private var reader: LayoutReader
    private var pending: CSVRow?
    private var identities = TransactionIdentities()

    /// The line of the last row read for a page; 0 before the first.
    private(set) var line: Int

    /// Begins behind a line; the rows before it are read again, as they count for the ids of those behind.
    init(_ file: OpenFile, behind line: Int, limits: CSVLimits) throws(LayoutFailure) {
        self.file = file
        self.line = line
        reader = try LayoutReader(file, limits: limits)
        pending = try reader.next()
        while var row = pending, row.record.line <= line {
            if reader.header.layout == .transactions, let transaction = TransactionRow(&row) {
                _ = identities.identify(transaction)
            }
            pending = try reader.next()
        }
    }

    /// Whether all rows have been handed out.
    var isAtEnd: Bool { pending == nil }

    /// Whether the file is still what it was.
    func isUnchanged(since signature: FileSignature) -> Bool { file.signature == signature }

    /// The next rows, at most so many; `nil` instead of a row that is wrong, which a survey has ruled out.
    mutating func nextTransactions(_ limit: Int) throws(LayoutFailure) -> [TransactionRow]? {
        var rows: [TransactionRow] = []
        while rows.count < limit, var row = pending {
            guard var transaction = TransactionRow(&row),
                case .unique(let id) = identities.identify(transaction)
            else { return nil }
            transaction.transaction.externalID = id
            rows.append(transaction)
            try advance(past: row)
        }
        return rows
    }

    /// The next rows that are wanted, at most so many; `nil` instead of a row that is wrong, which a survey has ruled out.
    mutating func nextHoldings(
        _ limit: Int,
        where isWanted: (HoldingRow) -> Bool
    ) throws(LayoutFailure) -> [HoldingRow]? {
        var rows: [HoldingRow] = []
        while rows.count < limit, var row = pending {
            guard let holding = HoldingRow(&row) else { return nil }
            if isWanted(holding) { rows.append(holding) }
            try advance(past: row)
        }
        return rows
    }

    private mutating func advance(past row: CSVRow) throws(LayoutFailure) {
        line = row.record.line
        pending = try reader.next()
    }
}
