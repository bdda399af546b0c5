import NIOCore
import NIOHTTP1
import Synchronization

/// The open connections, so that stopping can close them and their number stays bounded.
final class ConnectionRegister: Sendable {
    /// Connections at a time; further ones are closed at once.
    static let maximum = 512

    private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])

    /// Whether the connection is within the limit, and then kept.
    func add(_ channel: any Channel) -> Bool {
        channels.withLock { channels in
            guard channels.count < Self.maximum else { return false }
            channels[ObjectIdentifier(channel)] = channel
            return true
        }
    }

    func remove(_ channel: any Channel) {
        channels.withLock { channels in channels[ObjectIdentifier(channel)] = nil }
    }

    func closeAll() {
        let open = channels.withLock { Array($0.values) }
        for channel in open { channel.close(promise: nil) }
    }
}

/// Collects a request up to its limits, lets the service answer it, and writes the answer.
final class HTTPHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// Bytes of a request's body.
    private static let maximumBody = 1 << 20

    /// Bytes of a request's target and headers.
    private static let maximumHead = 32 << 10

    private let service: SandboxService
    private let connections: ConnectionRegister
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var isTooLarge = false

    /// Whether an answer is on its way, so that the other side has nothing to say.
    private var isAnswering = false

    init(service: SandboxService, connections: ConnectionRegister) {
        self.service = service
        self.connections = connections
    }

    func channelActive(context: ChannelHandlerContext) {
        if !connections.add(context.channel) { context.close(promise: nil) }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        connections.remove(context.channel)
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent, !isAnswering { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
            isTooLarge = false
        case .body(let buffer):
            isTooLarge = isTooLarge || body.count + buffer.readableBytes > Self.maximumBody
            if isTooLarge { body = [] } else { body += buffer.readableBytesView }
        case .end:
            guard let head else { return }
            self.head = nil
            answer(head, context: context)
        }
    }

    private func answer(_ head: HTTPRequestHead, context: ChannelHandlerContext) {
        let request = SandboxRequest(
            method: head.method.rawValue,
            target: head.uri,
            headers: head.headers.map { ($0.name, $0.value) },
            body: body
        )
        body = []
        let headBytes = head.headers.reduce(head.uri.utf8.count) { $0 + $1.name.utf8.count + $1.value.utf8.count }
        if isTooLarge { return write(service.failure(request, 413), head, keepsAlive: false, context: context) }
        if headBytes > Self.maximumHead {
            return write(service.failure(request, 431), head, keepsAlive: false, context: context)
        }
        send(service.respond(to: request), head, context: context)
    }

    private func send(_ outcome: SandboxOutcome, _ head: HTTPRequestHead, context: ChannelHandlerContext) {
        switch outcome {
        case .disconnect: context.close(promise: nil)
        case .silence:
            isAnswering = true
            after(milliseconds: SandboxFault.maximumSilence * 1000, context) { _, context in context.close(promise: nil)
            }
        case .answer(let response, .whole): write(response, head, keepsAlive: head.isKeepAlive, context: context)
        case .answer(let response, .delayed(let milliseconds)):
            isAnswering = true
            after(milliseconds: service.clock.delay(milliseconds: milliseconds), context) { handler, context in
                handler.write(response, head, keepsAlive: head.isKeepAlive, context: context)
            }
        case .answer(let response, .cutOff):
            writeHead(response, head, keepsAlive: false, context: context)
            let half = Array(response.body.prefix(response.body.count / 2))
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            writeBody(half, context: context).whenComplete { _ in bound.value.close(promise: nil) }
        case .answer(let response, .dripping(let bytes, let milliseconds)):
            isAnswering = true
            writeHead(response, head, keepsAlive: head.isKeepAlive, context: context)
            drip(response.body, bytes, milliseconds, keepsAlive: head.isKeepAlive, context: context)
        }
    }

    private func after(
        milliseconds: Int,
        _ context: ChannelHandlerContext,
        _ body: @escaping @Sendable (HTTPHandler, ChannelHandlerContext) -> Void
    ) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: .milliseconds(Int64(min(milliseconds, SandboxFault.maximumDelay)))) {
            guard bound.value.1.channel.isActive else { return }
            body(bound.value.0, bound.value.1)
        }
    }

    /// Writes the body piece by piece, what is left after so many pieces with the last.
    private func drip(
        _ body: [UInt8],
        _ bytes: Int,
        _ milliseconds: Int,
        keepsAlive: Bool,
        piece: Int = 1,
        context: ChannelHandlerContext
    ) {
        let isLast = body.count <= bytes || piece >= SandboxFault.maximumPieces
        guard !isLast else {
            _ = writeBody(body, context: context)
            return end(keepsAlive: keepsAlive, context: context)
        }
        _ = writeBody(Array(body.prefix(bytes)), context: context)
        let rest = Array(body.dropFirst(bytes))
        after(milliseconds: service.clock.delay(milliseconds: milliseconds), context) { handler, context in
            handler.drip(rest, bytes, milliseconds, keepsAlive: keepsAlive, piece: piece + 1, context: context)
        }
    }

    private func write(
        _ response: SandboxResponse,
        _ head: HTTPRequestHead,
        keepsAlive: Bool,
        context: ChannelHandlerContext
    ) {
        guard context.channel.isActive else { return }
        writeHead(response, head, keepsAlive: keepsAlive, context: context)
        if head.method != .HEAD {
            context.write(wrapOutboundOut(.body(.byteBuffer(buffer(response.body, context)))), promise: nil)
        }
        end(keepsAlive: keepsAlive, context: context)
    }

    private func writeHead(
        _ response: SandboxResponse,
        _ head: HTTPRequestHead,
        keepsAlive: Bool,
        context: ChannelHandlerContext
    ) {
        var headers = HTTPHeaders(response.headers.map { ($0.name, $0.value) })
        headers.add(name: "Content-Type", value: response.contentType)
        headers.add(name: "Content-Length", value: String(response.body.count))
        if !keepsAlive { headers.add(name: "Connection", value: "close") }
        let status = HTTPResponseStatus(statusCode: response.status)
        let answer = HTTPResponseHead(version: head.version, status: status, headers: headers)
        context.write(wrapOutboundOut(.head(answer)), promise: nil)
    }

    private func writeBody(_ bytes: [UInt8], context: ChannelHandlerContext) -> EventLoopFuture<Void> {
        context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(buffer(bytes, context)))))
    }

    private func buffer(_ bytes: [UInt8], _ context: ChannelHandlerContext) -> ByteBuffer {
        context.channel.allocator.buffer(bytes: bytes)
    }

    private func end(keepsAlive: Bool, context: ChannelHandlerContext) {
        isAnswering = false
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
            if !keepsAlive { bound.value.close(promise: nil) }
        }
    }
}
