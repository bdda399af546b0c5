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

    /// Notifications waiting for one slow client, newest value by slot.
    package var notificationSlots = 256

    /// Threads that serve sockets.
    package var eventLoops = 1

    /// The limits of the contract.
    package init() {}
}
