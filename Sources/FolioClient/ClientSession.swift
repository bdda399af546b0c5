import FolioModel
import Glibc
import Synchronization

/// The socket of a client, its thread, and the calls that wait for answers.
final class ClientSession: Sendable {
    typealias Outcome = Result<JSONValue, FolioClientError>

    private struct Call {
        let deadline: ContinuousClock.Instant?
        let resume: @Sendable (Outcome) -> Void
    }

    private struct State {
        var nextNumber = 1
        var calls: [Int: Call] = [:]
        var reserved: Set<Int> = []
        var unsent: [UInt8] = []
        var isClosed = false
    }

    /// Requests that may wait to be sent, in bytes.
    static let maximumUnsentBytes = 8 << 20

    /// The longest line a daemon may send.
    static let maximumLineBytes = 64 << 20

    /// Bytes read at a time.
    static let pieceBytes = 64 << 10

    private let descriptor: Int32
    private let wakeUp: Int32
    private let wakeUpSender: Int32
    private let state = Mutex(State())
    private let onNotification: @Sendable (FolioNotification?) -> Void

    /// Connects; notifications are handed over as they come, and `nil` at the end.
    init(path: String, onNotification: @escaping @Sendable (FolioNotification?) -> Void) throws(FolioClientError) {
        descriptor = try Self.connect(path)
        var pair: [Int32] = [-1, -1]
        let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        let status = socketpair(AF_UNIX, Int32(kind), 0, &pair)
        (wakeUp, wakeUpSender) = (pair[0], pair[1])
        self.onNotification = onNotification
        guard status == 0 else {
            let reason = String(cString: strerror(errno))
            Glibc.close(descriptor)
            throw .unreachable(path: path, reason: reason)
        }
    }

    deinit {
        Glibc.close(descriptor)
        Glibc.close(wakeUp)
        Glibc.close(wakeUpSender)
    }

    /// Starts the thread; it keeps the session until the connection ends.
    func start() {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()
        let status = pthread_create(&thread, nil, Self.threadBody, context)
        if status == 0 {
            pthread_detach(thread)
        } else {
            Unmanaged<ClientSession>.fromOpaque(context).release()
            end(.closed)
        }
    }

