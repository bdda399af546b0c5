package import FolioModel

package struct LinkParams: WireObject, Hashable {
    package var user: String?
    package var provider = ""
    package var connection: String?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("user", \.user, "The portfolio user."),
        WireField("provider", \.provider, "The adapter's name."),
        WireField("connection", \.connection, "The connection to repair; null for a new one."),
    ]
}

package struct LinkResult: WireObject, Hashable {
    package var linkToken: String?
    package var expiresAt: Timestamp?
    package var hostedLinkURL: String?
    package var fieldsToFill: [LinkFieldRow] = []
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("link_token", \.linkToken, "For the vendor's own link flow."),
        WireField("expires_at", \.expiresAt),
        WireField("hosted_link_url", \.hostedLinkURL),
        WireField("fields", \.fieldsToFill, "What to hand to connections.complete; empty for a hosted flow."),
    ]
}

package struct LinkFieldRow: WireObject, Hashable {
    package var name = ""
    package var isSecret = false
    package var description: String?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("name", \.name), WireField("secret", \.isSecret), WireField("description", \.description),
    ]
}

package struct CompleteParams: WireObject, Hashable {
    package var user: String?
    package var provider = ""
    package var publicToken: String?
    package var filledFields: [String: String]?
    package var connection: String?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("user", \.user, "The portfolio user."),
        WireField("provider", \.provider, "The adapter's name."),
        WireField("public_token", \.publicToken, "What the vendor's link flow ended with; used once."),
        WireField("fields", \.filledFields, "What connections.link asked for, by name."),
        WireField("connection", \.connection, "The connection that is being repaired."),
    ]
}

package struct CompleteResult: WireObject, Hashable {
    package var connection = ""
    package var job = ""
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("connection", \.connection), WireField("job", \.job, "Reads the accounts for the first time."),
    ]
}

package struct RefreshParams: WireObject, Hashable {
    package var user: String?
    package var connection: String?
    package var wait: Bool?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("user", \.user, "The portfolio user."),
        WireField("connection", \.connection, "Only this one; else all of the user's."),
        WireField("wait", \.wait, "Answer when the job has ended."),
    ]
}

package struct ConnectionParams: WireObject, Hashable {
    package var user: String?
    package var connection = ""
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("user", \.user, "The portfolio user."), WireField("connection", \.connection),
    ]
}

package struct ConnectionList: WireObject, Hashable {
    package var connections: [ConnectionRow] = []
    package var nextCursor: String?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("connections", \.connections), WireField("next_cursor", \.nextCursor),
    ]
}

package struct ConnectionRow: WireObject, Hashable {
    package var id = ""
    package var provider = ""
    package var institution = InstitutionRow()
    package var status = ConnectionStatus.active
    package var error: ConnectionError?
    package var accounts: [String] = []
    package var createdAt = Timestamp(seconds: 0)
    package var refreshedAt: Timestamp?
    package var holdingsAsOf: Timestamp?
    package var history = HistoryRow()
    package var consentExpiresAt: Timestamp?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("id", \.id), WireField("provider", \.provider), WireField("institution", \.institution),
        WireField("status", \.status), WireField("error", \.error, "Why the last sync failed; null when it did not."),
        WireField("accounts", \.accounts, "Ids."), WireField("created_at", \.createdAt),
        WireField("refreshed_at", \.refreshedAt, "When a sync last ended well."),
        WireField("holdings_as_of", \.holdingsAsOf, "When the holdings were true, by the provider."),
        WireField("history", \.history),
        WireField(
            "consent_expires_at",
            \.consentExpiresAt,
            "When the user's consent at the institution ends; null where the provider does not say so."
        ),
    ]
}

package struct InstitutionRow: WireObject, Hashable {
    package var id: String?
    package var name: String?
    package init() {}
    package static let fields: [WireField<Self>] = [WireField("id", \.id), WireField("name", \.name)]
}

package struct ConnectionError: WireObject, Hashable {
    package var code = ""
    package var message = ""
    package var action: String?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("code", \.code, "The vendor's, where it gave one."), WireField("message", \.message),
        WireField("action", \.action, "relink, retry, fix_config or contact_vendor."),
    ]
}

package struct HistoryRow: WireObject, Hashable {
    /// How far the history is rebuilt.
    package enum State: String, WireEnum {
        case none
        /// A job is at it.
        case building
        /// The provider may know more transactions than it has told.
        case partial
        case complete
    }
    package var state = State.none
    package var from: Day?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("state", \.state),
        WireField("from", \.from, "The first date of portfolio.history; null where nothing is rebuilt."),
    ]
}
