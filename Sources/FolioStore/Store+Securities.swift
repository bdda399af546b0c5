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
    ///   - user: Leaves out what only other users' connections name without an ISIN, CUSIP, OCC symbol or FIGI; `nil`
    ///     for everything.
    /// - Returns: The security as all providers together describe it.
    /// - Throws: ``StoreError`` where the store cannot be read.
    package func security(id: String, user: String? = nil) throws(StoreError) -> Security? {
        try read { db in try Self.security(id, user: user, in: db) }
    }

    private static func security(_ id: String, user: String? = nil, in db: Database) throws -> Security? {
        try db.row(
            """
            SELECT * FROM security s
            WHERE id = coalesce((SELECT security FROM security_alias WHERE id = :id), :id) AND \(isKnownTo)
            """,
            ["id": id, "user": user]
        ).map { try Security($0) }
    }

    /// Whether the user `:user` may know of the security `s`: what the world knows by a code, and what stands in the
    /// user's own connections; everything where there is no user.
    private static let isKnownTo = """
        (
            :user IS NULL OR s.figi <> ''
            OR EXISTS (
                SELECT 1 FROM security_identity i
                WHERE i.security = s.id AND (i.isin <> '' OR i.cusip <> '' OR i.occ <> '')
            )
            OR EXISTS (
                SELECT 1 FROM provider_security p JOIN connection c ON c.id = p.connection
                WHERE p.security = s.id AND c.user = :user
            )
        )
        """

    /// Returns the securities of a symbol in any spelling, an ISIN or a CUSIP; oldest first, several where currencies or
    /// classes differ.
    ///
    /// - Parameters:
    ///   - symbol: What is looked for.
    ///   - user: Leaves out what only other users' connections name without an ISIN, CUSIP, OCC symbol or FIGI; `nil`
    ///     for everything.
    /// - Returns: None where nothing fits.
    /// - Throws: ``StoreError`` where the store cannot be read.
    package func securities(symbol: String, user: String? = nil) throws(StoreError) -> [Security] {
        let code = symbol.uppercased()
        return try read { db in
            try db.rows(
                """
                SELECT * FROM security s
                WHERE (
                    symbol IN (SELECT value FROM json_each(:symbols)) OR id IN (
                        SELECT security FROM security_identity WHERE isin = :code AND isin <> ''
                        UNION SELECT security FROM security_identity WHERE cusip = :code AND cusip <> ''
                    )
                ) AND \(Self.isKnownTo)
                ORDER BY number
                """,
                ["symbols": Ticker.candidates(symbol).column, "code": code, "user": user]
            ).map { try Security($0) }
        }
    }

    /// Finds securities by symbol, code or part of their name: equal symbols first, then those that begin so, then by
    /// symbol.
    ///
    /// - Parameters:
    ///   - query: What a person typed.
    ///   - limit: The most that are returned.
    ///   - user: Leaves out what only other users' connections name without an ISIN, CUSIP, OCC symbol or FIGI; `nil`
    ///     for everything.
    /// - Returns: None where nothing fits.
    /// - Throws: ``StoreError`` where the store cannot be read.
    package func searchSecurities(
        _ query: String,
        limit: Int,
        user: String? = nil
    ) throws(StoreError) -> [Security] {
        let text = query.uppercased()
        var escaped = ""
        for character in text {
            if "%_\\".contains(character) { escaped.append("\\") }
            escaped.append(character)
        }
        return try read { [escaped] db in
            try db.rows(
                """
                SELECT * FROM security s
                WHERE (
                    symbol LIKE :prefix ESCAPE '\\' OR name LIKE :part ESCAPE '\\' OR isin = :text OR cusip = :text
                    OR symbol IN (SELECT value FROM json_each(:symbols))
                ) AND \(Self.isKnownTo)
                ORDER BY symbol = :text DESC, symbol LIKE :prefix ESCAPE '\\' DESC, symbol IS NULL, symbol, number
                LIMIT :limit
                """,
                [
                    "prefix": "\(escaped)%", "part": "%\(escaped)%", "text": text,
                    "symbols": Ticker.candidates(query).column, "user": user, "limit": max(0, limit),
                ]
            ).map { try Security($0) }
        }
    }

    /// Returns the newest price that any provider stated of the security; `nil` where there is none.
    ///
    /// - Parameters:
    ///   - security: The store's id.
    ///   - user: Only prices from the user's own connections; `nil` for all.
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
            return try rows.map { try Quote($0) }.max { $1.isBetter(than: $0) }
        }
    }

    /// Quotes of the same instant that are compared.
    private static let maximumComparedQuotes = 64

    /// Returns the contradictions between identifiers, oldest first.
    package func identityConflicts() throws(StoreError) -> [IdentityConflict] {
        try read { db in
            let rows = try db.rows("SELECT * FROM identity_conflict ORDER BY found_at, left_security, right_security")
            return try rows.compactMap { row in
                guard let left = try Self.security(try row.text("left_security"), in: db),
                    let right = try Self.security(try row.text("right_security"), in: db)
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

extension Security {
    /// Reads a whole row.
    init(_ row: Row) throws {
        self.init(id: try row.text("id"), type: try row.word("type"), currency: try row.currency("currency"))
        symbol = row.optionalText("symbol")
        exchange = row.optionalText("exchange")
        mic = row.optionalText("mic")
        cusip = row.optionalText("cusip")
        isin = row.optionalText("isin")
        sedol = row.optionalText("sedol")
        figi = row.optionalText("figi")
        name = row.optionalText("name")
        isCashEquivalent = try row.flag("is_cash_equivalent")
        option = try row.optionalWire("option_contract")
        fixedIncome = try row.optionalWire("fixed_income")
        sector = row.optionalText("sector")
        industry = row.optionalText("industry")
        country = row.optionalText("country")
        (marginable, shortable) = (row["marginable"], row["shortable"])
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
