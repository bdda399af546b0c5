import Dispatch
import FolioModel
import Glibc
import Testing

/// A client that sends bytes as they are, and reads only when it is told to.
final class RawClient: Sendable {
    /// The longest wait for a line.
    private static let readBound = 60

    private let descriptor: Int32

    init(_ place: DaemonPlace) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        try #require(descriptor >= 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(place.socket.utf8)) }
        let status = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(status == 0, "\(String(cString: strerror(errno)))")
        var wait = timeval(tv_sec: Self.readBound, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    /// A request's line.
    static func request(_ method: String, _ params: String = "{}", id: Int = 1) -> [UInt8] {
        Array("{\"jsonrpc\":\"2.0\",\"id\":\(id),\"method\":\"\(method)\",\"params\":\(params)}\n".utf8)
    }

    /// Sends everything, or as much as the daemon takes before it hangs up.
    func send(_ bytes: [UInt8]) async {
        await Self.offPool { [descriptor] in
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
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                sent += count
            }
        }
    }

    /// Reads so many lines; fewer where the daemon hangs up before.
    func lines(_ count: Int) async throws -> [JSONValue] {
        let bytes = await Self.offPool { [descriptor] in
            var bytes: [UInt8] = []
            var newlines = 0
            var buffer = [UInt8](repeating: 0, count: 64 << 10)
            while newlines < count {
                let length = recv(descriptor, &buffer, buffer.count, 0)
                if length < 0, errno == EINTR { continue }
                guard length > 0 else { break }
                newlines += buffer[..<length].count { $0 == UInt8(ascii: "\n") }
                bytes += buffer[..<length]
            }
            return bytes
        }
        return try bytes.split(separator: UInt8(ascii: "\n")).map { try JSONValue(parsing: Array($0)) }
    }

    /// Whether the daemon has hung up.
    var isHungUp: Bool {
        var watched = pollfd(fd: descriptor, events: 0, revents: 0)
        return poll(&watched, 1, 0) == 1 && Int32(watched.revents) & Int32(POLLHUP) != 0
    }

    private static func offPool<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: body()) }
        }
    }
}
