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

    /// Pages of one sync; a vendor with more is turning in circles.
    static let maximumPages = 20_000

    /// Rows of holdings that are kept until the last page is there.
    static let maximumHoldings = 1_000_000

    private let store: Store
    private let adapters: AdapterPool
    private let vault: CredentialVault

    package init(store: Store, adapters: AdapterPool, vault: CredentialVault) {
        (self.store, self.adapters, self.vault) = (store, adapters, vault)
    }

    /// The subject of a connection's jobs.
    package static func subject(_ connection: String) -> String { "connection:\(connection)" }

    /// The payload of a connection's jobs.
    package static func payload(_ connection: String) -> JSONValue { ["connection": .string(connection)] }

    package func run(_ job: JobRecord, _ report: JobReporter) async throws(JobFailure) -> JSONValue {
        let id = job.payload["connection"]?.string ?? ""
        do {
            guard let connection = try store.connection(id: id) else {
                throw JobFailure(code: "not_found", message: "The connection has been removed.")
            }
            return try await sync(connection, job, report)
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

    private func sync(
        _ connection: Connection,
        _ job: JobRecord,
        _ report: JobReporter
    ) async throws -> JSONValue {
        let adapter = try await adapters.running(connection.provider)
        let call = Call(adapter: adapter, context: try vault.context(of: connection), cause: "job#\(job.id)")
        let source = adapters.source(of: connection.provider)

        let accounts = try await readAccounts(call, connection, source)
        report(done: 1, total: nil, unit: "steps")
        let holdings = try await readHoldings(call, connection)
        report(done: 2, total: nil, unit: "steps")
        let rows = try await readTransactions(call, connection, report)
        let orders = try await readOrders(call, connection)

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

/// The adapter of one sync, and what every call to it carries.
private struct Call {
    let adapter: AdapterSupervisor
    let context: ConnectionContext
    let cause: String

    func callAsFunction<M: AdapterMethod>(_ method: M.Type, _ params: M.Params) async throws -> M.Result {
        try Task.checkCancellation()
        return try await adapter.call(method, params, cause: cause)
    }
}

extension SyncJob {
    private func readAccounts(_ call: Call, _ connection: Connection, _ source: SourceKind) async throws -> Int {
        var params = AccountsRead.Params()
        params.connection = call.context
        let answer = try await call(AccountsRead.self, params)
        try refuseDuplicate(of: connection, answer.accounts)
        try readAgainForNew(answer.accounts, of: connection)
        _ = try store.saveAccounts(
            connection: connection.id,
            answer.accounts,
            source: source,
            isComplete: answer.isComplete
        )
        if let institution = answer.institution {
            try store.updateConnection(id: connection.id) { connection in
                connection.institutionID = institution.id ?? connection.institutionID
                connection.institutionName = institution.name ?? connection.institutionName
            }
        }
        return answer.accounts.count
    }

    /// Begins with the transactions anew where an account is new or has come back, for the cursor is behind its own.
    private func readAgainForNew(_ accounts: [ReportedAccount], of connection: Connection) throws {
        let known = try store.facts(user: connection.user).accounts.filter { $0.connection == connection.id }
        guard !Set(accounts.map(\.externalID)).isSubset(of: known.map(\.reported.externalID)) else { return }
        try store.setTransactionCursor(nil, connection: connection.id)
    }

    /// Refuses a new connection to an institution whose accounts the user has connected already: each share would
    /// count twice.
    private func refuseDuplicate(of connection: Connection, _ accounts: [ReportedAccount]) throws {
        guard connection.refreshedAt == nil, connection.institutionID != nil, !accounts.isEmpty else { return }
        let facts = try store.facts(user: connection.user)
        let others = facts.connections.filter { other in
            other.id != connection.id && other.provider == connection.provider && other.refreshedAt != nil
                && other.institutionID == connection.institutionID
        }
        let new = Set(accounts.map(AccountFace.init))
        for other in others {
            let known = facts.accounts.filter { $0.connection == other.id }.map { AccountFace($0.reported) }
            guard new.isSubset(of: known) else { continue }
            throw AdapterError(
                .unsupported,
                "These accounts are connected already, by \(other.id); remove this connection or that one."
            )
        }
    }

    private func readHoldings(_ call: Call, _ connection: Connection) async throws -> Int {
        var params = HoldingsRead.Params()
        params.connection = call.context
        var update = HoldingsUpdate(asOf: .now)
        var asOf: Timestamp?
        for page in 0... {
            let answer = try await call(HoldingsRead.self, params)
            update.securities += answer.securities
            update.holdings += answer.holdings
            update.cash += answer.cash
            update.isComplete = update.isComplete && answer.isComplete
            asOf = [asOf, answer.asOf].compactMap { $0 }.min()
            if let pageAsOf = answer.asOf {
                for account in Set(answer.holdings.map(\.account) + answer.cash.map(\.account)) {
                    update.asOfByAccount[account] = pageAsOf
                }
            }
            guard let next = answer.nextPage else { break }
            guard page < Self.maximumPages, next != params.page, update.holdings.count <= Self.maximumHoldings else {
                throw AdapterError(.adapterProtocol, "The adapter's pages of holdings do not end.")
            }
            params.page = next
        }
        if let asOf { update.asOf = asOf }
        try store.saveHoldings(connection: connection.id, update, source: connection.provider)
        return update.holdings.count
    }

    private func readTransactions(
        _ call: Call,
        _ connection: Connection,
        _ report: JobReporter
    ) async throws -> Int {
        var params = TransactionsRead.Params()
        params.connection = call.context
        var pass = PassCursor(stored: try store.transactionCursor(connection: connection.id))
        params.cursor = pass.cursor
        var rows = 0
        var mayRestart = true
        for page in 0... {
            let answer: TransactionsRead.Result
            do {
                answer = try await call(TransactionsRead.self, params)
            } catch let error as AdapterError where error.kind == .cursorInvalid && mayRestart {
                mayRestart = false
                pass = PassCursor(startingAt: error.restartFrom)
                params.cursor = pass.cursor
                continue
            }
            let next = pass.following(answer)
            try store.saveTransactions(connection: connection.id, TransactionsPage(answer, pass.id, then: next))
            pass = next
            rows += answer.added.count + answer.modified.count + answer.removed.count
            report(done: rows, total: nil, unit: "transactions")
            guard answer.hasMore else { break }
            guard page < Self.maximumPages, answer.nextCursor != params.cursor else {
                throw AdapterError(.adapterProtocol, "The adapter's pages of transactions do not end.")
            }
            params.cursor = answer.nextCursor
        }
        return rows
    }

    private func readOrders(_ call: Call, _ connection: Connection) async throws -> Int {
        guard await adapters.capabilities(of: connection.provider).contains("orders") else { return 0 }
        var params = OrdersRead.Params()
        params.connection = call.context
        params.status = "all"
        var orders: [ReportedOrder] = []
        for page in 0... {
            let answer = try await call(OrdersRead.self, params)
            orders += answer.orders
            guard answer.hasMore else { break }
            guard page < Self.maximumPages, answer.nextCursor != params.cursor, answer.nextCursor != nil else {
                throw AdapterError(.adapterProtocol, "The adapter's pages of orders do not end.")
            }
            params.cursor = answer.nextCursor
        }
        try store.saveOrders(connection: connection.id, orders)
        return orders.count
    }
}

/// The adapter's cursor with the name of the pass it belongs to: both are stored as one text, so that a pass that was
/// interrupted goes on as the same pass, and only rows that no page of it had are gone at its end.
struct PassCursor: Hashable, Sendable {
    let id: String
    let cursor: String?

    /// Begins a pass.
    init(startingAt cursor: String?) { self.init(id: Self.newID(), cursor: cursor) }

    /// Goes on where the stored text says; begins a pass where there is none.
    init(stored: String?) {
        guard let parts = stored?.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false),
            parts.count == 2
        else {
            self.init(startingAt: nil)
            return
        }
        self.init(
            id: parts[0].isEmpty ? Self.newID() : String(parts[0]),
            cursor: parts[1].isEmpty ? nil : String(parts[1])
        )
    }

    private init(id: String, cursor: String?) { (self.id, self.cursor) = (id, cursor) }

    /// What stands behind a page: the same pass while there is more, else the start of another.
    func following(_ answer: TransactionsRead.Result) -> PassCursor {
        answer.hasMore ? PassCursor(id: id, cursor: answer.nextCursor) : PassCursor(startingAt: answer.nextCursor)
    }

    /// The text to store.
    var stored: String { id + " " + (cursor ?? "") }

    private static func newID() -> String { String(UInt64.random(in: .min ... .max), radix: 36) }
}

extension TransactionsPage {
    /// What the store takes of an adapter's page.
    init(_ answer: TransactionsRead.Result, _ pass: String, then next: PassCursor) {
        self.init(passID: pass)
        added = answer.added
        modified = answer.modified
        removed = answer.removed.map(\.externalID)
        securities = answer.securities
        nextCursor = next.stored
        if let answered = answer.window, answered.from <= answered.to {
            window = answered.from...answered.to
            windowIsAuthoritative = answered.isAuthoritative
        }
        historyCompleteFrom = answer.historyCompleteFrom
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
