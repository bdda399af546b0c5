import FolioAdapterKit
import FolioModel
import FolioStore

/// Reads one connection through its adapter, page by page; what becomes of the answers is the caller's.
struct ConnectionReader: Sendable {
    /// Rows of transactions after which a batch is handed over: enough that a commit costs little beside its rows.
    static let rowsPerBatch = 10_000

    /// How long pages are gathered at most, so that little is read again after an end of the daemon.
    static let batchTime = Duration.milliseconds(500)

    let adapter: AdapterSupervisor
    /// What every call carries.
    let context: ConnectionContext
    /// Who asks.
    let cause: String
    var bounds = SyncBounds()

    @inline(never)
    private func call<M: AdapterMethod>(_ method: M.Type, _ params: M.Params) async throws -> M.Result {
        try Task.checkCancellation()
        return try await adapter.call(method, params, cause: cause)
    }

    /// What the files in a directory are.
    func inspect(_ directory: String) async throws -> [InspectedFile] {
        var params = ImportInspect.Params()
        (params.connection, params.directory) = (context, directory)
        return try await call(ImportInspect.self, params).files
    }

    @inline(never)
    func accounts() async throws -> AccountsRead.Result {
        var params = AccountsRead.Params()
        params.connection = context
        return try await call(AccountsRead.self, params)
    }

    /// All pages of holdings as one answer.
    func holdings() async throws -> HoldingsUpdate {
        var params = HoldingsRead.Params()
        params.connection = context
        var update = HoldingsUpdate(asOf: .now)
        var asOf: Timestamp?
        var trail = PageTrail("holdings", from: nil, bounds: bounds)
        while true {
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
            try trail.follow(next, rows: answer.securities.count + answer.holdings.count + answer.cash.count)
            params.page = next
        }
        if let asOf { update.asOf = asOf }
        return update
    }

    /// All pages of orders.
    func orders() async throws -> [ReportedOrder] {
        var params = OrdersRead.Params()
        params.connection = context
        params.status = "all"
        var orders: [ReportedOrder] = []
        var trail = PageTrail("orders", from: nil, bounds: bounds)
        while true {
            let answer = try await call(OrdersRead.self, params)
            orders += answer.orders
            guard answer.hasMore else { break }
            try trail.follow(answer.nextCursor, rows: answer.orders.count)
            params.cursor = answer.nextCursor
        }
        return orders
    }

    // MARK: Transactions

    /// The pages behind a batch; `nil` where it was the last one.
    func following(_ batch: TransactionBatch) async throws -> TransactionBatch? {
        guard let rest = batch.rest else { return nil }
        return try await transactions(rest)
    }

    /// As many pages as make a batch, at least one.
    ///
    /// Where a page fails that is not the first, those before it are the batch: the error comes again with the next.
    func transactions(_ start: TransactionPass) async throws -> TransactionBatch {
        var batch = TransactionBatch()
        var pass = start
        let end = ContinuousClock.now + Self.batchTime
        repeat {
            let answer: TransactionsRead.Result
            do {
                answer = try await page(pass)
            } catch let error as AdapterError where error.kind == .cursorInvalid && pass.mayRestart {
                pass = pass.restarted(from: error.restartFrom)
                continue
            } catch  where !batch.pages.isEmpty {
                batch.rest = pass
                return batch
            }
            let next = try pass.following(answer, bounds)
            batch.add(TransactionsPage(answer, pass.cursor.id, then: next.cursor))
            guard answer.hasMore else {
                batch.rest = nil
                return batch
            }
            pass = next
        } while batch.rows < Self.rowsPerBatch && (batch.pages.isEmpty || ContinuousClock.now < end)
        batch.rest = pass
        return batch
    }

    private func page(_ pass: TransactionPass) async throws -> TransactionsRead.Result {
        var params = TransactionsRead.Params()
        params.connection = context
        params.cursor = pass.cursor.cursor
        return try await call(TransactionsRead.self, params)
    }
}

/// Pages of transactions that are stored together.
struct TransactionBatch: Sendable {
    private(set) var pages: [TransactionsPage] = []
    private(set) var rows = 0
    /// Where the pass goes on; `nil` at its end.
    var rest: TransactionPass?

    mutating func add(_ page: TransactionsPage) {
        pages.append(page)
        rows += page.added.count + page.modified.count + page.removed.count
    }
}

/// How far a pass over the transactions is.
struct TransactionPass: Sendable, Hashable {
    let cursor: PassCursor
    private(set) var mayRestart = true
    /// Begun with the first page.
    private var trail: PageTrail?

    /// Goes on from there.
    init(_ cursor: PassCursor) { self.cursor = cursor }

    private init(_ cursor: PassCursor, _ trail: PageTrail?, mayRestart: Bool) {
        (self.cursor, self.trail, self.mayRestart) = (cursor, trail, mayRestart)
    }

    /// Begins anew, once, where the adapter does not know the cursor any more.
    func restarted(from cursor: String?) -> TransactionPass {
        TransactionPass(PassCursor(startingAt: cursor), nil, mayRestart: false)
    }

    /// Behind an answer.
    func following(_ answer: TransactionsRead.Result, _ bounds: SyncBounds) throws(AdapterError) -> TransactionPass {
        var trail = trail ?? PageTrail("transactions", from: cursor.cursor, bounds: bounds)
        let rows = answer.added.count + answer.modified.count + answer.removed.count
        if answer.hasMore { try trail.follow(answer.nextCursor, rows: rows) }
        return TransactionPass(cursor.following(answer), trail, mayRestart: mayRestart)
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
