package import FolioModel

/// A webhook that Plaid would send.
///
/// Nothing is sent yet: the notices wait, the oldest first, for who asks for them (``SandboxServer/takeNotices()``).
package struct SandboxNotice: Hashable, Sendable {
    /// Where it would go; `nil` where the item has no webhook.
    package let url: String?

    /// The body, as documented.
    package let body: JSONValue
}

extension PlaidState {
    /// Notices kept; the oldest are forgotten.
    private static let maximumNotices = 1000

    mutating func notify(_ url: String?, _ type: String, _ code: String, _ members: [(String, JSONValue)]) {
        if notices.count >= Self.maximumNotices { notices.removeFirst() }
        let head: [(String, JSONValue)] = [("webhook_type", .string(type)), ("webhook_code", .string(code))]
        let body = JSONValue.object(JSONObject(head + members + [("environment", "sandbox")]))
        notices.append(SandboxNotice(url: url, body: body))
    }

    mutating func notify(_ item: Item, _ code: String, _ members: [(String, JSONValue)] = []) {
        notify(item.webhook, "ITEM", code, [("item_id", .string(item.id))] + members)
    }

    /// Tells every item that rows came and went.
    mutating func notifyOfRows(new: Int, cancelled: Int) {
        for item in items.values.sorted(by: { $0.place < $1.place }) where item.failure == nil {
            let about: [(String, JSONValue)] = [("item_id", .string(item.id)), ("error", .null)]
            notify(
                item.webhook,
                "INVESTMENTS_TRANSACTIONS",
                "DEFAULT_UPDATE",
                about + [
                    ("new_investments_transactions", .int(new)),
                    ("cancelled_investments_transactions", .int(cancelled)),
                ]
            )
            let counts: [(String, JSONValue)] = [("new_holdings", 0), ("updated_holdings", 1)]
            notify(item.webhook, "HOLDINGS", "DEFAULT_UPDATE", about + counts)
        }
    }

    /// Tells every item of an account that came.
    mutating func notifyOfAccounts() {
        for item in items.values.sorted(by: { $0.place < $1.place }) where item.failure == nil {
            notify(item, "NEW_ACCOUNTS_AVAILABLE", [("error", .null)])
        }
    }

    /// Lets the calls of an item fail, or work again for `nil`, and tells its client.
    mutating func setFailure(_ code: String?, of token: String) {
        guard var item = items[token], item.failure != code else { return }
        let before = item.failure
        item.failure = code
        items[token] = item
        guard let code else {
            if before == "ITEM_LOGIN_REQUIRED" { notify(item, "LOGIN_REPAIRED") }
            return
        }
        let error = PlaidError(code)
        let members = JSONValue.object(JSONObject(error.members + [("status", .int(error.status))]))
        notify(item, code == "USER_PERMISSION_REVOKED" ? code : "ERROR", [("error", members)])
    }

    /// Sets when an item's consent ends, and tells its client seven days before.
    mutating func setConsentEnd(_ end: Timestamp?, of token: String, at now: Timestamp) {
        guard var item = items[token] else { return }
        item.consentEnd = end
        items[token] = item
        guard let end, end <= now.adding(seconds: 7 * 86_400) else { return }
        notify(
            item,
            "PENDING_DISCONNECT",
            [("reason", "INSTITUTION_TOKEN_EXPIRATION"), ("disconnect_time", .string(end.description))]
        )
    }
}
