package import FolioModel
import GRDB

/// Which transactions are wanted.
package struct ActivityQuery: Sendable {
    /// Ids of accounts; none gives none.
    package var accounts: [String]
    /// First date, in.
    package var from: Day?
    /// Last date, in.
    package var to: Day?
    /// `nil` for all.
    package var types: [TransactionType]?
    /// Ids of securities; `nil` for all, and for those without one.
    package var securities: [String]?
    /// A symbol in any spelling; `nil` for all.
    package var symbol: String?
    /// `nil` for all; ``AssetClass/cash`` includes rows without a security.
    package var assetClass: AssetClass?
    /// Rows a page, at most ``maximumLimit``.
    package var limit = 100
    /// ``ActivityPage/nextCursor`` of the page before.
    package var cursor: String?

    /// The most rows that a page has.
    package static let maximumLimit = 1000

    /// Asks for everything in the accounts.
    package init(accounts: [String]) { self.accounts = accounts }
}

/// A transaction in the store.
package struct Activity: Sendable, Hashable {
    package var id: String
    package var connection: String
    /// The store's id of the account.
    package var account: String
    /// The adapter's name.
    package var provider: String
    /// The store's id of the security.
    package var security: String?
    package var symbol: String?
    /// The security's name.
    package var name: String?
    /// Whether units of the security are cash.
    package var countsAsCash = false
    /// What the provider said.
    package var reported: ReportedTransaction
}

/// Transactions, newest date first, the latest stored first within a date.
package struct ActivityPage: Sendable, Hashable {
    package var activities: [Activity] = []
    /// Asks for the next page; `nil` at the end.
    package var nextCursor: String?
}

extension Store {
    /// Returns transactions, newest first, a page at a time.
    ///
    /// Pages fit together however many rows are added meanwhile.
    package func activities(_ query: ActivityQuery) throws(StoreError) -> ActivityPage {
        let limit = max(1, min(query.limit, ActivityQuery.maximumLimit))
        var condition = Condition("t.account IN (SELECT value FROM json_each(?))", [query.accounts.column])
        if let from = query.from { condition.add("t.date >= ?", [from.description]) }
        if let to = query.to { condition.add("t.date <= ?", [to.description]) }
        if let types = query.types {
            condition.add("t.type IN (SELECT value FROM json_each(?))", [types.map(\.rawValue).column])
        }
        if let securities = query.securities {
            condition.add("t.security IN (SELECT value FROM json_each(?))", [securities.column])
        }
        if let cursor = query.cursor {
            let position = try PageCursor(cursor)
            condition.add("(t.date, t.id) < (?, ?)", [position.key, position.id])
        }
        return try page(query, condition, limit)
    }

    /// Ids of the securities that the accounts' connections name and the query lets through; `nil` for all.
    private static func securities(_ query: ActivityQuery, in db: Database) throws -> [String]? {
        guard query.symbol != nil || query.assetClass != nil else { return nil }
        let named = try db.rows(
            """
            SELECT DISTINCT c.user, p.security FROM account a
            CROSS JOIN connection c ON c.id = a.connection
            CROSS JOIN provider_security p ON p.connection = c.id
            WHERE a.id IN (SELECT value FROM json_each(?))
            """,
            [query.accounts.column]
        )
        return try Self.seen(named.map { (try $0.text("user"), try $0.text("security")) }, in: db).values
            .flatMap(\.values)
            .filter { security in
                if let symbol = query.symbol, !security.goes(by: symbol) { return false }
                return query.assetClass.map { $0 == security.type.assetClass } ?? true
            }
            .map(\.id)
    }

    /// Securities by user and id, each as that user sees it.
    private static func seen(
        _ named: [(user: String, security: String)],
        in db: Database
    ) throws -> [String: [String: Security]] {
        try Dictionary(grouping: named, by: \.user).mapValues { named in
            try SecurityViews(of: named[0].user, in: db).securities(Set(named.map(\.security)))
        }
    }

    private func page(
        _ query: ActivityQuery,
        _ conditions: Condition,
        _ limit: Int
    ) throws(StoreError) -> ActivityPage {
        try read { db in
            var condition = conditions
            if let ids = try Self.securities(query, in: db) {
                let hasNone = query.symbol == nil && query.assetClass == .cash
                condition.add(
                    "(t.security IN (SELECT value FROM json_each(?)) OR (? AND t.security IS NULL))",
                    [ids.column, hasNone]
                )
            }
            let rows = try db.rows(
                """
                SELECT t.*, a.external_id AS account_external_id, c.provider, c.user
                FROM "transaction" t
                JOIN account a ON a.id = t.account
                JOIN connection c ON c.id = t.connection
                WHERE \(condition.sql)
                ORDER BY t.date DESC, t.id DESC
                LIMIT \(limit + 1)
                """,
                condition.arguments
            )
            var page = ActivityPage(activities: try rows.prefix(limit).map { try Activity($0) })
            try Self.describe(&page.activities, try rows.prefix(limit).map { try $0.text("user") }, in: db)
            if rows.count > limit, let last = page.activities.last {
                page.nextCursor = "\(last.reported.date) \(last.id)"
            }
            return page
        }
    }
}

extension Store {
    /// Says of each row what its security is to the user whose row it is.
    private static func describe(_ activities: inout [Activity], _ users: [String], in db: Database) throws {
        let named = zip(users, activities).compactMap { user, activity in
            activity.security.map { (user, $0) }
        }
        let seen = try seen(named, in: db)
        for (index, user) in zip(activities.indices, users) {
            guard let security = activities[index].security.flatMap({ seen[user]?[$0] }) else { continue }
            (activities[index].symbol, activities[index].name) = (security.symbol, security.name)
            activities[index].countsAsCash = security.countsAsCash
        }
    }
}

extension Activity {
    fileprivate init(_ row: Row) throws {
        id = String(row["id"] as Int64)
        connection = try row.text("connection")
        account = try row.text("account")
        provider = try row.text("provider")
        security = row.optionalText("security")
        reported = try ReportedTransaction(row)
    }
}

/// Conditions that must all hold, with their values.
struct Condition {
    private(set) var sql: String
    private(set) var arguments: StatementArguments

    /// Starts with one.
    init(_ sql: String, _ arguments: StatementArguments) { (self.sql, self.arguments) = (sql, arguments) }

    /// Adds one.
    mutating func add(_ sql: String, _ arguments: StatementArguments) {
        self.sql += " AND \(sql)"
        self.arguments += arguments
    }
}

/// The place behind the last row of a page: what it is sorted by, and its id.
struct PageCursor {
    let key: String
    let id: Int64

    /// Reads a cursor that a page gave.
    init(_ text: String) throws(StoreError) {
        guard let blank = text.lastIndex(of: " "), let id = Int64(text[text.index(after: blank)...]) else {
            throw .invalid("The cursor is not one that a page gave.")
        }
        (self.key, self.id) = (String(text[..<blank]), id)
    }
}
