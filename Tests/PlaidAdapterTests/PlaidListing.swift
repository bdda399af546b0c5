import FolioAdapterKit
import FolioModel
import PlaidAdapter
import Synchronization
import Testing

/// A Plaid whose transactions may be others at each call, listed newest first as Plaid lists them.
final class PlaidListing: Sendable {
    /// A row: of equally dated ones the later made comes first.
    struct Row: Sendable, Hashable {
        var id: String
        var date: Day
        /// Cents that came in.
        var cents = 100
        /// The id of the row that this one takes back.
        var takesBack: String?

        var json: JSONValue {
            [
                "investment_transaction_id": .string(id), "account_id": "a", "security_id": .null,
                "date": .string(date.description), "name": "D", "quantity": 0, "amount": .number("-\(cents)e-2"),
                "price": 0, "fees": 0, "type": takesBack == nil ? "cash" : "cancel", "subtype": "deposit",
                "iso_currency_code": "USD", "cancel_transaction_id": takesBack.map(JSONValue.string) ?? .null,
            ]
        }
    }

    /// A request for rows, as it came.
    struct Request: Sendable, Hashable {
        var start: String
        var end: String
        var count: Int
        var offset: Int
    }

    private struct State {
        var rows: [Row]
        var requests: [Request] = []
        var change: (@Sendable (inout [Row], Int) -> Void)?
        var today: Day
    }

    private let state: Mutex<State>
    /// Whether the last day asked for is listed, which Plaid does not say.
    private let includesEnd: Bool

    init(_ rows: [Row], today: Day, includesEnd: Bool = true) {
        state = Mutex(State(rows: rows, today: today))
        self.includesEnd = includesEnd
    }

    /// The rows as they are now.
    var rows: [Row] { state.withLock { $0.rows } }

    /// What was asked for, in order.
    var requests: [Request] { state.withLock { $0.requests } }

    var today: Day {
        get { state.withLock { $0.today } }
        set { state.withLock { $0.today = newValue } }
    }

    /// Changes the rows before each answer but the first; the number of the request says which it is.
    func change(_ change: (@Sendable (inout [Row], Int) -> Void)?) { state.withLock { $0.change = change } }

    /// The adapter on this Plaid; it takes noon of ``today`` for now.
    func adapter() async throws -> PlaidAdapter {
        let plaid = try FakePlaid { self.answer($0.body) }
        return try await plaid.adapter(now: { Timestamp(self.today).adding(seconds: 12 * 3600) })
    }

    private func answer(_ body: JSONValue) -> HTTPResponse {
        let start = body["start_date"]?.string ?? ""
        let end = body["end_date"]?.string ?? ""
        let request = Request(
            start: start,
            end: end,
            count: body["options"]?["count"]?.int ?? 100,
            offset: body["options"]?["offset"]?.int ?? 0
        )
        let rows = state.withLock { state in
            if !state.requests.isEmpty { state.change?(&state.rows, state.requests.count) }
            state.requests.append(request)
            return state.rows
        }
        let listed = rows.enumerated()
            .filter { $0.element.date.description >= start }
            .filter { includesEnd ? $0.element.date.description <= end : $0.element.date.description < end }
            .sorted { ($0.element.date, $0.offset) > ($1.element.date, $1.offset) }
            .map(\.element)
        return .json([
            "accounts": [PlaidAnswers.brokerage], "securities": [],
            "investment_transactions": .array(listed.dropFirst(request.offset).prefix(request.count).map(\.json)),
            "total_investment_transactions": .int(listed.count),
        ])
    }
}

/// The host as far as transactions go: rows by id, and what a finished pass leaves out of its window is gone.
struct PlaidHost {
    private struct Stored: Hashable {
        var row: ReportedTransaction
        var seen: Int
    }

    private var stored: [String: Stored] = [:]
    private var pass = 0
    private(set) var cursor: String?
    /// The pages of the last sync.
    private(set) var pages: [TransactionsRead.Result] = []

    /// Rows that are stored, with their cents.
    var rows: [String: Int] {
        stored.mapValues { Int($0.row.cashDelta.raw / 10_000_000_000) }
    }

    /// Makes a host with nothing stored that goes on from a cursor.
    init(cursor: String? = nil) { self.cursor = cursor }

    /// Reads to the end of a pass; `afterPage` is called with what is stored after each page.
    mutating func sync(
        _ adapter: PlaidAdapter,
        limit: Int = 500,
        _ context: CallContext = .quiet,
        afterPage: (PlaidHost) throws -> Void = { _ in }
    ) async throws {
        pass += 1
        pages = []
        repeat {
            var params = TransactionsRead.Params()
            (params.connection, params.cursor, params.limit) = (.linked, cursor, limit)
            let page = try await adapter.transactions(params, context)
            take(page)
            try afterPage(self)
            try #require(pages.count < 1000)
        } while pages.last?.hasMore == true
    }

    private mutating func take(_ page: TransactionsRead.Result) {
        for row in page.added { stored[row.externalID] = Stored(row: row, seen: pass) }
        for row in page.removed { stored[row.externalID] = nil }
        if let window = page.window, window.isAuthoritative {
            stored = stored.filter { _, stored in
                stored.seen == pass || stored.row.date < window.from || stored.row.date > window.to
            }
        }
        cursor = page.nextCursor
        pages.append(page)
    }
}
