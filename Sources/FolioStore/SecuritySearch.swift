import FolioModel
import GRDB

/// Finds securities by what a person typed.
struct SecuritySearch {
    private let text: String
    private let codes: String
    private let user: String?
    private let db: Database

    init(_ text: String, user: String?, in db: Database) {
        (self.text, self.user, self.db) = (text, user, db)
        codes = SecurityQuery.codes(text).column
    }

    private static let list = "(SELECT value FROM json_each(:codes))"

    /// What vendors name so, and what the user's own connections ever named so; for everybody also what only others'
    /// own sources do.
    private static let named = """
        SELECT security FROM security_code WHERE value IN \(list)
        UNION
        SELECT p.security FROM connection c
        CROSS JOIN provider_security p ON p.connection = c.id
        CROSS JOIN security_identity i ON i.number = p.identity
        WHERE c.user = :user AND (
            i.isin IN \(list) OR i.cusip IN \(list) OR i.occ IN \(list)
            OR (i.ticker <> '' AND substr(i.ticker, 1, instr(i.ticker, ' ') - 1) IN \(list))
        )
        UNION
        SELECT p.security FROM connection c
        CROSS JOIN former_code f ON f.connection = c.id AND f.value IN \(list)
        CROSS JOIN provider_security p ON p.connection = c.id AND p.external_id = f.external_id
        WHERE c.user = :user
        UNION
        SELECT security FROM own_security WHERE user = :user AND (
            symbol IN \(list) OR figi IN \(list) OR sedol IN \(list)
        )
        UNION
        SELECT id FROM security WHERE :user IS NULL AND symbol IN \(list)
        UNION
        SELECT security FROM security_identity WHERE :user IS NULL AND isin <> '' AND isin IN \(list)
        UNION
        SELECT security FROM security_identity WHERE :user IS NULL AND cusip <> '' AND cusip IN \(list)
        """

    /// The rows of `security` of that code, oldest first.
    func rows() throws -> [Row] {
        try db.rows(
            "SELECT * FROM security s WHERE s.id IN (\(Self.named)) AND \(SecurityViews.isKnown) ORDER BY s.number",
            ["codes": codes, "user": user]
        )
    }

    /// The rows of `security` whose code, symbol or name fits, the best first.
    func rows(like limit: Int) throws -> [Row] {
        var escaped = ""
        for character in text.uppercased() {
            if "%_\\".contains(character) { escaped.append("\\") }
            escaped.append(character)
        }
        // As the user sees it: what no vendor describes is called what the user's own sources call it.
        let symbol = "iif(s.is_shared OR o.user IS NULL, coalesce(s.symbol, o.symbol), o.symbol)"
        return try db.rows(
            """
            SELECT s.* FROM security s LEFT JOIN own_security o ON o.user = :user AND o.security = s.id
            WHERE (
                \(symbol) LIKE :prefix ESCAPE '\\' OR o.name LIKE :part ESCAPE '\\'
                OR ((s.is_shared OR o.user IS NULL) AND s.name LIKE :part ESCAPE '\\') OR s.id IN (\(Self.named))
            ) AND \(SecurityViews.isKnown)
            ORDER BY \(symbol) = :text DESC, \(symbol) LIKE :prefix ESCAPE '\\' DESC, \(symbol) IS NULL, \(symbol),
                s.number
            LIMIT :limit
            """,
            [
                "prefix": "\(escaped)%", "part": "%\(escaped)%", "text": text.uppercased(), "codes": codes,
                "user": user, "limit": limit,
            ]
        )
    }
}
