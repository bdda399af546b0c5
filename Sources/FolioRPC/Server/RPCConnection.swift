package import FolioModel
import NIOCore
import Synchronization

/// One client's connection as handlers see it: who it is, a way to tell it something, and its end.
package final class RPCConnection: Sendable {
    /// How a request ended.
    enum Outcome: Sendable {
        case success([UInt8])
        case failure(RPCError)
    }

    /// What waits to be written on the socket's thread.
    struct Outbox: Sendable {
        var answers: [(token: Int, outcome: Outcome)] = []
        var notifications: [[UInt8]] = []
        var mustClose = false
    }

    /// The way to the socket's thread.
    struct Link: Sendable {
        let eventLoop: any EventLoop
        let drain: @Sendable () -> Void
    }

    private struct State {
        var link: Link?
        var outbox = Outbox()
        var outboxBytes = 0
        var slots: [(name: String, line: [UInt8])] = []
        var isScheduled = false
        var isClosed = false
        var closeActions: [@Sendable () -> Void] = []
    }

    /// The connection's number, unique in the daemon's life.
    package let id: Int

    /// Who is at the other end.
    package let caller: Caller

    private let state = Mutex(State())
    private let limits: RPCLimits

    init(id: Int, caller: Caller, limits: RPCLimits = RPCLimits()) {
        self.id = id
        self.caller = caller
        self.limits = limits
    }

    /// Whether the client is gone.
    package var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Sends a notification; a client that leaves too many of them unread is disconnected.
    package func notify(_ method: String, _ params: some WireValue) {
        let line = ResponseText.notification(method: method, params: params.json)
        post { state in
            state.outboxBytes += line.count
            if state.outboxBytes > limits.unsentBytes {
                state.outbox.mustClose = true
            } else {
                state.outbox.notifications.append(line)
            }
        }
    }

    /// Sends a notification of which only the newest by slot counts.
    ///
    /// While the client is slow, a newer value takes the place of the one waiting in the slot.
    package func notify(_ method: String, _ params: some WireValue, replacing slot: String) {
        let line = ResponseText.notification(method: method, params: params.json)
        post { state in
            if let index = state.slots.firstIndex(where: { $0.name == slot }) {
                state.slots[index].line = line
            } else if state.slots.count < limits.notificationSlots {
                state.slots.append((slot, line))
            } else {
                state.outbox.mustClose = true
            }
        }
    }

    /// Closes the connection after what was sent before.
    package func close() { post { $0.outbox.mustClose = true } }

    /// Runs something once when the client is gone; at once where it is gone already.
    package func onClose(_ action: @escaping @Sendable () -> Void) {
        let isClosed = state.withLock { state in
            if !state.isClosed { state.closeActions.append(action) }
            return state.isClosed
        }
        if isClosed { action() }
    }

    // MARK: For the socket's handler

    /// Hands over how a request ended.
    func finish(token: Int, _ outcome: Outcome) { post { $0.outbox.answers.append((token, outcome)) } }

    /// Ties the connection to its socket.
    func attach(_ link: Link) { state.withLock { $0.link = link } }

    /// Takes everything that waits, without the slots.
    func takeOutbox() -> Outbox {
        state.withLock { state in
            state.isScheduled = false
            state.outboxBytes = 0
            defer { state.outbox = Outbox() }
            return state.outbox
        }
    }

    /// Takes the newest value of each slot, in the order in which the slots were first filled.
    func takeSlots() -> [[UInt8]] {
        state.withLock { state in
            defer { state.slots = [] }
            return state.slots.map(\.line)
        }
    }

    /// Cuts the connection from its socket and tells whoever wanted to know.
    func didClose() {
        let actions = state.withLock { state in
            let actions = state.closeActions
            state = State(isClosed: true)
            return actions
        }
        for action in actions { action() }
    }

    private func post(_ change: (inout State) -> Void) {
        let link: Link? = state.withLock { state in
            guard let link = state.link, !state.isClosed else { return nil }
            change(&state)
            guard !state.isScheduled else { return nil }
            state.isScheduled = true
            return link
        }
        guard let link else { return }
        link.eventLoop.execute(link.drain)
    }
}
