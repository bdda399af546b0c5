package import FolioModel
import GRDB

/// What one user's accounts are worth is computed from, when nothing else of them is needed.
package struct DayFacts: Sendable {
    package var user: String
    /// Without connections, rates and trades.
    package var facts = PortfolioFacts()
    /// What each account was worth after the session before, in millionths, by id; those with a row of it.
    package var before: [String: Int64] = [:]
    /// Whether nothing is dated after the session before, every account has a good row of it, and the user's own words
    /// describe no security.
    package var isQuiet = true
}

/// What the users of one run share, read once and kept in memory.
package struct SharedFacts: Sendable {
    /// By id, as vendors describe them.
    package var securities: [String: Security] = [:]
    /// The newest prices of price sources, by security id.
    package var quotes: [String: Quote] = [:]
    package var rates: [FXRate] = []
    /// The newest split of each security, by id.
    package var lastSplits: [String: Day] = [:]
    /// Of accounts, balances and securities.
    package var currencies: Set<Currency> = []
}

extension Store {
    /// Returns what all users share: the securities that anybody holds, their prices by price sources, and rates.
    package func sharedFacts() throws(StoreError) -> SharedFacts {
        try read { db in
            var shared = SharedFacts()
            let held = try db.rows(
                "SELECT s.id FROM security s WHERE EXISTS (SELECT 1 FROM holding h WHERE h.security = s.id)"
            ).map { try $0.text("id") }
            shared.securities = try SecurityViews(of: nil, in: db).securities(Set(held))
            try Self.addMarketQuotes(to: &shared.quotes, of: shared.securities, in: db)
            shared.rates = try Self.rates(in: db)
            shared.lastSplits = try Self.lastSplits(through: Timestamp.now.newYorkDay, in: db)
            let currencies = try db.rows("SELECT currency FROM account UNION SELECT currency FROM cash_balance")
            shared.currencies = Set(try currencies.map { try $0.currency("currency") })
            for security in shared.securities.values { shared.currencies.insert(security.currency) }
            return shared
        }
    }

    /// Returns the next users with accounts, by name, with what they hold.
    ///
    /// - Parameters:
    ///   - after: Only users behind that name; empty for the first.
    ///   - limit: The most users that are returned.
    ///   - before: The session before the one that is computed.
    ///   - currency: Of rows that may be gone on from.
    ///   - shared: Where securities are described.
    /// - Returns: None behind the last.
    /// - Throws: ``StoreError`` where the store cannot be read.
    package func dayFacts(
        after: String,
        limit: Int,
        before: Day,
        currency: Currency,
        _ shared: SharedFacts
    ) throws(StoreError) -> [DayFacts] {
        try read { db in
            let names = try Self.usersWithAccounts(after: after, limit: limit, in: db)
            guard let last = names.last else { return [] }
            var reader = DayFactsReader(names, shared)
            try reader.readAccounts(db, after, last, before: before, currency: currency)
            for holding in try Self.holdings(where: "c.user > ? AND c.user <= ?", [after, last], in: db) {
                reader.add(holding)
            }
            for balance in try Self.cash(where: "c.user > ? AND c.user <= ?", [after, last], in: db) {
                reader.add(balance)
            }
            try Self.eachQuote(where: "c.user > ? AND c.user <= ?", [after, last], in: db) { user, security, quote in
                reader.add(quote, of: security, user)
            }
            return reader.users
        }
    }
}

/// Sorts the rows of many users by user.
private struct DayFactsReader {
    private(set) var users: [DayFacts]
    private let shared: SharedFacts
    private var places: [String: Int] = [:]
    private var accounts: [String: Int] = [:]

    init(_ names: [String], _ shared: SharedFacts) {
        self.shared = shared
        users = names.map { DayFacts(user: $0) }
        for (place, name) in names.enumerated() { places[name] = place }
    }

    mutating func readAccounts(
        _ db: Database,
        _ after: String,
        _ last: String,
        before: Day,
        currency: Currency
    ) throws {
        var rows = try RawRows(
            db,
            """
            SELECT c.user, a.id, a.connection, c.provider, a.source, a.type, a.currency, a.balance_cash,
                d.value, d.currency, d.loss,
                EXISTS (SELECT 1 FROM "transaction" t WHERE t.account = a.id AND t.date > ?4),
                EXISTS (SELECT 1 FROM own_security o WHERE o.user = c.user)
            FROM connection c
            CROSS JOIN account a ON a.connection = c.id
            LEFT JOIN account_day d ON d.account = a.number AND d.day = ?3
            WHERE c.user > ?1 AND c.user <= ?2 AND a.gone_at IS NULL
            ORDER BY c.user, a.number
            """,
            [after, last, before.number, before.description]
        )
        while try rows.next() {
            guard let place = places[try rows.text(0)] else { continue }
            var reported = ReportedAccount()
            (reported.type, reported.currency) = (try rows.text(5), try rows.currency(6))
            reported.balances.cash = try rows.optionalFixed(7)
            let account = Account(
                id: try rows.text(1),
                connection: try rows.text(2),
                provider: try rows.text(3),
                source: try rows.word(4),
                institution: nil,
                reported: reported
            )
            accounts[account.id] = place
            users[place].facts.accounts.append(account)
            // A row that may still be put right by a late price needs the whole way.
            if let value = rows.optionalInteger(8), try rows.currency(9) == currency, rows.integer(10) == 0 {
                users[place].before[account.id] = value
            }
            if rows.integer(11) != 0 || rows.integer(12) != 0 { users[place].isQuiet = false }
        }
    }

    mutating func add(_ holding: Holding) {
        guard let place = accounts[holding.account] else { return }
        guard let security = shared.securities[holding.security] else {
            users[place].isQuiet = false
            return
        }
        if let split = shared.lastSplits[security.id], split > holding.asOf.newYorkDay { users[place].isQuiet = false }
        users[place].facts.holdings.append(holding)
        if users[place].facts.securities.updateValue(security, forKey: security.id) == nil {
            users[place].facts.quotes[security.id] = shared.quotes[security.id]
        }
    }

    mutating func add(_ balance: CashBalance) {
        guard let place = accounts[balance.account] else { return }
        users[place].facts.cash.append(balance)
    }

    /// Takes a price of the user's own providers, unless price sources have a better one.
    mutating func add(_ quote: Quote, of security: String, _ user: String) {
        guard let place = places[user], users[place].facts.securities[security] != nil else { return }
        if let known = users[place].facts.quotes[security], !quote.isBetter(than: known) { return }
        users[place].facts.quotes[security] = quote
    }
}
