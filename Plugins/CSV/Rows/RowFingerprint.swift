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
        (high, low) = SHA256.prefix(of: bytes)
    }

    /// Hashes what a row says.
    init(of parts: RowParts) { (high, low) = SHA256.prefix(of: parts.bytes) }

    /// Appends 32 hexadecimal digits.
    func append(to text: inout [UInt8]) {
        for half in [high, low] {
            for shift in stride(from: 60, through: 0, by: -4) {
                let digit = UInt8(truncatingIfNeeded: half >> UInt64(shift)) & 15
                text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
    }

    /// 32 hexadecimal digits.
    var text: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// What a row says, part by part, as bytes that no other parts have.
///
/// Texts have their length before them, figures are 16 bytes, and what is missing is told from what is empty.
struct RowParts: Sendable {
    private(set) var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(256) }

    mutating func add(_ text: String?) {
        guard let text else { return bytes.append(0) }
        bytes.append(1)
        append(UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    mutating func add(_ figure: (some FixedPoint)?) {
        guard let figure else { return bytes.append(0) }
        bytes.append(2)
        append(UInt64(truncatingIfNeeded: figure.raw))
        append(UInt64(truncatingIfNeeded: figure.raw >> 64))
    }

    mutating func add(_ day: Day) {
        bytes.append(3)
        append(UInt64(UInt32(bitPattern: day.number)))
    }

    private mutating func append(_ number: UInt64) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }
}

/// Gives the rows of one file their external ids, in order.
///
/// A row with an id has `account/id`. A row without has its date and a hash of its content, and a count from the second
/// equal row on, so that equal rows of a day are all kept and reading the file again finds the same ids. The date stands
/// first so that rows near each other in a file are near each other in the store, too. Of a file's rows only
/// 64 bits each are kept: that two different ones share them is one chance in ten million for the longest file.
struct TransactionIdentities: Sendable {
    /// By their first six bits, so that of all that is kept no more than a part is ever moved to more room.
    private var contents = [Set<UInt64>](repeating: [], count: 64)
    /// How often a content came, from the second time on.
    private var repeats: [UInt64: UInt32] = [:]
    /// By stated id: the line where it stands, or in a broker's file what its row says.
    private var stated: [UInt64: UInt64] = [:]

    /// The row's external id; the line of an earlier row with the same stated id instead, where there is one.
    mutating func identify(_ row: TransactionRow) -> Identity {
        guard let id = row.id else {
            let fingerprint = row.fingerprint
            let shelf = Int(fingerprint.high >> 58)
            guard !contents[shelf].insert(fingerprint.high).inserted else { return .unique(Self.id(row, fingerprint)) }
            let count = repeats[fingerprint.high, default: 1] + 1
            repeats[fingerprint.high] = count
            return .unique(Self.id(row, fingerprint) + ".\(count)")
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

    private static func id(_ row: TransactionRow, _ fingerprint: RowFingerprint) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(48)
        text.append(contentsOf: "row:".utf8)
        text.append(contentsOf: row.transaction.date.description.utf8)
        text.append(UInt8(ascii: ":"))
        fingerprint.append(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// What ``identify(_:)`` found.
    enum Identity: Hashable, Sendable {
        case unique(String)
        case repeated(line: Int)
    }
}
