import Logging
import NIOCore
import Synchronization

/// What all connections of a server share.
final class ServiceCore: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var leases = 0
        var nextConnection = 1
        var isStopping = false
    }

    /// A place among the connections, held until the client is gone and its last request has ended.
    final class Lease: Sendable {
        private let core: ServiceCore

        fileprivate init(core: ServiceCore) { self.core = core }

        deinit { core.release() }
    }

    let registry: MethodRegistry
    let limits: RPCLimits
    let authorize: @Sendable (Caller, MethodDefinition) -> RPCError?
    let accessStamp: @Sendable () -> Int
    let logger: Logger
    let groups = GroupDirectory()
    private let state = Mutex(State())

    init(
        registry: MethodRegistry,
        limits: RPCLimits,
        authorize: @escaping @Sendable (Caller, MethodDefinition) -> RPCError?,
        accessStamp: @escaping @Sendable () -> Int,
        logger: Logger
    ) {
        self.registry = registry
        self.limits = limits
        self.authorize = authorize
        self.accessStamp = accessStamp
        self.logger = logger
    }

    /// A place for one more connection and its number; `nil` where all are taken.
    func lease() -> (lease: Lease, id: Int)? {
        let id: Int? = state.withLock { state in
            guard state.leases < limits.connections else { return nil }
            state.leases += 1
            state.nextConnection += 1
            return state.nextConnection - 1
        }
        return id.map { (Lease(core: self), $0) }
    }

    private func release() { state.withLock { $0.leases -= 1 } }

    /// Remembers a channel until it closes; whether the server goes on at all.
    func track(_ channel: any Channel) -> Bool {
        let key = ObjectIdentifier(channel)
        let isRunning = state.withLock { state in
            guard !state.isStopping else { return false }
            state.channels[key] = channel
            return true
        }
        if isRunning { channel.closeFuture.whenComplete { _ in self.forget(key) } }
        return isRunning
    }

    private func forget(_ key: ObjectIdentifier) { state.withLock { _ = $0.channels.removeValue(forKey: key) } }

    /// Lets no further channel in, and gives those that are open.
    func beginStop() -> [any Channel] {
        state.withLock { state in
            state.isStopping = true
            return Array(state.channels.values)
        }
    }

    /// The open connections.
    var openConnections: Int { state.withLock { $0.channels.count } }
}
