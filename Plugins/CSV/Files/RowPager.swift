import FolioModel

/// Hands out the rows of a surveyed file page by page.
struct RowPager: Sendable {
    private let file: OpenFile
    private let survey: FileSurvey
    private let isOfHoldings: Bool
    private var reader: FileReader
    private var identities = TransactionIdentities()
    private var pending: [CSVItem] = []
    private var next = 0
    private var isRead = false
    /// Sums of several rows that have been handed out with the first of them.
    private var handedOut: Set<UInt64> = []

    /// Rows passed so far, handed out or not.
    private(set) var position = 0

    /// Begins behind so many rows; they are read again, as they count for the ids of those behind.
    init(
        _ file: OpenFile,
        _ survey: FileSurvey,
        _ recognition: Recognition,
        ofHoldings: Bool,
        behind position: Int,
        limits: CSVLimits
    ) throws(LayoutFailure) {
        (self.file, self.survey, isOfHoldings) = (file, survey, ofHoldings)
        reader = FileReader(file, recognition, survey.context, limits: limits)
        try fill()
        while self.position < position, !isAtEnd {
            if isOfHoldings {
                _ = try takeHolding()
            } else {
                _ = try takeTransaction()
            }
        }
    }

    /// Whether all rows have been handed out.
    var isAtEnd: Bool { next == pending.count }

    /// Whether the file is still what it was.
    var isUnchanged: Bool { file.signature == survey.signature }

    /// The next rows, at most so many.
    mutating func nextTransactions(_ limit: Int) throws(LayoutFailure) -> [TransactionRow] {
        var rows: [TransactionRow] = []
        while rows.count < limit, !isAtEnd {
            if let row = try takeTransaction() { rows.append(row) }
        }
        return rows
    }

    /// The next rows that are wanted, at most so many.
    mutating func nextHoldings(
        _ limit: Int,
        where isWanted: (HoldingRow) -> Bool
    ) throws(LayoutFailure) -> [HoldingRow] {
        var rows: [HoldingRow] = []
        while rows.count < limit, !isAtEnd {
            if let row = try takeHolding(), isWanted(row) { rows.append(row) }
        }
        return rows
    }

    /// The next transaction; `nil` for a record that came already.
    private mutating func takeTransaction() throws(LayoutFailure) -> TransactionRow? {
        guard case .transaction(var row) = pending[next] else { return nil }
        try advance()
        guard case .unique(let id) = identities.identify(row) else { return nil }
        row.transaction.externalID = id
        return row
    }

    /// The next holding, of one that stands in several rows the sum; `nil` for its other rows.
    private mutating func takeHolding() throws(LayoutFailure) -> HoldingRow? {
        guard case .holding(var row) = pending[next] else { return nil }
        try advance()
        if !survey.merged.isEmpty, let sum = survey.merged[row.key] {
            guard handedOut.insert(row.key).inserted else { return nil }
            row = sum
        }
        guard let asOf = survey.statements[row.account]?.asOf else { return nil }
        return row.dated(asOf)
    }

    private mutating func advance() throws(LayoutFailure) {
        (position, next) = (position + 1, next + 1)
        if next == pending.count { try fill() }
    }

    /// Reads on until there is a row of the kind.
    private mutating func fill() throws(LayoutFailure) {
        (pending, next) = ([], 0)
        while pending.isEmpty, !isRead {
            isRead = try !reader.next()
            pending = reader.sink.items.filter { item in
                switch item {
                case .holding: isOfHoldings
                case .transaction: !isOfHoldings
                case .account: false
                }
            }
            reader.sink.items.removeAll(keepingCapacity: true)
            reader.sink.warnings.removeAll()
            // A survey has ruled out faults, unless the file is another one by now.
            guard reader.sink.faults.isEmpty else { throw .faults(reader.sink.faults) }
        }
    }
}
