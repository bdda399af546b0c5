import FolioModel
import GRDB

/// Keeps one security for one thing in the world, inside a write transaction.
///
/// Which records belong together is decided by ``SecurityMatcher`` on everything that hangs together by any identifier,
/// so the outcome does not depend on who said what first. Holdings, transactions and quotes follow their record.
struct SecurityRegistry {
    /// Records looked at to describe a security that many connections hold.
    private static let maximumDescribingRecords = 64

    private let db: Database
    private let now = Timestamp.now.column

    init(_ db: Database) { self.db = db }

    /// An identity in the store.
    struct Known {
        let number: Int
        let security: String
        let identity: SecurityIdentity
    }

    /// Stores what a connection says of securities.
    ///
    /// What it says with its holdings counts, and what it says with its transactions fills what that lacks, whichever
    /// comes first.
    ///
    /// - Returns: The store's id by the connection's external id.
    func save(
        _ records: [ReportedSecurity],
        connection: String,
        from origin: RecordOrigin
    ) throws -> [String: String] {
        var ids: [String: String] = [:]
        for record in records {
            guard !record.externalID.isEmpty else { throw StoreError.invalid("A security has no external_id.") }
            ids[record.externalID] = try save(record, connection: connection, from: origin)
        }
        for id in ids.keys {  // a later record of the same answer may have moved an earlier one
            ids[id] = try security(of: id, connection: connection)
        }
        return ids
    }

    /// Returns the security of a connection's own record; `nil` where it never sent one.
    func security(of externalID: String, connection: String) throws -> String? {
        try db.text(
            "SELECT security FROM provider_security WHERE connection = ? AND external_id = ?",
            [connection, externalID]
        )
    }

    /// How the connection's holdings price a security; per unit where they say nothing of it.
    func priceBasis(of externalID: String, connection: String) throws -> FixedIncome.PriceBasis {
        let row = try db.row(
            "SELECT coalesce(held, record) AS said FROM provider_security WHERE connection = ? AND external_id = ?",
            [connection, externalID]
        )
        return try row?.optionalWire("said", ReportedSecurity.self)?.fixedIncome?.priceBasis ?? .unit
    }

    private func save(
        _ said: ReportedSecurity,
        connection: String,
        from origin: RecordOrigin
    ) throws -> String {
        let before = try db.row(
            "SELECT security, identity, held, traded FROM provider_security WHERE connection = ? AND external_id = ?",
            [connection, said.externalID]
        )
        if let before, before.optionalText(origin.rawValue) == said.column { return try before.text("security") }
        var held = try before?.optionalWire("held", ReportedSecurity.self)
        var traded = try before?.optionalWire("traded", ReportedSecurity.self)
        switch origin {
        case .held: held = said
        case .traded: traded = said.filled(from: traded)
        }
        if let before, before.optionalText("held") == held?.column, before.optionalText("traded") == traded?.column {
            return try before.text("security")
        }
        let record = held?.filled(from: traded) ?? traded ?? said
        let identity = SecurityIdentity(record, record: "\(connection) \(record.externalID)")
        let known = try find(identity) ?? enter(identity, described: record)
        try db.run(
            """
            INSERT INTO provider_security (
                connection, external_id, security, identity, record, held, traded, updated_at
            ) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (connection, external_id) DO UPDATE SET security = excluded.security,
                identity = excluded.identity, record = excluded.record, held = excluded.held,
                traded = excluded.traded, updated_at = excluded.updated_at
            """,
            [
                connection, record.externalID, known.security, known.number, record.column, held?.column,
                traded?.column, now,
            ]
        )
        if let before {
            let old = try before.text("security")
            let number: Int = before["identity"]
            if number != known.number {
                try moveRows(of: record.externalID, connection: connection, from: old, to: known.security)
                try forget(identity: number, of: old)
            }
        }
        guard let current = try security(of: record.externalID, connection: connection) else {
            throw StoreError.failed("a security's record is not there after it was stored")
        }
        try describe(current, including: record)
        return current
    }

