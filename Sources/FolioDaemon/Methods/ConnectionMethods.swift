import FolioAdapterKit
package import FolioModel
import FolioRPC
import FolioStore

/// `connections.*`: linking, listing, refreshing, removing.
enum ConnectionMethods {
    static func all(_ services: DaemonServices) -> [MethodDefinition] {
        [link(services), complete(services), list(services), refresh(services), remove(services)]
    }

    private static func link(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "connections.link",
            summary: "Starts connecting an account, or repairing a connection.",
            params: LinkParams.self,
            result: LinkResult.self,
            waits: true,
            errors: [.notFound, .unavailableInMode, .providerError]
        ) { (params, context) throws(RPCError) in
            let user = try services.user(params.user, context)
            return try await services.connections.beginLink(
                user: user,
                mode: try services.mode(of: user),
                params,
                cause: context.requestID
            )
        }
    }

    private static func complete(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "connections.complete",
            summary: "Finishes connecting and starts the first sync.",
            params: CompleteParams.self,
            result: CompleteResult.self,
            waits: true,
            errors: [.notFound, .unavailableInMode, .providerError]
        ) { (params, context) throws(RPCError) in
            let user = try services.user(params.user, context)
            return try await services.connections.complete(
                user: user,
                mode: try services.mode(of: user),
                params,
                cause: context.requestID
            )
        }
    }

    private static func list(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "connections.list",
            summary: "The user's connections and how each is.",
            params: UserParams.self,
            result: ConnectionList.self
        ) { (params, context) throws(RPCError) in
            let user = try services.user(params.user, context)
            let mode = try services.mode(of: user)
            let settings = services.settings.value
            let facts = try services.reading { try services.store.facts(user: user) }
            let reaches = try services.reading { try services.store.reaches(user: user) }
            let isRebuilding = try services.reading {
                try services.store.unfinishedJobs().contains { $0.subject == HistoryJob.subject(user) }
            }
            var list = ConnectionList()
            list.connections = facts.connections.map { connection in
                let isShown =
                    mode.includes(services.adapters.source(of: connection.provider))
                    && settings.isEnabled(connection.provider)
                let accounts = facts.accounts.filter { $0.connection == connection.id }.map(\.id)
                var row = ConnectionRow(connection, accounts: accounts, isShown: isShown)
                row.history = HistoryRow(
                    from: reaches.filter { $0.connection == connection.id }.map(\.firstDay).min(),
                    isComplete: connection.historyComplete,
                    isRebuilding: isRebuilding
                )
                return row
            }
            return list
        }
    }

    private static func refresh(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "connections.refresh",
            summary: "Reads one of the user's connections again, or all of them; vendors that can be asked read first.",
            params: RefreshParams.self,
            result: JobStarted.self,
            waits: true,
            errors: [.notFound, .unavailableInMode, .providerError, .conflict, .invalidData]
        ) { (params, context) throws(RPCError) in
            let user = try services.user(params.user, context)
            let job = try await services.connections.refresh(
                user: user,
                mode: try services.mode(of: user),
                connection: params.connection
            )
            if params.wait == true {
                try await services.waitForEnd(of: job.id, connection: params.connection)
            }
            return JobStarted(job.id)
        }
    }

    private static func remove(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "connections.remove",
            summary: "Ends the vendor's access and erases the connection with everything it brought.",
            params: ConnectionParams.self,
            result: RemovedRows.self,
            waits: true,
            errors: [.notFound]
        ) { (params, context) throws(RPCError) in
            let user = try services.user(params.user, context)
            let removed = try await services.connections.remove(
                user: user,
                connection: params.connection,
                cause: context.requestID
            )
            await services.jobs.rebuildHistory(of: user)
            return RemovedRows(removed)
        }
    }
}

extension DaemonServices {
    /// Waits until the job has ended and gives it; throws what it failed with.
    @discardableResult
    func waitForEnd(of job: String, connection: String?) async throws(RPCError) -> JobRecord {
        let ended: JobRecord?
        do {
            ended = try await jobs.settled(job)
        } catch {
            throw .internalError("The store failed: \(error)")
        }
        guard let ended else { throw .notFound(what: "job", id: job) }
        guard ended.state != .succeeded else { return ended }
        // Neither ended nor failed once: the daemon's end is why the wait is over.
        if ended.state == .running || ended.state == .queued && ended.errorCode == nil { throw .shuttingDown }
        let connection = ended.result["connection"]?.string ?? connection
        let adapter: String
        if let name = ended.result["adapter"]?.string { adapter = name } else { adapter = try provider(of: connection) }
        if let path = ended.result["path"]?.string {
            throw .invalidParams(path: path, ended.errorMessage ?? "missing")
        }
        if let error = ended.result["error"] {
            throw RPCError(AdapterError(wire: error), adapter: adapter, connection: connection)
        }
        throw .providerError(
            adapter: adapter,
            connection: connection,
            code: ended.errorCode,
            action: "retry",
            retryable: ended.state == .queued,
            message: ended.errorMessage ?? "The job was cancelled."
        )
    }
}

extension DaemonServices {
    /// The provider of a connection; empty where there is none such.
    private func provider(of connection: String?) throws(RPCError) -> String {
        guard let connection else { return "" }
        return try reading { try store.connection(id: connection)?.provider } ?? ""
    }
}

extension ConnectionRow {
    /// What a client sees of a connection.
    package init(_ connection: Connection, accounts: [String], isShown: Bool) {
        self.init()
        id = connection.id
        provider = connection.provider
        institution.id = connection.institutionID
        institution.name = connection.institutionName
        status = isShown ? connection.status : .disabledByMode
        if let code = connection.errorCode {
            var error = ConnectionError()
            error.code = code
            error.message = connection.errorMessage ?? ""
            error.action = connection.errorAction
            self.error = error
        }
        self.accounts = accounts
        createdAt = connection.createdAt
        refreshedAt = connection.refreshedAt
        holdingsAsOf = connection.holdingsAsOf
        consentExpiresAt = connection.consentExpiresAt
    }
}

extension HistoryRow {
    /// How far the rebuilt history of a connection is.
    ///
    /// - Parameters:
    ///   - from: The first date of any of its accounts; `nil` where nothing is rebuilt.
    ///   - isComplete: Whether its provider has told everything it ever will.
    ///   - isRebuilding: Whether its user's history is being rebuilt.
    package init(from: Day?, isComplete: Bool, isRebuilding: Bool) {
        self.init()
        self.from = from
        if isRebuilding { state = .building } else if from != nil { state = isComplete ? .complete : .partial }
    }
}
