package import FolioEngine
package import FolioModel
package import FolioStore

package struct HistoryParams: WireObject, Hashable {
    package var scope = ScopeParams()
    package var period: HistoryPeriod?
    package var from: Day?
    package var to: Day?
    package init() {}
    package static let fields: [WireField<Self>] =
        WireField.including(\.scope) + [
            WireField("period", \.period, "How far back from today; by default 1Y. Not together with dates."),
            WireField("from", \.from, "The first date, included."), WireField("to", \.to, "The last date, included."),
        ]
}

package struct PerformanceParams: WireObject, Hashable {
    package var scope = ScopeParams()
    package var period: HistoryPeriod?
    package var from: Day?
    package var to: Day?
    package var benchmark: String?
    package init() {}
    package static let fields: [WireField<Self>] =
        WireField.including(\.scope) + [
            WireField("period", \.period, "How far back from today; by default 1Y. Not together with dates."),
            WireField("from", \.from, "The first date, included."), WireField("to", \.to, "The last date, included."),
            WireField("benchmark", \.benchmark, "The symbol of a security to compare with."),
        ]
}

package struct ChangesParams: WireObject, Hashable {
    package var scope = ScopeParams()
    package var from = Day(number: 0)
    package var to = Day(number: 0)
    package init() {}
    package static let fields: [WireField<Self>] =
        WireField.including(\.scope) + [
            WireField("from", \.from, "The first date whose change counts."),
            WireField("to", \.to, "The last one."),
        ]
}

package struct ExplainParams: WireObject, Hashable {
    package var scope = ScopeParams()
    package var date: Day?
    package init() {}
    package static let fields: [WireField<Self>] =
        WireField.including(\.scope) + [
            WireField("date", \.date, "The last session on or before it; by default the newest.")
        ]
}

package struct RebuildParams: WireObject, Hashable {
    package var user: String?
    package var account: String?
    package var wait: Bool?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("user", \.user, "The portfolio user."),
        WireField("account", \.account, "One that must be the user's; all of the user's are rebuilt."),
        WireField("wait", \.wait, "Answer when the job has ended."),
    ]
}

package struct CaptureParams: WireObject, Hashable {
    package var date: Day?
    package var wait: Bool?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("date", \.date, "A finished session; by default the last one."),
        WireField("wait", \.wait, "Answer when the job has ended."),
    ]
}

package struct FindingsParams: WireObject, Hashable {
    package var user: String?
    package var state: FindingState?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("user", \.user, "The portfolio user."),
        WireField("state", \.state, "Only these; by default all."),
    ]
}

package struct FindingParams: WireObject, Hashable {
    package var id = ""
    package init() {}
    package static let fields: [WireField<Self>] = [WireField("id", \.id, "As findings.list gives it.")]
}

package struct FindingList: WireObject, Hashable {
    package var findings: [FindingRow] = []
    package var nextCursor: String?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("findings", \.findings), WireField("next_cursor", \.nextCursor),
    ]
}

package struct FindingRow: WireObject, Hashable {
    package var id = ""
    package var kind = ""
    package var severity = ""
    package var connection: String?
    package var account: String?
    package var security: String?
    package var symbol: String?
    package var firstDate: Day?
    package var amount: Amount?
    package var currency: Currency?
    package var quantity: Quantity?
    package var explanation = ""
    package var hint = ""
    package var state = FindingState.open
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("id", \.id),
        WireField(
            "kind",
            \.kind,
            """
            drift, duplicate_position, missing_price, unmapped_security, missing_transactions, implied_flow, \
            stale_connection or identity_conflict.
            """
        ),
        WireField("severity", \.severity, "info, warning, or error: figures are wrong or missing."),
        WireField("connection", \.connection), WireField("account", \.account),
        WireField("security", \.security, "Its asset id."), WireField("symbol", \.symbol, "Of the security."),
        WireField("first_date", \.firstDate, "When it begins to show; null where it has no date."),
        WireField("amount", \.amount, "Of money: implied, or derived less stated."),
        WireField("currency", \.currency, "Of the amount."),
        WireField("quantity", \.quantity, "Of units: missing, or derived less stated."),
        WireField("explanation", \.explanation, "What does not fit."), WireField("hint", \.hint, "What to do."),
        WireField("state", \.state),
    ]
}