    // MARK: Identities

    private func find(_ identity: SecurityIdentity) throws -> Known? {
        try db.row(
            """
            SELECT * FROM security_identity
            WHERE kind = ? AND isin = ? AND cusip = ? AND occ = ? AND ticker = ? AND record = ?
            """,
            Self.columns(of: identity)
        ).map(Self.known)
    }

    private static func columns(of identity: SecurityIdentity) -> StatementArguments {
        [
            identity.kind.rawValue, identity.isin ?? "", identity.cusip ?? "", identity.occ ?? "",
            identity.ticker ?? "", identity.record ?? "",
        ]
    }

    private static func known(_ row: Row) throws -> Known {
        var identity = SecurityIdentity(kind: try row.word("kind"))
        func said(_ column: String) throws -> String? {
            let text = try row.text(column)
            return text.isEmpty ? nil : text
        }
        identity.isin = try said("isin")
        identity.cusip = try said("cusip")
        identity.occ = try said("occ")
        identity.ticker = try said("ticker")
        identity.record = try said("record")
        return Known(number: row["number"], security: try row.text("security"), identity: identity)
    }

    /// Everything that hangs together with the identities by any chain of identifiers.
    private func closure(of seeds: [SecurityIdentity]) throws -> [Known] {
        var found: [Int: Known] = [:]
        var asked: Set<String> = []
        var open = seeds
        while let identity = open.popLast() {
            let keys = [
                ("isin", identity.isin), ("cusip", identity.cusip), ("occ", identity.occ),
                ("ticker", identity.ticker), ("record", identity.record),
            ]
            for case (let column, let value?) in keys where asked.insert("\(column) \(value)").inserted {
                let rows = try db.rows(
                    """
                    SELECT * FROM security_identity
                    WHERE \(column) = ? AND \(column) <> '' AND kind = '\(identity.kind.rawValue)'
                    """,
                    [value]
                )
                for known in try rows.map(Self.known) where found[known.number] == nil {
                    found[known.number] = known
                    open.append(known.identity)
                }
            }
        }
        return found.values.sorted { $0.number < $1.number }
    }

