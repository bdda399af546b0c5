import FolioEngine
import FolioModel
import FolioStore

/// Looks for everything that does not fit in one user's portfolio.
///
/// The same facts give the same findings with the same keys.
struct FindingHunt {
    private let view: HistoryView
    private let facts: PortfolioFacts
    private let store: Store
    private let user: String

    /// What is looked for.
    static let kinds: Set<String> = [
        "drift", "duplicate_position", "missing_price", "unmapped_security", "missing_transactions", "implied_flow",
        "stale_connection", "identity_conflict",
    ]

    init(_ whole: WholeHistory, store: Store, user: String) {
        (view, facts) = (whole.view, whole.records.facts)
        (self.store, self.user) = (store, user)
    }

    /// Every finding, each key once.
    func all() throws -> [FindingDraft] {
        var drafts = history()
        drafts += try stale()
        drafts += duplicates()
        drafts += try unmapped()
        drafts += try conflicts()
        var keys: Set<String> = []
        return drafts.filter { keys.insert($0.key).inserted }
    }

    // MARK: History

    private func history() -> [FindingDraft] {
        let history = view.history
        var drafts: [FindingDraft] = []
        var places: [String: Int] = [:]
        for finding in history.findings {
            let security = finding.security.map { history.facts.securities[$0].id }
            let parts = [finding.kind.rawValue, finding.account, security, finding.currency?.code]
            let key = parts.compactMap { $0 }.joined(separator: "|")
            if let place = places[key] {
                drafts[place].explanation = Self.adding(to: drafts[place].explanation)
                continue
            }
            places[key] = drafts.count
            var draft = FindingDraft(
                key: key,
                kind: finding.kind.rawValue,
                severity: finding.severity,
                explanation: finding.explanation,
                hint: finding.hint
            )
            (draft.account, draft.security) = (finding.account, security)
            (draft.firstDate, draft.currency) = (finding.firstDay, finding.currency)
            (draft.amount, draft.quantity) = (finding.amount, finding.quantity)
            draft.connection = finding.account.flatMap { id in facts.accounts.first { $0.id == id }?.connection }
            drafts.append(draft)
        }
        return drafts
    }

    private static let andLater = " It shows again later."

    private static func adding(to explanation: String) -> String {
        explanation.hasSuffix(andLater) ? explanation : explanation + andLater
    }

    // MARK: Connections

    private func stale() throws -> [FindingDraft] {
        let rows = try view.portfolio.valuation.scoped(Scope()).value().stale
        var drafts: [FindingDraft] = []
        for row in rows {
            let connection = facts.connections.first { $0.id == row.connection }
            var draft = FindingDraft(
                key: "stale_connection|\(row.connection)",
                kind: "stale_connection",
                severity: connection?.status == .needsRelink ? .error : .warning,
                explanation: row.reason,
                hint: Self.hint(for: connection?.errorAction)
            )
            (draft.connection, draft.firstDate) = (row.connection, row.asOf?.priceDay)
            drafts.append(draft)
        }
        return drafts
    }

    private static func hint(for action: String?) -> String {
        switch action {
        case "relink": "Link the connection again."
        case "fix_config": "Correct the provider's settings in the configuration."
        case "contact_vendor": "Ask the institution or the vendor."
        default: "Refresh the connection."
        }
    }

    // MARK: Positions

    /// The same holding through two connections: equal units of one security in two accounts that look like one.
    private func duplicates() -> [FindingDraft] {
        var units: [String: [String: Quantity]] = [:]
        for holding in facts.holdings where facts.securities[holding.security]?.countsAsCash == false {
            guard !holding.quantity.isZero else { continue }
            units[holding.account, default: [:]][holding.security] = holding.quantity
        }
        var drafts: [FindingDraft] = []
        let accounts = facts.accounts.filter { units[$0.id] != nil }.prefix(Self.maximumCompared)
        for (index, left) in accounts.enumerated() {
            for right in accounts.dropFirst(index + 1) where right.connection != left.connection {
                guard let first = units[left.id], let second = units[right.id] else { continue }
                let same = first.filter { second[$0.key] == $0.value }.keys.sorted()
                let isOneMask = left.reported.mask != nil && left.reported.mask == right.reported.mask
                guard !same.isEmpty, isOneMask || 2 * same.count >= min(first.count, second.count) else { continue }
                drafts += same.map { duplicate($0, left, right, first[$0] ?? .zero) }
            }
        }
        return drafts
    }

