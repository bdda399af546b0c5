package import FolioAdapterKit
import FolioModel
package import FolioRPC
package import FolioStore
import Logging

/// Links, refreshes and removes connections: what the `connections.*` methods do.
package struct ConnectionDesk: Sendable {
    let store: Store
    private let settings: CurrentSettings
    let adapters: AdapterPool
    let jobs: JobRunner
    let vault: CredentialVault
    let removals = Removals()

    /// How long a started link may be finished.
    private static let linkLifetimeSeconds: Int64 = 4 * 3600

    package init(
        store: Store,
        settings: CurrentSettings,
        adapters: AdapterPool,
        jobs: JobRunner,
        vault: CredentialVault
    ) {
        (self.store, self.settings, self.adapters) = (store, settings, adapters)
        (self.jobs, self.vault) = (jobs, vault)
    }

    // MARK: Linking

    /// Starts connecting an account, or repairing a connection.
    package func beginLink(
        user: String,
        mode: OperatingMode,
        _ params: LinkParams,
        cause: String
    ) async throws(RPCError) -> LinkResult {
        let adapter = try await adapter(params.provider, mode: mode)
        var request = LinkBegin.Params()
        request.userReference = vault.reference(user: user)
        if params.provider == "plaid" {
            request.products = settings.value.configuration.providers.plaid.products
            request.webhookURL = settings.value.configuration.providers.plaid.webhookURL
        }
        if let id = params.connection {
            request.connection = try rpc { try vault.context(of: try owned(id, user: user, provider: params.provider)) }
        }
        let answer = try await calling(params.provider, params.connection) { () async throws(AdapterError) in
            try await adapter.call(LinkBegin.self, request, cause: cause)
        }
        let token = "\(params.provider):\(user):\(params.connection ?? "")"
        try rpc {
            try store.saveLinkState(
                LinkState(
                    token: token,
                    user: user,
                    provider: params.provider,
                    connection: params.connection,
                    state: try answer.state.map { try vault.seal(state: $0, token: token) },
                    expiresAt: Timestamp.now.adding(seconds: Self.linkLifetimeSeconds)
                )
            )
        }
        var result = LinkResult()
        result.linkToken = answer.linkToken
        result.expiresAt = answer.expiresAt
        result.hostedLinkURL = answer.hostedURL
        result.fieldsToFill = answer.fieldsToFill.map { field in
            var row = LinkFieldRow()
            row.name = field.name
            row.isSecret = field.isSecret
            row.description = field.description ?? field.label
            return row
        }
        return result
    }

    /// Finishes connecting and starts the first sync.
    package func complete(
        user: String,
        mode: OperatingMode,
        _ params: CompleteParams,
        cause: String
    ) async throws(RPCError) -> CompleteResult {
        let wasThere = try rpc { try store.hasUser(user) }
        let adapter = try await adapter(params.provider, mode: mode)
        let repaired = try params.connection.map { (id) throws(RPCError) in
            try rpc { try owned(id, user: user, provider: params.provider) }
        }
        var request = LinkComplete.Params()
        request.publicToken = params.publicToken
        request.filledFields = params.filledFields
        request.state = try rpc {
            let link = try store.takeLinkState(
                user: user,
                provider: params.provider,
                connection: params.connection
            )
            return try link.flatMap { link in try link.state.map { try vault.open(state: $0, token: link.token) } }
        }
        if let repaired { request.connection = try rpc { try vault.context(of: repaired) } }
        vault.remember(link: request, user: user, provider: params.provider)
        let linked: LinkComplete.Result
        if await adapter.manifestOnceReady()?.link.flow == LinkFlow.none {
            linked = LinkComplete.Result()
        } else {
            linked = try await calling(params.provider, params.connection) { () async throws(AdapterError) in
                try await adapter.call(LinkComplete.self, request, cause: cause)
            }
        }
        guard linked.status == "complete" else {
            throw .providerError(
                adapter: params.provider,
                connection: params.connection,
                code: linked.status,
                action: "retry",
                retryable: false,
                message: "The provider wants more from the user than was given."
            )
        }
        if wasThere, !(try rpc { try store.hasUser(user) }) {
            await endAccess(linked, adapter, cause: cause)
            throw .notFound(what: "user", id: user)
        }
        let connection = try rpc {
            try keep(linked, user: user, provider: params.provider, repaired: repaired)
        }
        var result = CompleteResult()
        result.connection = connection.id
        result.job = try await sync(connection.id, user: user, repeating: true).job.id
        return result
    }

    /// Ends the access that was just granted, because its user has been removed meanwhile.
    private func endAccess(_ linked: LinkComplete.Result, _ adapter: AdapterSupervisor, cause: String) async {
        var params = Disconnect.Params()
        params.connection.externalID = linked.externalID
        params.connection.credentials = linked.credentials
        params.reason = "its user was removed"
        do throws(AdapterError) {
            _ = try await adapter.call(Disconnect.self, params, cause: cause)
        } catch {
            Logger.current.error("Access of a removed user could not be ended", metadata: ["error": "\(error)"])
        }
    }

    private func keep(
        _ linked: LinkComplete.Result,
        user: String,
        provider: String,
        repaired: Connection?
    ) throws -> Connection {
        try store.ensureUser(user)
        let externalID = linked.externalID ?? repaired?.externalID ?? user
        let known = try store.connections(user: user).first {
            $0.provider == provider && $0.externalID == externalID
        }
        var connection: Connection
        if let existing = repaired ?? known {
            connection = existing
        } else {
            connection = try store.createConnection(
                user: user,
                provider: provider,
                externalID: externalID,
                institutionID: linked.institution?.id,
                institutionName: linked.institution?.name
            )
        }
        if !linked.credentials.isNull { try vault.save(linked.credentials, of: connection.id) }
        try store.updateConnection(id: connection.id) { connection in
            if repaired != nil || known == nil {
                connection.status = .pending
                connection.setError(nil)
            }
            connection.externalID = externalID
            connection.institutionID = linked.institution?.id ?? connection.institutionID
            connection.institutionName = linked.institution?.name ?? connection.institutionName
            connection.consentExpiresAt = linked.consentExpiresAt ?? connection.consentExpiresAt
        }
        return connection
    }

    /// Makes the connections that need no link: keys in the configuration, files in the import directory.
    ///
    /// Gives the job of a first sync, or of another one where the connection was there already.
    @discardableResult
    package func adopt(provider: String, user: String, fields: [String: String]?) async throws(RPCError) -> String {
        var params = CompleteParams()
        params.provider = provider
        params.filledFields = fields
        return try await complete(user: user, mode: .hybrid, params, cause: "foliod:adopt").job
    }

    // MARK: Refreshing

    /// Starts a sync of one connection, or joins the one under way; whether the vendor is to read the institution first.
    package func sync(
        _ connection: String,
        user: String,
        repeating: Bool,
        asksVendor: Bool = false
    ) async throws(RPCError) -> (job: JobRecord, isNew: Bool) {
        do {
            return try await jobs.enqueue(
                kind: SyncJob.kind,
                subject: SyncJob.subject(connection),
                user: user,
                payload: SyncJob.payload(connection, asksVendor: asksVendor),
                repeating: repeating
            )
        } catch {
            throw .internalError("The store failed: \(error)")
        }
    }

    /// Starts a refresh of one of the user's connections, or of all of them in one job.
    package func refresh(
        user: String,
        mode: OperatingMode,
        connection: String?
    ) async throws(RPCError) -> JobRecord {
        let started: (job: JobRecord, isNew: Bool)
        var payload: JSONValue?
        if let connection {
            let found = try rpc { try owned(connection, user: user, provider: nil) }
            try await adapter(found.provider, mode: mode).pardon(connection: connection)
            started = try await sync(connection, user: user, repeating: false, asksVendor: true)
            payload = SyncJob.payload(connection, asksVendor: true)
        } else {
            for found in try rpc({ try store.connections(user: user) }) {
                await adapters.pardon(found)
            }
            do {
                started = try await jobs.enqueue(
                    kind: RefreshJob.kind,
                    subject: "user:\(user)",
                    user: user,
                    payload: ["user": .string(user)]
                )
            } catch {
                throw .internalError("The store failed: \(error)")
            }
        }
        guard !started.isNew else { return started.job }
        do {
            guard try await jobs.hasten(started.job.id, with: payload) else {
                throw RPCError.conflict(job: started.job.id)
            }
            return started.job
        } catch let error as RPCError {
            throw error
        } catch {
            throw .internalError("The store failed: \(error)")
        }
    }

    // MARK: Pieces

    func stored(_ id: String, user: String) throws -> Connection {
        guard let connection = try store.connection(id: id), connection.user == user else {
            throw RPCError.notFound(what: "connection", id: id)
        }
        return connection
    }

    /// A connection that something may be started for.
    private func owned(_ id: String, user: String, provider: String?) throws -> Connection {
        let connection = try stored(id, user: user)
        guard provider == nil || provider == connection.provider, !removals.contains(id) else {
            throw RPCError.notFound(what: "connection", id: id)
        }
        return connection
    }

    /// The adapter, to be called for a user in a mode.
    func adapter(_ name: String, mode: OperatingMode) async throws(RPCError) -> AdapterSupervisor {
        guard let entry = await adapters.entry(name), entry.isProvider else {
            throw .notFound(what: "provider", id: name)
        }
        guard mode.includes(entry.source) else {
            throw .unavailableInMode(
                mode: mode.rawValue,
                needs: entry.source == .external ? "aggregation or hybrid" : "brokerage or hybrid"
            )
        }
        do {
            return try await adapters.running(name)
        } catch {
            throw RPCError(error, adapter: name, connection: nil)
        }
    }

    private func calling<Result: Sendable>(
        _ adapter: String,
        _ connection: String?,
        _ body: () async throws(AdapterError) -> Result
    ) async throws(RPCError) -> Result {
        do throws(AdapterError) {
            return try await body()
        } catch {
            throw RPCError(error, adapter: adapter, connection: connection)
        }
    }

    func rpc<Result>(_ body: () throws -> Result) throws(RPCError) -> Result {
        do {
            return try body()
        } catch let error as RPCError {
            throw error
        } catch StoreError.notFound(let what, let id) {
            throw .notFound(what: what, id: id)
        } catch let error as StoreError {
            throw .internalError("The store failed: \(error.description)")
        } catch let error as SealError {
            throw .internalError("The credentials can't be used: \(error.description)")
        } catch {
            throw .internalError("The daemon failed: \(type(of: error)).")
        }
    }
}

extension RPCError {
    /// What a client sees of an adapter's error.
    package init(_ error: AdapterError, adapter: String, connection: String?) {
        if error.kind == .badVendorData, !error.faults.isEmpty {
            self = .invalidData(
                errors: error.faults.map {
                    RPCFileFault(file: $0.file ?? $0.path, line: $0.line, column: $0.column, message: $0.message)
                },
                message: error.message
            )
            return
        }
        self = .providerError(
            adapter: adapter,
            connection: connection,
            code: error.vendorCode ?? error.kind.rawValue,
            action: error.kind.action,
            retryable: error.isRetryable,
            message: error.message
        )
    }
}
