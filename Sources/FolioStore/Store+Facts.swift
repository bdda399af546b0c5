package import FolioModel
import GRDB

extension Store {
    /// Returns everything that is known of a user's portfolio, as it stood at one moment; empty for an unknown user.
    ///
    /// Prices are the newest that the user's own connections or price sources stated, the brokerage's of two of the same
    /// instant.
    package func facts(user: String) throws(StoreError) -> PortfolioFacts {
        try read { db in try Self.facts(user, in: db) }
    }

    static func facts(_ user: String, in db: Database) throws -> PortfolioFacts {
        var facts = PortfolioFacts()
        facts.connections = try db.rows("SELECT * FROM connection WHERE user = ? ORDER BY number", [user])
            .map { try Connection($0) }
        facts.accounts = try Self.accounts(where: "c.user = ?", [user], in: db)
        facts.holdings = try Self.holdings(where: "c.user = ?", [user], in: db)
        facts.cash = try Self.cash(where: "c.user = ?", [user], in: db)
        facts.securities = try Self.securities(of: facts.holdings, seenBy: user, in: db)
        facts.quotes = try Self.quotes(user, of: facts.securities, in: db)
        try Self.addMarketQuotes(to: &facts.quotes, of: facts.securities, in: db)
        facts.rates = try Self.rates(in: db)
        facts.lastTrades = try Self.lastTrades(user, in: db)
        facts.splits = try Self.splits(since: facts.holdings, in: db)
        return facts
    }

    static func holdings(
        where condition: String,
        _ arguments: StatementArguments,
        in db: Database
    ) throws -> [Holding] {
        var rows = try RawRows(
            db,
            """
            SELECT h.account, h.security, h.qty, h.currency, h.as_of, h.cost_basis, h.value, h.price, h.price_as_of,
                h.previous_close, h.price_basis
            FROM connection c
            CROSS JOIN account a ON a.connection = c.id
            CROSS JOIN holding h ON h.account = a.id
            WHERE \(condition) AND a.gone_at IS NULL
            """,
            arguments
        )
        var holdings: [Holding] = []
        while try rows.next() {
            var holding = Holding(
                account: try rows.text(0),
                security: try rows.text(1),
                quantity: try rows.fixed(2),
                currency: try rows.currency(3),
                asOf: try rows.time(4)
            )
            holding.costBasis = try rows.optionalFixed(5)
            holding.value = try rows.optionalFixed(6)
            holding.price = try rows.optionalFixed(7)
            holding.priceAsOf = try rows.optionalTime(8)
            holding.previousClose = try rows.optionalFixed(9)
            if try rows.text(10) == FixedIncome.PriceBasis.percentOfPar.rawValue { holding.priceBasis = .percentOfPar }
            try add(holding, to: &holdings)
        }
        return holdings
    }

    /// Adds a record; those of one account and security come one after the other, and are one holding where they can
    /// be added up.
    private static func add(_ holding: Holding, to holdings: inout [Holding]) throws {
        var index = holdings.count - 1
        while index >= 0, holdings[index].security == holding.security, holdings[index].account == holding.account {
            let known = holdings[index]
            if known.currency == holding.currency, known.priceBasis == holding.priceBasis {
                holdings[index] = try combined(known, holding)
                return
            }
            index -= 1
        }
        holdings.append(holding)
    }

    /// Two records of one security in one account (long and short, or two of the provider's ids) as one holding.
    private static func combined(_ left: Holding, _ right: Holding) throws -> Holding {
        let leftTime = left.priceAsOf ?? left.asOf
        var sum = leftTime >= right.priceAsOf ?? right.asOf ? left : right
        sum.quantity = try left.quantity + right.quantity
        sum.costBasis = try HoldingSum.both(left.costBasis, right.costBasis)
        sum.value = try HoldingSum.both(left.value, right.value)
        sum.asOf = min(left.asOf, right.asOf)
        return sum
    }

    static func cash(
        where condition: String,
        _ arguments: StatementArguments,
        in db: Database
    ) throws -> [CashBalance] {
        var rows = try RawRows(
            db,
            """
            SELECT b.account, b.currency, b.amount, b.as_of
            FROM connection c
            CROSS JOIN account a ON a.connection = c.id
            CROSS JOIN cash_balance b ON b.account = a.id
            WHERE \(condition) AND a.gone_at IS NULL
            """,
            arguments
        )
        var balances: [CashBalance] = []
        while try rows.next() {
            balances.append(
                CashBalance(
                    account: try rows.text(0),
                    currency: try rows.currency(1),
                    amount: try rows.fixed(2),
                    asOf: try rows.time(3)
                )
            )
        }
        return balances
    }

    private static func securities(
        of holdings: [Holding],
        seenBy user: String,
        in db: Database
    ) throws -> [String: Security] {
        let ids = Set(holdings.lazy.map(\.security))
        let securities = try SecurityViews(of: user, in: db).securities(ids)
        if let missing = ids.first(where: { securities[$0] == nil }) {
            throw StoreError.corrupt("a holding refers to the security \(missing), which is missing")
        }
        return securities
    }

    private static func quotes(
        _ user: String,
        of securities: [String: Security],
        in db: Database
    ) throws -> [String: Quote] {
        var quotes: [String: Quote] = [:]
        try eachQuote(where: "c.user = ?", [user], in: db) { _, security, quote in
            guard securities[security] != nil else { return }
            if let known = quotes[security], !quote.isBetter(than: known) { return }
            quotes[security] = quote
        }
        return quotes
    }

    /// Reads prices of users' own providers: user, security, price.
    static func eachQuote(
        where condition: String,
        _ arguments: StatementArguments,
        in db: Database,
        _ body: (String, String, Quote) throws -> Void
    ) throws {
        var rows = try RawRows(
            db,
            """
            SELECT q.security, q.price, q.currency, q.as_of, q.source, q.previous_close, q.price_basis, q.known_at,
                c.user
            FROM connection c CROSS JOIN quote q ON q.connection = c.id
            WHERE \(condition)
            """,
            arguments
        )
        while try rows.next() {
            var quote = Quote(
                price: try rows.fixed(1),
                currency: try rows.currency(2),
                asOf: try rows.time(3),
                source: try rows.text(4)
            )
            quote.previousClose = try rows.optionalFixed(5)
            if try rows.text(6) == FixedIncome.PriceBasis.percentOfPar.rawValue { quote.priceBasis = .percentOfPar }
            quote.knownAt = try rows.optionalTime(7)
            try body(try rows.text(8), try rows.text(0), quote)
        }
    }

    /// The newest date of a change of quantity, by account: one look into an index an account.
    private static func lastTrades(_ user: String, in db: Database) throws -> [String: Day] {
        let rows = try db.rows(
            """
            SELECT a.id, (
                SELECT max(t.date) FROM "transaction" t WHERE t.account = a.id AND t.quantity_delta <> '0'
            ) AS date
            FROM connection c CROSS JOIN account a ON a.connection = c.id
            WHERE c.user = ? AND a.gone_at IS NULL
            """,
            [user]
        )
        var days: [String: Day] = [:]
        for row in rows {
            if let day = try row.optionalDay("date") { days[try row.text("id")] = day }
        }
        return days
    }

    static func rates(in db: Database) throws -> [FXRate] {
        try db.rows("SELECT * FROM fx_rate ORDER BY base, quote").map { row in
            let rate = FXRate(
                base: try row.currency("base"),
                quote: try row.currency("quote"),
                rate: try row.fixed("rate"),
                asOf: try row.time("as_of")
            )
            guard let rate else { throw StoreError.corrupt("a rate is not positive") }
            return rate
        }
    }
}
