import FolioModel
import FolioRPC
package import FolioStore

/// `findings.list` and `findings.dismiss`: what does not fit.
enum FindingMethods {
    static func all(_ services: DaemonServices) -> [MethodDefinition] { [list(services), dismiss(services)] }

    private static func list(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "findings.list",
            summary: "What does not fit in the user's portfolio, the gravest first.",
            params: FindingsParams.self,
            result: FindingList.self
        ) { (params, context) throws(RPCError) in
            let user = try services.user(params.user, context)
            let view = try services.reading { try services.portfolios.view(of: user) }
            let records = try services.reading { try services.store.findings(user: user, state: params.state) }
            let visible = VisibleParts(view, services.settings.value)
            var list = FindingList()
            for record in records {
                guard visible.contains(record.draft) else { continue }
                var row = FindingRow(record)
                if let security = record.draft.security {
                    row.symbol = try services.reading { try services.store.security(id: security, user: user)?.symbol }
                }
                list.findings.append(row)
            }
            return list
        }
    }

    private static func dismiss(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "findings.dismiss",
            summary: "Lets a finding be seen no more, however often it is found again.",
            params: FindingParams.self,
            result: FindingRow.self,
            errors: [.notFound]
        ) { (params, context) throws(RPCError) in
            let permission = try services.permission(context)
            guard let record = try services.reading({ try services.store.finding(id: params.id) }),
                permission.allows(record.user)
            else { throw .notFound(what: "finding", id: params.id) }
            try services.reading { try services.store.dismissFinding(id: params.id) }
            var row = FindingRow(record)
            row.state = .dismissed
            return row
        }
    }
}

/// What of a portfolio the user's mode shows.
private struct VisibleParts {
    private var hidden: Set<String> = []
    private var securities: Set<String> = []
    private let showsAny: Bool

    init(_ view: PortfolioView, _ settings: Settings) {
        var accounts: Set<String> = []
        for account in view.facts.accounts {
            if settings.shows(account, in: view.mode) {
                accounts.insert(account.id)
            } else {
                hidden.formUnion([account.id, account.connection])
            }
        }
        for holding in view.facts.holdings where accounts.contains(holding.account) {
            securities.insert(holding.security)
        }
        showsAny = view.mode != .disabled && (!accounts.isEmpty || hidden.isEmpty)
    }

    /// Whether the finding is about nothing that is hidden.
    func contains(_ draft: FindingDraft) -> Bool {
        let places = [draft.account, draft.connection].compactMap { $0 }
        // The key names every account it is about: a holding that is there twice is in two.
        guard showsAny, hidden.isDisjoint(with: places + draft.key.split(separator: "|").map(String.init)) else {
            return false
        }
        guard places.isEmpty, !hidden.isEmpty, let security = draft.security else { return true }
        return securities.contains(security)
    }
}

extension FindingRow {
    /// What a client sees of a finding.
    package init(_ record: FindingRecord) {
        self.init()
        id = record.id
        (kind, severity) = (record.draft.kind, record.draft.severity.rawValue)
        (connection, account, security) = (record.draft.connection, record.draft.account, record.draft.security)
        firstDate = record.draft.firstDate
        (amount, currency, quantity) = (record.draft.amount, record.draft.currency, record.draft.quantity)
        (explanation, hint) = (record.draft.explanation, record.draft.hint)
        state = record.state
    }
}
