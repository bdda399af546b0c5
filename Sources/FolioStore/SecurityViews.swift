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

    /// The securities of ids in use, by id, read at once: what every figure waits for.
    func securities(_ ids: Set<String>) throws -> [String: Security] {
        let list = ids.sorted().column
        var seen: [String: Security] = [:]
        var shared: Set<String> = []
        try read("s.id, s.is_shared", "security s ON s.id = j.value", [list]) { security, isShared in
            seen[security.id] = security
            if isShared { shared.insert(security.id) }
        }
        guard hasOwn, let user else { return seen }
        try read("o.security, 0", "own_security o ON o.security = j.value AND o.user = ?", [list, user]) { own, _ in
            seen[own.id] = shared.contains(own.id) ? seen[own.id]?.adding(own: own) : own
        }
        return seen
    }

    private func read(
        _ key: String,
        _ table: String,
        _ arguments: StatementArguments,
        _ take: (Security, Bool) -> Void
    ) throws {
        var rows = try RawRows(
            db,
            """
            SELECT \(key), type, currency, symbol, exchange, mic, cusip, isin, sedol, figi, name, is_cash_equivalent,
                option_contract, fixed_income, sector, industry, country, marginable, shortable
            FROM (SELECT value FROM json_each(?)) j CROSS JOIN \(table)
            """,
            arguments
        )
        while try rows.next() { take(try Security(&rows), rows.optionalFlag(1) ?? false) }
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
    /// Reads a row of the columns that ``SecurityViews`` asks for.
    fileprivate init(_ rows: inout RawRows) throws {
        self.init(id: try rows.text(0), type: try rows.word(2), currency: try rows.currency(3))
        symbol = rows.optionalText(4)
        exchange = rows.optionalText(5)
        mic = rows.optionalText(6)
        cusip = rows.optionalText(7)
        isin = rows.optionalText(8)
        sedol = rows.optionalText(9)
        figi = rows.optionalText(10)
        name = rows.optionalText(11)
        isCashEquivalent = rows.optionalFlag(12) ?? false
        option = try rows.optionalWire(13)
        fixedIncome = try rows.optionalWire(14)
        sector = rows.optionalText(15)
        industry = rows.optionalText(16)
        country = rows.optionalText(17)
        (marginable, shortable) = (rows.optionalFlag(18), rows.optionalFlag(19))
    }

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
