import FolioModel
import GRDB

/// Securities as one user sees them: as vendors describe them, with what the user's own sources add.
///
/// The one place where descriptions are read: positions, transactions and `assets.*` agree for that reason.
struct SecurityViews {
    /// `nil` sees every security as the daemon does, and no user's words where vendors have any.
    let user: String?

    private let db: Database
    private let hasOwn: Bool

    /// Looks once whether the user's own sources say anything at all.
    init(of user: String?, in db: Database) throws {
        (self.user, self.db) = (user, db)
        hasOwn =
            try user.map { user in
                try db.count("SELECT EXISTS (SELECT 1 FROM own_security WHERE user = ?)", [user]) == 1
            } ?? false
    }

    /// The security of an id in use; `nil` where there is none, whether or not the user may know of it.
    func security(_ id: String) throws -> Security? {
        try db.row("SELECT * FROM security WHERE id = ?", [id]).map { try security($0) }
    }

    /// The security of a whole row of `security`.
    func security(_ row: Row) throws -> Security {
        let stored = try Security(row)
        guard hasOwn, let user, let own = try SecurityDescriptions.own(stored.id, of: user, in: db) else {
            return stored
        }
        return try row.flag("is_shared") ? stored.adding(own: own) : own
    }

    /// Whether the user `:user` may know of the security `s`: what vendors name by a code that the world knows, and what
    /// the user's own connections name; everything where there is no user.
    static let isKnown = """
        (
            :user IS NULL
            OR (s.is_shared AND EXISTS (SELECT 1 FROM security_code k WHERE k.security = s.id AND k.kind <> 'ticker'))
            OR EXISTS (
                SELECT 1 FROM connection c CROSS JOIN provider_security p ON p.connection = c.id AND p.security = s.id
                WHERE c.user = :user
            )
        )
        """
}

extension Security {
    /// Reads a whole row; of a table with another key under the id given.
    init(_ row: Row, id: String? = nil) throws {
        self.init(id: try id ?? row.text("id"), type: try row.word("type"), currency: try row.currency("currency"))
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