    private func enter(_ identity: SecurityIdentity, described record: ReportedSecurity) throws -> Known {
        let known = try closure(of: [identity])
        let id = StoreID.make("s")
        try db.run(
            """
            INSERT INTO security (id, type, is_cash_equivalent, currency, updated_at) VALUES (?, ?, 0, ?, ?)
            """,
            [id, record.type.rawValue, record.currency.code, now]
        )
        try db.run(
            """
            INSERT INTO security_identity (kind, isin, cusip, occ, ticker, record, security)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            Self.columns(of: identity) + [id]
        )
        let entered = Known(number: Int(db.lastInsertedRowID), security: id, identity: identity)
        try regroup(known + [entered])
        let security = try db.text("SELECT security FROM security_identity WHERE number = ?", [entered.number])
        return Known(number: entered.number, security: security ?? id, identity: identity)
    }

    /// Drops an identity that nobody states any more, and its security with the last one.
    private func forget(identity number: Int, of security: String) throws {
        try db.run(
            """
            DELETE FROM security_identity
            WHERE number = ? AND NOT EXISTS (SELECT 1 FROM provider_security WHERE identity = number)
            """,
            [number]
        )
        guard db.changesCount == 1 else { return }
        try settle(security)
    }

    /// Brings a security in order after records of it are gone.
    private func settle(_ security: String) throws {
        let rest = try db.rows("SELECT * FROM security_identity WHERE security = ?", [security]).map(Self.known)
        if rest.isEmpty {
            try db.run("DELETE FROM security WHERE id = ?", [security])
        } else {
            let before = try closure(of: rest.map(\.identity))
            try regroup(before)
            for id in Set(before.map(\.security)) { try describe(id, including: nil) }
        }
    }

    // MARK: Groups

    private func regroup(_ known: [Known]) throws {
        let partition = SecurityMatcher.partition(known.map(\.identity))
        var numbers: [String: Int] = [:]
        for id in Set(known.map(\.security)) {
            numbers[id] = try db.count("SELECT number FROM security WHERE id = ?", [id])
        }
        var owners = [String](repeating: "", count: known.count)
        var taken: [String: String] = [:]
        for group in Self.byClaim(partition.groups, known) {
            let candidates = Set(group.map { known[$0].security }).sorted {
                numbers[$0, default: 0] < numbers[$1, default: 0]
            }
            let owner = try candidates.first { taken[$0] == nil } ?? split(known[group[0]])
            for index in group {
                owners[index] = owner
                if taken[known[index].security] == nil { taken[known[index].security] = owner }
            }
            taken[owner] = owner
        }
        for (index, entry) in known.enumerated() where owners[index] != entry.security {
            try move(entry, to: owners[index])
        }
        for (old, new) in taken where old != new && !owners.contains(old) { try replace(old, by: new) }
        try note(partition.conflicts.map { (owners[$0.left], owners[$0.right], $0.shared) }, among: Set(owners))
    }

    /// Groups with codes first, then the oldest: who keeps a security that is split.
    private static func byClaim(_ groups: [[Int]], _ known: [Known]) -> [[Int]] {
        func rank(_ group: [Int]) -> (Int, Int) {
            let hasCode = group.contains { known[$0].identity.hasCode }
            return (hasCode ? 0 : 1, group.map { known[$0].number }.min() ?? 0)
        }
        return groups.sorted { rank($0) < rank($1) }
    }

    private func split(_ entry: Known) throws -> String {
        let id = StoreID.make("s")
        try db.run(
            """
            INSERT INTO security (id, type, is_cash_equivalent, currency, updated_at)
            SELECT ?, type, is_cash_equivalent, currency, ? FROM security WHERE id = ?
            """,
            [id, now, entry.security]
        )
        return id
    }

    private func move(_ entry: Known, to security: String) throws {
        try db.run("UPDATE security_identity SET security = ? WHERE number = ?", [security, entry.number])
        try db.run("UPDATE provider_security SET security = ? WHERE identity = ?", [security, entry.number])
        let records = try db.rows(
            "SELECT connection, external_id FROM provider_security WHERE identity = ?",
            [entry.number]
        )
        for record in records {
            try moveRows(
                of: try record.text("external_id"),
                connection: try record.text("connection"),
                from: entry.security,
                to: security
            )
        }
        try describe(security, including: nil)
        try describe(entry.security, including: nil)
    }

    /// Lets the rows of one record follow it to another security.
    private func moveRows(of externalID: String, connection: String, from old: String, to new: String) throws {
        guard old != new else { return }
        try db.run(
            """
            UPDATE holding SET security = ? WHERE security = ? AND external_security = ?
                AND account IN (SELECT id FROM account WHERE connection = ?)
            """,
            [new, old, externalID, connection]
        )
        try db.run(
            """
            UPDATE "transaction" SET security = ? WHERE security = ? AND external_security = ? AND connection = ?
            """,
            [new, old, externalID, connection]
        )
        try db.run(
            """
            INSERT INTO quote (
                connection, security, price, currency, as_of, source, previous_close, price_basis, known_at
            )
            SELECT connection, ?, price, currency, as_of, source, previous_close, price_basis, known_at FROM quote
            WHERE security = ? AND connection = ?
            ON CONFLICT (connection, security) DO UPDATE SET price = excluded.price, currency = excluded.currency,
                as_of = excluded.as_of, source = excluded.source, previous_close = excluded.previous_close,
                price_basis = excluded.price_basis, known_at = excluded.known_at
            WHERE excluded.as_of > quote.as_of
            """,
            [new, old, connection]
        )
        try db.run(
            """
            DELETE FROM quote WHERE security = ? AND connection = ? AND NOT EXISTS (
                SELECT 1 FROM provider_security p WHERE p.connection = quote.connection AND p.security = quote.security
            )
            """,
            [old, connection]
        )
    }

    private func replace(_ old: String, by new: String) throws {
        try db.run("UPDATE security_alias SET security = ? WHERE security = ?", [new, old])
        try db.run("INSERT INTO security_alias (id, security, since) VALUES (?, ?, ?)", [old, new, now])
        try db.run("DELETE FROM security WHERE id = ?", [old])
    }

    private func note(_ conflicts: [(String, String, String)], among securities: Set<String>) throws {
        let list = securities.sorted().column
        let pairs = conflicts.map { [min($0.0, $0.1), max($0.0, $0.1), $0.2] }
        let before = try db.rows(
            """
            SELECT left_security, right_security, shared FROM identity_conflict
            WHERE left_security IN (SELECT value FROM json_each(?)) OR right_security IN (SELECT value FROM json_each(?))
            """,
            [list, list]
        ).map { [try $0.text("left_security"), try $0.text("right_security"), try $0.text("shared")] }
        for pair in before where !pairs.contains(pair) {
            try db.run(
                "DELETE FROM identity_conflict WHERE left_security = ? AND right_security = ? AND shared = ?",
                StatementArguments(pair)
            )
        }
        for pair in pairs where !before.contains(pair) {
            try db.run(
                """
                INSERT INTO identity_conflict (left_security, right_security, shared, found_at) VALUES (?, ?, ?, ?)
                ON CONFLICT DO NOTHING
                """,
                StatementArguments(pair + [now])
            )
        }
    }

    // MARK: Descriptions

    private func describe(_ id: String, including record: ReportedSecurity?) throws {
        let rows = try db.rows(
            """
            SELECT p.record, c.provider FROM provider_security p JOIN connection c ON c.id = p.connection
            WHERE p.security = ? ORDER BY p.connection, p.external_id LIMIT \(Self.maximumDescribingRecords)
            """,
            [id]
        )
        let said = try rows.map { row in
            (provider: try row.text("provider"), record: try row.wire("record", ReportedSecurity.self))
        }
        var records = said.sorted {
            ($0.provider == "csv" ? 1 : 0, $0.provider) < ($1.provider == "csv" ? 1 : 0, $1.provider)
        }
        .map(\.record)
        if let record, !records.contains(record) { records.append(record) }
        guard let security = Security(id: id, describedBy: records) else { return }
        try db.run(
            """
            UPDATE security SET
                symbol = ?, exchange = ?, mic = ?, cusip = ?, isin = ?, sedol = ?, figi = ?, name = ?, type = ?,
                is_cash_equivalent = ?, currency = ?, option_contract = ?, fixed_income = ?, sector = ?, industry = ?,
                country = ?, marginable = ?, shortable = ?, updated_at = ?
            WHERE id = ?
            """,
            [
                security.symbol, security.exchange, security.mic, security.cusip, security.isin, security.sedol,
                security.figi, security.name, security.type.rawValue, security.isCashEquivalent,
                security.currency.code, security.option?.column, security.fixedIncome?.column, security.sector,
                security.industry, security.country, security.marginable, security.shortable, now, id,
            ]
        )
    }

    // MARK: Removal

    /// Removes the records of connections, and what only they knew.
    ///
    /// Holdings and transactions of the connections must be gone before.
    ///
    /// - Returns: Records removed.
    func removeRecords(_ selection: String, _ arguments: StatementArguments) throws -> Int {
        let touched = try db.rows(
            "SELECT DISTINCT security FROM provider_security WHERE connection IN (\(selection))",
            arguments
        ).map { try $0.text("security") }
        let removed = try db.delete(from: "provider_security", where: "connection IN (\(selection))", arguments)
        for security in touched {
            try db.run(
                """
                DELETE FROM security_identity WHERE security = ?
                    AND NOT EXISTS (SELECT 1 FROM provider_security WHERE identity = number)
                """,
                [security]
            )
            guard try db.count("SELECT count(*) FROM security WHERE id = ?", [security]) == 1 else { continue }
            try settle(security)
        }
        return removed
    }
}
