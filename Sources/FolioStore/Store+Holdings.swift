package import FolioModel
import GRDB

/// What a provider says accounts hold now.
package struct HoldingsUpdate: Sendable {
    /// When it was true, by the provider.
    package var asOf: Timestamp
    package var securities: [ReportedSecurity] = []
    package var holdings: [ReportedHolding] = []
    package var cash: [ReportedCash] = []
    /// Whether what is missing here is gone; else rows are only added and replaced.
    package var isComplete = true
    /// External ids of the accounts that are covered; `nil` for all of the connection.
    package var accounts: [String]?

    /// Makes an update without rows.
    package init(asOf: Timestamp) { self.asOf = asOf }
}

extension Store {
    /// Stores what a connection's accounts hold, as one transaction.
    ///
    /// - Parameters:
    ///   - connection: The connection's id.
    ///   - update: What the provider said.
    ///   - source: The adapter's name, kept with its prices.
    /// - Throws: ``StoreError/invalid(_:)`` for a row of an account or security that nobody reported; nothing is stored.
    package func saveHoldings(
        connection: String,
        _ update: HoldingsUpdate,
        source: String
    ) throws(StoreError) {
        try write { db in
            _ = try Self.connection(connection, in: db)
            let accounts = try AccountNames(connection: connection, in: db)
            let registry = SecurityRegistry(db)
            var securities = try registry.save(update.securities, connection: connection)
            for holding in update.holdings where securities[holding.security] == nil {
                guard let known = try registry.security(of: holding.security, connection: connection) else {
                    throw StoreError.invalid(
                        "A holding names the security \(holding.security), which is not described."
                    )
                }
                securities[holding.security] = known
            }
            if update.isComplete { try Self.clear(update, accounts, in: db) }
            for holding in try Self.combined(update.holdings) {
                guard let security = securities[holding.security] else { continue }
                try Self.save(holding, account: accounts.id(holding.account), security, update.asOf, in: db)
            }
            for cash in update.cash { try Self.save(cash, accounts.id(cash.account), update.asOf, in: db) }
            try Self.saveQuotes(update, connection, source, securities, in: db)
            try db.run("UPDATE connection SET holdings_as_of = ? WHERE id = ?", [update.asOf.column, connection])
        }
    }

    private static func clear(_ update: HoldingsUpdate, _ accounts: AccountNames, in db: Database) throws {
        let covered = try update.accounts?.map { try accounts.id($0) } ?? accounts.ids
        let named = Set(update.accounts ?? [])
        if update.accounts != nil,
            let stray = (update.holdings.map(\.account) + update.cash.map(\.account)).first(where: {
                !named.contains($0)
            })
        {
            throw StoreError.invalid("A row names the account \(stray), which the answer does not cover.")
        }
        for account in covered {
            try db.run("DELETE FROM holding WHERE account = ?", [account])
            try db.run("DELETE FROM cash_balance WHERE account = ?", [account])
        }
    }

    private struct HoldingKey: Hashable {
        let account: String
        let security: String
        let side: PositionSide
    }

    /// One row an account, security and side; lots that a provider lists one by one are summed.
    private static func combined(_ rows: [ReportedHolding]) throws -> [ReportedHolding] {
        var positions: [HoldingKey: Int] = [:]
        var result: [ReportedHolding] = []
        for row in rows {
            let key = HoldingKey(account: row.account, security: row.security, side: row.side)
            guard let position = positions[key] else {
                positions[key] = result.count
                result.append(row)
                continue
            }
            guard result[position].currency == row.currency else {
                throw StoreError.invalid("An account holds \(row.security) twice, in two currencies.")
            }
            do {
                try result[position].quantity.add(row.quantity)
                result[position].costBasis = try HoldingSum.both(result[position].costBasis, row.costBasis)
                result[position].value = try HoldingSum.both(result[position].value, row.value)
            } catch {
                throw StoreError.invalid("The holding of \(row.security) is too large to be counted exactly.")
            }
        }
        return result
    }

