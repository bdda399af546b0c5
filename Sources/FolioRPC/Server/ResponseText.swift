import FolioModel
import NIOCore

/// The bytes of answers and notifications.
enum ResponseText {
    private static let head = Array(#"{"jsonrpc":"2.0","id":"#.utf8)
    private static let result = Array(#","result":"#.utf8)
    private static let error = Array(#","error":"#.utf8)
    private static let notificationHead = Array(#"{"jsonrpc":"2.0","method":"#.utf8)
    private static let params = Array(#","params":"#.utf8)
    private static let newline = UInt8(ascii: "\n")
    private static let end = UInt8(ascii: "}")

    /// The bytes of an answer beside its id and payload, at most.
    static let overhead = 64

    /// An answer without the newline.
    static func answer(id: ArraySlice<UInt8>, _ outcome: RPCConnection.Outcome) -> [UInt8] {
        let (key, payload) = parts(outcome)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(overhead + id.count + payload.count)
        bytes += head
        bytes += id
        bytes += key
        bytes += payload
        bytes.append(end)
        return bytes
    }

    /// An answer as a line, straight into a buffer.
    static func line(
        id: ArraySlice<UInt8>,
        _ outcome: RPCConnection.Outcome,
        allocator: ByteBufferAllocator
    ) -> ByteBuffer {
        let (key, payload) = parts(outcome)
        let count = head.count + id.count + key.count + payload.count + 2
        var buffer = allocator.buffer(capacity: count)
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { target in
            var length = 0
            put(head[...], into: target, &length)
            put(id, into: target, &length)
            put(key[...], into: target, &length)
            put(payload[...], into: target, &length)
            target[length] = end
            target[length + 1] = newline
            return count
        }
        return buffer
    }

    private static func put(_ bytes: ArraySlice<UInt8>, into target: UnsafeMutableRawBufferPointer, _ length: inout Int)
    {
        bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: target[length...]).copyMemory(from: $0) }
        length += bytes.count
    }

    /// A notification as a line.
    static func notification(method: String, params payload: [UInt8]) -> [UInt8] {
        notificationHead + method.json + params + payload + [end, newline]
    }

    private static func parts(_ outcome: RPCConnection.Outcome) -> (key: [UInt8], payload: [UInt8]) {
        switch outcome {
        case .success(let json): (result, json)
        case .failure(let failure): (error, failure.wire.json)
        }
    }
}
