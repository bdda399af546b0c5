/// folio's own layouts: exact, so that whoever writes them learns of every slip.
enum OwnLayouts {
    /// The layout whose columns the row names, even if not without faults; `nil` where it is none of them.
    static func layout(_ record: CSVRecord) -> Layout? {
        CSVHeader.ownLayout(of: record).map { kind in
            var layout = Layout(
                "folio." + kind.rawValue,
                "folio, " + kind.rawValue,
                recognises: { CSVHeader.ownLayout(of: $0) == kind },
                reader: { OwnReader(kind) }
            )
            layout.isStrict = true
            return layout
        }
    }

    /// Whether the row is a header without faults.
    static func isHeader(_ record: CSVRecord) -> Bool {
        guard let kind = CSVHeader.ownLayout(of: record) else { return false }
        return (try? CSVHeader(record, own: kind)) != nil
    }
}

private struct OwnReader: RowReader {
    private let kind: OwnLayout
    private var header: CSVHeader?
    private var isRefused = false
    private var securities = KnownSecurities()

    init(_ kind: OwnLayout) { self.kind = kind }

    mutating func read(_ record: CSVRecord, into sink: inout RowSink) {
        guard !record.isBlank, !isRefused else { return sink.skipped += 1 }
        guard let header else { return readHeader(record, into: &sink) }
        var row = CSVRow(record, header: header)
        row.checkFields()
        switch kind {
        case .holdings: if let item = HoldingRow(&row) { sink.items.append(.holding(item)) }
        case .transactions:
            if let item = TransactionRow(&row, known: &securities) { sink.items.append(.transaction(item)) }
        case .accounts: if let item = AccountRow(&row) { sink.items.append(.account(item)) }
        }
        _ = sink.takeFaults(of: row)
    }

    private mutating func readHeader(_ record: CSVRecord, into sink: inout RowSink) {
        if sink.context.account != nil {
            sink.faults.append(CSVFault(record.line, 1, "this layout names its accounts itself; none can be given"))
        }
        do throws(CSVFaults) {
            let header = try CSVHeader(record, own: kind)
            (self.header, sink.width) = (header, header.count)
        } catch {
            (isRefused, sink.faults) = (true, sink.faults + error.faults)
        }
    }
}
