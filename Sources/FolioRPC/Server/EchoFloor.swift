import NIOCore
import NIOPosix

/// The least that a server on this stack can do: one write for every read.
///
/// Benchmarks measure the daemon against it.
package final class EchoFloor: Sendable {
    private let group: MultiThreadedEventLoopGroup
    private let channel: any Channel
    private let socket: ListeningSocket

    private init(group: MultiThreadedEventLoopGroup, channel: any Channel, socket: ListeningSocket) {
        self.group = group
        self.channel = channel
        self.socket = socket
    }

    /// Listens on a path with one event loop.
    ///
    /// - Parameters:
    ///   - path: Where.
    ///   - reply: What every read is answered with; `nil` gives back what was read.
    /// - Returns: The server, listening.
    /// - Throws: ``ListenError`` where the path cannot be listened on, and what NIO says.
    package static func start(path: String, reply: [UInt8]? = nil) async throws -> EchoFloor {
        let socket = try ListeningSocket(
            ListeningSocket.Place(path: path, mode: 0o600, group: nil, makesFolder: true)
        )
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let channel = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        EchoHandler(reply: reply.map(ByteBuffer.init(bytes:)))
                    )
                }
            }
            .withBoundSocket(socket.descriptor).get()
        return EchoFloor(group: group, channel: channel, socket: socket)
    }

    /// Waits until the listening socket is closed.
    package func untilClosed() async throws { try await channel.closeFuture.get() }

    /// Closes everything.
    package func stop() async throws {
        socket.removeFile()
        try await channel.close().get()
        try await group.shutdownGracefully()
    }
}

private final class EchoHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let reply: ByteBuffer?

    init(reply: ByteBuffer?) { self.reply = reply }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        context.write(reply.map(wrapOutboundOut) ?? data, promise: nil)
    }

    func channelReadComplete(context: ChannelHandlerContext) { context.flush() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
