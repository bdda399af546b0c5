package import FolioModel
import GRDB

/// Which symbol of a price source a security is, and how that is known.
package struct SymbolMapping: Sendable, Hashable {
    /// Where it stands.
    package enum State: String, WireEnum {
        /// For a person to look at.
        case pending
        case resolved
        /// A person said that it needs no symbol.
        case ignored
        /// The source has nothing of the kind.
        case unsupported
    }

    /// By what the symbol was found.
    package enum Method: String, WireEnum {
        case ticker, cusip, isin, figi, name, manual
    }

    /// The store's id of the security.
    package var security: String
    /// The price source's name.
    package var source: String
    package var state: State
    /// As the source writes it; `nil` unless ``state`` is `resolved`.
    package var symbol: String?
    package var method: Method?
    /// 0 to 1.
    package var confidence: Ratio?
    /// Whether a close was compared with a provider's own price.
    package var isChecked = false
    /// Symbols that may be meant, best first.
    package var candidates: [MappingCandidate] = []
    /// Why it is as it is, in one sentence.
    package var reason: String?
    /// What was known of the security when the source was asked.
    package var askedWith = ""
    package var decidedAt: Timestamp

    /// Makes a mapping without a symbol.
    package init(security: String, source: String, state: State, decidedAt: Timestamp) {
        (self.security, self.source, self.state, self.decidedAt) = (security, source, state, decidedAt)
    }
}

/// A symbol that a security may be.
package struct MappingCandidate: WireObject, Hashable {
    package var symbol = ""
    package var name: String?
    package var currency: String?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("symbol", \.symbol, "As the source writes it."), WireField("name", \.name),
        WireField("currency", \.currency),
    ]
}

extension Store {
    /// Returns the mappings of securities at one source, by security.
    package func mappings(of securities: [String], source: String) throws(StoreError) -> [String: SymbolMapping] {
        try read { db in
            let rows = try db.rows(
                Self.mappingQuery + " WHERE s.name = ? AND m.security IN (SELECT value FROM json_each(?))",
                [source, securities.column]
            )
            return try Dictionary(rows.map { row in (try row.text("security"), try SymbolMapping(row)) }) { _, new in
                new
            }
        }
    }

    /// Returns mappings with their securities, by symbol and id.
    ///
    /// - Parameters:
    ///   - state: Only these; `nil` for all.
    ///   - limit: The most that are returned.
    ///   - user: Whose view it is, as for ``security(id:user:)``.
    /// - Returns: None where nothing fits.
    /// - Throws: ``StoreError`` where the store cannot be read.
    package func mappings(
        state: SymbolMapping.State?,
        limit: Int,
        user: String? = nil
    ) throws(StoreError) -> [(mapping: SymbolMapping, security: Security)] {
        try read { db in
            let views = try SecurityViews(of: user, in: db)
            let rows = try db.rows(
                """
                SELECT m.*, p.name AS source_name, l.symbol AS listed
                FROM symbol_mapping m
                JOIN price_source p ON p.number = m.source
                JOIN security s ON s.id = m.security
                LEFT JOIN price_listing l ON l.number = m.listing
                WHERE (:state IS NULL OR m.state = :state) AND \(SecurityViews.isKnown)
                ORDER BY s.symbol IS NULL, s.symbol, s.id, p.rank IS NULL, p.rank LIMIT :limit
                """,
                ["state": state?.rawValue, "user": user, "limit": limit]
            )
            return try rows.compactMap { row in
                let mapping = try SymbolMapping(row)
                return try views.security(mapping.security).map { (mapping, $0) }
            }
        }
    }

    /// Returns how many mappings wait for a person.
    package func pendingMappings() throws(StoreError) -> Int {
        try read { db in try db.count("SELECT count(*) FROM symbol_mapping WHERE state = 'pending'") }
    }

    /// Keeps mappings in the place of what was known; what a person decided stays unless `overrules` is true.
    package func saveMappings(
        _ mappings: [SymbolMapping],
        overrules: Bool = false,
        usage: [PriceUsageRow] = []
    ) throws(StoreError) {
        try write { db in
            for mapping in mappings {
                let listing = try mapping.symbol.map { try Self.listing($0, mapping.source, in: db).number }
                try Self.save(mapping, listing: listing, overrules: overrules, in: db)
            }
            for row in usage { try Self.count(row, in: db) }
        }
    }

