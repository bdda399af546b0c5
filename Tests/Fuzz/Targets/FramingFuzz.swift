import FolioModel
import FolioRPC

/// The framer's promise: the same events, whatever pieces the bytes come in, and nothing held beyond its limit.
enum FramingFuzz {
    private static let messageBytes = 512
    private static let depth = 8

    /// The first byte says how long the pieces are, the rest is the stream.
    static func run(_ bytes: [UInt8]) throws(FuzzFinding) {
        guard let first = bytes.first else { return }
        let stream = bytes.dropFirst()
        let whole = try events(of: stream, piece: max(1, stream.count))
        guard try events(of: stream, piece: Int(first % 16) + 1) == whole else {
            throw FuzzFinding("the events depend on the pieces")
        }
        for case .message(let message) in whole { try look(at: message) }
    }

    private static func events(of stream: ArraySlice<UInt8>, piece: Int) throws(FuzzFinding) -> [MessageFramer.Event] {
        var framer = MessageFramer(messageBytes: messageBytes, depth: depth)
        var events: [MessageFramer.Event] = []
        var rest = stream
        while !rest.isEmpty {
            Array(rest.prefix(piece)).withUnsafeBytes { framer.append($0) }
            rest = rest.dropFirst(piece)
            while let event = framer.next() { events.append(event) }
            guard framer.heldBytes <= messageBytes else { throw FuzzFinding("\(framer.heldBytes) bytes are held") }
        }
        if let last = framer.finish() { events.append(last) }
        return events
    }

    /// A message is JSON by the strict reader, or has a fault that only that one looks for; a request gives its id back.
    private static func look(at message: [UInt8]) throws(FuzzFinding) {
        let value = try? JSONValue(parsing: message)
        guard let request = try? RequestEnvelope(message), let value else { return }
        guard value["method"]?.string == request.method else { throw FuzzFinding("the method is another") }
        let id = request.id.flatMap { try? JSONValue(parsing: Array($0)) }
        guard id == value["id"] else { throw FuzzFinding("the id is another") }
    }
}
