import FolioAdapterKit
import FolioModel
import FolioStore

/// Finds out what the files of an import are, what becomes of each, and what that would change.
///
/// Writes nothing but the arrangement within the import's own directory.
struct ImportExaminer {
    let store: Store
    /// Reads the user's files as they are.
    let reader: ConnectionReader
    /// The user's connection to files; `nil` where there is none yet.
    let connection: Connection?
    let options: ImportOptions
    let progress: JobReporter

    /// What was found out.
    struct Outcome {
        var report: ImportReport
        /// What applying it has to move.
        var moves: [ImportMove]
    }

    /// Examines an import.
    ///
    /// - Parameters:
    ///   - staged: Its files.
    ///   - manifest: What is known of it.
    ///   - target: The user's folder; `nil` where there is none.
    ///   - comparing: Whether to find out what would change; else only whether it can be applied.
    /// - Returns: The report, and what to do.
    /// - Throws: Why it can't be told.
    func examine(
        _ staged: StagedImport,
        _ manifest: ImportManifest,
        target: Folder?,
        comparing: Bool
    ) async throws -> Outcome {
        guard target != nil || connection == nil else {
            throw AdapterError(.notFound, "The user has no folder in the import directory; nothing is changed.")
        }
        var arrangement = try ImportArrangement(staged, manifest, target: target, today: Timestamp.now.utcDay)
        arrangement.note(try await reader.inspect(arrangement.path))
        if try arrangement.nameAccounts(options.account) {
            arrangement.note(try await reader.inspect(arrangement.path))
        }
        try arrangement.leaveOutKnown()
        var report = ImportReport()
        report.id = manifest.id
        report.state = Self.state(of: arrangement)
        if report.state == .ready {
            do {
                try await decideNames(&arrangement)
                report.state = Self.state(of: arrangement)
                if report.state == .ready { report.changes = try await changes(arrangement, comparing) }
            } catch let error as AdapterError where error.kind == .badVendorData && !error.faults.isEmpty {
                report.faults = arrangement.note(faults: error.faults)
                report.state = .faulty
            }
        }
        report.files = arrangement.files.map(\.report)
        return Outcome(report: report, moves: arrangement.moves)
    }

    private static func state(of arrangement: ImportArrangement) -> ImportReport.State {
        let files = arrangement.files.filter(\.isTaken).map(\.report)
        if files.isEmpty { return .nothingToDo }
        if files.contains(where: { !$0.inspected.faults.isEmpty }) { return .faulty }
        if files.contains(where: { $0.inspected.needsAccount && $0.account == nil }) { return .needsAccount }
        if files.contains(where: { $0.disposition == .undecided }) { return .needsChoice }
        return .ready
    }

    // MARK: Changes

    /// Reads the user's files as if those of a directory lay among them.
    func overlaid(_ path: String) -> ConnectionReader {
        var context = reader.context
        context.overlay = path
        return ConnectionReader(adapter: reader.adapter, context: context, cause: reader.cause)
    }

    /// What taking the files would change; `nil` where only their faults are looked for.
    private func changes(_ arrangement: ImportArrangement, _ comparing: Bool) async throws -> ImportChanges? {
        let reader = overlaid(arrangement.path)
        let accounts = try await reader.accounts()  // finds the faults of all files together
        guard comparing else { return nil }
        let names = SecurityNames(store: store, connection: connection?.id)
        var comparison = ImportComparison(security: names.security)
        let before =
            try connection.map { (connection) in try store.report(connection: connection.id) } ?? StoredReport()
        let gone = comparison.compareAccounts(before.accounts, accounts.accounts, isComplete: accounts.isComplete)
        let update = try await reader.holdings()
        names.add(update.securities)
        let isComplete = update.isComplete
        try comparison.compareHoldings(before.holdings, try update.asStored(), isComplete: isComplete)
        comparison.compareCash(before.cash, update.cash, isComplete: isComplete)
        let total = arrangement.files.filter(\.isTaken).reduce(0) { $0 + $1.report.inspected.rows.sum }
        let tally = try await compareTransactions(reader, names, except: gone, total: total) { _ in }
        try comparison.take(tally)
        return comparison.changes
    }

    /// Holds all transactions against the store while the adapter reads on.
    func compareTransactions(
        _ reader: ConnectionReader,
        _ names: SecurityNames,
        except gone: Set<String>,
        total: Int? = nil,
        _ missing: (ReportedTransaction) -> Void
    ) async throws -> PassTally {
        var tally = PassTally(sampleLimit: ImportLimits.samples)
        var rows = 0
        var isWhole = false
        var next: TransactionBatch? = try await reader.transactions(TransactionPass(PassCursor(startingAt: nil)))
        while let batch = next {
            async let following = reader.following(batch)
            for page in batch.pages {
                let records = page.added + page.modified
                try store.compareTransactions(connection: connection?.id, records, tally: &tally)
                names.add(page.securities)
                isWhole = isWhole || page.windowIsAuthoritative
            }
            rows += batch.rows
            progress(done: rows, total: total.map { max($0, rows) }, unit: "rows")
            next = try await following
        }
        if isWhole, let connection {
            try store.missingTransactions(connection: connection.id, except: gone, tally: &tally, missing)
        }
        return tally
    }
}

extension [InspectedRows] {
    /// Rows of all kinds.
    fileprivate var sum: Int { reduce(0) { $0 + $1.count } }
}

/// What securities are called: by what the adapter says now, else by what is stored.
final class SecurityNames {
    /// Securities remembered.
    static let maximumCount = 20_000

    private let store: Store
    private let connection: String?
    private var said: [String: ReportedSecurity] = [:]

    init(store: Store, connection: String?) { (self.store, self.connection) = (store, connection) }

    func add(_ securities: [ReportedSecurity]) {
        for security in securities where said.count < Self.maximumCount { said[security.externalID] = security }
    }

    func security(_ id: String) throws -> ReportedSecurity? {
        if let known = said[id] { return known }
        return try connection.flatMap { try store.reportedSecurity(id, connection: $0) }
    }
}
