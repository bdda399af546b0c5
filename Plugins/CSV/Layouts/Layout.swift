/// Reads the rows of one kind of file.
protocol RowReader: Sendable {
    /// Takes the next row: puts what it comes to into the sink, or counts it as skipped.
    mutating func read(_ record: CSVRecord, into sink: inout RowSink)

    /// Says that there are no more rows.
    mutating func finish(into sink: inout RowSink)
}

extension RowReader {
    mutating func finish(into sink: inout RowSink) {}
}

/// A kind of file: how it is recognised, and who reads it.
struct Layout: Sendable {
    /// Short and stable, such as `schwab.transactions`.
    let id: String
    /// For people, such as `Charles Schwab, transactions`.
    let title: String
    /// Whether a row, among the first of a file, is this layout's header or another sign of it.
    let recognises: @Sendable (CSVRecord) -> Bool
    /// Makes a reader for one file.
    let reader: @Sendable () -> any RowReader
    var delimiter = UInt8(ascii: ",")
    /// `nil`: as found.
    var encoding: TextEncoding?
    /// Whether the text has to be exactly what docs/csv.md describes; else it is taken as brokers write it.
    var isStrict = false
    /// Changes whenever a user's layout is to be read in another way.
    var revision = ""

    init(
        _ id: String,
        _ title: String,
        recognises: @escaping @Sendable (CSVRecord) -> Bool,
        reader: @escaping @Sendable () -> any RowReader
    ) {
        (self.id, self.title, self.recognises, self.reader) = (id, title, recognises, reader)
    }

    /// A layout known by the header of one of its tables.
    init(
        _ id: String,
        _ title: String,
        headers shapes: [TableShape],
        reader: @escaping @Sendable () -> any RowReader
    ) {
        let recognises: @Sendable (CSVRecord) -> Bool = { record in
            shapes.contains { CSVHeader(record, shape: $0) != nil }
        }
        self.init(id, title, recognises: recognises, reader: reader)
    }

    /// A kind of file that is known and not taken; why.
    init(
        refused id: String,
        _ title: String,
        _ message: String,
        recognises: @escaping @Sendable (CSVRecord) -> Bool
    ) {
        self.init(id, title, recognises: recognises) { RefusedReader(message: message) }
    }

    /// Brokers' layouts: the first that knows a row counts.
    static let brokers: [Layout] =
        SchwabLayouts.all + FidelityLayouts.all + VanguardLayout.all + RobinhoodLayout.all + IBKRLayouts.all
        + ETradeLayouts.all + CoinbaseLayout.all
}

extension CSVFault {
    /// Positions that no total closes.
    static let noTotal = CSVFault(1, 1, "no total closes the positions, so the file may be cut off")
}

/// Says with the first row why the file is not taken.
private struct RefusedReader: RowReader {
    let message: String
    private var hasSaid = false

    init(message: String) { self.message = message }

    mutating func read(_ record: CSVRecord, into sink: inout RowSink) {
        if !hasSaid { sink.faults.append(CSVFault(record.line, 1, message)) }
        (hasSaid, sink.skipped) = (true, sink.skipped + 1)
    }
}

/// Which layout a file has.
struct Recognition: Sendable {
    /// Rows among which a header must stand.
    static let maximumRows = 30

    let layout: Layout
    let dialect: CSVDialect

    /// Looks at the first rows.
    ///
    /// - Throws: What is wrong with a file of no layout.
    init(_ file: OpenFile, users layouts: [Layout], limits: CSVLimits) throws(LayoutFailure) {
        let head: [UInt8]
        var source = FileSource(file)
        do throws(CSVFailure) { head = try source.nextChunk() } catch { throw LayoutFailure(error) }
        var dialect = CSVDialect()
        (dialect.isLenient, dialect.encoding) = (true, TextEncoding(detecting: head))
        let rows = Self.firstRows(file, dialect, limits)
        let first = rows.first { !$0.isBlank }
        let own = first.flatMap(OwnLayouts.layout)
        if let broker = Layout.brokers.first(where: { rows.contains(where: $0.recognises) }) {
            self.init(broker, encoding: dialect.encoding)
        } else if let own, let first, OwnLayouts.isHeader(first) {
            self.init(own, encoding: dialect.encoding)
        } else if let (layout, encoding) = Self.userLayout(layouts, file, dialect, limits) {
            self.init(layout, encoding: encoding)
        } else if let own {
            self.init(own, encoding: dialect.encoding)
        } else {
            let message = first == nil ? "the file is empty; its first line names the columns" : Self.unknown
            throw .faults([CSVFault(first?.line ?? 1, 1, message)])
        }
    }

    /// Takes the layout's file in that encoding.
    init(_ layout: Layout, encoding: TextEncoding) {
        var dialect = CSVDialect()
        (dialect.delimiter, dialect.encoding) = (layout.delimiter, encoding)
        dialect.isLenient = !layout.isStrict
        (self.layout, self.dialect) = (layout, dialect)
    }

    /// A layout of the user's whose header stands among the first rows.
    private static func userLayout(
        _ layouts: [Layout],
        _ file: OpenFile,
        _ dialect: CSVDialect,
        _ limits: CSVLimits
    ) -> (Layout, TextEncoding)? {
        for layout in layouts {
            var dialect = dialect
            (dialect.delimiter, dialect.encoding) = (layout.delimiter, layout.encoding ?? dialect.encoding)
            if firstRows(file, dialect, limits).contains(where: layout.recognises) { return (layout, dialect.encoding) }
        }
        return nil
    }

    /// The first rows, as far as they can be read; what is wrong further on, the reading of the layout finds.
    private static func firstRows(_ file: OpenFile, _ dialect: CSVDialect, _ limits: CSVLimits) -> [CSVRecord] {
        var rows: [CSVRecord] = []
        let source = DecodedSource(FileSource(file), encoding: dialect.encoding)
        var tokenizer = CSVTokenizer(source, limits: limits, dialect: dialect)
        do throws(CSVFailure) {
            while rows.count < maximumRows, let row = try tokenizer.next() { rows.append(row) }
        } catch {
            guard case .malformed = error, dialect.encoding == .utf8 else { return rows }
            var other = dialect
            other.encoding = .latin1
            return firstRows(file, other, limits)
        }
        return rows
    }

    private static let unknown: String = {
        let own = OwnLayout.allCases.map { "\($0.rawValue) (\($0.required.map(\.name).joined(separator: ",")))" }
        return "no line here names the columns of a known layout; folio's own: " + own.joined(separator: ", ")
            + "; and exports of " + Broker.all.map(\.title).joined(separator: ", ")
    }()
}
