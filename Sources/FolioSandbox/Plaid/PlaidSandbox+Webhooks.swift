import FolioModel

extension PlaidSandbox {
    /// The webhooks that `/sandbox/item/fire_webhook` fires for investments and items, by type.
    private static let firable: [String: Set<String>] = [
        "HOLDINGS": ["DEFAULT_UPDATE"], "INVESTMENTS_TRANSACTIONS": ["DEFAULT_UPDATE"],
        "ITEM": [
            "NEW_ACCOUNTS_AVAILABLE", "LOGIN_REPAIRED", "PENDING_DISCONNECT", "USER_PERMISSION_REVOKED",
            "USER_ACCOUNT_REVOKED",
        ],
    ]

    /// Fires a webhook that says something happened, though nothing did.
    func fireWebhook(
        _ call: Call,
        _ item: PlaidState.Item,
        state: inout PlaidState
    ) throws(PlaidError) -> [(String, JSONValue)] {
        try call.require("webhook_code")
        let code = try call.text("webhook_code")
        let type = call.string("webhook_type") ?? (code == "DEFAULT_UPDATE" ? "INVESTMENTS_TRANSACTIONS" : "ITEM")
        guard Self.firable[type]?.contains(code) == true else {
            throw .invalidField("webhook_code \(code) can't be fired for webhook_type \(type)")
        }
        guard item.webhook != nil else { throw PlaidError("SANDBOX_WEBHOOK_INVALID") }
        let about: [(String, JSONValue)] = [("item_id", .string(item.id)), ("error", .null)]
        switch (type, code) {
        case ("HOLDINGS", _):
            state.notify(item.webhook, type, code, about + [("new_holdings", 0), ("updated_holdings", 0)])
        case ("INVESTMENTS_TRANSACTIONS", _):
            let counts: [(String, JSONValue)] = [
                ("new_investments_transactions", 0), ("cancelled_investments_transactions", 0),
            ]
            state.notify(item.webhook, type, code, about + counts)
        case (_, "NEW_ACCOUNTS_AVAILABLE"): state.notify(item, code, [("error", .null)])
        case (_, "PENDING_DISCONNECT"):
            let end = JSONValue.string(call.now.adding(seconds: 7 * 86_400).description)
            state.notify(item, code, [("reason", "INSTITUTION_MIGRATION"), ("disconnect_time", end)])
        case (_, "USER_PERMISSION_REVOKED"):
            let error = PlaidError("USER_PERMISSION_REVOKED")
            let members = error.members.map { $0.0 == "error_type" ? ($0.0, "ITEM_ERROR") : $0 }
            let body = JSONValue.object(JSONObject(members + [("status", .int(error.status))]))
            state.notify(item, code, [("error", body)])
        case (_, "USER_ACCOUNT_REVOKED"):
            let account = records.accountKeys.first.map { records.accountID($0, item) }
            state.notify(item, code, [("account_id", .text(account))])
        default: state.notify(item, code)
        }
        return [("webhook_fired", true)]
    }
}
