/// Where a pass over the files stands; opaque to the host.
///
/// `csv3:<digest of the files>:end`, or `csv3:<digest>:<file>:<its hash>:<row>`: the place in the order of names, the
/// first 16 digits of the SHA-256, and how many of its rows have been passed.
enum CSVCursor: Hashable, Sendable, CustomStringConvertible {
    /// All rows of these files have been handed out.
    case end(digest: String)
    /// In the middle of these files.
    case reading(digest: String, file: Int, hash: String, row: Int)

    /// Begins all cursors; another number makes the host read everything again, as another reading of files asks for.
    private static let version = "csv3"

    /// Takes a cursor's text; `nil` for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 3, parts[0] == Self.version else { return nil }
        if parts.count == 3, parts[2] == "end" {
            self = .end(digest: parts[1])
        } else if parts.count == 5, let file = Int(parts[2]), let row = Int(parts[4]), file >= 0, row >= 0 {
            self = .reading(digest: parts[1], file: file, hash: parts[3], row: row)
        } else {
            return nil
        }
    }

    /// The text.
    var description: String {
        switch self {
        case .end(let digest): "\(Self.version):\(digest):end"
        case .reading(let digest, let file, let hash, let row): "\(Self.version):\(digest):\(file):\(hash):\(row)"
        }
    }
}
