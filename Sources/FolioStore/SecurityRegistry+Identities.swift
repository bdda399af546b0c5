import FolioModel
import GRDB

/// Which records are the same security.
extension SecurityRegistry {
    /// An identity in the store, or one that is about to be.
    struct Known {
        /// `nil` for one that is not stored yet.
        var number: Int?
        /// `nil` for one that is not stored yet.
        var security: String?
        let identity: SecurityIdentity
    }

    /// An identity and the security it belongs to.
    struct Placed {
        let number: Int
        let security: String
    }

    // MARK: One identity

    /// The identity where anybody of its owner states it.
    func find(_ identity: SecurityIdentity) throws -> Placed? {
        try db.row(
            """
            SELECT number, security FROM security_identity
            WHERE owner = ? AND kind = ? AND isin = ? AND cusip = ? AND occ = ? AND ticker = ? AND record = ?
            """,
            Self.columns(of: identity)
        ).map { Placed(number: $0["number"], security: try $0.text("security")) }
    }

    private static func columns(of identity: SecurityIdentity) -> StatementArguments {
        [
            identity.owner ?? "", identity.kind.rawValue, identity.isin ?? "", identity.cusip ?? "",
            identity.occ ?? "", identity.ticker ?? "", identity.record ?? "",
        ]
    }

    private static func known(_ row: Row) throws -> Known {
        var identity = SecurityIdentity(kind: try row.word("kind"))
        func said(_ column: String) throws -> String? {
            let text = try row.text(column)
            return text.isEmpty ? nil : text
        }
        identity.owner = try said("owner")
        identity.isin = try said("isin")
        identity.cusip = try said("cusip")
        identity.occ = try said("occ")
        identity.ticker = try said("ticker")
        identity.record = try said("record")
        return Known(number: row["number"], security: try row.text("security"), identity: identity)
    }

    /// Stores an identity that nobody of its owner stated before, where it belongs.
    func enter(_ identity: SecurityIdentity) throws -> Placed {
        let entering = Known(identity: identity)
        let security =
            if let owner = identity.owner {
                try settle(own: [identity], of: owner, entering: entering)
            } else {
                try settle(shared: [identity], entering: entering)
            }
        guard let security, let placed = try find(identity) else {
            throw StoreError.failed("a security's identity is not there after it was stored")
        }
        return Placed(number: placed.number, security: security)
    }

