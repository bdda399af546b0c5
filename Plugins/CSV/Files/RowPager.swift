import FolioModel

/// Hands out the rows of a surveyed file page by page.
struct RowPager: Sendable {
    private let file: OpenFile
    private let survey: FileSurvey
    private let isOfHoldings: Bool
    private var reader: FileReader
    private var identities = TransactionIdentities()
    /// Rows of one line of the file, the first one last.
    private var pending: [CSVItem] = []
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
            if isOfHoldings { _ = try takeHolding() } else { _ = try takeTransaction() }
        }
    }

    /// Whether all rows have been handed out.
    var isAtEnd: Bool { pending.isEmpty }

    /// Whether the file is still what it was.
    var isUnchanged: Bool { file.signature == survey.signature }

    /// The next row; `nil` at the end.
    mutating func nextTransaction() throws(LayoutFailure) -> TransactionRow? {
        while !isAtEnd {
            if let row = try takeTransaction() { return row }
        }
        return nil
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

    /// The next transaction; `nil` for another item, and for a record that came already.
    private mutating func takeTransaction() throws(LayoutFailure) -> TransactionRow? {
        guard case .transaction(var row) = try take(),
            case .unique(let id) = identities.identify(row)
        else { return nil }
        row.transaction.externalID = id
        return row
    }

    /// The next holding, of one that stands in several rows the sum; `nil` for its other rows, and for another item.
    private mutating func takeHolding() throws(LayoutFailure) -> HoldingRow? {
        guard case .holding(var row) = try take() else { return nil }
        if !survey.merged.isEmpty, let sum = survey.merged[row.key] {
            guard handedOut.insert(row.key).inserted else { return nil }
            row = sum
        }
        return survey.statements[row.account]?.asOf.map(row.dated)
    }

    private mutating func take() throws(LayoutFailure) -> CSVItem? {
        let item = pending.popLast()
        position += 1
        if pending.isEmpty { try fill() }
        return item
    }

    /// Reads on until there is a row.
    private mutating func fill() throws(LayoutFailure) {
        while pending.isEmpty, !isRead {
            isRead = try !reader.next()
            swap(&pending, &reader.sink.items)
            if pending.count > 1 { pending.reverse() }
            if !reader.sink.warnings.isEmpty { reader.sink.warnings = [] }
            // A survey has ruled out faults, unless the file is another one by now.
            guard reader.sink.faults.isEmpty else { throw .faults(reader.sink.faults) }
        }
    }
}
