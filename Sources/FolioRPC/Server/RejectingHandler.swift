import NIOCore

/// Tells a client why it is not served, and closes.
final class RejectingHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// How long the client has to take the answer and hang up.
    static let lingering = TimeAmount.seconds(1)

    /// Clients that are told at a time; further ones are just closed.
    static let maximumAtOnce = 64

    private let error: RPCError

    init(_ error: RPCError) { self.error = error }

    func channelActive(context: ChannelHandlerContext) {
        let line = ResponseText.line(
            id: RequestEnvelope.nullID,
            .failure(error),
            allocator: context.channel.allocator
        )
        context.writeAndFlush(wrapOutboundOut(line), promise: nil)
        // What the client has sent meanwhile is taken and dropped: closing over it would reset its connection.
        context.close(mode: .output, promise: nil)
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.lingering) { context.close(promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
