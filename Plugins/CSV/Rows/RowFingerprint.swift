import FolioCrypto
import FolioModel

/// The first 128 bits of a SHA-256.
struct RowFingerprint: Hashable, Sendable {
    /// The first half, which alone tells the rows of a file apart.
    let high: UInt64
    private let low: UInt64

    /// Hashes the parts, each with its length before it.
    init(of parts: [String]) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(parts.reduce(0) { $0 + $1.utf8.count + 4 })
        for part in parts {
            bytes.append(contentsOf: String(part.utf8.count).utf8)
            bytes.append(UInt8(ascii: ":"))
            bytes.append(contentsOf: part.utf8)
        }
        var hash = SHA256()
        hash.update(bytes)
        let digest = hash.digest
        high = digest[..<8].reduce(0) { $0 << 8 | UInt64($1) }
        low = digest[8..<16].reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// 32 hexadecimal digits.
    var text: String {
        String(unsafeUninitializedCapacity: 32) { buffer in
            for index in 0..<32 {
                let half = index < 16 ? high : low
                let digit = UInt8(truncatingIfNeeded: half >> UInt64((15 - index % 16) * 4)) & 15
                buffer[index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
            }
            return 32
        }
    }
}

/// Gives the rows of one file their external ids, in order.
///
/// A row with an id has `account/id`. A row without has a hash of its content, and a count from the second equal row
/// on, so that equal rows of a day are all kept and reading the file again finds the same ids. Of a file's rows only
/// 64 bits each are kept: that two different ones share them is one chance in ten million for the longest file.
struct TransactionIdentities: Sendable {
    private var contents: Set<UInt64> = []
    /// How often a content came, from the second time on.
    private var repeats: [UInt64: UInt32] = [:]
    /// By stated id: the line where it stands, or in a broker's file what its row says.
    private var stated: [UInt64: UInt64] = [:]

    /// The row's external id; the line of an earlier row with the same stated id instead, where there is one.
    mutating func identify(_ row: TransactionRow) -> Identity {
        guard let id = row.id else {
            let fingerprint = row.fingerprint
            guard !contents.insert(fingerprint.high).inserted else { return .unique("row:" + fingerprint.text) }
            let count = repeats[fingerprint.high, default: 1] + 1
            repeats[fingerprint.high] = count
            return .unique("row:\(fingerprint.text).\(count)")
        }
        let account = row.transaction.account
        var count = 1
        // Brokers use one id for several records: another content makes another record, the same content none.
        let content = row.words == nil ? UInt64(row.line) : row.fingerprint.high
        while true {
            let parts = count == 1 ? ["id", account, id] : ["id", account, id, String(count)]
            let key = RowFingerprint(of: parts).high
            guard let known = stated[key] else {
                stated[key] = content
                return .unique("\(account)/\(id)" + (count == 1 ? "" : ".\(count)"))
            }
            if row.words == nil { return .repeated(line: Int(known)) }
            if known == content { return .repeated(line: row.line) }
            count += 1
        }
    }

    /// What ``identify(_:)`` found.
    enum Identity: Hashable, Sendable {
        case unique(String)
        case repeated(line: Int)
    }
}
