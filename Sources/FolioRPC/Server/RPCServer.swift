package import Logging
import NIOCore
import NIOPosix
import Synchronization

/// Serves a registry of methods on a Unix socket.
package final class RPCServer: Sendable {
    private struct Serving: Sendable {
        let socket: ListeningSocket
        let channel: any Channel
        let group: MultiThreadedEventLoopGroup
    }

    private let core: ServiceCore
    private let serving = Mutex<Serving?>(nil)

    /// Makes a server that does not listen yet.
    ///
    /// - Parameters:
    ///   - registry: What can be called.
    ///   - limits: What clients may take.
    ///   - logger: Where the server's own messages go; requests carry it with their id.
    ///   - authorize: Says why a caller may not call a method, or `nil`; called on the sockets' thread before
    ///     parameters are looked at, must not block.
    ///   - accessStamp: A number that changes whenever `authorize` might answer otherwise; called as often.
    package init(
        registry: MethodRegistry,
        limits: RPCLimits = RPCLimits(),
        logger: Logger = Logger(label: "folio.rpc"),
        authorize: @escaping @Sendable (Caller, MethodDefinition) -> RPCError? = { _, _ in nil },
        accessStamp: @escaping @Sendable () -> Int = { 0 }
    ) {
        core = ServiceCore(
            registry: registry,
            limits: limits,
            authorize: authorize,
            accessStamp: accessStamp,
            logger: logger
        )
    }

    /// Listens; a server listens at most once.
    ///
    /// - Parameters:
    ///   - path: Where; a socket file there that nobody serves is replaced.
    ///   - mode: The file's permissions.
    ///   - group: The file's group, by name or number; `nil` for the daemon's own.
    ///   - makesFolder: Whether to make the file's folder with mode 0700 where it is missing.
    /// - Returns: What is not as asked for but no reason to stop, a sentence each.
    /// - Throws: ``ListenError``, also where another daemon serves that path.
    @discardableResult
    package func start(
        path: String,
        mode: UInt32 = 0o600,
        group: String? = nil,
        makesFolder: Bool = true
    ) async throws(ListenError) -> [String] {
        let place = ListeningSocket.Place(path: path, mode: mode, group: group, makesFolder: makesFolder)
        let socket = try ListeningSocket(place)
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: core.limits.eventLoops)
        do {
            let channel = try await bootstrap(on: loops).withBoundSocket(socket.descriptor).get()
            serving.withLock { $0 = Serving(socket: socket, channel: channel, group: loops) }
        } catch {
            socket.removeFile()
            try? await loops.shutdownGracefully()
            throw ListenError(path: path, reason: "\(error)")
        }
        return socket.warnings
    }

    /// Stops: no new clients, requests at work may end within the grace, then everything is closed.
    ///
    /// Requests that come meanwhile, and those that do not end in time, are answered with -32008.
    package func stop(grace: Duration = .seconds(5)) async {
        let current = serving.withLock { serving in
            defer { serving = nil }
            return serving
        }
        guard let current else { return }
        current.socket.removeFile()
        try? await current.channel.close().get()
        let channels = core.beginStop()
        let grace = TimeAmount(grace)
        let farewell = TimeAmount(Self.farewell)
        for channel in channels {
            channel.pipeline.fireUserInboundEventTriggered(StopEvent.whenIdle)
            let force = channel.eventLoop.scheduleTask(in: grace) {
                channel.pipeline.fireUserInboundEventTriggered(StopEvent.now)
            }
            let cut = channel.eventLoop.scheduleTask(in: grace + farewell) { channel.close(promise: nil) }
            channel.closeFuture.whenComplete { _ in
                force.cancel()
                cut.cancel()
            }
        }
        for channel in channels { try? await channel.closeFuture.get() }
        try? await current.group.shutdownGracefully()
    }

    /// How long a client has to take its last answers.
    package static let farewell = Duration.seconds(1)

    /// The clients connected at the moment.
    package var openConnections: Int { core.openConnections }

    private func bootstrap(on group: MultiThreadedEventLoopGroup) -> ServerBootstrap {
        let unsent = core.limits.unsentBytes
        return ServerBootstrap(group: group)
            .serverChannelOption(ChannelOptions.backlog, value: ListeningSocket.backlog)
            .childChannelOption(ChannelOptions.allowRemoteHalfClosure, value: true)
            .childChannelOption(
                ChannelOptions.writeBufferWaterMark,
                value: ChannelOptions.Types.WriteBufferWaterMark(low: unsent / 8, high: unsent / 4)
            )
            .childChannelInitializer { [core] channel in
                channel.eventLoop.makeCompletedFuture { try Self.prepare(channel, core: core) }
            }
    }

    private static func prepare(_ channel: any Channel, core: ServiceCore) throws {
        let pipeline = channel.pipeline.syncOperations
        let caller = try pipeline.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) {
            Caller(peerOf: $0, directory: core.groups)
        }
        guard let caller = caller ?? nil, core.track(channel) else { throw ChannelError.eof }
        guard let (lease, id) = core.lease() else {
            guard core.openConnections < core.limits.connections + RejectingHandler.maximumAtOnce else {
                throw ChannelError.eof
            }
            return try pipeline.addHandler(RejectingHandler(LimitErrors.connections(core.limits)))
        }
        let connection = RPCConnection(id: id, caller: caller, limits: core.limits)
        try pipeline.addHandler(ConnectionHandler(core: core, lease: lease, connection: connection))
    }
}
