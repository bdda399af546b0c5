/// Cuts a stream of bytes into lines without ever holding more than one line.
///
/// A CR before the LF belongs to the line's end; empty lines are skipped.
package struct LineFramer: Sendable {
    /// What happens to a line that is longer than the limit.
    package enum Overflow: Hashable, Sendable {
        /// All of it is dropped, and reported.
        case discard
        /// Its first part is a line, the rest of it is dropped.
        case cut
    }

    /// One step of the stream.
    package enum Frame: Hashable, Sendable {
        /// A whole line without its end.
        case line([UInt8])
        /// A line that was too long and is gone.
        case oversized
    }

    /// Bytes of a line; a lower one holds for the line that is being read, too.
    package var limit: Int
    private let overflow: Overflow
    private var line: [UInt8] = []
    /// Whether the rest of a line that was too long is being dropped.
    package private(set) var isSkipping = false

    /// Makes a framer for lines of at most so many bytes.
    package init(limit: Int, overflow: Overflow = .discard) {
        self.limit = limit
        self.overflow = overflow
    }

    /// Takes what came in, and returns the lines that it completes, in order.
    package mutating func frames(adding bytes: ArraySlice<UInt8>) -> [Frame] {
        var frames: [Frame] = []
        var rest = bytes
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            take(rest[..<end], into: &frames)
            finishLine(into: &frames)
            rest = rest[(end + 1)...]
        }
        take(rest, into: &frames)
        return frames
    }

    /// Takes what came in; see ``frames(adding:)-(ArraySlice<UInt8>)``.
    package mutating func frames(adding bytes: [UInt8]) -> [Frame] { frames(adding: bytes[...]) }

    /// Returns what stood at the end of the stream without an LF.
    package mutating func lastFrames() -> [Frame] {
        var frames: [Frame] = []
        finishLine(into: &frames)
        return frames
    }

    private mutating func take(_ bytes: ArraySlice<UInt8>, into frames: inout [Frame]) {
        guard !isSkipping else { return }
        // One byte more than the limit may be the CR of the line's end.
        line.append(contentsOf: bytes.prefix(max(limit + 2 - line.count, 0)))
        guard line.count > limit + 1 else { return }
        overflowed(into: &frames)
        isSkipping = true
    }

    private mutating func overflowed(into frames: inout [Frame]) {
        switch overflow {
        case .discard: frames.append(.oversized)
        case .cut: frames.append(.line(Array(line.prefix(limit))))
        }
        line = []
    }

    private mutating func finishLine(into frames: inout [Frame]) {
        defer {
            line = []
            isSkipping = false
        }
        guard !isSkipping else { return }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        guard !line.isEmpty else { return }
        if line.count > limit {
            overflowed(into: &frames)
        } else {
            frames.append(.line(line))
        }
    }
}