    private static func save(
        _ holding: ReportedHolding,
        account: String,
        _ security: String,
        _ asOf: Timestamp,
        in db: Database
    ) throws {
        try db.run(
            """
            INSERT OR REPLACE INTO holding (
                account, security, external_security, side, qty, cost_basis, value, price, price_as_of, previous_close,
                currency, as_of
            ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                account, security, holding.security, holding.side.rawValue, holding.quantity.description,
                holding.costBasis?.description, holding.value?.description, holding.price?.description,
                holding.priceAsOf?.column, holding.previousClose?.description, holding.currency.code, asOf.column,
            ]
        )
    }

    private static func save(_ cash: ReportedCash, _ account: String, _ asOf: Timestamp, in db: Database) throws {
        try db.run(
            "INSERT OR REPLACE INTO cash_balance (account, currency, amount, as_of) VALUES (?, ?, ?, ?)",
            [account, cash.currency.code, cash.amount.description, asOf.column]
        )
    }

    private static func saveQuotes(
        _ update: HoldingsUpdate,
        _ connection: String,
        _ source: String,
        _ securities: [String: String],
        in db: Database
    ) throws {
        for record in update.securities {
            guard let price = record.closePrice, let id = securities[record.externalID] else { continue }
            let asOf = Timestamp(record.closePriceAsOf ?? update.asOf.utcDay)
            try saveQuote(
                Quote(price: price, currency: record.currency, asOf: asOf, source: source),
                security: id,
                connection,
                in: db
            )
        }
        for holding in update.holdings {
            guard let price = holding.price, let id = securities[holding.security] else { continue }
            var quote = Quote(
                price: price,
                currency: holding.currency,
                asOf: holding.priceAsOf ?? update.asOf,
                source: source
            )
            quote.previousClose = holding.previousClose
            try saveQuote(quote, security: id, connection, in: db)
        }
    }

    /// Keeps the newest price that a connection states; of the same instant, the later word.
    static func saveQuote(_ quote: Quote, security: String, _ connection: String, in db: Database) throws {
        try db.run(
            """
            INSERT INTO quote (connection, security, price, currency, as_of, source, previous_close)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (connection, security) DO UPDATE SET price = excluded.price, currency = excluded.currency,
                as_of = excluded.as_of, source = excluded.source,
                previous_close = CASE WHEN excluded.as_of = quote.as_of
                    THEN coalesce(excluded.previous_close, quote.previous_close) ELSE excluded.previous_close END
            WHERE excluded.as_of >= quote.as_of
            """,
            [
                connection, security, quote.price.description, quote.currency.code, quote.asOf.column, quote.source,
                quote.previousClose?.description,
            ]
        )
    }

    /// Stores exchange rates, newest a pair.
    package func saveRates(_ rates: [FXRate], source: String) throws(StoreError) {
        try write { db in
            for rate in rates {
                try db.run(
                    """
                    INSERT INTO fx_rate (base, quote, rate, as_of, source) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (base, quote) DO UPDATE SET rate = excluded.rate, as_of = excluded.as_of,
                        source = excluded.source
                    WHERE excluded.as_of >= fx_rate.as_of
                    """,
                    [rate.base.code, rate.quote.code, rate.rate.description, rate.asOf.column, source]
                )
            }
        }
    }
}

/// Sums of figures that may be unknown.
enum HoldingSum {
    /// The sum; `nil` where either is unknown.
    static func both<Value: FixedPoint>(_ left: Value?, _ right: Value?) throws(ArithmeticOverflow) -> Value? {
        guard let left, let right else { return nil }
        return try left + right
    }
}

/// The accounts of a connection by the provider's ids.
struct AccountNames {
    private let byExternalID: [String: String]

    /// Reads them.
    init(connection: String, in db: Database) throws {
        var names: [String: String] = [:]
        for row in try db.rows("SELECT external_id, id FROM account WHERE connection = ?", [connection]) {
            names[try row.text("external_id")] = try row.text("id")
        }
        byExternalID = names
    }

    /// The ids of all accounts.
    var ids: [String] { byExternalID.values.sorted() }

    /// The store's id; throws ``StoreError/invalid(_:)`` for an account that nobody reported.
    func id(_ externalID: String) throws(StoreError) -> String {
        guard let id = byExternalID[externalID] else {
            throw .invalid("A row names an account that the provider did not list.")
        }
        return id
    }
}
