import Logging
import NIOCore
import Synchronization

/// What all connections of a server share.
final class ServiceCore: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var holdings: [ObjectIdentifier: Holding] = [:]
        var heldBytes = 0
        var lastHolding = 0
        var leases = 0
        var nextConnection = 1
        var isStopping = false
    }

    /// What is held for one client: how much, and since when, as a number that rises.
    private struct Holding {
        var bytes: Int
        let since: Int
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
    let turns: CallTurns
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
        turns = CallTurns(atOnce: limits.callsAtOnce)
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

    private func forget(_ key: ObjectIdentifier) {
        state.withLock { state in
            state.channels.removeValue(forKey: key)
            state.heldBytes -= state.holdings.removeValue(forKey: key)?.bytes ?? 0
        }
    }

    /// Notes how much is held for a client; gives the clients that have to go because it is too much for all.
    func hold(_ bytes: Int, for channel: any Channel) -> [any Channel] {
        let key = ObjectIdentifier(channel)
        return state.withLock { state in
            guard state.channels[key] != nil else { return [] }
            let before = state.holdings[key]
            state.heldBytes += bytes - (before?.bytes ?? 0)
            state.lastHolding += 1
            state.holdings[key] = bytes == 0 ? nil : Holding(bytes: bytes, since: before?.since ?? state.lastHolding)
            var leaving: [any Channel] = []
            while state.heldBytes > limits.heldBytes,
                let longest = state.holdings.min(by: { $0.value.since < $1.value.since })
            {
                state.heldBytes -= longest.value.bytes
                state.holdings[longest.key] = nil
                if let channel = state.channels[longest.key] { leaving.append(channel) }
            }
            return leaving
        }
    }

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
