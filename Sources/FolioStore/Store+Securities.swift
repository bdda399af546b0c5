package import FolioModel
import GRDB

/// Two securities that share an identifier and contradict each other in a stronger one; for a person to look at.
package struct IdentityConflict: Sendable, Hashable {
    package var left: Security
    package var right: Security
    /// What they share, such as `ticker AAPL USD listed`.
    package var shared: String
    package var foundAt: Timestamp
}

extension Store {
    /// Returns the security, also by an id that it had before it was joined with another; `nil` where there is none.
    ///
    /// - Parameters:
    ///   - id: The store's id.
    ///   - user: Whose view it is: what that user's own files say is added, and what only others name without a code
    ///     that the world knows is left out; `nil` for everything.
    /// - Returns: The security as all sources that count for the user together describe it.
    /// - Throws: ``StoreError`` where the store cannot be read.
    package func security(id: String, user: String? = nil) throws(StoreError) -> Security? {
        try read { db in try Self.security(id, user: user, in: db) }
    }

    static func security(_ id: String, user: String? = nil, in db: Database) throws -> Security? {
        let views = try SecurityViews(of: user, in: db)
        return try db.row(
            """
            SELECT * FROM security s
            WHERE id = coalesce((SELECT security FROM security_alias WHERE id = :id), :id) AND \(SecurityViews.isKnown)
            """,
            ["id": id, "user": user]
        ).map { try views.security($0) }
    }

    /// Returns the securities of a symbol in any spelling, an ISIN, CUSIP, SEDOL or FIGI; oldest first, several where
    /// currencies or classes differ.
    ///
    /// - Parameters:
    ///   - symbol: What is looked for.
    ///   - user: Whose view it is, as for ``security(id:user:)``.
    /// - Returns: None where nothing fits.
    /// - Throws: ``StoreError`` where the store cannot be read.
    package func securities(symbol: String, user: String? = nil) throws(StoreError) -> [Security] {
        try read { db in
            let views = try SecurityViews(of: user, in: db)
            return try SecuritySearch(symbol, user: user, in: db).rows().map { try views.security($0) }
        }
    }

    /// Finds securities by symbol, code or part of their name: equal symbols first, then those that begin so, then by
    /// symbol.
    ///
    /// - Parameters:
    ///   - query: What a person typed.
    ///   - limit: The most that are returned.
    ///   - user: Whose view it is, as for ``security(id:user:)``.
    /// - Returns: None where nothing fits.
    /// - Throws: ``StoreError`` where the store cannot be read.
    package func searchSecurities(
        _ query: String,
        limit: Int,
        user: String? = nil
    ) throws(StoreError) -> [Security] {
        try read { db in
            let views = try SecurityViews(of: user, in: db)
            return try SecuritySearch(query, user: user, in: db).rows(like: max(0, limit))
                .map { try views.security($0) }
        }
    }

    /// Returns the newest price that any provider or price source stated of the security; `nil` where there is none.
    ///
    /// - Parameters:
    ///   - security: The store's id.
    ///   - user: Of providers' prices, only those from the user's own connections; `nil` for all.
    /// - Returns: The newest, the brokerage's of two of the same instant.
    /// - Throws: ``StoreError`` where the store cannot be read.
    package func quote(security: String, user: String? = nil) throws(StoreError) -> Quote? {
        try read { db in
            let rows = try db.rows(
                """
                SELECT q.* FROM quote q JOIN connection c ON c.id = q.connection
                WHERE q.security = coalesce((SELECT security FROM security_alias WHERE id = :id), :id)
                    AND (:user IS NULL OR c.user = :user)
                ORDER BY q.as_of DESC LIMIT \(Self.maximumComparedQuotes)
                """,
                ["id": security, "user": user]
            )
            guard let known = try Self.security(security, in: db) else { return nil }
            var quotes: [String: Quote] = [:]
            quotes[known.id] = try rows.map { try Quote($0) }.max { $1.isBetter(than: $0) }
            try Self.addMarketQuotes(to: &quotes, of: [known.id: known], in: db)
            return quotes[known.id]
        }
    }

    /// Quotes of the same instant that are compared.
    private static let maximumComparedQuotes = 64

    /// Returns the contradictions between identifiers, oldest first.
    ///
    /// - Parameter user: Those that vendors or the user's own sources leave; `nil` for all.
    /// - Returns: None where nothing is contradicted.
    /// - Throws: ``StoreError`` where the store cannot be read.
    package func identityConflicts(user: String? = nil) throws(StoreError) -> [IdentityConflict] {
        try read { db in
            let rows = try db.rows(
                """
                SELECT left_security, right_security, shared, min(found_at) AS found_at FROM identity_conflict
                WHERE :user IS NULL OR owner IN ('', :user)
                GROUP BY left_security, right_security, shared ORDER BY found_at, left_security, right_security
                """,
                ["user": user]
            )
            let views = try SecurityViews(of: user, in: db)
            return try rows.compactMap { row in
                guard let left = try views.security(try row.text("left_security")),
                    let right = try views.security(try row.text("right_security"))
                else { return nil }
                return IdentityConflict(
                    left: left,
                    right: right,
                    shared: try row.text("shared"),
                    foundAt: try row.time("found_at")
                )
            }
        }
    }
}

extension Quote {
    /// Reads a whole row.
    init(_ row: Row) throws {
        self.init(
            price: try row.fixed("price"),
            currency: try row.currency("currency"),
            asOf: try row.time("as_of"),
            source: try row.text("source")
        )
        previousClose = try row.optionalFixed("previous_close")
        priceBasis = try row.word("price_basis")
        knownAt = try row.optionalTime("known_at")
    }

    /// Whether it is to be taken instead of the other: newer, of the same instant the brokerage's, then by name.
    func isBetter(than other: Quote) -> Bool {
        let (rank, otherRank) = (rank, other.rank)
        guard rank == otherRank else { return rank > otherRank }
        guard source != other.source else { return price < other.price }
        if source == Self.brokerage || other.source == Self.brokerage { return source == Self.brokerage }
        return source < other.source
    }

    private static let brokerage = "alpaca"
}
