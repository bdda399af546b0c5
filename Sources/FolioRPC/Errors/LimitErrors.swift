/// The -32007 answers of the transport itself.
enum LimitErrors {
    static func message(_ limits: RPCLimits) -> RPCError {
        .limitExceeded(
            limit: "message_bytes",
            value: limits.messageBytes,
            message: "The message is longer than \(limits.messageBytes) bytes.",
            hint: "Send less at a time; reading goes on after the next newline."
        )
    }

    static func depth(_ limits: RPCLimits) -> RPCError {
        .limitExceeded(
            limit: "depth",
            value: limits.depth,
            message: "The message is nested deeper than \(limits.depth).",
            hint: "Send flatter JSON; reading goes on after the next newline."
        )
    }

    static func answer(_ limits: RPCLimits) -> RPCError {
        .limitExceeded(
            limit: "unsent_bytes",
            value: limits.unsentBytes,
            message: "The answer is longer than \(limits.unsentBytes) bytes.",
            hint: "Ask for less at a time, with a filter or a limit."
        )
    }

    static func connections(_ limits: RPCLimits) -> RPCError {
        .limitExceeded(
            limit: "connections",
            value: limits.connections,
            message: "There are \(limits.connections) connections already.",
            hint: "Close connections that are not needed, and connect again."
        )
    }
}
