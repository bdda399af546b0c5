import FolioAdapterKit
import NIOCore
import NIOHTTP1
import NIOPosix

/// A request that an adapter sends to where its vendor would be.
struct VendorRequest: Hashable, Sendable {
    var method: String
    /// Path and query.
    var target: String
    var headers: [String: String]
    var body: [UInt8]
}

/// An HTTP server on loopback that lets a closure answer.
final class VendorServer: Sendable {
    typealias Answering = @Sendable (VendorRequest) async -> HTTPResponse

    /// Bytes of a request's body; a longer one is answered 413.
    static let maximumBody = 4 << 20

    /// The address without a final slash.
    let baseURL: String

    private let group: MultiThreadedEventLoopGroup
    private let channel: any Channel

    private init(baseURL: String, group: MultiThreadedEventLoopGroup, channel: any Channel) {
        (self.baseURL, self.group, self.channel) = (baseURL, group, channel)
    }

    /// Starts a server on a free port.
    static func start(_ answering: @escaping Answering) async throws -> VendorServer {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let bootstrap = ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
                    try channel.pipeline.syncOperations.addHandler(VendorHandler(answering))
                }
            }
        do {
            let channel = try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
            let port = channel.localAddress?.port ?? 0
            return VendorServer(baseURL: "http://127.0.0.1:\(port)", group: group, channel: channel)
        } catch {
            try await group.shutdownGracefully()
            throw error
        }
    }

    /// Stops listening, and ends the connections with their threads.
    func stop() async throws {
        try await channel.close().get()
        try await group.shutdownGracefully()
    }
}

/// Collects a request, lets the closure answer it, and writes the answer.
private final class VendorHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let answering: VendorServer.Answering
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var isTooLarge = false

    init(_ answering: @escaping VendorServer.Answering) { self.answering = answering }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): (self.head, body, isTooLarge) = (head, [], false)
        case .body(let buffer):
            isTooLarge = isTooLarge || body.count + buffer.readableBytes > VendorServer.maximumBody
            if isTooLarge { body = [] } else { body += buffer.readableBytesView }
        case .end:
            guard let head else { return }
            self.head = nil
            answer(head, context: context)
        }
    }

    private func answer(_ head: HTTPRequestHead, context: ChannelHandlerContext) {
        if isTooLarge { return write(HTTPResponse(status: 413), head, context: context) }
        let request = VendorRequest(
            method: head.method.rawValue,
            target: head.uri,
            headers: Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }) { first, _ in first },
            body: body
        )
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let answering = answering
        context.eventLoop.makeFutureWithTask { await answering(request) }.whenSuccess { response in
            bound.value.0.write(response, head, context: bound.value.1)
        }
    }

    private func write(_ response: HTTPResponse, _ head: HTTPRequestHead, context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        var headers = HTTPHeaders(response.headers.map { ($0.name, $0.value) })
        headers.replaceOrAdd(name: "Content-Length", value: String(response.body.count))
        if !head.isKeepAlive { headers.replaceOrAdd(name: "Connection", value: "close") }
        let status = HTTPResponseStatus(statusCode: response.status)
        let answer = HTTPResponseHead(version: head.version, status: status, headers: headers)
        context.write(wrapOutboundOut(.head(answer)), promise: nil)
        let buffer = context.channel.allocator.buffer(bytes: response.body)
        context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
            if !head.isKeepAlive { bound.value.close(promise: nil) }
        }
    }
}
