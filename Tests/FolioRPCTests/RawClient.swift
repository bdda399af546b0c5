import FolioModel
import Glibc

/// A blocking socket that sends and reads whatever a test wants; give it a thread by ``onThread(_:)``.
final class RawClient {
    struct Broken: Error {
        let what: String
    }

    private let descriptor: Int32
    private var unread: [UInt8] = []

    init(_ path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let status = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0 else { throw Broken(what: "connect: \(String(cString: strerror(errno)))") }
        var patience = timeval(tv_sec: 120, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
    }

    deinit { close(descriptor) }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.send(
                    descriptor,
                    buffer.baseAddress.map { $0 + sent },
                    buffer.count - sent,
                    Int32(MSG_NOSIGNAL)
                )
            }
            guard count > 0 else { throw Broken(what: "send: \(String(cString: strerror(errno)))") }
            sent += count
        }
    }

    /// The next line as JSON; `nil` at the end of the stream.
    func answer() throws -> JSONValue? {
        while true {
            if let newline = unread.firstIndex(of: UInt8(ascii: "\n")) {
                let line = Array(unread[..<newline])
                unread.removeSubrange(...newline)
                return try JSONValue(parsing: line)
            }
            var piece = [UInt8](repeating: 0, count: 64 << 10)
            let count = recv(descriptor, &piece, piece.count, 0)
            if count == 0 || (count < 0 && errno == ECONNRESET) { return nil }
            guard count > 0 else { throw Broken(what: "receive: \(String(cString: strerror(errno)))") }
            unread += piece[..<count]
        }
    }

    /// Sends one text and gives the next answer.
    func ask(_ text: String) throws -> JSONValue {
        try send(text)
        guard let answer = try answer() else { throw Broken(what: "closed") }
        return answer
    }

    func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }
}

/// Runs blocking code on a thread of its own, so that it takes none from the code under test.
func onThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    let outcome: Swift.Result<Result, any Error> = await withCheckedContinuation { continuation in
        let work = Work { continuation.resume(returning: Swift.Result(catching: body)) }
        var thread = pthread_t()
        let status = pthread_create(
            &thread,
            nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
                return nil
            },
            Unmanaged.passRetained(work).toOpaque()
        )
        precondition(status == 0, "no thread")
        pthread_detach(thread)
    }
    return try outcome.get()
}

private final class Work: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}
