package import FolioModel
import GRDB

/// Which orders are wanted.
package struct OrderQuery: Sendable {
    /// Ids of accounts; none gives none.
    package var accounts: [String]
    /// `open`, `closed`, a brokerage's own word, or `nil` for all.
    package var status: String?
    /// A symbol in any spelling; `nil` for all.
    package var symbol: String?
    /// What is traded, by the brokerage's word in the order: `us_equity` is equity and fund alike; `nil` for all.
    package var assetClass: AssetClass?
    /// Rows a page, at most ``ActivityQuery/maximumLimit``.
    package var limit = 100
    /// ``OrderPage/nextCursor`` of the page before.
    package var cursor: String?

    /// Asks for everything in the accounts.
    package init(accounts: [String]) { self.accounts = accounts }

    /// The brokerage's words for a class; an order without such a word is in none.
    static func words(for assetClass: AssetClass) -> [String] {
        switch assetClass {
        case .equity, .fund: ["us_equity"]
        case .option: ["us_option"]
        case .crypto: ["crypto", "crypto_perp"]
        case .fixedIncome, .cash, .other: []
        }
    }

    /// The words for orders that can change no more.
    package static let closedStatuses = [
        "filled", "canceled", "cancelled", "expired", "rejected", "replaced", "done_for_day",
    ]
}

/// An order in the store.
package struct OrderRecord: Sendable, Hashable {
    package var id: String
    package var connection: String
    /// The store's id of the account.
    package var account: String
    /// The adapter's name.
    package var provider: String
    /// What the brokerage said.
    package var reported: ReportedOrder
}

/// Orders, newest submission first.
package struct OrderPage: Sendable, Hashable {
    package var orders: [OrderRecord] = []
    /// Asks for the next page; `nil` at the end.
    package var nextCursor: String?
}

extension Store {
    /// Stores orders by their external ids.
    ///
    /// - Parameters:
    ///   - connection: The connection's id.
    ///   - reported: What the brokerage said.
    ///   - isComplete: Whether orders that are missing here are gone.
    /// - Throws: ``StoreError/invalid(_:)`` for an order of an account that nobody reported; nothing is stored.
    ///
    /// What an order names is a security from then on, whether or not it is ever held.
    package func saveOrders(
        connection: String,
        _ reported: [ReportedOrder],
        isComplete: Bool = false
    ) throws(StoreError) {
        let changesSecurities = try write(changesFacts: false) { db in
            _ = try Self.connection(connection, in: db)
            let accounts = try AccountNames(connection: connection, in: db)
            for order in reported {
                guard !order.externalID.isEmpty else { throw StoreError.invalid("An order has no external_id.") }
                let symbol = order.symbol.flatMap {
                    Ticker.normalised($0, type: order.securityType(of: $0), currency: order.currency)
                }
                try db.run(
                    """
                    INSERT INTO orders (connection, external_id, account, status, symbol, submitted_at, record)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (connection, external_id) DO UPDATE SET account = excluded.account,
                        status = excluded.status, symbol = excluded.symbol, submitted_at = excluded.submitted_at,
                        record = excluded.record
                    """,
                    [
                        connection, order.externalID, try accounts.id(order.account), order.status, symbol,
                        (order.submittedAt ?? Timestamp(milliseconds: 0)).column, order.column,
                    ]
                )
            }
            if isComplete {
                try db.run(
                    "DELETE FROM orders WHERE connection = ? AND external_id NOT IN (SELECT value FROM json_each(?))",
                    [connection, reported.map(\.externalID).column]
                )
            }
            return try Self.nameSecurities(of: reported, connection: connection, in: db)
        }
        if changesSecurities { noteChange() }
    }

    /// Makes known what orders name; whether anything was new.
    private static func nameSecurities(
        of orders: [ReportedOrder],
        connection: String,
        in db: Database
    ) throws -> Bool {
        var records: [String: ReportedSecurity] = [:]
        var since: [String: Timestamp] = [:]
        for order in orders {
            guard let record = order.security else { continue }
            let submitted = min(order.submittedAt ?? .now, .now)
            records[record.externalID] = record
            since[record.externalID] = min(since[record.externalID] ?? submitted, submitted)
        }
        let before = db.totalChangesCount
        let sorted = records.values.sorted { $0.externalID < $1.externalID }
        _ = try SecurityRegistry(db).save(sorted, connection: connection, with: .orders) { record in
            since[record.externalID] ?? .now
        }
        return db.totalChangesCount != before
    }

    /// Returns orders, newest submission first, a page at a time.
    package func orders(_ query: OrderQuery) throws(StoreError) -> OrderPage {
        let limit = max(1, min(query.limit, ActivityQuery.maximumLimit))
        var condition = Condition("o.account IN (SELECT value FROM json_each(?))", [query.accounts.column])
        let closed = "o.status IN (SELECT value FROM json_each(?))"
        switch query.status {
        case nil, "all": break
        case "closed": condition.add(closed, [OrderQuery.closedStatuses.column])
        case "open": condition.add("NOT \(closed)", [OrderQuery.closedStatuses.column])
        case .some(let status): condition.add("o.status = ?", [status])
        }
        if let symbol = query.symbol {
            condition.add("o.symbol IN (SELECT value FROM json_each(?))", [Ticker.candidates(symbol).column])
        }
        if let assetClass = query.assetClass {
            condition.add(
                "json_extract(o.record, '$.asset_class') IN (SELECT value FROM json_each(?))",
                [OrderQuery.words(for: assetClass).column]
            )
        }
        if let cursor = query.cursor {
            let position = try PageCursor(cursor)
            condition.add("(o.submitted_at, o.id) < (?, ?)", [position.key, position.id])
        }
        return try page(condition, limit)
    }

    private func page(_ condition: Condition, _ limit: Int) throws(StoreError) -> OrderPage {
        try read { db in
            let rows = try db.rows(
                """
                SELECT o.*, c.provider FROM orders o JOIN connection c ON c.id = o.connection
                WHERE \(condition.sql) ORDER BY o.submitted_at DESC, o.id DESC LIMIT \(limit + 1)
                """,
                condition.arguments
            )
            var page = OrderPage()
            for row in rows.prefix(limit) {
                page.orders.append(
                    OrderRecord(
                        id: String(row["id"] as Int64),
                        connection: try row.text("connection"),
                        account: try row.text("account"),
                        provider: try row.text("provider"),
                        reported: try row.wire("record")
                    )
                )
            }
            if rows.count > limit, let last = rows.prefix(limit).last {
                page.nextCursor = "\(try last.text("submitted_at")) \(last["id"] as Int64)"
            }
            return page
        }
    }
}

extension ReportedOrder {
    /// What is traded, by the brokerage's word or else by the form of the symbol.
    fileprivate func securityType(of symbol: String) -> SecurityType {
        switch assetClass {
        case "us_equity": .stock
        case "us_option": .option
        case "crypto", "crypto_perp": .cryptocurrency
        default: OCCSymbol(symbol) == nil ? .other : .option
        }
    }

    /// What the order says of the security it is about; `nil` where it names none.
    ///
    /// An order has no id of the provider's for it: `order:` and the symbol stand for one.
    fileprivate var security: ReportedSecurity? {
        guard let symbol else { return nil }
        var security = ReportedSecurity()
        (security.ticker, security.currency) = (symbol, currency)
        security.type = securityType(of: symbol)
        security.externalID = "order:\(symbol)"
        return security.codes.isEmpty ? nil : security
    }
}
