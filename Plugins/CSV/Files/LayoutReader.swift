/// Reads the rows of one file in its layout, skipping empty ones.
struct LayoutReader: Sendable {
    let header: CSVHeader
    private var tokenizer: CSVTokenizer<FileSource>

    /// Reads the header.
    ///
    /// - Throws: What is wrong with it.
    init(_ file: OpenFile, limits: CSVLimits) throws(LayoutFailure) {
        tokenizer = CSVTokenizer(FileSource(file), limits: limits)
        let first: CSVRecord?
        do throws(CSVFailure) {
            first = try Self.nextFilled(&tokenizer)
        } catch {
            throw LayoutFailure(error)
        }
        guard let first else {
            throw .faults([CSVFault(1, 1, "the file is empty; its first line names the columns")])
        }
        do throws(CSVHeaderFaults) {
            header = try CSVHeader(first)
        } catch {
            throw .faults(error.faults)
        }
    }

    /// The next row that is not empty; `nil` at the end.
    mutating func next() throws(LayoutFailure) -> CSVRow? {
        do throws(CSVFailure) {
            return try Self.nextFilled(&tokenizer).map { CSVRow($0, header: header) }
        } catch {
            throw LayoutFailure(error)
        }
    }

    private static func nextFilled(_ tokenizer: inout CSVTokenizer<FileSource>) throws(CSVFailure) -> CSVRecord? {
        while let record = try tokenizer.next() {
            if !record.fields.allSatisfy(\.isBlank) { return record }
        }
        return nil
    }

    /// SHA-256 of the file, once its end has been reached.
    var digest: String { tokenizer.byteSource.digest }
}

/// Why a file's rows could not be read on.
enum LayoutFailure: Error, Hashable {
    /// The file is wrong there; never empty.
    case faults([CSVFault])
    /// The bytes could not be had: the system's error number.
    case unreadable(errno: Int32)
    /// Nobody waits for it any more.
    case cancelled

    init(_ failure: CSVFailure) {
        switch failure {
        case .fault(let fault): self = .faults([fault])
        case .unreadable(let errno): self = .unreadable(errno: errno)
        }
    }
}