    private static let threadBody: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
        guard let context else { return nil }
        Unmanaged<ClientSession>.fromOpaque(context).takeRetainedValue().serve()
        return nil
    }

    // MARK: Calls

    /// The number of the next call.
    func reserve() -> Int {
        state.withLock { state in
            defer { state.nextNumber += 1 }
            state.reserved.insert(state.nextNumber)
            return state.nextNumber
        }
    }

    /// Sends a request; `resume` is called exactly once.
    func send(
        number: Int,
        method: String,
        params: JSONValue,
        timeout: Duration?,
        resume: @escaping @Sendable (Outcome) -> Void
    ) {
        let line = Self.line(number: number, method: method, params: params)
        let deadline = timeout.map { ContinuousClock.now + $0 }
        let refusal: FolioClientError? = state.withLock { state in
            guard state.reserved.remove(number) != nil, !state.isClosed else { return .closed }
            guard state.unsent.count + line.count <= Self.maximumUnsentBytes else {
                return .protocolViolation("the daemon does not read its requests")
            }
            state.calls[number] = Call(deadline: deadline, resume: resume)
            state.unsent += line
            return nil
        }
        if let refusal { resume(.failure(refusal)) } else { wake() }
    }

    /// Gives a call up.
    func cancel(_ number: Int) {
        let call: Call? = state.withLock { state in
            state.reserved.remove(number)
            return state.calls.removeValue(forKey: number)
        }
        call?.resume(.failure(.closed))
    }

    /// Ends the connection.
    func close() { end(.closed) }

    private func end(_ error: FolioClientError) {
        let calls: [Call]? = state.withLock { state in
            guard !state.isClosed else { return nil }
            state.isClosed = true
            defer { (state.calls, state.unsent) = ([:], []) }
            return Array(state.calls.values)
        }
        guard let calls else { return }
        shutdown(descriptor, Int32(SHUT_RDWR))
        wake()
        for call in calls { call.resume(.failure(error)) }
        onNotification(nil)
    }

    private static func line(number: Int, method: String, params: JSONValue) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("jsonrpc")
        writer.string("2.0")
        writer.name("id")
        writer.int(number)
        writer.name("method")
        writer.string(method)
        writer.name("params")
        writer.value(params)
        writer.endObject()
        return writer.bytes + [UInt8(ascii: "\n")]
    }

    // MARK: The thread

    private func wake() {
        var one: UInt8 = 1
        // Where the pair is full the thread is to wake up anyway.
        _ = Glibc.send(wakeUpSender, &one, 1, Int32(MSG_NOSIGNAL))
    }

    private func serve() {
        var lines = LineBuffer(maximumBytes: Self.maximumLineBytes)
        var piece = [UInt8](repeating: 0, count: Self.pieceBytes)
        while let wait = nextWait() {
            var watched = [
                pollfd(fd: descriptor, events: Int16(POLLIN | (wait.mustWrite ? POLLOUT : 0)), revents: 0),
                pollfd(fd: wakeUp, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&watched, 2, wait.milliseconds) >= 0 || errno == EINTR else { return end(.closed) }
            if watched[1].revents != 0 {
                _ = read(wakeUp, &piece, piece.count)
            }
            expireCalls()
            guard sendUnsent() else { return end(.closed) }
            guard watched[0].revents & Int16(POLLIN | POLLHUP | POLLERR) != 0 else { continue }
            let count = recv(descriptor, &piece, piece.count, Int32(MSG_DONTWAIT))
            if count < 0, errno == EAGAIN || errno == EINTR { continue }
            guard count > 0 else { return end(.closed) }
            do throws(FolioClientError) {
                try lines.append(piece[..<count]) { (line) throws(FolioClientError) in try take(line) }
            } catch {
                return end(error)
            }
        }
    }

    /// How long to sleep, and whether bytes wait to be sent; `nil` when the connection has ended.
    private func nextWait() -> (milliseconds: Int32, mustWrite: Bool)? {
        state.withLock { state in
            guard !state.isClosed else { return nil }
            let deadline = state.calls.values.lazy.compactMap(\.deadline).min()
            let left = deadline.map { ($0 - .now) / .milliseconds(1) }
            let milliseconds = left.map { Int32(min(max($0.rounded(.up), 0), 60_000)) } ?? -1
            return (milliseconds, !state.unsent.isEmpty)
        }
    }

    private func expireCalls() {
        let now = ContinuousClock.now
        let expired: [Call] = state.withLock { state in
            let numbers = state.calls.filter { $0.value.deadline.map { $0 <= now } ?? false }.keys
            return numbers.compactMap { state.calls.removeValue(forKey: $0) }
        }
        for call in expired { call.resume(.failure(.timedOut)) }
    }

    /// Sends as much as the socket takes; false when it is broken.
    private func sendUnsent() -> Bool {
        state.withLock { state in
            var sent = 0
            while sent < state.unsent.count {
                let count = state.unsent.withUnsafeBytes { bytes in
                    let flags = Int32(MSG_NOSIGNAL | MSG_DONTWAIT)
                    return Glibc.send(descriptor, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, flags)
                }
                if count < 0, errno == EINTR { continue }
                if count < 0, errno == EAGAIN { break }
                guard count > 0 else { return false }
                sent += count
            }
            state.unsent.removeFirst(sent)
            return true
        }
    }

    private func take(_ line: [UInt8]) throws(FolioClientError) {
        let message: JSONValue
        do throws(JSONError) {
            message = try JSONValue(parsing: line, limits: JSONLimits(depth: 256))
        } catch {
            throw .protocolViolation(error.description)
        }
        if let method = message["method"]?.string {
            onNotification(FolioNotification(method: method, params: message["params"] ?? .null))
            return
        }
        let outcome: Outcome? =
            message["error"].map { .failure(FolioClientError(wire: $0)) }
            ?? message["result"].map { .success($0) }
        guard let outcome else { throw .protocolViolation("a message has neither result nor error") }
        guard let number = message["id"]?.int else {
            // An answer without an id is about the connection as a whole.
            guard case .failure(let error) = outcome else { throw .protocolViolation("a result has no id") }
            throw error
        }
        let call = state.withLock { $0.calls.removeValue(forKey: number) }
        call?.resume(outcome)
    }

    private static func connect(_ path: String) throws(FolioClientError) -> Int32 {
        func fault(_ reason: String) -> FolioClientError { .unreachable(path: path, reason: reason) }
        var address = sockaddr_un()
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, bytes.count < MemoryLayout.size(ofValue: address.sun_path), !bytes.contains(0) else {
            throw fault("the path is empty or too long")
        }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw fault(String(cString: strerror(errno))) }
        let status = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0 else {
            let reason = String(cString: strerror(errno))
            Glibc.close(descriptor)
            throw fault(reason)
        }
        return descriptor
    }
}
