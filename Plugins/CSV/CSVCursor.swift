/// Where a pass over the files of a layout stands; opaque to the host.
///
/// `csv1:<digest of the files>:end`, or `csv1:<digest>:<file>:<its hash>:<line>`: the place in the order of names, the
/// first 16 digits of the SHA-256, and the line of the last row handed out.
enum CSVCursor: Hashable, Sendable, CustomStringConvertible {
    /// All rows of these files have been handed out.
    case end(digest: String)
    /// In the middle of these files.
    case reading(digest: String, file: Int, hash: String, line: Int)

    /// Takes a cursor's text; `nil` for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 3, parts[0] == "csv1" else { return nil }
        if parts.count == 3, parts[2] == "end" {
            self = .end(digest: parts[1])
        } else if parts.count == 5, let file = Int(parts[2]), let line = Int(parts[4]), file >= 0, line >= 0 {
            self = .reading(digest: parts[1], file: file, hash: parts[3], line: line)
        } else {
            return nil
        }
    }

    /// The text.
    var description: String {
        switch self {
        case .end(let digest): "csv1:\(digest):end"
        case .reading(let digest, let file, let hash, let line): "csv1:\(digest):\(file):\(hash):\(line)"
        }
    }
}
