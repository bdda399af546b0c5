/// Reads one file in its layout.
struct FileReader: Sendable {
    private var tokenizer: CSVTokenizer<DecodedSource<FileSource>>
    private var rows: any RowReader
    private var record = CSVRecord()
    private let isStrict: Bool
    /// What has been found so far; the caller takes items out.
    var sink: RowSink

    init(_ file: OpenFile, _ recognition: Recognition, _ context: FileContext, limits: CSVLimits) {
        let source = DecodedSource(FileSource(file), encoding: recognition.dialect.encoding)
        tokenizer = CSVTokenizer(source, limits: limits, dialect: recognition.dialect)
        rows = recognition.layout.reader()
        isStrict = recognition.layout.isStrict
        sink = RowSink(context)
    }

    /// Reads on by one row; `false` at the end.
    mutating func next() throws(LayoutFailure) -> Bool {
        do throws(CSVFailure) {
            guard try tokenizer.next(into: &record) else {
                rows.finish(into: &sink)
                return false
            }
        } catch {
            throw LayoutFailure(error)
        }
        if record.isEnded || isWhole {
            rows.read(record, into: &sink)
        } else if isStrict {
            readLastDoubting()
        } else {
            readLast()
        }
        return true
    }

    /// Whether a last line without a line end shows that nothing of it is missing: by the quote that closes its last
    /// field, or the comma behind it.
    private var isWhole: Bool {
        guard record.count >= sink.width, let last = record.spans.last else { return false }
        return last.isQuoted || record.count > sink.width && record.isBlank(record.count - 1)
    }

    /// Takes a last line of folio's own layouts, which people write without its end; what it says is doubtful.
    private mutating func readLastDoubting() {
        let count = sink.items.count
        rows.read(record, into: &sink)
        guard sink.items.count > count else { return }
        let message = "the last line has no end; if the file was cut off, its last figure is not what it was"
        sink.warnings.append(CSVFault(record.line, 1, message))
    }

    /// Takes a last line that may be cut off only where it is no data anyway.
    private mutating func readLast() {
        let before = sink
        rows.read(record, into: &sink)
        guard sink.skipped == before.skipped else { return }
        sink = before
        let message = "the last line has no end, so the file may be cut off; add a line end if it is whole"
        sink.faults.append(CSVFault(record.line, 1, message))
    }

    /// The bytes read so far.
    var bytesRead: Int { tokenizer.byteSource.base.bytesRead }

    /// SHA-256 of the file, once its end has been reached.
    var digest: String { tokenizer.byteSource.base.digest }
}

/// Why a file's rows could not be read on.
enum LayoutFailure: Error, Hashable {
    /// The file is wrong there; never empty.
    case faults([CSVFault])
    /// The bytes are none of the encoding.
    case malformed(CSVFault)
    /// The bytes could not be had: the system's error number.
    case unreadable(errno: Int32)
    /// Nobody waits for it any more.
    case cancelled

    init(_ failure: CSVFailure) {
        switch failure {
        case .fault(let fault): self = .faults([fault])
        case .malformed(let fault): self = .malformed(fault)
        case .unreadable(let errno): self = .unreadable(errno: errno)
        }
    }
}
