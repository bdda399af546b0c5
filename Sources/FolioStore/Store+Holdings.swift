package import FolioModel
import GRDB

/// What a provider says accounts hold now.
package struct HoldingsUpdate: Sendable {
    /// When it was true, by the provider; also the time of the whole for the connection.
    package var asOf: Timestamp
    /// The same for single accounts, by external id, where it differs.
    package var asOfByAccount: [String: Timestamp] = [:]
    package var securities: [ReportedSecurity] = []
    package var holdings: [ReportedHolding] = []
    package var cash: [ReportedCash] = []
    /// Whether what is missing here is gone; else rows are only added and replaced.
    package var isComplete = true
    /// External ids of the accounts that are covered; `nil` for all of the connection.
    package var accounts: [String]?

    /// Makes an update without rows.
    package init(asOf: Timestamp) { self.asOf = asOf }

    /// When what the account holds was true.
    func asOf(_ account: String) -> Timestamp { asOfByAccount[account] ?? asOf }
}

extension Store {
    /// Stores what a connection's accounts hold, as one transaction.
    ///
    /// Its dated prices become the connection's quotes, in the place of those of the answer before. A time more than a
    /// day ahead of the clock is an error of the provider's: a price is then undated, an answer is of now.
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
            let update = Self.plausible(update, now: .now)
            let asOf = update.asOf
            var securities = try registry.save(update.securities, connection: connection, with: .holdings) { _ in asOf }
            for holding in update.holdings where securities[holding.security] == nil {
                guard let known = try registry.security(of: holding.security, connection: connection) else {
                    throw StoreError.invalid(
                        "A holding names the security \(holding.security), which is not described."
                    )
                }
                securities[holding.security] = known
            }
            let covered = try Self.covered(update, accounts)
            var quotes = AnsweredQuotes(source: source)
            try Self.replaceHoldings(update, covered, accounts, in: db) { holding in
                guard let security = securities[holding.security] else { return nil }
                return (security, try quotes.basis(of: holding.security, update, registry, connection))
            }
            try Self.replaceCash(update, covered, accounts, in: db)
            quotes.add(update, securities)
            try quotes.save(connection: connection, covering: update.isComplete ? covered : nil, in: db)
            try db.run(
                "UPDATE connection SET holdings_as_of = ?1 WHERE id = ?2 AND holdings_as_of IS NOT ?1",
                [asOf.column, connection]
            )
        }
    }

    /// How far ahead of the clock a provider's time may be, in seconds: a date of tomorrow is today's in the east.
    static let maximumLead: Int64 = 86_400

    static func plausible(_ update: HoldingsUpdate, now: Timestamp) -> HoldingsUpdate {
        let latest = now.adding(seconds: maximumLead)
        var update = update
        if update.asOf > latest { update.asOf = now }
        update.asOfByAccount = update.asOfByAccount.mapValues { $0 > latest ? now : $0 }
        for index in update.holdings.indices {
            if let asOf = update.holdings[index].priceAsOf, asOf > latest { update.holdings[index].priceAsOf = nil }
        }
        for index in update.securities.indices {
            guard let day = update.securities[index].closePriceAsOf, Timestamp(day) > latest else { continue }
            update.securities[index].closePriceAsOf = nil
        }
        return update
    }

    /// Ids of the accounts that the answer is about.
    private static func covered(_ update: HoldingsUpdate, _ accounts: AccountNames) throws -> [String] {
        let covered = try update.accounts?.map { try accounts.id($0) } ?? accounts.ids
        let named = Set(update.accounts ?? [])
        if update.isComplete, update.accounts != nil,
            let stray = (update.holdings.map(\.account) + update.cash.map(\.account)).first(where: {
                !named.contains($0)
            })
        {
            throw StoreError.invalid("A row names the account \(stray), which the answer does not cover.")
        }
        return covered
    }

    private static let holdingColumns = [
        "account", "security", "external_security", "side", "currency", "qty", "cost_basis", "value", "price",
        "price_as_of", "previous_close", "price_basis", "as_of",
    ]

    private static func replaceHoldings(
        _ update: HoldingsUpdate,
        _ covered: [String],
        _ accounts: AccountNames,
        in db: Database,
        _ place: (ReportedHolding) throws -> (security: String, basis: FixedIncome.PriceBasis)?
    ) throws {
        let ofAccounts = "account IN (SELECT value FROM json_each(?))"
        var rows = try DifferingRows("holding", holdingColumns, key: 5, where: ofAccounts, [covered.column], in: db)
        for holding in try combined(update.holdings) {
            let account = try accounts.id(holding.account)
            guard let place = try place(holding) else { continue }
            try rows.put([
                account, place.security, holding.security, holding.side.rawValue, holding.currency.code,
                holding.quantity.description, holding.costBasis?.description, holding.value?.description,
                holding.price?.description, holding.priceAsOf?.column, holding.previousClose?.description,
                place.basis.rawValue, update.asOf(holding.account).column,
            ])
        }
        if update.isComplete { try rows.removeRest() }
    }

    private static func replaceCash(
        _ update: HoldingsUpdate,
        _ covered: [String],
        _ accounts: AccountNames,
        in db: Database
    ) throws {
        var rows = try DifferingRows(
            "cash_balance",
            ["account", "currency", "amount", "as_of"],
            key: 2,
            where: "account IN (SELECT value FROM json_each(?))",
            [covered.column],
            in: db
        )
        for cash in update.cash {
            try rows.put([
                try accounts.id(cash.account), cash.currency.code, cash.amount.description,
                update.asOf(cash.account).column,
            ])
        }
        if update.isComplete { try rows.removeRest() }
    }

    /// Drops the connection's quotes of what none of its accounts holds any more.
    static func dropQuotes(of connection: String, in db: Database) throws {
        try db.run(
            """
            DELETE FROM quote WHERE connection = ? AND security NOT IN (
                SELECT h.security FROM account a JOIN holding h ON h.account = a.id WHERE a.connection = ?
            )
            """,
            [connection, connection]
        )
    }

    private struct HoldingKey: Hashable {
        let account: String
        let security: String
        let side: PositionSide
        let currency: Currency
    }

    /// One row an account, security, side and currency; lots that a provider lists one by one are summed.
    static func combined(_ rows: [ReportedHolding]) throws -> [ReportedHolding] {
        var positions: [HoldingKey: Int] = [:]
        var result: [ReportedHolding] = []
        for row in rows {
            let key = HoldingKey(
                account: row.account,
                security: row.security,
                side: row.side,
                currency: row.currency
            )
            guard let position = positions[key] else {
                positions[key] = result.count
                result.append(row)
                continue
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

    /// Stores exchange rates, newest a pair; one more than a day ahead of the clock is left out.
    package func saveRates(_ rates: [FXRate], source: String) throws(StoreError) {
        let latest = Timestamp.now.adding(seconds: Self.maximumLead)
        try write { db in
            for rate in rates where rate.asOf <= latest {
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

    /// The store's id; `nil` for an account that nobody reported.
    func known(_ externalID: String) -> String? { byExternalID[externalID] }

    /// The store's id; throws ``StoreError/invalid(_:)`` for an account that nobody reported.
    func id(_ externalID: String) throws(StoreError) -> String {
        guard let id = byExternalID[externalID] else {
            throw .invalid("A row names an account that the provider did not list.")
        }
        return id
    }
}
