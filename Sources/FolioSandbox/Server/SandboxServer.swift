import FolioModel
import NIOCore
import NIOHTTP1
import NIOPosix

/// A loopback HTTP server that speaks Plaid's, Alpaca's and FMP's documented formats over a ``SandboxWorld``.
///
/// One port serves all three: Plaid's paths (`/link/…`, `/item/…`, `/accounts/get`, …), Alpaca's under `/v2/` and
/// FMP's under `/stable/`. What clients do (items made, tokens used) is forgotten when it stops.
package final class SandboxServer: Sendable {
    /// The port it listens on.
    package let port: Int

    /// What the control interface takes as `Authorization: Bearer …`; another one each time.
    package let controlToken: String

    /// The address without a final slash: `http://127.0.0.1:8123`.
    package let baseURL: String

    private static let threads = 2
    private static let backlog: Int32 = 256
    private static let idleTimeout = TimeAmount.seconds(60)

    let service: SandboxService
    private let group: MultiThreadedEventLoopGroup
    private let channel: any Channel
    private let connections: ConnectionRegister

    private init(
        port: Int,
        host: String,
        controlToken: String,
        service: SandboxService,
        group: MultiThreadedEventLoopGroup,
        channel: any Channel,
        connections: ConnectionRegister
    ) {
        self.port = port
        self.controlToken = controlToken
        self.baseURL = host.contains(":") ? "http://[\(host)]:\(port)" : "http://\(host):\(port)"
        self.service = service
        self.group = group
        self.channel = channel
        self.connections = connections
    }

    /// Starts a server; port 0 takes a free one.
    ///
    /// - Parameters:
    ///   - host: The address to bind.
    ///   - port: The port.
    ///   - world: What is served, until something changes it.
    ///   - plan: What goes wrong and what changes; its first stage begins at once.
    ///   - dialect: How the vendors word what their documentation leaves open.
    ///   - clock: The time by which tokens expire, limits are counted and answers are delayed.
    /// - Returns: The server, which answers already.
    /// - Throws: The system's error where the address can't be bound.
    package static func start(
        host: String = "127.0.0.1",
        port: Int = 0,
        world: SandboxWorld,
        plan: FaultPlan = .none,
        dialect: SandboxDialect = SandboxDialect(),
        clock: SandboxClock = .system
    ) async throws -> SandboxServer {
        let token = makeToken()
        let service = SandboxService(
            world: world,
            plan: plan,
            dialect: dialect,
            clock: clock,
            controlToken: token
        )
        let group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
        let connections = ConnectionRegister()
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
                    try pipeline.addHandler(IdleStateHandler(readTimeout: idleTimeout))
                    try pipeline.addHandler(HTTPHandler(service: service, connections: connections))
                }
            }
        do {
            let channel = try await bootstrap.bind(host: host, port: port).get()
            return SandboxServer(
                port: channel.localAddress?.port ?? port,
                host: host,
                controlToken: token,
                service: service,
                group: group,
                channel: channel,
                connections: connections
            )
        } catch {
            try await group.shutdownGracefully()
            throw error
        }
    }

    /// 128 random bits in hexadecimal digits.
    private static func makeToken() -> String {
        var generator = SystemRandomNumberGenerator()
        let text = String(generator.next() as UInt64, radix: 16) + String(generator.next() as UInt64, radix: 16)
        return String(repeating: "0", count: 32 - text.utf8.count) + text
    }

    /// Stops listening, closes the connections and ends the threads.
    package func stop() async throws {
        try await channel.close().get()
        connections.closeAll()
        try await group.shutdownGracefully()
    }
}
