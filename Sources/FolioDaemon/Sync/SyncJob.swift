import FolioAdapterKit
package import FolioModel
package import FolioStore
import Logging

/// Reads one connection: accounts, holdings, transactions page by page, orders; each answer is one transaction in
/// the store, and a page of transactions commits with the cursor behind it.
///
/// Killed at any moment and run again it ends in the same store.
package struct SyncJob: JobHandler {
    /// The kind under which jobs are stored.
    package static let kind = "sync"

    private let store: Store
    private let adapters: AdapterPool
    private let vault: CredentialVault
    private let bounds: SyncBounds

    package init(store: Store, adapters: AdapterPool, vault: CredentialVault, bounds: SyncBounds = SyncBounds()) {
        (self.store, self.adapters, self.vault, self.bounds) = (store, adapters, vault, bounds)
    }

    /// The subject of a connection's jobs.
    package static func subject(_ connection: String) -> String { "connection:\(connection)" }

    /// The payload of a connection's jobs; one that asks has the vendor read the institution first.
    package static func payload(_ connection: String, asksVendor: Bool = false) -> JSONValue {
        asksVendor
            ? ["connection": .string(connection), VendorRefresh.mark: true] : ["connection": .string(connection)]
    }

    package func run(_ job: JobRecord, _ report: JobReporter) async throws(JobFailure) -> JSONValue {
        let id = job.payload["connection"]?.string ?? ""
        let refresh = VendorRefresh(store: store, adapters: adapters, vault: vault)
        let asked = try await refresh.ask(for: job, connection: id)
        var tally = PassTally()
        let result = try await read(id, cause: "job#\(job.id)", tally: &tally, report)
        guard let asked, case .object(var object) = result else { return result }
        object["refresh"] = asked.jsonValue
        return .object(object)
    }

    /// Reads a connection as a part of another job.
    ///
    /// - Parameters:
    ///   - id: The connection's.
    ///   - cause: Who asks, for the adapter's log.
    ///   - tally: Takes in what became of transactions.
    ///   - report: Takes how far it is.
    /// - Returns: How much was read of each kind.
    /// - Throws: Why it failed; the connection says so, too.
    func read(
        _ id: String,
        cause: String,
        tally: inout PassTally,
        _ report: JobReporter
    ) async throws(JobFailure) -> JSONValue {
        do {
            guard let connection = try store.connection(id: id) else {
                throw JobFailure(code: "not_found", message: "The connection has been removed.")
            }
            return try await sync(connection, cause, &tally, report)
        } catch let failure as JobFailure {
            throw failure
        } catch let error as AdapterError {
            throw await record(error, on: id)
        } catch let error as StoreError {
            throw JobFailure(code: "store", message: error.description)
        } catch let error as SealError {
            throw await record(AdapterError(.authRequired, error.description), on: id)
        } catch {
            throw JobFailure(code: "internal", message: "The sync stopped: \(type(of: error)).")
        }
    }

    // The steps stay functions of their own: Swift 6.3.1 crashes where its optimiser puts them into this one.
    private func sync(
        _ connection: Connection,
        _ cause: String,
        _ tally: inout PassTally,
        _ report: JobReporter
    ) async throws -> JSONValue {
        let adapter = try await adapters.running(connection.provider)
        var reader = ConnectionReader(adapter: adapter, context: try vault.context(of: connection), cause: cause)
        reader.bounds = bounds
        let source = adapters.source(of: connection.provider)

        let accounts = try await readAccounts(reader, connection, source)
        report(done: 1, total: nil, unit: "steps")
        let holdings = try await readHoldings(reader, connection)
        report(done: 2, total: nil, unit: "steps")
        let rows = try await readTransactions(reader, connection, &tally, report)
        let orders = try await readOrders(reader, connection)

        try store.updateConnection(id: connection.id) { connection in
            connection.status = .active
            connection.setError(nil)
            connection.refreshedAt = .now
        }
        return [
            "accounts": .int(accounts), "holdings": .int(holdings), "transactions": .int(rows),
            "orders": .int(orders),
        ]
    }

    /// Writes the error to the connection and says what it means for the job.
    private func record(_ error: AdapterError, on id: String) async -> JobFailure {
        let meaning = SyncFailure(error)
        let code = error.vendorCode ?? error.kind.rawValue
        var adapter: String?
        if error.kind != .cancelled {
            do {
                let connection = try store.updateConnection(id: id) { connection in
                    if let status = meaning.status { connection.status = status }
                    connection.setError((code, error.message, error.kind.action))
                }
                adapter = connection.provider
            } catch {
                Logger.current.error("Connection state could not be recorded", metadata: ["connection": "\(id)"])
            }
        }
        if let adapter, error.kind == .badCredentials, error.scope != "connection" {
            await adapters.refused(adapter, error)
        }
        return JobFailure(
            code: error.kind == .cancelled ? JobFailure.cancelled.code : code,
            message: error.message,
            retryAfter: meaning.isRetried ? meaning.leastDelay : nil,
            detail: [
                "adapter": adapter.map(JSONValue.string) ?? .null, "connection": .string(id), "error": error.wire,
            ]
        )
    }
}

