/// Decides which records mean the same security; see docs/finance.md, Securities.
///
/// The answer depends on the set of identities alone, never on the order in which they arrived: what came later may
/// join two securities, or keep apart what looked like one.
package enum SecurityMatcher {
    /// What the records come to.
    package struct Partition: Hashable, Sendable {
        /// Indices into the input, ascending; groups by their smallest identity.
        package var groups: [[Int]] = []
        /// Where identifiers contradict each other.
        package var conflicts: [Conflict] = []
    }

    /// Two groups that share an identifier and differ in a stronger one.
    package struct Conflict: Hashable, Sendable {
        /// Index into the input of an identity on the one side.
        package var left: Int
        /// Index into the input of an identity on the other side.
        package var right: Int
        /// What they share: `"ticker AAPL USD listed"`.
        package var shared: String
    }

    /// What two records are to each other.
    package enum Match: Hashable, Sendable {
        /// The same, by that identifier.
        case same(by: String)
        /// They share an identifier and differ in a stronger one.
        case contradiction
        /// Nothing in common.
        case unrelated
    }

    /// Compares two records: ISIN, then CUSIP, then OCC symbol, then ticker with currency and class.
    package static func match(_ left: SecurityIdentity, _ right: SecurityIdentity) -> Match {
        guard left.kind == right.kind else { return .unrelated }
        if let record = left.record, record == right.record { return .same(by: "record") }
        var differ = false
        for (name, property) in identifiers {
            guard let one = left[keyPath: property], let other = right[keyPath: property] else { continue }
            if one == other { return differ ? .contradiction : .same(by: name) }
            differ = true
        }
        return .unrelated
    }

    private static var identifiers: [(String, KeyPath<SecurityIdentity, String?>)] {
        [("isin", \.isin), ("cusip", \.cusip), ("occ", \.occ), ("ticker", \.ticker)]
    }

    /// Groups records that mean the same security.
    ///
    /// Equal ISINs join. A CUSIP joins records without ISIN to the one ISIN it goes with. OCC symbols and tickers then
    /// join what they name unless two of those contradict in ISIN or CUSIP: these are kept apart, and records that have
    /// nothing but the symbol form a security of their own.
    package static func partition(_ identities: [SecurityIdentity]) -> Partition {
        var grouping = Grouping(identities)
        grouping.join { $0.isin.map { "isin \($0)" } }
        grouping.joinByCUSIP()
        grouping.joinUnlessContradicting { $0.occ.map { "occ \($0)" } }
        grouping.joinUnlessContradicting { $0.ticker.map { "ticker \($0)" } }
        grouping.join { $0.record.map { "record \($0)" } }
        return grouping.partition
    }
}

/// Union-find over identities in the order of their content.
private struct Grouping {
    private let identities: [SecurityIdentity]
    /// Indices of `identities`, by content.
    private let order: [Int]
    private var parent: [Int]
    private var conflicts: Set<SecurityMatcher.Conflict> = []

    init(_ identities: [SecurityIdentity]) {
        self.identities = identities
        self.order = identities.indices.sorted { identities[$0] < identities[$1] }
        self.parent = Array(identities.indices)
    }

    private mutating func root(_ index: Int) -> Int {
        var index = index
        while parent[index] != index {
            parent[index] = parent[parent[index]]
            index = parent[index]
        }
        return index
    }

    private mutating func unite(_ left: Int, _ right: Int) {
        let (left, right) = (root(left), root(right))
        if left != right { parent[right] = left }
    }

    /// Indices by kind and key, keys in order, each list by content.
    private func members(_ key: (SecurityIdentity) -> String?) -> [(key: String, indices: [Int])] {
        var lists: [String: [Int]] = [:]
        for index in order {
            guard let name = key(identities[index]) else { continue }
            lists["\(identities[index].kind.rawValue) \(name)", default: []].append(index)
        }
        return lists.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Joins everything of one key.
    mutating func join(_ key: (SecurityIdentity) -> String?) {
        for (_, indices) in members(key) {
            for index in indices.dropFirst() { unite(indices[0], index) }
        }
    }

    /// Joins what has a CUSIP only, to the ISIN where there is just one.
    mutating func joinByCUSIP() {
        for (key, indices) in members({ $0.cusip.map { "cusip \($0)" } }) {
            let bare = indices.filter { identities[$0].isin == nil }
            for index in bare.dropFirst() { unite(bare[0], index) }
            let groups = representatives(indices.filter { identities[$0].isin != nil })
            if groups.count == 1, let index = bare.first { unite(groups[0], index) }
            for group in groups.dropFirst() { addConflict(groups[0], group, key) }
        }
    }

    /// Joins everything of one key, or keeps it apart where codes contradict.
    mutating func joinUnlessContradicting(_ key: (SecurityIdentity) -> String?) {
        for (key, indices) in members(key) {
            let groups = representatives(indices)
            let codes = groups.map { self.codes(of: $0) }
            let coded = groups.indices.filter { !codes[$0].isin.isEmpty || !codes[$0].cusip.isEmpty }
            var contradictions: [(Int, Int)] = []
            for (position, left) in coded.enumerated() {
                for right in coded[(position + 1)...] where codes[left].contradicts(codes[right]) {
                    contradictions.append((groups[left], groups[right]))
                }
            }
            let joined = contradictions.isEmpty ? Array(groups.indices) : groups.indices.filter { !coded.contains($0) }
            for index in joined.dropFirst() { unite(groups[joined[0]], groups[index]) }
            for (left, right) in contradictions { addConflict(left, right, key) }
        }
    }

    /// One index a group, the smallest by content among `indices`.
    private mutating func representatives(_ indices: [Int]) -> [Int] {
        var seen: Set<Int> = []
        return indices.filter { seen.insert(root($0)).inserted }
    }

    private struct Codes {
        var isin: Set<String> = []
        var cusip: Set<String> = []

        func contradicts(_ other: Codes) -> Bool {
            let isins = !isin.isEmpty && !other.isin.isEmpty && isin.isDisjoint(with: other.isin)
            return isins || (!cusip.isEmpty && !other.cusip.isEmpty && cusip.isDisjoint(with: other.cusip))
        }
    }

    private mutating func codes(of group: Int) -> Codes {
        var codes = Codes()
        let wanted = root(group)
        for index in order where root(index) == wanted {
            if let isin = identities[index].isin { codes.isin.insert(isin) }
            if let cusip = identities[index].cusip { codes.cusip.insert(cusip) }
        }
        return codes
    }

    private mutating func addConflict(_ left: Int, _ right: Int, _ key: String) {
        let shared = String(key.drop { $0 != " " }.dropFirst())
        conflicts.insert(SecurityMatcher.Conflict(left: left, right: right, shared: shared))
    }

    var partition: SecurityMatcher.Partition {
        mutating get {
            var positions: [Int: Int] = [:]
            var result = SecurityMatcher.Partition()
            for index in order {
                let root = root(index)
                if let position = positions[root] {
                    result.groups[position].append(index)
                } else {
                    positions[root] = result.groups.count
                    result.groups.append([index])
                }
            }
            result.groups = result.groups.map { $0.sorted() }
            result.conflicts = conflicts.filter { root($0.left) != root($0.right) }
                .sorted { ($0.left, $0.right, $0.shared) < ($1.left, $1.right, $1.shared) }
            return result
        }
    }
}
