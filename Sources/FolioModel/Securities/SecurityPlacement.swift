/// Where one user's own records belong; see docs/finance.md, Securities.
///
/// Vendors' records alone decide which securities there are for everybody. A user's own records are grouped among
/// themselves, and each group joins the one security that it names, or is one of its own: it neither joins what vendors
/// keep apart nor parts what they hold together, so that no user's file changes what another user owns.
package struct SecurityPlacement: Hashable, Sendable {
    /// What a group of own records is.
    package enum Target: Hashable, Sendable {
        /// The vendors' security, by the index of one of its identities.
        case shared(Int)
        /// A security that no vendor knows, by a key that is the same for every user whose records name it so.
        case own(String)
    }

    /// Records that share an identifier with another security and contradict it.
    package struct Conflict: Hashable, Sendable {
        /// Index of an own identity.
        package var own: Int
        /// Index of one of the vendors' identities.
        package var shared: Int
        /// What they share: `"ticker AAPL USD listed"`.
        package var identifier: String
    }

    /// Indices of own identities, ascending; groups by their smallest identity.
    package private(set) var groups: [[Int]]
    /// What each group is.
    package private(set) var targets: [Target] = []
    /// Where own identifiers contradict each other.
    package private(set) var ownConflicts: [SecurityMatcher.Conflict]
    /// Where own identifiers contradict the vendors'.
    package private(set) var conflicts: [Conflict] = []

    /// Places one user's identities among the vendors'; the answer depends on the two sets alone.
    package init(_ own: [SecurityIdentity], among shared: [SecurityIdentity]) {
        let partition = SecurityMatcher.partition(own)
        (groups, ownConflicts) = (partition.groups, partition.conflicts)
        let known = SecurityMatcher.partition(shared).groups.map { Summary($0, shared) }
        for group in groups {
            let summary = Summary(group, own)
            var search = Search(summary, known)
            let found = search.target()
            targets.append(found.map { .shared($0.member) } ?? .own(summary.key))
            conflicts += search.conflicts.map { Conflict(own: summary.member, shared: $0.0, identifier: $0.1) }
        }
    }
}

/// Everything that the identities of one group say.
private struct Summary {
    /// Index of its smallest identity.
    let member: Int
    let kind: SecurityIdentity.Kind
    private(set) var isins: Set<String> = []
    private(set) var cusips: Set<String> = []
    private(set) var occs: Set<String> = []
    private(set) var tickers: Set<String> = []
    private let record: String

    init(_ group: [Int], _ identities: [SecurityIdentity]) {
        member = group.min { identities[$0] < identities[$1] } ?? 0
        kind = identities[member].kind
        record = identities[member].record ?? ""
        for index in group {
            if let isin = identities[index].isin { isins.insert(isin) }
            if let cusip = identities[index].cusip { cusips.insert(cusip) }
            if let occ = identities[index].occ { occs.insert(occ) }
            if let ticker = identities[index].ticker { tickers.insert(ticker) }
        }
    }

    var hasCode: Bool { !isins.isEmpty || !cusips.isEmpty }

    func contradicts(_ other: Summary) -> Bool {
        let byISIN = !isins.isEmpty && !other.isins.isEmpty && isins.isDisjoint(with: other.isins)
        return byISIN || (!cusips.isEmpty && !other.cusips.isEmpty && cusips.isDisjoint(with: other.cusips))
    }

    /// The strongest identifier alone, by which two users' groups are the same; a further one could join what a third user
    /// keeps apart.
    var key: String {
        let name: String
        if let isin = isins.min() {
            name = ISIN(isin)?.cusip.map { "cusip \($0)" } ?? "isin \(isin)"
        } else if let cusip = cusips.min() {
            name = "cusip \(cusip)"
        } else if let occ = occs.min() {
            name = "occ \(occ)"
        } else if let ticker = tickers.min() {
            name = "ticker \(ticker)"
        } else {
            name = "record \(record)"
        }
        return "\(kind.rawValue) \(name)"
    }
}

/// Looks for the one group of vendors' records that own records name.
private struct Search {
    private let own: Summary
    private let known: [Summary]
    /// A member of the other group, and what is shared with it.
    private(set) var conflicts: [(Int, String)] = []

    init(_ own: Summary, _ known: [Summary]) {
        self.own = own
        self.known = known.filter { $0.kind == own.kind }
    }

    /// By ISIN, then CUSIP, then OCC symbol, then ticker; `nil` where none of them names exactly one group.
    mutating func target() -> Summary? {
        for (name, property) in [("isin", \Summary.isins), ("cusip", \.cusips), ("occ", \.occs)] {
            let sharing = sharing(property)
            // Nothing is stronger than an ISIN.
            let contradicting = name == "isin" ? [] : sharing.filter(own.contradicts)
            let agreeing = name == "isin" ? sharing : sharing.filter { !own.contradicts($0) }
            note(contradicting, name, property)
            if agreeing.count == 1 { return agreeing[0] }
            if agreeing.count > 1 {
                note(agreeing, name, property)
                return nil
            }
        }
        return byTicker()
    }

    /// As for vendors' records: where codes contradict, only what has no code is what the ticker alone names.
    private mutating func byTicker() -> Summary? {
        let sharing = sharing(\.tickers)
        let coded = sharing.filter(\.hasCode)
        let isDisputed = coded.contains { one in own.contradicts(one) || coded.contains { one.contradicts($0) } }
        note(sharing.filter(own.contradicts), "ticker", \.tickers)
        if isDisputed, own.hasCode { return nil }
        let candidates = isDisputed ? sharing.filter { !$0.hasCode } : sharing
        if candidates.count > 1 { note(candidates, "ticker", \.tickers) }
        return candidates.count == 1 ? candidates[0] : nil
    }

    private func sharing(_ property: KeyPath<Summary, Set<String>>) -> [Summary] {
        known.filter { !$0[keyPath: property].isDisjoint(with: own[keyPath: property]) }
    }

    private mutating func note(_ groups: [Summary], _ name: String, _ property: KeyPath<Summary, Set<String>>) {
        for group in groups {
            guard let value = group[keyPath: property].intersection(own[keyPath: property]).min() else { continue }
            conflicts.append((group.member, "\(name) \(value)"))
        }
    }
}
