package import Logging

/// What a handler knows of the call besides its parameters.
package struct RPCContext: Sendable {
    /// Who asks.
    package let caller: Caller

    /// The connection the call came on.
    package let connection: RPCConnection

    /// The daemon's own name for this call, unique in its life; also in the log as `request.id`.
    package let requestID: String

    /// A logger that carries ``requestID``; the same as `Logger.current` inside the handler.
    package let logger: Logger

    /// States the circumstances of a call.
    package init(caller: Caller, connection: RPCConnection, requestID: String, logger: Logger) {
        self.caller = caller
        self.connection = connection
        self.requestID = requestID
        self.logger = logger
    }

    /// The circumstances of a call inside the daemon itself, without a socket: its notifications go nowhere.
    package static func local(caller: Caller, requestID: String = "local") -> RPCContext {
        RPCContext(
            caller: caller,
            connection: RPCConnection(id: 0, caller: caller),
            requestID: requestID,
            logger: Logger(label: "folio.rpc")
        )
    }
}
