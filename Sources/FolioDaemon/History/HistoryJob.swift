import FolioAdapterKit
import FolioEngine
package import FolioModel
package import FolioStore
import Logging

/// Rebuilds the history of a user's accounts from what is stored, and looks for what does not fit.
///
/// Run again it changes nothing unless facts or prices have changed; interrupted, it begins again and writes what is
/// missing.
package struct HistoryJob: JobHandler {
    /// The kind under which jobs are stored.
    package static let kind = "history"

    private let desk: HistoryDesk
    private let adapters: AdapterPool
    private let vault: CredentialVault
    private let now: @Sendable () -> Timestamp

    package init(
        desk: HistoryDesk,
        adapters: AdapterPool,
        vault: CredentialVault,
        now: @escaping @Sendable () -> Timestamp = { .now }
    ) {
        (self.desk, self.adapters, self.vault, self.now) = (desk, adapters, vault, now)
    }

    /// The subject of a user's jobs.
    package static func subject(_ user: String) -> String { "history:\(user)" }

    /// The payload of a user's jobs.
    package static func payload(_ user: String) -> JSONValue { ["user": .string(user)] }

    package func run(_ job: JobRecord, _ report: JobReporter) async throws(JobFailure) -> JSONValue {
        let user = job.payload["user"]?.string ?? ""
        do {
            return try await rebuild(user, cause: "job#\(job.id)", report)
        } catch let failure as JobFailure {
            throw failure
        } catch let error as StoreError {
            throw JobFailure(code: "store", message: error.description)
        } catch is ArithmeticOverflow {
            throw JobFailure(code: "too_large", message: "A figure of the history is too large to be computed exactly.")
        } catch is CancellationError {
            throw .cancelled
        } catch {
            throw JobFailure(code: "internal", message: "The history could not be rebuilt: \(type(of: error)).")
        }
    }

    private func rebuild(_ user: String, cause: String, _ report: JobReporter) async throws -> JSONValue {
        guard desk.reconstructs else {
            let found = try await search(try desk.whole(of: user), user)
            return [
                "skipped": "features.history_reconstruction is off", "findings": .int(found.open),
            ]
        }
        try await readCheckpoints(of: user, cause: cause)
        await desk.prices.ensure(try desk.whole(of: user).question, cause: cause)
        try Task.checkCancellation()
        let whole = try desk.whole(of: user)
        var outcome = HistoryOutcome()
        let accounts = whole.view.history.accounts
        for index in accounts.indices {
            try Task.checkCancellation()
            outcome.add(try save(index, of: whole))
            report(done: index + 1, total: accounts.count, unit: "accounts")
        }
        let found = try await search(whole, user)
        let computed = whole.view.history.computed.reduce(0) { $0 + $1.count }
        return [
            "accounts": .int(accounts.count), "sessions": .int(computed), "rows_written": .int(outcome.written),
            "rows_removed": .int(outcome.removed), "corrected": .int(outcome.corrected),
            "changed_from": outcome.changedFrom.map { .string($0.description) } ?? .null,
            "findings": .int(found.open),
        ]
    }

    /// Stores the rows of one account.
    private func save(_ index: Int, of whole: WholeHistory) throws -> HistoryOutcome {
        let history = whole.view.history
        var account = history.accounts[index]
        let recorded = whole.records.recorded[account.account.id] ?? []
        let last = ExchangeCalendar.lastFinishedSession(at: whole.view.portfolio.valuation.now)
        var rows = try AccountHistoryRows(account, base: history.facts.base, through: last)
        var corrections: [Day: Correction] = [:]
        if let first = recorded.map(\.capturedAt).min() {
            let judge = HistoryCorrections(
                account: index,
                history: history,
                changes: try desk.store.transactionChanges(
                    account: account.account.id,
                    after: Timestamp(milliseconds: first)
                ),
                now: .now
            )
            corrections = judge.all(recorded, rows.days)
            // The gains of the days behind recorded rows follow from those.
            account.record(recorded.filter { corrections[$0.day] == nil }.map(\.row))
            rows = try AccountHistoryRows(account, base: history.facts.base, through: last)
        }
        return try store(rows, corrections)
    }

    /// Stores rows; nothing where the account has been removed meanwhile.
    private func store(
        _ rows: AccountHistoryRows,
        _ corrections: [Day: Correction]
    ) throws(StoreError) -> HistoryOutcome {
        do throws(StoreError) {
            return try desk.store.saveHistory(rows, corrections: corrections)
        } catch {
            guard case .notFound = error else { throw error }
            return HistoryOutcome()
        }
    }

    private func search(_ whole: WholeHistory, _ user: String) async throws -> FindingsOutcome {
        let search = FindingHunt(whole, store: desk.store, user: user)
        return try desk.store.saveFindings(user: user, kinds: FindingHunt.kinds, try search.all())
    }

    // MARK: Providers' own histories

    /// Asks providers that keep a history what accounts were worth; one that does not answer is asked the next time.
    private func readCheckpoints(of user: String, cause: String) async throws {
        let facts = try desk.store.facts(user: user)
        for connection in facts.connections where connection.status == .active {
            guard await adapters.capabilities(of: connection.provider).contains("history"),
                await adapters.entry(connection.provider)?.isWanted == true
            else { continue }
            for account in facts.accounts where account.connection == connection.id {
                do {
                    try await readCheckpoints(of: account, connection, cause: cause)
                } catch let error as AdapterError {
                    noteUnread(connection, error.kind.rawValue)
                } catch let error as SealError {
                    noteUnread(connection, error.description)
                }
            }
        }
    }

    private func noteUnread(_ connection: Connection, _ reason: String) {
        Logger.current.warning(
            "Provider's history could not be read",
            metadata: ["connection": "\(connection.id)", "error": "\(reason)"]
        )
    }

    /// Calendar months that a provider is asked about at first.
    private static let monthsBack = 24

    private func readCheckpoints(of account: Account, _ connection: Connection, cause: String) async throws {
        let last = ExchangeCalendar.lastFinishedSession(at: now())
        var params = HistoryRead.Params()
        params.from =
            try desk.store.lastCheckpoint(account: account.id)?.adding(days: 1)
            ?? last.adding(months: -Self.monthsBack)
        params.to = last
        guard params.from <= params.to else { return }
        params.connection = try vault.context(of: connection)
        params.account = account.reported.externalID
        let adapter = try await adapters.running(connection.provider)
        let answer = try await adapter.call(HistoryRead.self, params, cause: cause)
        var points: [AccountCheckpoint] = []
        for (index, (day, value)) in zip(answer.dates, answer.values).enumerated() {
            points.append(AccountCheckpoint(day: day, value: value, cash: answer.cash?[index]))
        }
        _ = try desk.store.saveCheckpoints(
            account: account.id,
            currency: account.reported.currency,
            points
        )
    }
}