    private static func save(
        _ mapping: SymbolMapping,
        listing: Int64?,
        overrules: Bool,
        in db: Database
    ) throws {
        guard try db.count("SELECT count(*) FROM security WHERE id = ?", [mapping.security]) == 1 else { return }
        let decided = overrules ? "1" : "symbol_mapping.state <> 'ignored' AND symbol_mapping.method IS NOT 'manual'"
        try db.run(
            """
            INSERT INTO symbol_mapping (
                security, source, state, listing, method, confidence, is_checked, candidates, reason, asked_with,
                decided_at
            ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (security, source) DO UPDATE SET state = excluded.state, listing = excluded.listing,
                method = excluded.method, confidence = excluded.confidence, is_checked = excluded.is_checked,
                candidates = excluded.candidates, reason = excluded.reason, asked_with = excluded.asked_with,
                decided_at = excluded.decided_at
            WHERE \(decided)
            """,
            [
                mapping.security, try source(mapping.source, in: db), mapping.state.rawValue, listing,
                mapping.method?.rawValue, mapping.confidence?.description, mapping.isChecked,
                mapping.candidates.column, mapping.reason, mapping.askedWith, mapping.decidedAt.column,
            ]
        )
    }

    private static let mappingQuery = """
        SELECT m.*, s.name AS source_name, l.symbol AS listed FROM symbol_mapping m
        JOIN price_source s ON s.number = m.source LEFT JOIN price_listing l ON l.number = m.listing
        """

    // MARK: What there is to compare with

    /// Returns prices that providers stated of a security per unit, with their dates and currencies: quotes first, then
    /// the newest trades.
    package func statedPrices(
        of security: String,
        limit: Int
    ) throws(StoreError) -> [(day: Day, price: Price, currency: Currency)] {
        try read { db in
            let quotes = try db.rows(
                """
                SELECT price, currency, as_of FROM quote WHERE security = ? AND price_basis = 'unit'
                ORDER BY as_of DESC LIMIT ?
                """,
                [security, limit]
            ).map { row in
                let time = try row.time("as_of")
                let day = time.isDateOnly ? time.utcDay : time.newYorkDay
                return (day: day, price: try row.fixed("price", Price.self), currency: try row.currency("currency"))
            }
            let trades = try db.rows(
                """
                SELECT price, currency, date FROM "transaction"
                WHERE security = ? AND price IS NOT NULL AND type IN ('buy', 'sell') ORDER BY date DESC LIMIT ?
                """,
                [security, limit]
            ).map { row in
                (
                    day: try row.day("date"), price: try row.fixed("price", Price.self),
                    currency: try row.currency("currency")
                )
            }
            return Array((quotes + trades).filter { $0.price > .zero }.prefix(limit))
        }
    }

    /// Returns the securities that accounts of a user hold, or of everybody; those that were traded only, too, where
    /// `includesPast` is true.
    package func heldSecurities(user: String? = nil, includesPast: Bool = false) throws(StoreError) -> [Security] {
        try read { db in
            let past = """
                 UNION SELECT t.security FROM "transaction" t JOIN connection c ON c.id = t.connection
                WHERE t.security IS NOT NULL AND (:user IS NULL OR c.user = :user)
                """
            let rows = try db.rows(
                """
                SELECT DISTINCT h.security FROM holding h JOIN account a ON a.id = h.account
                JOIN connection c ON c.id = a.connection
                WHERE a.gone_at IS NULL AND (:user IS NULL OR c.user = :user)
                """ + (includesPast ? past : ""),
                ["user": user]
            )
            let views = try SecurityViews(of: user, in: db)
            return try rows.compactMap { try views.security(try $0.text("security")) }
        }
    }

    /// Returns the currencies that a user's accounts, cash and holdings are in, or everybody's.
    package func heldCurrencies(user: String? = nil) throws(StoreError) -> Set<Currency> {
        try read { db in
            let rows = try db.rows(
                """
                SELECT DISTINCT x.currency FROM connection c JOIN account a ON a.connection = c.id JOIN (
                    SELECT account, currency FROM cash_balance UNION SELECT account, currency FROM holding
                    UNION SELECT id, currency FROM account
                ) x ON x.account = a.id
                WHERE a.gone_at IS NULL AND (:user IS NULL OR c.user = :user)
                """,
                ["user": user]
            )
            return Set(try rows.map { try $0.currency("currency") })
        }
    }
}

extension SymbolMapping {
    init(_ row: Row) throws {
        self.init(
            security: try row.text("security"),
            source: try row.text("source_name"),
            state: try row.word("state"),
            decidedAt: try row.time("decided_at")
        )
        symbol = row.optionalText("listed")
        method = try row.optionalText("method").map { _ in try row.word("method") }
        confidence = try row.optionalFixed("confidence")
        isChecked = try row.flag("is_checked")
        candidates = try row.wire("candidates")
        reason = row.optionalText("reason")
        askedWith = try row.text("asked_with")
    }
}
