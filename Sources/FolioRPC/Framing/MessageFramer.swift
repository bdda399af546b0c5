/// Cuts a stream of bytes into JSON values, whatever pieces it comes in.
///
/// Values need nothing between them; white space there is passed over. Each byte is looked at once. After a fault
/// everything up to the next newline is passed over.
package struct MessageFramer {
    /// What the stream holds next.
    package enum Event: Hashable {
        /// One whole value.
        case message([UInt8])
        /// Text that is not JSON or not UTF-8.
        case malformed
        /// A value nested too deep.
        case tooDeep
        /// A value that is too long.
        case tooLong
        /// No newline came for too long after a fault: where the next value starts is not known any more.
        case lost
    }

    private enum Mode {
        case between, inside, lost
        case skipping(passed: Int)
    }

    /// A buffer larger than this is given back when it is empty.
    static let keptCapacity = 64 << 10

    private let messageLimit: Int
    private let depthLimit: Int
    private var bytes: [UInt8] = []
    private var start = 0
    private var cursor = 0
    private var mode = Mode.between
    private var syntax: JSONSyntax

    /// Makes a framer of values of at most that many bytes and that many levels.
    package init(messageBytes: Int, depth: Int) {
        messageLimit = messageBytes
        depthLimit = depth
        syntax = JSONSyntax(depthLimit: depth)
    }

    /// Bytes held at the moment.
    package var heldBytes: Int { bytes.count - start }

    /// Memory held at the moment, in bytes, where it is more than is kept anyway.
    var heldMemory: Int { bytes.capacity > Self.keptCapacity ? bytes.capacity : 0 }

    /// Takes what came in; after ``Event/lost`` nothing is held any more.
    package mutating func append(_ piece: UnsafeRawBufferPointer) {
        if case .lost = mode { return }
        discardUsed()
        bytes.append(contentsOf: piece)
    }

    /// The next event; `nil` where more bytes are needed.
    package mutating func next() -> Event? {
        while true {
            switch mode {
            case .lost: return nil
            case .skipping(let passed):
                if skip(passed: passed) { continue }
                if case .lost = mode { return .lost }
                return nil
            case .between:
                guard findStart() else {
                    discardUsed()
                    return nil
                }
            case .inside: return follow()
            }
        }
    }

    /// The last event when no more bytes come: a number that ends there, or a value cut off.
    package mutating func finish() -> Event? {
        guard case .inside = mode else { return nil }
        mode = .lost
        return syntax.isCompleteAtEnd ? .message(Array(bytes[start...])) : .malformed
    }

    private mutating func discardUsed() {
        if start == bytes.count {
            bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptCapacity)
        } else if start > bytes.count / 2 {
            bytes.removeSubrange(..<start)
        } else {
            return
        }
        cursor -= start
        start = 0
    }

    private mutating func findStart() -> Bool {
        while cursor < bytes.count {
            switch bytes[cursor] {
            case 0x20, 0x09, 0x0A, 0x0D: cursor += 1
            default:
                start = cursor
                syntax.restart()
                mode = .inside
                return true
            }
        }
        start = cursor
        return false
    }

    private mutating func follow() -> Event? {
        let from = cursor
        var scanner = JSONSyntax(depthLimit: depthLimit)
        swap(&scanner, &syntax)
        // One byte past the limit tells that a value is too long, however much came at once.
        let window = min(bytes.count, start + messageLimit + 1)
        let outcome = bytes.withUnsafeBufferPointer { bytes in
            scanner.scan(UnsafeBufferPointer(rebasing: bytes[..<window]), from: from)
        }
        swap(&scanner, &syntax)
        switch outcome {
        case .more:
            cursor = window
            return cursor - start > messageLimit ? fault(.tooLong, at: cursor) : nil
        case .complete(let end):
            guard end - start <= messageLimit else { return fault(.tooLong, at: end) }
            let message = Array(bytes[start..<end])
            guard !syntax.hasHighBytes || UTF8Check.isValid(message) else { return fault(.malformed, at: end) }
            (start, cursor, mode) = (end, end, .between)
            return .message(message)
        case .malformed(let offset): return fault(.malformed, at: offset)
        case .tooDeep(let offset): return fault(.tooDeep, at: offset)
        }
    }

    private mutating func fault(_ event: Event, at offset: Int) -> Event {
        (start, cursor, mode) = (offset, offset, .skipping(passed: 0))
        return event
    }

    /// Passes over bytes up to the next newline; whether it is there.
    private mutating func skip(passed: Int) -> Bool {
        let window = min(bytes.count, cursor + messageLimit - passed + 1)
        if let newline = bytes[cursor..<window].firstIndex(of: 0x0A) {
            (start, cursor, mode) = (newline + 1, newline + 1, .between)
            return true
        }
        let total = passed + window - cursor
        (start, cursor) = (bytes.count, bytes.count)
        mode = total > messageLimit ? .lost : .skipping(passed: total)
        return false
    }
}