/// The history of all of a user's accounts, whatever the mode shows, with what it was made of.
struct WholeHistory: Sendable {
    let view: HistoryView
    let records: HistoryRecords

    /// What it needs of prices.
    var question: PriceQuestion {
        let history = view.history
        let first = history.frame.days.first ?? view.today
        return HistoryInputs.question(history.facts, from: first, through: view.portfolio.valuation.session)
    }
}

extension HistoryDesk {
    /// The history of all of a user's accounts, rebuilt as far as it has changed.
    ///
    /// - Parameters:
    ///   - user: Whose.
    ///   - earliest: The first session wanted; `nil` for all of them.
    /// - Returns: The history, and the records of one moment that it was made of.
    /// - Throws: ``StoreError``, and ``ArithmeticOverflow`` for figures out of range.
    func whole(of user: String, from earliest: Day? = nil) throws -> WholeHistory {
        let records = try store.historyRecords(user: user)
        let portfolio = try portfolios.view(of: user, from: records.facts, showsAll: true)
        let former = earliest == nil ? former(of: user) : nil
        let view = try makeView(portfolio, of: user, records, former: former, from: earliest)
        return WholeHistory(view: view, records: records)
    }
}

/// Another job, after which its user's history is rebuilt: what it read is known then, and where it failed, why.
struct RebuildingJob: JobHandler {
    private let handler: any JobHandler
    private let jobs: JobRunner

    init(_ handler: any JobHandler, jobs: JobRunner) { (self.handler, self.jobs) = (handler, jobs) }

    var takesPlace: Bool { handler.takesPlace }

    var maximumAttempts: Int { handler.maximumAttempts }

    func payloadToKeep(of job: JobRecord) -> JSONValue { handler.payloadToKeep(of: job) }

    func run(_ job: JobRecord, _ report: JobReporter) async throws(JobFailure) -> JSONValue {
        do throws(JobFailure) {
            let result = try await handler.run(job, report)
            await rebuild(job)
            return result
        } catch {
            // Cancelled is what a job is whose connection or user is being removed.
            if error.code != JobFailure.cancelled.code, !Task.isCancelled { await rebuild(job) }
            throw error
        }
    }

    private func rebuild(_ job: JobRecord) async {
        guard let user = job.user else { return }
        await jobs.rebuildHistory(of: user)
    }
}

extension JobRunner {
    /// Has a user's history rebuilt; where that is under way, once more when it has ended.
    func rebuildHistory(of user: String) {
        do {
            _ = try enqueue(
                kind: HistoryJob.kind,
                subject: HistoryJob.subject(user),
                user: user,
                payload: HistoryJob.payload(user),
                repeating: true,
                needsUser: true
            )
        } catch StoreError.notFound {
            // Gone meanwhile, and so is the history.
        } catch {
            Logger.current.error("History could not be queued", metadata: ["error": "\(error)"])
        }
    }
}
