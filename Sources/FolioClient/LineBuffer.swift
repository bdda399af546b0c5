/// Cuts a stream into lines; each byte is looked at once.
struct LineBuffer {
    private let maximumBytes: Int
    private var rest: [UInt8] = []

    init(maximumBytes: Int) { self.maximumBytes = maximumBytes }

    /// Takes a piece and hands over each line that it completes, without its newline; empty lines are left out.
    mutating func append(
        _ piece: ArraySlice<UInt8>,
        _ take: ([UInt8]) throws(FolioClientError) -> Void
    ) throws(FolioClientError) {
        var piece = piece
        while let newline = piece.firstIndex(of: UInt8(ascii: "\n")) {
            rest += piece[..<newline]
            piece = piece[(newline + 1)...]
            let line = rest
            rest.removeAll(keepingCapacity: line.count <= ClientSession.pieceBytes)
            if !line.isEmpty { try take(line) }
        }
        rest += piece
        guard rest.count <= maximumBytes else { throw .protocolViolation("a line is too long") }
    }
}
