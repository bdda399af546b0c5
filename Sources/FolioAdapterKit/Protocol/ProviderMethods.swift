public import FolioModel

/// Starts connecting an account, or repairing a connection.
public enum LinkBegin: AdapterMethod {
    public static let name = "link.begin"
    public static let idleLimit = Duration.seconds(30)
    public static let hardLimit = Duration.seconds(30)

    public struct Params: WireObject, Hashable {
        /// An opaque reference to the user, never a name or address.
        public var userReference = ""
        public var products: [String] = []
        public var redirectURI: String?
        public var webhookURL: String?
        /// The connection to repair; `nil` for a new one.
        public var connection: ConnectionContext?
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("user_ref", \.userReference, "An opaque reference to the user."),
            WireField("products", \.products, optional: true),
            WireField("redirect_uri", \.redirectURI),
            WireField("webhook_url", \.webhookURL),
            WireField("connection", \.connection, "The connection to repair."),
        ]
    }

    public struct Result: WireObject, Hashable {
        public var flow = LinkFlow.fields
        public var linkToken: String?
        public var hostedURL: String?
        public var expiresAt: Timestamp?
        public var fieldsToFill: [LinkField] = []
        /// Opaque; comes back with `link.complete`.
        public var state: String?
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("flow", \.flow), WireField("link_token", \.linkToken), WireField("hosted_url", \.hostedURL),
            WireField("expires_at", \.expiresAt),
            WireField("fields", \.fieldsToFill, optional: true),
            WireField("state", \.state, "Opaque; comes back with link.complete."),
        ]
    }
}

/// One thing a user has to fill in.
public struct LinkField: WireObject, Hashable {
    public var name = ""
    public var label: String?
    public var isSecret = false
    public var isRequired = true
    public var pattern: String?
    public var description: String?
    public init() {}

    /// Makes a field.
    public init(_ name: String, label: String, isSecret: Bool, description: String, pattern: String? = nil) {
        (self.name, self.label, self.isSecret) = (name, label, isSecret)
        (self.description, self.pattern) = (description, pattern)
    }

    public static let fields: [WireField<Self>] = [
        WireField("name", \.name), WireField("label", \.label),
        WireField("secret", \.isSecret, optional: true),
        WireField("required", \.isRequired, optional: true),
        WireField("pattern", \.pattern), WireField("description", \.description),
    ]
}

/// Finishes connecting; the token is one-time, so it is never sent twice.
public enum LinkComplete: AdapterMethod {
    public static let name = "link.complete"
    public static let idleLimit = Duration.seconds(30)
    public static let hardLimit = Duration.seconds(60)
    public static let isRepeatable = false

    public struct Params: WireObject, Hashable {
        public var state: String?
        public var publicToken: String?
        public var filledFields: [String: String]?
        /// The connection that is being repaired.
        public var connection: ConnectionContext?
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("state", \.state), WireField("public_token", \.publicToken),
            WireField("fields", \.filledFields), WireField("connection", \.connection),
        ]
    }

    public struct Result: WireObject, Hashable {
        /// `complete` or `input_required`.
        public var status = "complete"
        /// Sealed by the host, handed back in every call.
        public var credentials: JSONValue = .null
        public var externalID: String?
        public var institution: Institution?
        public var consentExpiresAt: Timestamp?
        public var fieldsToFill: [LinkField] = []
        public var state: String?
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("status", \.status, "complete or input_required", optional: true),
            WireField("credentials", \.credentials, optional: true),
            WireField("external_id", \.externalID), WireField("institution", \.institution),
            WireField("consent_expires_at", \.consentExpiresAt),
            WireField("fields", \.fieldsToFill, optional: true), WireField("state", \.state),
        ]
    }
}

/// A bank or broker.
public struct Institution: WireObject, Hashable {
    public var id: String?
    public var name: String?
    public init() {}

    /// Makes an institution.
    public init(id: String?, name: String?) { (self.id, self.name) = (id, name) }

    public static let fields: [WireField<Self>] = [WireField("id", \.id), WireField("name", \.name)]
}

/// The accounts of a connection.
public enum AccountsRead: AdapterMethod {
    public static let name = "accounts.read"
    public static let idleLimit = Duration.seconds(30)
    public static let hardLimit = Duration.seconds(120)

    public struct Params: WireObject, Hashable {
        public var connection = ConnectionContext()
        public init() {}
        public static let fields: [WireField<Self>] = [WireField("connection", \.connection)]
    }

    public struct Result: WireObject, Hashable {
        public var accounts: [ReportedAccount] = []
        /// Whether accounts that are missing here are gone.
        public var isComplete = true
        /// Where the provider knows it better than at linking.
        public var institution: Institution?
        /// When the user's consent ends, where the provider says so.
        public var consentExpiresAt: Timestamp?
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("accounts", \.accounts),
            WireField("complete", \.isComplete, "Whether accounts missing here are gone.", optional: true),
            WireField("institution", \.institution),
            WireField("consent_expires_at", \.consentExpiresAt, "When the user's consent ends."),
        ]
    }
}

/// What the accounts hold now.
public enum HoldingsRead: AdapterMethod {
    public static let name = "holdings.read"
    public static let idleLimit = Duration.seconds(60)
    public static let hardLimit = Duration.seconds(300)

