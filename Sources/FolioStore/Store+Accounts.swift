package import FolioModel
import GRDB

/// What a list of accounts came to.
package struct AccountsOutcome: Sendable, Hashable {
    /// All accounts of the connection that are not gone, oldest first.
    package var accounts: [Account] = []
    /// Ids of those that were never there before or had been gone, in the order of ``accounts``: what they did before
    /// has to be read from the start.
    package var added: [String] = []
}

extension Store {
    /// Stores the accounts that a provider reported, by their external ids, and returns them.
    ///
    /// - Parameters:
    ///   - connection: The connection's id.
    ///   - reported: What the provider said.
    ///   - source: Whether the adapter reads accounts elsewhere or the brokerage that trades.
    ///   - isComplete: Whether accounts that are missing here are gone: they leave the portfolio, and their transactions
    ///     are kept in case they come back.
    ///   - institutionID: Replaces what is known of the institution where given.
    ///   - institutionName: Likewise.
    /// - Returns: All accounts of the connection that are not gone, oldest first.
    /// - Throws: ``StoreError/notFound(what:id:)`` for an unknown connection.
    package func saveAccounts(
        connection: String,
        _ reported: [ReportedAccount],
        source: SourceKind,
        isComplete: Bool,
        institutionID: String? = nil,
        institutionName: String? = nil
    ) throws(StoreError) -> [Account] {
        try saveAccountsNotingNew(
            connection: connection,
            reported,
            source: source,
            isComplete: isComplete,
            institutionID: institutionID,
            institutionName: institutionName
        ).accounts
    }

    /// Stores accounts like ``saveAccounts(connection:_:source:isComplete:institutionID:institutionName:)``, and says
    /// which are new or have come back.
    package func saveAccountsNotingNew(
        connection: String,
        _ reported: [ReportedAccount],
        source: SourceKind,
        isComplete: Bool,
        institutionID: String? = nil,
        institutionName: String? = nil
    ) throws(StoreError) -> AccountsOutcome {
        try write { db in
            _ = try Self.connection(connection, in: db)
            let before = try Set(Self.accounts(where: "c.id = ?", [connection], in: db).map(\.id))
            try db.run(
                """
                UPDATE connection SET institution_id = coalesce(?, institution_id),
                    institution_name = coalesce(?, institution_name) WHERE id = ?
                """,
                [institutionID, institutionName, connection]
            )
            for account in reported { try Self.save(account, of: connection, source, in: db) }
            if isComplete { try Self.retireAccounts(of: connection, except: reported.map(\.externalID), in: db) }
            let accounts = try Self.accounts(where: "c.id = ?", [connection], in: db)
            return AccountsOutcome(accounts: accounts, added: accounts.map(\.id).filter { !before.contains($0) })
        }
    }

    /// Returns the user's accounts that are not gone, oldest first.
    package func accounts(user: String) throws(StoreError) -> [Account] {
        try read { db in try Self.accounts(where: "c.user = ?", [user], in: db) }
    }

    private static func save(
        _ account: ReportedAccount,
        of connection: String,
        _ source: SourceKind,
        in db: Database
    ) throws {
        guard !account.externalID.isEmpty else { throw StoreError.invalid("An account has no external_id.") }
        try db.run(
            """
            INSERT INTO account (
                id, connection, external_id, source, name, official_name, mask, type, subtype, currency,
                balance_current, balance_available, balance_cash, balance_as_of, tradable, status, created_at
            ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (connection, external_id) DO UPDATE SET
                source = excluded.source, name = excluded.name, official_name = excluded.official_name,
                mask = excluded.mask, type = excluded.type, subtype = excluded.subtype, currency = excluded.currency,
                balance_current = excluded.balance_current, balance_available = excluded.balance_available,
                balance_cash = excluded.balance_cash, balance_as_of = excluded.balance_as_of,
                tradable = excluded.tradable, status = excluded.status, gone_at = NULL
            """,
            [
                StoreID.make("a"), connection, account.externalID, source.rawValue, account.name,
                account.officialName, account.mask, account.type, account.subtype, account.currency.code,
                account.balances.current?.description, account.balances.available?.description,
                account.balances.cash?.description, account.balances.asOf?.column, account.tradable,
                account.status, Timestamp.now.column,
            ]
        )
    }

    private static func retireAccounts(of connection: String, except kept: [String], in db: Database) throws {
        let gone = """
            SELECT id FROM account WHERE connection = ? AND gone_at IS NULL
                AND external_id NOT IN (SELECT value FROM json_each(?))
            """
        let arguments: StatementArguments = [connection, kept.column]
        for table in ["holding", "cash_balance"] {
            _ = try db.delete(from: table, where: "account IN (\(gone))", arguments)
        }
        try db.run("UPDATE account SET gone_at = ? WHERE id IN (\(gone))", [Timestamp.now.column] + arguments)
        if db.changesCount > 0 { try dropQuotes(of: connection, in: db) }
    }

    /// Accounts that are not gone, oldest first.
    static func accounts(
        where condition: String,
        _ arguments: StatementArguments,
        in db: Database
    ) throws -> [Account] {
        try db.rows(
            """
            SELECT a.*, c.provider, c.institution_name FROM account a JOIN connection c ON c.id = a.connection
            WHERE a.gone_at IS NULL AND \(condition) ORDER BY a.number
            """,
            arguments
        ).map { try Account($0) }
    }
}

extension Account {
    /// Reads a row of `account` with the connection's `provider` and `institution_name`.
    init(_ row: Row) throws {
        var reported = ReportedAccount()
        reported.externalID = try row.text("external_id")
        reported.name = try row.text("name")
        reported.officialName = row.optionalText("official_name")
        reported.mask = row.optionalText("mask")
        reported.type = try row.text("type")
        reported.subtype = row.optionalText("subtype")
        reported.currency = try row.currency("currency")
        reported.balances.current = try row.optionalFixed("balance_current")
        reported.balances.available = try row.optionalFixed("balance_available")
        reported.balances.cash = try row.optionalFixed("balance_cash")
        reported.balances.asOf = try row.optionalTime("balance_as_of")
        reported.tradable = try row.flag("tradable")
        reported.status = row.optionalText("status")
        self.init(
            id: try row.text("id"),
            connection: try row.text("connection"),
            provider: try row.text("provider"),
            source: try row.word("source"),
            institution: row.optionalText("institution_name"),
            reported: reported
        )
    }
}