extension SyncJob {
    @inline(never)
    private func readAccounts(
        _ reader: ConnectionReader,
        _ connection: Connection,
        _ source: SourceKind
    ) async throws -> Int {
        try keep(try await reader.accounts(), connection, source)
    }

    @inline(never)
    private func keep(
        _ answer: AccountsRead.Result,
        _ connection: Connection,
        _ source: SourceKind
    ) throws -> Int {
        let known = try store.accounts(user: connection.user)
        try refuseDuplicate(of: connection, answer.accounts, known)
        try readAgainForNew(answer.accounts, of: connection, known)
        _ = try store.saveAccounts(
            connection: connection.id,
            answer.accounts,
            source: source,
            isComplete: answer.isComplete
        )
        try store.updateConnection(id: connection.id) { connection in
            connection.institutionID = answer.institution?.id ?? connection.institutionID
            connection.institutionName = answer.institution?.name ?? connection.institutionName
            connection.consentExpiresAt = answer.consentExpiresAt
        }
        return answer.accounts.count
    }

    /// Begins with the transactions anew where an account is new or has come back, for the cursor is behind its own.
    private func readAgainForNew(
        _ accounts: [ReportedAccount],
        of connection: Connection,
        _ known: [Account]
    ) throws {
        let own = known.filter { $0.connection == connection.id }
        guard !Set(accounts.map(\.externalID)).isSubset(of: own.map(\.reported.externalID)) else { return }
        try store.setTransactionCursor(nil, connection: connection.id)
    }

    /// Refuses a new connection to an institution whose accounts the user has connected already: each share would
    /// count twice.
    private func refuseDuplicate(
        of connection: Connection,
        _ accounts: [ReportedAccount],
        _ known: [Account]
    ) throws {
        guard connection.refreshedAt == nil, connection.institutionID != nil, !accounts.isEmpty else { return }
        let others = try store.connections(user: connection.user).filter { other in
            other.id != connection.id && other.provider == connection.provider && other.refreshedAt != nil
                && other.institutionID == connection.institutionID
        }
        let new = Set(accounts.map(AccountFace.init))
        for other in others {
            let faces = known.filter { $0.connection == other.id }.map { AccountFace($0.reported) }
            guard new.isSubset(of: faces) else { continue }
            throw AdapterError(
                .unsupported,
                "These accounts are connected already, by \(other.id); remove this connection or that one."
            )
        }
    }

    @inline(never)
    private func readHoldings(_ reader: ConnectionReader, _ connection: Connection) async throws -> Int {
        let update = try await reader.holdings()
        try store.saveHoldings(connection: connection.id, update, source: connection.provider)
        return update.holdings.count
    }

    /// Stores what has been read while the adapter reads on.
    @inline(never)
    private func readTransactions(
        _ reader: ConnectionReader,
        _ connection: Connection,
        _ tally: inout PassTally,
        _ report: JobReporter
    ) async throws -> Int {
        let start = TransactionPass(PassCursor(stored: try store.transactionCursor(connection: connection.id)))
        var next: TransactionBatch? = try await reader.transactions(start)
        var rows = 0
        while let batch = next {
            async let following = reader.following(batch)
            try store.saveTransactions(connection: connection.id, batch.pages, tally: &tally)
            rows += batch.rows
            report(done: rows, total: nil, unit: "transactions")
            next = try await following
        }
        return rows
    }

    @inline(never)
    private func readOrders(_ reader: ConnectionReader, _ connection: Connection) async throws -> Int {
        guard await adapters.capabilities(of: connection.provider).contains("orders") else { return 0 }
        let orders = try await reader.orders()
        try store.saveOrders(connection: connection.id, orders)
        return orders.count
    }
}

/// What an account looks like to its owner: the vendor gives it another id with every link.
private struct AccountFace: Hashable {
    let name: String
    let mask: String?
    let type: String
    let subtype: String?

    init(_ account: ReportedAccount) {
        (name, mask, type, subtype) = (account.name, account.mask, account.type, account.subtype)
    }
}