    public struct Params: WireObject, Hashable {
        public var connection = ConnectionContext()
        /// External ids; `nil` for all.
        public var accounts: [String]?
        /// ``Result/nextPage`` of the page before; `nil` for the first.
        public var page: String?
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("connection", \.connection), WireField("accounts", \.accounts), WireField("page", \.page),
        ]
    }

    public struct Result: WireObject, Hashable {
        public var asOf: Timestamp?
        public var securities: [ReportedSecurity] = []
        public var holdings: [ReportedHolding] = []
        public var cash: [ReportedCash] = []
        public var nextPage: String?
        /// Whether holdings that are missing in all pages are gone.
        public var isComplete = true
        public var counts: HoldingCounts?
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("as_of", \.asOf), WireField("securities", \.securities), WireField("holdings", \.holdings),
            WireField("cash", \.cash, optional: true), WireField("next_page", \.nextPage),
            WireField("complete", \.isComplete, optional: true), WireField("counts", \.counts),
        ]
    }
}

/// How many rows a holdings page has.
public struct HoldingCounts: WireObject, Hashable {
    public var securities = 0
    public var holdings = 0
    public var cash = 0
    public init() {}

    /// Counts the rows of a page.
    public init(of page: HoldingsRead.Result) {
        (securities, holdings, cash) = (page.securities.count, page.holdings.count, page.cash.count)
    }

    public static let fields: [WireField<Self>] = [
        WireField("securities", \.securities), WireField("holdings", \.holdings), WireField("cash", \.cash),
    ]
}

/// One page of transactions; the host commits rows and cursor together, then asks on.
public enum TransactionsRead: AdapterMethod {
    public static let name = "transactions.read"
    public static let idleLimit = Duration.seconds(60)
    public static let hardLimit = Duration.seconds(300)

    public struct Params: WireObject, Hashable {
        public var connection = ConnectionContext()
        /// ``Result/nextCursor`` of the page before; `nil` from the start.
        public var cursor: String?
        /// The earliest date wanted.
        public var since: Day?
        public var limit = 500
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("connection", \.connection), WireField("cursor", \.cursor), WireField("since", \.since),
            WireField("limit", \.limit, optional: true),
        ]
    }

    public struct Result: WireObject, Hashable {
        public var added: [ReportedTransaction] = []
        public var modified: [ReportedTransaction] = []
        public var removed: [RemovedTransaction] = []
        /// Securities that the rows refer to.
        public var securities: [ReportedSecurity] = []
        public var nextCursor: String?
        public var hasMore = false
        public var window: TransactionWindow?
        /// From here on everything the provider will ever say is there.
        public var historyCompleteFrom: Day?
        public var counts = RowCounts()
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("added", \.added), WireField("modified", \.modified, optional: true),
            WireField("removed", \.removed, optional: true),
            WireField("securities", \.securities, optional: true),
            WireField("next_cursor", \.nextCursor), WireField("has_more", \.hasMore, optional: true),
            WireField("window", \.window), WireField("history_complete_from", \.historyCompleteFrom),
            WireField("counts", \.counts, "Must equal the sizes of the arrays."),
        ]
    }
}

/// The dates that the pages of one pass cover.
public struct TransactionWindow: WireObject, Hashable {
    public var from = Day(number: 0)
    public var to = Day(number: 0)
    /// Whether the window is now fully sent, so that rows of it that no page of this pass had are gone.
    public var isAuthoritative = false
    public init() {}

    /// Makes a window, both ends in.
    public init(from: Day, to: Day, isAuthoritative: Bool) {
        (self.from, self.to, self.isAuthoritative) = (from, to, isAuthoritative)
    }

    public static let fields: [WireField<Self>] = [
        WireField("from", \.from), WireField("to", \.to),
        WireField("authoritative", \.isAuthoritative, optional: true),
    ]
}

/// A record that the vendor took back.
public struct RemovedTransaction: WireObject, Hashable {
    public var externalID = ""
    public init() {}

    /// Names the record.
    public init(_ externalID: String) { self.externalID = externalID }

    public static let fields: [WireField<Self>] = [WireField("external_id", \.externalID)]
}

/// One page of the brokerage's orders.
public enum OrdersRead: AdapterMethod {
    public static let name = "orders.read"
    public static let idleLimit = Duration.seconds(60)
    public static let hardLimit = Duration.seconds(300)

    public struct Params: WireObject, Hashable {
        public var connection = ConnectionContext()
        public var cursor: String?
        /// `open`, `closed` or `all`.
        public var status: String?
        public var since: Timestamp?
        public var limit = 500
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("connection", \.connection), WireField("cursor", \.cursor), WireField("status", \.status),
            WireField("since", \.since), WireField("limit", \.limit, optional: true),
        ]
    }

    public struct Result: WireObject, Hashable {
        public var orders: [ReportedOrder] = []
        public var nextCursor: String?
        public var hasMore = false
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("orders", \.orders), WireField("next_cursor", \.nextCursor),
            WireField("has_more", \.hasMore, optional: true),
        ]
    }
}

/// Ends the vendor's access; "not found at the vendor" is success.
public enum Disconnect: AdapterMethod {
    public static let name = "disconnect"
    public static let idleLimit = Duration.seconds(30)
    public static let hardLimit = Duration.seconds(60)

    public struct Params: WireObject, Hashable {
        public var connection = ConnectionContext()
        public var reason: String?
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("connection", \.connection), WireField("reason", \.reason),
        ]
    }

    public struct Result: WireObject, Hashable {
        /// `true`, or `already`.
        public var revoked: JSONValue = true
        public init() {}
        public static let fields: [WireField<Self>] = [WireField("revoked", \.revoked)]
    }
}
