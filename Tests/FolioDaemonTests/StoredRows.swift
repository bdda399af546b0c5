import FolioModel
import FolioStore

/// What a store holds, to be compared with another.
enum StoredRows {
    /// What is in a store, one text a row, without its own ids and times.
    static func of(_ path: String) throws -> [String] {
        let store = try Store.open(location: .file(path))
        defer { try? store.close() }
        return try of(store)
    }

    /// What is in a store, one text a row, without its own ids and times.
    static func of(_ store: Store) throws -> [String] {
        let facts = try store.facts(user: "default")
        var names: [String: String] = [:]
        var rows: [String] = []
        for account in facts.accounts {
            names[account.id] = "\(account.provider)/\(account.reported.mask ?? account.reported.name)"
            rows.append("account \(names[account.id] ?? "") \(account.reported.name)")
        }
        for holding in facts.holdings {
            let security = facts.securities[holding.security]
            rows.append(
                "holding \(names[holding.account] ?? "") \(security?.symbol ?? security?.name ?? "") "
                    + "\(holding.quantity) \(holding.costBasis?.description ?? "-") \(holding.price?.description ?? "-")"
            )
        }
        for cash in facts.cash { rows.append("cash \(names[cash.account] ?? "") \(cash.currency) \(cash.amount)") }
        var query = ActivityQuery(accounts: facts.accounts.map(\.id))
        query.limit = ActivityQuery.maximumLimit
        repeat {
            let page = try store.activities(query)
            rows += page.activities.map { row in
                "transaction \(names[row.account] ?? "") \(row.reported.date) \(row.reported.type.rawValue) "
                    + "\(row.symbol ?? "-") \(row.reported.quantityDelta) \(row.reported.cashDelta) "
                    + "\(row.reported.price?.description ?? "-") \(row.reported.description ?? "-")"
            }
            query.cursor = page.nextCursor
        } while query.cursor != nil
        var orders = OrderQuery(accounts: facts.accounts.map(\.id))
        orders.limit = 500
        rows += try store.orders(orders).orders.map { "order \($0.reported.externalID) \($0.reported.status)" }
        rows.append("securities \(facts.securities.count)")
        return rows.sorted()
    }
}
