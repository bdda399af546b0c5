import FolioModel

/// One account at Alpaca, as either API shows it.
struct AlpacaAccount: Sendable {
    let world: SandboxWorld
    let account: WorldAccount

    /// Whether it has been closed: it is still shown, and nothing else of it is.
    let isClosed: Bool
    let records: AlpacaRecords
    let activities: [AlpacaActivity]
    private let orders: [AlpacaOrder]

    init(_ account: WorldAccount, world: SandboxWorld, dialect: SandboxDialect.Alpaca, isClosed: Bool) {
        (self.world, self.account, self.isClosed) = (world, account, isClosed)
        records = AlpacaRecords(world: world, account: account, dialect: dialect)
        activities = records.activities()
        orders = records.orders()
    }

    /// The account's UUID.
    var id: String { records.id }

    /// Whether that is its id or its key in the world.
    func isNamed(_ name: String) -> Bool { name == id || name == account.key }

    /// What is asked of the account; throws where there is no such thing.
    func value(_ resource: [String], _ call: SandboxCall) throws(AlpacaError) -> JSONValue {
        let request = call.request
        switch (resource.first, resource.count) {
        case ("account", 1): return records.accountRecord(isClosed: isClosed)
        case ("account", 2...3) where resource[1] == "activities":
            let query = try AlpacaActivityQuery(request, type: resource.count == 3 ? resource[2] : nil)
            return .array(query.page(of: activities, call.quirk).map(\.record))
        case ("account", 3) where resource[1] == "portfolio" && resource[2] == "history":
            return try portfolioHistory(request)
        case ("positions", 1): return .array(account.holdings.map(records.position))
        case ("positions", 2...): return try position(resource.dropFirst().joined(separator: "/"))
        case ("orders", 1): return .array(try AlpacaOrderQuery(request).page(of: orders))
        case ("orders", 2):
            let all = orders.flatMap { [$0] + $0.legs }
            guard let order = all.first(where: { $0.id == resource[1] }) else { throw .notFound("order") }
            return order.record(isNested: request.parameter("nested") == "true")
        default: throw .notFound("endpoint")
        }
    }

    private func position(_ name: String) throws(AlpacaError) -> JSONValue {
        guard let security = records.security(named: name),
            let holding = account.holdings.first(where: { $0.security == security.key })
        else { throw AlpacaError(404, 40_410_000, "position does not exist") }
        return records.position(holding)
    }
}
