import Logging

/// One request in the hands of its method.
struct RunningCall: Sendable {
    let method: MethodDefinition
    let params: [UInt8]
    let connection: RPCConnection
    let token: Int
    /// Whether somebody is to be answered; a notification is carried out even where its client is gone.
    let isAnswered: Bool

    /// Calls the method and hands its outcome to the connection; never logs parameters or results.
    ///
    /// A call that has not begun when the daemon stops, or when the client is gone that waits for its answer, is not
    /// begun.
    func run(logger base: Logger) async {
        guard !Task.isCancelled, !isAnswered || !connection.isClosed else {
            return connection.finish(token: token, .failure(.shuttingDown))
        }
        let requestID = "\(connection.id)-\(token)"
        var logger = base
        logger[metadataKey: "request.id"] = "\(requestID)"
        let outcome = await withLogger(logger) { logger in
            let context = RPCContext(
                caller: connection.caller,
                connection: connection,
                requestID: requestID,
                logger: logger
            )
            return await answer(context)
        }
        connection.finish(token: token, outcome)
    }

    private func answer(_ context: RPCContext) async -> RPCConnection.Outcome {
        do throws(RPCError) {
            let result = try await method.call(rawParams: params, context: context)
            context.logger.debug("Request answered", metadata: ["method": "\(method.name)"])
            return .success(result)
        } catch {
            let level: Logger.Level = error.code == .internalError ? .error : .debug
            context.logger.log(
                level: level,
                "Request refused",
                metadata: ["method": "\(method.name)", "error": "\(error.name)"]
            )
            return .failure(error)
        }
    }
}
