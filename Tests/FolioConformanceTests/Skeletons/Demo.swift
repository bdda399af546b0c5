import FolioAdapterKit
import FolioModel
import Synchronization

/// A provider of accounts for foliod.
///
/// Replace what `fetch` returns with what your vendor says; docs/adapters.md of folio explains every method.
struct Demo: ProviderAdapter {
    static let manifest: AdapterManifest = {
        var manifest = AdapterManifest()
        (manifest.name, manifest.version, manifest.kind) = ("demo", "0.1.0", .provider)
        manifest.capabilities = ["link", "accounts", "holdings", "transactions", "reconfigure"]
        manifest.configSchema = [
            "type": "object",
            "properties": ["institution": ["type": "string", "description": "The name that people see."]],
        ]
        manifest.credentialsSchema = [
            "type": "object", "properties": ["token": ["type": "string"]], "required": ["token"],
        ]
        manifest.link.flow = .fields
        manifest.hosts = []  // the vendor's hosts, such as "api.example.com"
        return manifest
    }()

    private let institution = Setting("Demo Bank")

    func configure(
        _ params: Configure.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> Configure.Result {
        var reader = ConfigurationReader(params.config)
        let name = reader.text("institution")
        try reader.finish(adapter: "demo")
        if !params.dryRun, let name { institution.value = name }
        return Configure.Result()
    }

    /// One cheap request to the vendor with the connection's credentials, to see whether they work.
    func check(_ params: Check.Params, _ context: CallContext) async throws(AdapterError) -> Check.Result {
        if let connection = params.connection { _ = try fetch(connection) }
        return Check.Result()
    }

    // MARK: Linking

    private static let token = LinkField(
        "token",
        label: "Access token",
        isSecret: true,
        description: "Made in the bank's settings."
    )

    func beginLink(_ params: LinkBegin.Params, _ context: CallContext) async throws(AdapterError) -> LinkBegin.Result {
        var result = LinkBegin.Result()
        (result.flow, result.fieldsToFill) = (.fields, [Self.token])
        return result
    }

    /// Tries what was filled in; what is returned as credentials comes back with every later call.
    func completeLink(
        _ params: LinkComplete.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> LinkComplete.Result {
        var result = LinkComplete.Result()
        guard let token = params.filledFields?["token"], !token.isEmpty else {
            (result.status, result.fieldsToFill) = ("input_required", [Self.token])
            return result
        }
        var connection = ConnectionContext()
        connection.credentials = ["token": .string(token)]
        (result.credentials, result.externalID) = (connection.credentials, try fetch(connection).account)
        result.institution = Institution(id: "demo", name: institution.value)
        return result
    }

    /// Ends the vendor's access; a connection that the vendor does not know any more is success, too.
    func disconnect(
        _ params: Disconnect.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> Disconnect.Result { Disconnect.Result() }

    // MARK: Reading

    func accounts(
        _ params: AccountsRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> AccountsRead.Result {
        let data = try fetch(params.connection)
        var account = ReportedAccount()
        (account.externalID, account.name, account.mask) = (data.account, "Demo Brokerage", "1234")
        account.balances.cash = data.cash
        var result = AccountsRead.Result()
        result.accounts = [account]
        return result
    }

    func holdings(
        _ params: HoldingsRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> HoldingsRead.Result {
        let data = try fetch(params.connection)
        var holding = ReportedHolding()
        (holding.account, holding.security) = (data.account, Self.cola.externalID)
        (holding.quantity, holding.price) = (data.units, data.price)
        var cash = ReportedCash()
        (cash.account, cash.amount) = (data.account, data.cash)
        var result = HoldingsRead.Result()
        (result.securities, result.holdings, result.cash) = ([Self.cola], [holding], [cash])
        result.counts = HoldingCounts(of: result)
        return result
    }

    /// Reads a page of transactions.
    ///
    /// The cursor says how many have been read: `v1:40`; the next page begins there.
    func transactions(
        _ params: TransactionsRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> TransactionsRead.Result {
        let bookings = try fetch(params.connection).bookings
        var start = 0
        if let cursor = params.cursor {
            guard cursor.hasPrefix("v1:"), let read = UInt16(cursor.dropFirst(3)), Int(read) <= bookings.count else {
                throw AdapterError(.cursorInvalid, "The cursor is not one of this adapter.")
            }
            start = Int(read)
        } else if let since = params.since {
            start = bookings.count { $0.date < since }  // they are oldest first
        }
        let rows = bookings[start...].prefix(max(1, min(params.limit, Self.manifest.pageLimit)))
        context.progress(rows.endIndex, bookings.count, "transactions")
        var result = TransactionsRead.Result()
        (result.added, result.counts.added) = (Array(rows), rows.count)
        result.securities = rows.contains { $0.security != nil } ? [Self.cola] : []
        (result.nextCursor, result.hasMore) = ("v1:\(rows.endIndex)", rows.endIndex < bookings.count)
        return result
    }

    // MARK: The vendor

    private struct Data {
        var account = "demo-1"
        var cash = Amount.zero
        var units = Quantity.zero
        var price: Price?
        var bookings: [ReportedTransaction] = []
    }

    private static let cola: ReportedSecurity = {
        var security = ReportedSecurity()
        (security.externalID, security.ticker, security.name) = ("KO", "KO", "Coca-Cola Co.")
        security.type = .stock
        return security
    }()

    /// What the vendor says of a connection; figures are read from the texts they came as, exactly.
    private func fetch(_ connection: ConnectionContext) throws(AdapterError) -> Data {
        guard connection.credentials["token"]?.string != nil else {
            throw AdapterError(.authRequired, "The connection has no token: connect again.")
        }
        // Here: requests to the vendor with CurlHTTPClient, which ends them when the call is cancelled.
        guard let deposit = Amount(exactly: "10000"), let cost = Amount(exactly: "-70.25"),
            let share = Quantity(exactly: "1"), let left = Amount(exactly: "5785.00"),
            let held = Quantity(exactly: "60"), let first = Day("2025-02-01")
        else { throw AdapterError(.badVendorData, "The vendor sent a figure that is none.") }
        var data = Data()
        (data.cash, data.units, data.price) = (left, held, Price(exactly: "71.20"))
        for number in 0...60 {  // a deposit, then a share on each of sixty days, oldest first
            var row = ReportedTransaction()
            (row.externalID, row.account) = ("b-\(number)", data.account)
            row.date = Day(number: first.number + Int32(number))
            (row.type, row.cashDelta) = number == 0 ? (.deposit, deposit) : (.buy, cost)
            if number > 0 { (row.security, row.quantityDelta) = (Self.cola.externalID, share) }
            data.bookings.append(row)
        }
        return data
    }
}

/// A value of the configuration, which calls side by side may read while it changes.
private final class Setting<Value: Sendable>: Sendable {
    private let content: Mutex<Value>

    init(_ value: Value) { content = Mutex(value) }

    var value: Value {
        get { content.withLock { $0 } }
        set { content.withLock { $0 = newValue } }
    }
}
