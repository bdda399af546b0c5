/// What one client, and all together, may take of the daemon.
package struct RPCLimits: Hashable, Sendable {
    /// Bytes of one message from a client.
    package var messageBytes = 4 << 20

    /// Nesting of one message; its top value is at depth 1.
    package var depth = 64

    /// Requests of one connection that are worked on at a time; more are not read until one is done.
    package var requestsInFlight = 64

    /// Connections at a time; a further one is told so and closed.
    package var connections = 256

    /// Bytes that a client may leave unread before it is disconnected, and the most that one answer may have.
    package var unsentBytes = 8 << 20

    /// Calls of all clients that are computed at a time, one connection's after another's; those of methods that may
    /// wait for something do not count.
    package var callsAtOnce = 8

    /// Bytes that are held for all clients together, answers they have not read and messages they have not finished.
    ///
    /// Beyond it the client goes for which much has been held for the longest.
    package var heldBytes: Int { 2 * max(unsentBytes, messageBytes) }

    /// Bytes held for one client that are not much.
    static let fewBytes = 64 << 10

    /// Notifications waiting for one slow client, newest value by slot.
    package var notificationSlots = 256

    /// Threads that serve sockets.
    package var eventLoops = 1

    /// The limits of the contract.
    package init() {}
}
