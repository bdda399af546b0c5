import FolioModel

/// What Plaid's clients have made: items, and tokens on their way to become one.
struct PlaidState: Sendable {
    struct Item: Sendable {
        /// The number by which everything of the item is named.
        let ordinal: Int

        /// Its place among the items made, from 1.
        let place: Int
        let id: String
        var accessToken: String
        let institution: String
        let createdAt: Timestamp
        var webhook: String?

        /// The code of the error that every call for data is answered with; `nil` where the item works.
        var failure: String?

        /// When the person's consent ends; `nil` where it does not.
        var consentEnd: Timestamp?

        /// How often the access token has been replaced.
        var rotations = 0

        /// The name by which plans speak of it before it is made: `plaid-1`.
        var alias: String { "plaid-\(place)" }
    }

    struct PendingToken: Sendable {
        /// The number of the item it may become.
        let ordinal: Int
        let institution: String
        let webhook: String?
        let createdAt: Timestamp
    }

    /// A public token as Link has shown it.
    struct MadeToken: Sendable {
        let text: String
        let ordinal: Int
    }

    struct LinkToken: Sendable {
        let createdAt: Timestamp
        let webhook: String?

        /// The item to be repaired; `nil` where a new one is wanted.
        let accessToken: String?

        /// How long it can be used, in seconds.
        let lifetime: Int64

        /// What the client said of itself when it made the token.
        let metadata: JSONValue

        /// When somebody walked through Link, and what came of it.
        var finishedAt: Timestamp?
        var publicToken: MadeToken?

        var expiration: Timestamp { createdAt.adding(seconds: lifetime) }
    }

    /// Items, and tokens of either kind, that are kept; making more drops the oldest tokens and refuses items.
    static let maximumItems = 100_000
    static let maximumTokens = 10_000
    static let publicTokenSeconds: Int64 = 30 * 60
    static let linkTokenSeconds: Int64 = 4 * 3600

    /// Link tokens for an item that is there, and those for Hosted Link, live shorter; the latter as long as is asked
    /// for, 21 days at most.
    static let shortLinkTokenSeconds: Int64 = 30 * 60
    static let maximumLinkTokenSeconds: Int64 = 21 * 86_400

    /// Items by access token.
    var items: [String: Item] = [:]

    /// Items made so far, those removed included.
    var itemsMade = 0
    /// What has been asked for in this minute.
    var limits = PlaidLimits()

    /// Webhooks that would have been sent, the oldest first.
    var notices: [SandboxNotice] = []

    /// Tokens of items that were removed, so far as they are remembered.
    private var removedTokens: Set<String> = []

    private var publicTokens: [String: PendingToken] = [:]
    private var linkTokens: [String: LinkToken] = [:]
    private var made = 0

    /// A number never given before, for names of new things.
    mutating func nextOrdinal() -> Int {
        made += 1
        return made
    }

    /// The access tokens of the items of that id or alias, of all for `nil`.
    func items(named name: String?) -> [String] {
        items.values.filter { name == nil || $0.id == name || $0.alias == name }.map(\.accessToken).sorted()
    }

    mutating func remove(_ token: String) {
        items[token] = nil
        if removedTokens.count < Self.maximumTokens { removedTokens.insert(token) }
    }

    func wasRemoved(_ token: String) -> Bool { removedTokens.contains(token) }

    mutating func add(publicToken: String, _ pending: PendingToken) {
        if publicTokens.count >= Self.maximumTokens,
            let oldest = publicTokens.min(by: { $0.value.createdAt < $1.value.createdAt })
        {
            publicTokens[oldest.key] = nil
        }
        publicTokens[publicToken] = pending
    }

    /// Uses a public token up; `nil` where it is unknown, used already or older than 30 minutes.
    mutating func take(publicToken: String, at now: Timestamp) -> PendingToken? {
        guard let pending = publicTokens.removeValue(forKey: publicToken) else { return nil }
        return now < pending.createdAt.adding(seconds: Self.publicTokenSeconds) ? pending : nil
    }

    /// Keeps a link token, in place of an earlier state of it.
    mutating func add(linkToken: String, _ token: LinkToken) {
        if linkTokens[linkToken] == nil, linkTokens.count >= Self.maximumTokens,
            let oldest = linkTokens.min(by: { $0.value.createdAt < $1.value.createdAt })
        {
            linkTokens[oldest.key] = nil
        }
        linkTokens[linkToken] = token
    }

    func linkToken(_ text: String, at now: Timestamp) -> LinkToken? {
        guard let token = linkTokens[text] else { return nil }
        return now < token.expiration ? token : nil
    }
}
