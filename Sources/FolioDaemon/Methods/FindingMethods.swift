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
            let settings = services.settings.value
            var hidden: Set<String> = []
            for account in view.facts.accounts where !settings.shows(account, in: view.mode) {
                hidden.formUnion([account.id, account.connection])
            }
            var list = FindingList()
            for record in records {
                let places = [record.draft.account, record.draft.connection].compactMap { $0 }
                guard view.mode != .disabled, hidden.isDisjoint(with: places) else { continue }
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
