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
        if event is IdleStateHandler.IdleStateEvent { context.close(promise: nil) }
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
        switch service.respond(to: request) {
        case .disconnect: context.close(promise: nil)
        case .answer(let response, 0): write(response, head, keepsAlive: head.isKeepAlive, context: context)
        case .answer(let response, let delay):
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            context.eventLoop.scheduleTask(in: .milliseconds(Int64(delay))) {
                let (handler, context) = bound.value
                handler.write(response, head, keepsAlive: head.isKeepAlive, context: context)
            }
        }
    }

    private func write(
        _ response: SandboxResponse,
        _ head: HTTPRequestHead,
        keepsAlive: Bool,
        context: ChannelHandlerContext
    ) {
        guard context.channel.isActive else { return }
        var headers = HTTPHeaders(response.headers.map { ($0.name, $0.value) })
        headers.add(name: "Content-Type", value: response.contentType)
        headers.add(name: "Content-Length", value: String(response.body.count))
        if !keepsAlive { headers.add(name: "Connection", value: "close") }
        let status = HTTPResponseStatus(statusCode: response.status)
        let answer = HTTPResponseHead(version: head.version, status: status, headers: headers)
        context.write(wrapOutboundOut(.head(answer)), promise: nil)
        if head.method != .HEAD {
            let buffer = context.channel.allocator.buffer(bytes: response.body)
            context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
        }
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
            if !keepsAlive { bound.value.close(promise: nil) }
        }
    }
}