    /// Accounts of one user that are held against each other.
    private static let maximumCompared = 200

    private func duplicate(_ security: String, _ left: Account, _ right: Account, _ units: Quantity) -> FindingDraft {
        let name = facts.securities[security].map { $0.symbol ?? $0.name ?? $0.id } ?? security
        var draft = FindingDraft(
            key: "duplicate_position|\(security)|\(left.id)|\(right.id)",
            kind: "duplicate_position",
            severity: .warning,
            explanation: """
                \(units) units of \(name) are in \(left.reported.name) (\(left.provider)) and in \
                \(right.reported.name) (\(right.provider)): one holding may be counted twice.
                """,
            hint: "Where both are one account, remove one of the two connections; else dismiss this."
        )
        (draft.account, draft.connection, draft.security) = (right.id, right.connection, security)
        draft.quantity = units
        return draft
    }

    /// Mappings of one user that are looked at.
    private static let maximumMappings = 10_000

    /// Securities that no price source can be asked about: their mapping waits for a person, or they have no symbol and
    /// nobody has looked for one.
    private func unmapped() throws -> [FindingDraft] {
        var accounts: [String: String] = [:]
        for holding in facts.holdings where accounts[holding.security] == nil && !holding.quantity.isZero {
            accounts[holding.security] = holding.account
        }
        var states: [String: Set<SymbolMapping.State>] = [:]
        for (mapping, _) in try store.mappings(state: nil, limit: Self.maximumMappings, user: user) {
            states[mapping.security, default: []].insert(mapping.state)
        }
        return facts.securities.values.sorted { $0.id < $1.id }.compactMap { security in
            guard let account = accounts[security.id], !security.countsAsCash else { return nil }
            let known = states[security.id] ?? []
            let isWaiting = known == [.pending] || known.isEmpty && security.symbol == nil && security.type != .option
            guard isWaiting else { return nil }
            var draft = FindingDraft(
                key: "unmapped_security|\(security.id)",
                kind: "unmapped_security",
                severity: .info,
                explanation: "No symbol is known by which a price source has \(security.name ?? security.id).",
                hint: "Give it one with mappings.resolve, or let it be with mappings.ignore."
            )
            (draft.account, draft.security) = (account, security.id)
            return draft
        }
    }

    /// Securities of the portfolio that share an identifier and contradict each other.
    private func conflicts() throws -> [FindingDraft] {
        let known = Set(view.history.facts.securities.map(\.id))
        return try store.identityConflicts(user: user).compactMap { conflict in
            let pair = [conflict.left, conflict.right]
            guard let own = pair.first(where: { known.contains($0.id) }) else { return nil }
            let names = pair.map { $0.name ?? $0.symbol ?? $0.id }
            var draft = FindingDraft(
                key: "identity_conflict|\(conflict.left.id)|\(conflict.right.id)|\(conflict.shared)",
                kind: "identity_conflict",
                severity: .warning,
                explanation: """
                    \(names[0]) and \(names[1]) share \(conflict.shared), but other identifiers contradict: they are kept \
                    as two securities.
                    """,
                hint: "Compare their identifiers; where they are one, correct the source that is wrong."
            )
            (draft.security, draft.firstDate) = (own.id, conflict.foundAt.newYorkDay)
            return draft
        }
    }
}

extension HistoryFinding {
    /// How much it takes from the figures.
    fileprivate var severity: FindingSeverity {
        isUnvalued ? .error : .warning
    }
}