    private func insert(_ identity: SecurityIdentity, in security: String) throws {
        try db.run(
            """
            INSERT INTO security_identity (owner, kind, isin, cusip, occ, ticker, record, security)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            Self.columns(of: identity) + [security]
        )
        touch(security, owner: identity.owner ?? "")
    }

    /// Drops identities that nobody states any more, and places anew what hung together by them.
    func forget(_ numbers: [Int]) throws {
        var gone: [String?: [SecurityIdentity]] = [:]
        for number in numbers {
            let row = try db.row(
                """
                SELECT * FROM security_identity i
                WHERE number = ? AND NOT EXISTS (SELECT 1 FROM provider_security p WHERE p.identity = i.number)
                """,
                [number]
            )
            guard let row else { continue }
            let known = try Self.known(row)
            touch(try row.text("security"), owner: known.identity.owner ?? "")
            gone[known.identity.owner, default: []].append(known.identity)
            try db.run("DELETE FROM security_identity WHERE number = ?", [number])
        }
        if let shared = gone.removeValue(forKey: nil) { _ = try settle(shared: shared, entering: nil) }
        for (owner, identities) in gone {
            guard let owner else { continue }
            _ = try settle(own: identities, of: owner, entering: nil)
        }
    }

    /// Places every identity anew, as after a change of the rules; see ``SecurityDescriptions/rules``.
    func settleAll() throws {
        try db.run("DELETE FROM identity_conflict")
        let shared = try db.rows("SELECT * FROM security_identity WHERE owner = ''").map(Self.known)
        var seen: Set<Int> = []
        for known in shared where known.number.map({ !seen.contains($0) }) ?? false {
            let group = try closure(of: [known.identity], owner: nil)
            seen.formUnion(group.compactMap(\.number))
            _ = try regroup(group, entering: nil)
        }
        let owners = try db.rows("SELECT DISTINCT owner FROM security_identity WHERE owner <> ''")
        for owner in try owners.map({ try $0.text("owner") }) {
            let own = try db.rows("SELECT * FROM security_identity WHERE owner = ?", [owner]).map(Self.known)
            _ = try settle(own: own.map(\.identity), of: owner, entering: nil)
        }
    }

    // MARK: Everything that hangs together

    /// What vendors, and the owner where there is one, say that hangs together with the identities by any chain of
    /// identifiers.
    private func closure(of seeds: [SecurityIdentity], owner: String?) throws -> [Known] {
        var found: [Int: Known] = [:]
        var asked: Set<IdentityKey> = []
        var open = seeds
        while let identity = open.popLast() {
            for key in IdentityKey.all(of: identity) where asked.insert(key).inserted {
                let rows = try db.rows(
                    "SELECT * FROM security_identity WHERE \(key.condition) AND owner IN ('', ?)",
                    [key.value, owner ?? ""]
                )
                for known in try rows.map(Self.known) {
                    guard let number = known.number, found[number] == nil else { continue }
                    found[number] = known
                    open.append(known.identity)
                }
            }
        }
        return found.values.sorted { ($0.number ?? 0) < ($1.number ?? 0) }
    }

    /// Places the vendors' identities around the seeds, then what users' own sources say of the same.
    ///
    /// - Returns: The security of the entering one.
    private func settle(shared seeds: [SecurityIdentity], entering: Known?) throws -> String? {
        let known = try closure(of: seeds, owner: nil)
        let outcome = try regroup(known, entering: entering)
        guard outcome.isNews else { return outcome.security }
        let around = known.map(\.identity) + seeds
        var owners: Set<String> = []
        for key in Set(around.flatMap(IdentityKey.all)) where key.column != "record" {
            let rows = try db.rows(
                "SELECT DISTINCT owner FROM security_identity WHERE \(key.condition) AND owner <> ''",
                [key.value]
            )
            owners.formUnion(rows.map { $0["owner"] as String })
        }
        for owner in owners.sorted() { _ = try settle(own: around, of: owner, entering: nil) }
        return outcome.security
    }

    /// Places one user's own identities around the seeds among the vendors'.
    ///
    /// - Returns: The security of the entering one.
    private func settle(own seeds: [SecurityIdentity], of owner: String, entering: Known?) throws -> String? {
        try place(try closure(of: seeds, owner: owner), of: owner, entering: entering)
    }

    // MARK: Vendors' identities

    /// Gives each group of vendors' identities its security.
    ///
    /// - Returns: The security of the entering one, and whether there is anything by which other records could now
    ///   belong elsewhere.
    private func regroup(_ stored: [Known], entering: Known?) throws -> (security: String?, isNews: Bool) {
        let known = stored + (entering.map { [$0] } ?? [])
        let partition = SecurityMatcher.partition(known.map(\.identity))
        var numbers: [String: Int] = [:]
        for id in Set(known.compactMap(\.security)) {
            numbers[id] = try db.count("SELECT number FROM security WHERE id = ?", [id])
        }
        var owners = [String](repeating: "", count: known.count)
        var taken: Set<String> = []
        for group in Self.byClaim(partition.groups, known) {
            let candidates = Set(group.compactMap { known[$0].security }).subtracting(taken)
            let oldest = candidates.min { numbers[$0, default: 0] < numbers[$1, default: 0] }
            let owner = try oldest ?? makeSecurity(key: nil)
            taken.insert(owner)
            for index in group { owners[index] = owner }
        }
        try carry(known, to: owners)
        let conflicts = partition.conflicts.map { (owners[$0.left], owners[$0.right], $0.shared) }
        try note(conflicts, among: Set(owners).union(known.compactMap(\.security)), owner: "")
        guard let entering, let security = owners.last else { return (nil, true) }
        let moved = zip(stored, owners).contains { $0.security != $1 }
        let keys = Set(zip(stored, owners).filter { $1 == security }.flatMap { IdentityKey.all(of: $0.0.identity) })
        return (security, moved || !keys.isSuperset(of: IdentityKey.all(of: entering.identity)))
    }

    /// Stores the entering identity, and moves the others, each to its place.
    private func carry(_ known: [Known], to places: [String]) throws {
        for (entry, place) in zip(known, places) {
            if entry.number == nil {
                try insert(entry.identity, in: place)
            } else {
                try move(entry, to: place)
            }
        }
    }

    /// Groups with codes first, then the oldest: who keeps a security that is split.
    private static func byClaim(_ groups: [[Int]], _ known: [Known]) -> [[Int]] {
        func rank(_ group: [Int]) -> (Int, Int) {
            let hasCode = group.contains { known[$0].identity.hasCode }
            return (hasCode ? 0 : 1, group.compactMap { known[$0].number }.min() ?? .max)
        }
        return groups.sorted { rank($0) < rank($1) }
    }

    // MARK: A user's own identities

    /// Gives each group of a user's own identities its security, among the vendors' that are given with them.
    private func place(_ stored: [Known], of owner: String, entering: Known?) throws -> String? {
        let shared = stored.filter { $0.identity.owner == nil }
        let own = stored.filter { $0.identity.owner != nil } + (entering.map { [$0] } ?? [])
        let placement = SecurityPlacement(own.map(\.identity), among: shared.map(\.identity))
        var places = [String](repeating: "", count: own.count)
        for (group, target) in zip(placement.groups, placement.targets) {
            let place =
                switch target {
                case .shared(let index): shared[index].security ?? ""
                case .own(let key): try ownSecurity(key, of: group.map { own[$0] })
                }
            for index in group { places[index] = place }
        }
        try carry(own, to: places)
        let conflicts =
            placement.ownConflicts.map { (places[$0.left], places[$0.right], $0.shared) }
            + placement.conflicts.map { (places[$0.own], shared[$0.shared].security ?? "", $0.identifier) }
        try note(conflicts, among: Set(places).union(stored.compactMap(\.security)), owner: owner)
        return entering == nil ? nil : places.last
    }

    /// The security of what no vendor knows: the one of that key, else the group's own by its new key, else a new one.
    private func ownSecurity(_ key: String, of group: [Known]) throws -> String {
        if let known = try db.text("SELECT id FROM security WHERE own_key = ?", [key]) { return known }
        let members = Dictionary(grouping: group.filter { $0.security != nil }, by: { $0.security ?? "" })
        for security in members.keys.sorted() {
            let count = try db.count("SELECT count(*) FROM security_identity WHERE security = ?", [security])
            guard count == members[security]?.count else { continue }
            try db.run("UPDATE security SET own_key = ? WHERE id = ?", [key, security])
            return security
        }
        return try makeSecurity(key: key)
    }
}

/// One identifier with the kind of thing it names.
private struct IdentityKey: Hashable {
    let kind: SecurityIdentity.Kind
    let column: String
    let value: String

    static func all(of identity: SecurityIdentity) -> [IdentityKey] {
        identity.keys.map { IdentityKey(kind: identity.kind, column: $0.name, value: $0.value) }
    }

    /// What rows with the identifier `?` fulfil, in the form that an index answers.
    var condition: String {
        let alone = column == "record" ? " AND isin = '' AND cusip = '' AND occ = '' AND ticker = ''" : ""
        return "\(column) = ? AND \(column) <> ''\(alone) AND kind = '\(kind.rawValue)'"
    }
}
