import Logging
import NIOCore

/// Asks connections to end.
enum StopEvent: Sendable {
    case whenIdle
    case now
    /// It has to go, because too much is held for all clients together.
    case tooMuchHeld
}

/// One client's bytes in and out: cuts them into requests, starts these, and writes answers as they come.
///
/// Everything here happens on the connection's event loop; handlers run elsewhere and hand their answers back through
/// ``RPCConnection``.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Where an answer goes.
    private enum Destination {
        case alone
        case batch(Batch)
    }

    private struct Running {
        let id: ArraySlice<UInt8>?
        let destination: Destination
        let task: Task<Void, Never>
    }

    /// How long a client with much unread output may take nothing of it before its next requests are worked on anyway,
    /// which brings it to the limit of unread output.
    static let patience = TimeAmount.seconds(5)

    private let core: ServiceCore
    private let lease: ServiceCore.Lease
    private let connection: RPCConnection
    private var framer: MessageFramer
    private var running: [Int: Running] = [:]
    private var batch: Batch?
    private var repeated: RepeatedRequest?
    private var nextToken = 1
    private var isWorking = false
    private var isWritable = true
    private var isPatient = true
    private var waits = 0
    private var wantsRead = false
    private var inputEnded = false
    private var isEnding = false
    private var isStopping = false
    private var isClosing = false
    private var areSlotsInFlight = false
    /// What is held for this client, as far as the core knows.
    private var heldBytes = 0
    private var batchBytes = 0
    private var isDrainAwaited = false

    init(core: ServiceCore, lease: ServiceCore.Lease, connection: RPCConnection) {
        self.core = core
        self.lease = lease
        self.connection = connection
        framer = MessageFramer(messageBytes: core.limits.messageBytes, depth: core.limits.depth)
    }

    // MARK: Input

    func handlerAdded(context: ChannelHandlerContext) {
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        connection.attach(
            RPCConnection.Link(eventLoop: context.eventLoop) { bound.value.handler.drain(bound.value.context) }
        )
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosing, !inputEnded, !isEnding else { return }
        unwrapInboundIn(data).withUnsafeReadableBytes { framer.append($0) }
        work(context)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        flush(context)
        context.fireChannelReadComplete()
    }

    /// Lets bytes in only while more requests may be started.
    func read(context: ChannelHandlerContext) {
        if mayStart || isClosing {
            context.read()
        } else {
            wantsRead = true
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed:
            inputEnded = true
            work(context)
            flush(context)
        case StopEvent.whenIdle:
            isStopping = true
            work(context)
        case StopEvent.now: stopNow(context)
        case StopEvent.tooMuchHeld: disconnect(context, "Disconnected a client because too much is held for all")
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        isClosing = true
        connection.didClose()
        running = [:]
        (batch, repeated) = (nil, nil)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The client is gone, or its socket is broken: either way nobody reads answers any more.
        core.logger.debug("Connection failed", metadata: ["connection": "\(connection.id)"])
        context.close(promise: nil)
    }

    private var mayStart: Bool {
        running.count < core.limits.requestsInFlight && (isWritable || !isPatient)
    }

    /// Starts what has come in, as far as the limits allow.
    private func work(_ context: ChannelHandlerContext) {
        guard !isWorking else { return }
        isWorking = true
        while !isClosing, !isEnding, mayStart, startNext(context) { keepOutputBounded(context) }
        isWorking = false
        closeIfDone(context)
        if wantsRead, !isClosing, mayStart {
            wantsRead = false
            context.read()
        }
    }

    /// Takes one element of the batch at hand, or one event of the stream; false where nothing is left.
    private func startNext(_ context: ChannelHandlerContext) -> Bool {
        if let batch {
            if let element = batch.next() {
                start(element, for: .batch(batch), context)
            } else {
                self.batch = nil
                finish(batch, context)
            }
            return true
        }
        guard let event = framer.next() ?? (inputEnded ? framer.finish() : nil) else { return false }
        switch event {
        case .message(let message) where message.first == UInt8(ascii: "["): begin(batch: message, context)
        case .message(let message): start(message, for: .alone, context)
        case .malformed: fail(.parseError(), context)
        case .tooDeep: fail(LimitErrors.depth(core.limits), context)
        case .tooLong: fail(LimitErrors.message(core.limits), context)
        case .lost: inputEnded = true
        }
        return true
    }

    private func begin(batch message: [UInt8], _ context: ChannelHandlerContext) {
        let batch = Batch(message, limit: core.limits.unsentBytes - ResponseText.overhead)
        batchBytes += batch.heldBytes
        guard let first = batch.next() else { return fail(.invalidRequest("The batch is empty."), context) }
        self.batch = batch
        start(first, for: .batch(batch), context)
    }

    // MARK: Requests

    private func start(_ message: [UInt8], for destination: Destination, _ context: ChannelHandlerContext) {
        let request: RequestEnvelope
        do throws(RequestEnvelope.Fault) {
            request = try RequestEnvelope(message)
        } catch {
            return deliver(.failure(.invalidRequest(error.message)), id: error.id, to: destination, context)
        }
        let accessStamp = core.accessStamp()
        if request.id != nil, !isStopping, let answer = repeated?.answer(to: request, accessStamp: accessStamp) {
            return deliver(.success(answer), id: request.id, to: destination, context)
        }
        switch admit(request) {
        case .failure(let error): deliver(.failure(error), id: request.id, to: destination, context)
        case .success(let method):
            if request.id != nil, let answer = warmAnswer(method, request, accessStamp) {
                deliver(.success(answer), id: request.id, to: destination, context)
            } else {
                run(method, request, for: destination)
            }
        }
    }

    /// The kept answer, remembered for when the same is asked again.
    private func warmAnswer(_ method: MethodDefinition, _ request: RequestEnvelope, _ accessStamp: Int) -> [UInt8]? {
        guard let warm = method.warm, let stamp = warm.currentStamp,
            let answer = warm.answer(params: request.params, caller: connection.caller, stamp: stamp)
        else { return nil }
        repeated = RepeatedRequest(request, warm: warm, accessStamp: accessStamp, stamp: stamp, answer: answer)
        return answer
    }

    private func admit(_ request: RequestEnvelope) -> Result<MethodDefinition, RPCError> {
        guard !isStopping else { return .failure(.shuttingDown) }
        guard let method = core.registry[request.method] else {
            return .failure(.methodNotFound(request.method, nearest: core.registry.nearest(to: request.method)))
        }
        return core.authorize(connection.caller, method).map { .failure($0) } ?? .success(method)
    }

    private func run(_ method: MethodDefinition, _ request: RequestEnvelope, for destination: Destination) {
        let token = nextToken
        nextToken += 1
        let call = RunningCall(
            method: method,
            params: Array(request.params),
            connection: connection,
            token: token,
            isAnswered: request.id != nil
        )
        // Owned by `running` until its answer is back; the lease keeps the client's place until it has ended.
        let task = Task { [lease, turns = method.waits ? nil : core.turns, logger = core.logger] in
            await turns?.begin(connection: call.connection.id)
            await call.run(logger: logger)
            turns?.end()
            withExtendedLifetime(lease) {}
        }
        // A copy, so that the rest of the message can go.
        let id = request.id.map { Array($0)[...] }
        running[token] = Running(id: id, destination: destination, task: task)
    }

    private func deliver(
        _ outcome: RPCConnection.Outcome,
        id: ArraySlice<UInt8>?,
        to destination: Destination,
        _ context: ChannelHandlerContext
    ) {
        var outcome = outcome
        if case .success(let json) = outcome, json.count + ResponseText.overhead > core.limits.unsentBytes {
            outcome = .failure(LimitErrors.answer(core.limits))
        }
        switch destination {
        case .alone:
            guard let id else { return }
            let line = ResponseText.line(id: id, outcome, allocator: context.channel.allocator)
            context.write(wrapOutboundOut(line), promise: nil)
        case .batch(let batch):
            batchBytes -= batch.heldBytes
            batch.close(with: id.map { ResponseText.answer(id: $0, outcome) })
            batchBytes += batch.heldBytes
            if self.batch !== batch { finish(batch, context) }
        }
    }

    private func finish(_ batch: Batch, _ context: ChannelHandlerContext) {
        guard batch.isComplete else { return }
        batchBytes -= batch.heldBytes
        if batch.isTooLong {
            fail(LimitErrors.answer(core.limits), context)
        } else if let line = batch.line {
            context.write(wrapOutboundOut(ByteBuffer(bytes: line)), promise: nil)
        }
    }

    /// Answers to what has no id that could be told.
    private func fail(_ error: RPCError, _ context: ChannelHandlerContext) {
        deliver(.failure(error), id: RequestEnvelope.nullID, to: .alone, context)
    }

    // MARK: Output

    /// Writes what handlers have handed over since the last time.
    private func drain(_ context: ChannelHandlerContext) {
        let outbox = connection.takeOutbox()
        guard !isClosing else { return }
        for line in outbox.notifications { context.write(wrapOutboundOut(ByteBuffer(bytes: line)), promise: nil) }
        for (token, outcome) in outbox.answers {
            guard let call = running.removeValue(forKey: token) else { continue }
            deliver(outcome, id: call.id, to: call.destination, context)
        }
        writeSlots(context)
        if outbox.mustClose { isEnding = true }
        work(context)
        flush(context)
    }

    /// Writes the newest values, one round at a time: the next round waits until this one is with the kernel.
    private func writeSlots(_ context: ChannelHandlerContext) {
        guard !areSlotsInFlight else { return }
        let lines = connection.takeSlots()
        guard !lines.isEmpty else { return }
        areSlotsInFlight = true
        var round = context.channel.allocator.buffer(capacity: lines.reduce(0) { $0 + $1.count })
        for line in lines { round.writeBytes(line) }
        context.write(wrapOutboundOut(round)).assumeIsolated().whenComplete { _ in
            self.areSlotsInFlight = false
            guard !self.isClosing else { return }
            self.writeSlots(context)
            self.flush(context)
        }
    }

    private func flush(_ context: ChannelHandlerContext) {
        guard !isClosing else { return }
        context.flush()
        keepOutputBounded(context)
        tellHeldBytes(context)
    }

    /// Tells the core how much is held for this client, where it is much or has been, and lets go whom it names.
    private func tellHeldBytes(_ context: ChannelHandlerContext) {
        guard !isClosing else { return }
        let unsent = unsent(context)
        let held = unsent + framer.heldMemory + batchBytes
        let bytes = held < RPCLimits.fewBytes ? 0 : held
        if bytes != heldBytes {
            heldBytes = bytes
            for channel in core.hold(bytes, for: context.channel) {
                channel.pipeline.fireUserInboundEventTriggered(StopEvent.tooMuchHeld)
            }
        }
        guard bytes > 0, unsent > 0, !isDrainAwaited else { return }
        isDrainAwaited = true
        context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenComplete { _ in
            self.isDrainAwaited = false
            self.tellHeldBytes(context)
        }
    }

    /// Sends early where much waits, and disconnects a client that leaves too much unread.
    private func keepOutputBounded(_ context: ChannelHandlerContext) {
        guard !isClosing, !isWritable else { return }
        context.flush()
        guard unsent(context) > core.limits.unsentBytes else { return }
        disconnect(context, "Disconnected a client that does not read")
    }

    private func disconnect(_ context: ChannelHandlerContext, _ message: Logger.Message) {
        guard !isClosing else { return }
        core.logger.notice(message, metadata: ["connection": "\(connection.id)"])
        isClosing = true
        context.close(promise: nil)
    }

    private func unsent(_ context: ChannelHandlerContext) -> Int {
        (try? context.channel.syncOptions?.getOption(ChannelOptions.bufferedWritableBytes)) ?? 0
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        isWritable = context.channel.isWritable
        if isWritable {
            isPatient = true
            waits += 1
            work(context)
            flush(context)
        } else {
            wait(from: unsent(context), context)
        }
        context.fireChannelWritabilityChanged()
    }

    /// Holds back further requests while the client takes its answers, however slowly.
    private func wait(from unsentBefore: Int, _ context: ChannelHandlerContext) {
        let wait = waits
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.patience) {
            // A client that has taken everything since begins another wait.
            guard !self.isClosing, wait == self.waits else { return }
            let unsentNow = self.unsent(context)
            if unsentNow < unsentBefore {
                self.wait(from: unsentNow, context)
            } else {
                self.isPatient = false
                self.work(context)
                self.flush(context)
            }
        }
    }

    // MARK: End

    /// Closes when nothing more comes in and everything is answered and sent.
    private func closeIfDone(_ context: ChannelHandlerContext) {
        guard inputEnded || isEnding || isStopping, !isClosing, running.isEmpty else { return }
        guard batch == nil || isEnding, isWritable || isEnding || !isPatient else { return }
        isClosing = true
        context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenComplete { _ in
            context.close(promise: nil)
        }
    }

    private func stopNow(_ context: ChannelHandlerContext) {
        guard !isClosing else { return }
        isStopping = true
        let calls = running
        running = [:]
        for (_, call) in calls.sorted(by: { $0.key < $1.key }) {
            call.task.cancel()
            deliver(.failure(.shuttingDown), id: call.id, to: call.destination, context)
        }
        work(context)
        flush(context)
    }
}
