import FolioAdapterKit
import Glibc
import Synchronization

/// A small HTTP/1.1 server on 127.0.0.1: one thread accepts, one thread a connection, canned answers.
final class HTTPLoopbackServer: Sendable {
    /// A request as it came over the wire.
    struct Received: Sendable {
        var head = ""
        var body: [UInt8] = []
        /// Which connection it came on, from 0.
        var connection = 0

        /// The request line's second word.
        var target: String { String(head.split(separator: " ").dropFirst().first ?? "") }

        /// The value of a header, whatever its case.
        func header(_ name: String) -> String? {
            for line in head.split(whereSeparator: \.isNewline).dropFirst() {
                let parts = line.split(separator: ":", maxSplits: 1)
                guard parts.count == 2, parts[0].lowercased() == name.lowercased() else { continue }
                return parts[1].drop { $0 == " " }.description
            }
            return nil
        }
    }

    /// What the server does with a request: bytes to send, or nothing at all while the client waits.
    enum Reaction: Sendable {
        case answer(String)
        case silence
        case hangUp
    }

    private struct State {
        var received: [Received] = []
        var connections: [Int32] = []
    }

    /// The port it listens on.
    let port: UInt16
    private let listener: Int32
    private let state = Mutex(State())
    private let react: @Sendable (Received) -> Reaction

    init(_ react: @escaping @Sendable (Received) -> Reaction) throws {
        self.react = react
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = listener
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(socket, pointer, length) + listen(socket, 64) + getsockname(socket, pointer, &length)
            }
        }
        guard status == 0 else { throw HTTPFailure(.cannotConnect, "no socket") }
        port = UInt16(bigEndian: address.sin_port)
        thread { self.accept() }
    }

    /// The server's address with a path.
    func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

    /// What has been received, in order.
    var received: [Received] { state.withLock { $0.received } }

    /// Ends all threads.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        for connection in state.withLock({ $0.connections }) { shutdown(connection, Int32(SHUT_RDWR)) }
    }

    /// An answer of a status with headers and a body.
    static func response(_ status: String = "200 OK", _ headers: [String] = [], body: String = "") -> Reaction {
        let lines = ["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)"] + headers
        return .answer(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }

    private func thread(_ body: @escaping @Sendable () -> Void) {
        final class Work: Sendable {
            let body: @Sendable () -> Void
            init(_ body: @escaping @Sendable () -> Void) { self.body = body }
        }
        var thread = pthread_t()
        let work = Unmanaged.passRetained(Work(body)).toOpaque()
        pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            },
            work
        )
        pthread_detach(thread)
    }

    private func accept() {
        while true {
            let connection = Glibc.accept(listener, nil, nil)
            guard connection >= 0 else { break }
            let number = state.withLock { state in
                state.connections.append(connection)
                return state.connections.count - 1
            }
            thread { self.serve(connection, number) }
        }
        close(listener)
    }

    private func serve(_ connection: Int32, _ number: Int) {
        var buffer: [UInt8] = []
        while let request = read(connection, &buffer, number) {
            state.withLock { $0.received.append(request) }
            switch react(request) {
            case .answer(let text):
                let bytes = Array(text.utf8)
                var sent = 0
                while sent < bytes.count {
                    let count = bytes[sent...].withUnsafeBytes {
                        send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                    }
                    guard count > 0 else { return }
                    sent += count
                }
            case .silence: break
            case .hangUp:
                shutdown(connection, Int32(SHUT_RDWR))
                return
            }
        }
    }

    /// The next request, `nil` at the end of the connection.
    private func read(_ connection: Int32, _ buffer: inout [UInt8], _ number: Int) -> Received? {
        while true {
            if let request = Self.take(&buffer, number) { return request }
            var chunk = [UInt8](repeating: 0, count: 65_536)
            let count = recv(connection, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            buffer += chunk[..<count]
        }
    }

    private static func take(_ buffer: inout [UInt8], _ number: Int) -> Received? {
        let text = String(decoding: buffer, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n") else { return nil }
        var request = Received()
        request.head = String(text[..<end.lowerBound])
        request.connection = number
        let start = request.head.utf8.count + 4
        let length = request.header("content-length").flatMap { Int($0) } ?? 0
        guard buffer.count >= start + length else { return nil }
        request.body = Array(buffer[start..<(start + length)])
        buffer.removeFirst(start + length)
        return request
    }
}

extension String {
    /// Where another text first stands; the standard library alone has no such search.
    fileprivate func range(of other: String) -> Range<String.Index>? {
        var start = utf8.startIndex
        let wanted = Array(other.utf8)
        while let candidate = utf8[start...].firstIndex(of: wanted[0]) {
            if utf8[candidate...].starts(with: wanted) {
                return candidate..<utf8.index(candidate, offsetBy: wanted.count)
            }
            start = utf8.index(after: candidate)
        }
        return nil
    }
}
