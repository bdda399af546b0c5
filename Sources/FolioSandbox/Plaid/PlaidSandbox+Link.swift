import FolioModel

extension PlaidSandbox {
    func createLinkToken(_ call: Call, state: inout PlaidState) throws(PlaidError) -> [(String, JSONValue)] {
        try call.require("client_name", "language", "country_codes")
        if call.body["user"]?["client_user_id"] == nil, call.body["user_id"] == nil {
            throw .missing(["user.client_user_id"])
        }
        let accessToken = call.string("access_token")
        if let accessToken {
            guard state.items[accessToken] != nil else { throw .invalidAccessToken }
        } else {
            guard let products = call.body["products"]?.array, !products.isEmpty else { throw .missing(["products"]) }
        }
        let text = "link-sandbox-" + world.identifiers.uuid("link token \(state.nextOrdinal())")
        let metadata: JSONValue = [
            "client_name": call.body["client_name"] ?? .null, "country_codes": call.body["country_codes"] ?? .null,
            "initial_products": call.body["products"] ?? [], "language": call.body["language"] ?? .null,
            "redirect_uri": call.body["redirect_uri"] ?? .null, "webhook": call.body["webhook"] ?? .null,
        ]
        let token = PlaidState.LinkToken(
            createdAt: Timestamp(seconds: call.now.milliseconds / 1000),
            webhook: call.string("webhook"),
            accessToken: accessToken,
            lifetime: try lifetime(call, isUpdate: accessToken != nil),
            metadata: metadata
        )
        state.add(linkToken: text, token)
        var members: [(String, JSONValue)] = [
            ("link_token", .string(text)), ("expiration", .string(token.expiration.description)),
        ]
        if call.body["hosted_link"]?.object != nil {
            members.append(("hosted_link_url", .string("http://\(call.host)/hosted/\(text)")))
        }
        return members
    }

    private func lifetime(_ call: Call, isUpdate: Bool) throws(PlaidError) -> Int64 {
        guard let hosted = call.body["hosted_link"]?.object else {
            return isUpdate ? PlaidState.shortLinkTokenSeconds : PlaidState.linkTokenSeconds
        }
        guard let wanted = hosted["url_lifetime_seconds"] else { return PlaidState.shortLinkTokenSeconds }
        guard let seconds = wanted.int, (1...Int(PlaidState.maximumLinkTokenSeconds)).contains(seconds) else {
            throw .invalidField("hosted_link.url_lifetime_seconds must be positive and at most 21 days")
        }
        return Int64(seconds)
    }

    /// Stands for a person who walks through Link: a new item's public token, or an old item that works again.
    func openLink(
        _ text: String,
        state: inout PlaidState,
        at now: Timestamp
    ) throws(PlaidError) -> SandboxResponse {
        guard var token = state.linkToken(text, at: now) else { throw .invalidLinkToken }
        let result: String
        if let accessToken = token.accessToken {
            guard state.items[accessToken] != nil else { throw .invalidAccessToken }
            state.items[accessToken]?.failure = nil  // its own client knows: no webhook
            state.items[accessToken]?.consentEnd = nil
            result = "Signed in again."
        } else {
            let made = token.publicToken ?? makePublicToken(webhook: token.webhook, state: &state, at: now)
            token.publicToken = made
            result = made.text
        }
        if token.finishedAt == nil { notify(of: token, text, state: &state) }
        token.finishedAt = token.finishedAt ?? now
        state.add(linkToken: text, token)
        return SandboxResponse(
            200,
            text: "<!doctype html><title>Link</title><p>\(PlaidRecords.institutionName)</p><pre>\(result)</pre>\n",
            contentType: "text/html; charset=utf-8"
        )
    }

    /// Tells the client that the session is over, and the token it made.
    private func notify(of token: PlaidState.LinkToken, _ text: String, state: inout PlaidState) {
        let session: [(String, JSONValue)] = [
            ("link_session_id", .string(world.identifiers.uuid("link session \(text)"))), ("link_token", .string(text)),
        ]
        if let made = token.publicToken {
            let added = session + [("public_token", .string(made.text))]
            state.notify(token.webhook, "LINK", "ITEM_ADD_RESULT", added)
        }
        let tokens = token.publicToken.map { [JSONValue.string($0.text)] } ?? []
        let finished = [("status", "SUCCESS")] + session + [("public_tokens", .array(tokens))]
        state.notify(token.webhook, "LINK", "SESSION_FINISHED", finished)
    }

    /// The link token with its session, once somebody has walked through Link.
    func linkToken(_ call: Call, state: PlaidState) throws(PlaidError) -> [(String, JSONValue)] {
        try call.require("link_token")
        let text = try call.text("link_token")
        guard let token = state.linkToken(text, at: call.now) else { throw .invalidLinkToken }
        let sessions = token.finishedAt.map { [session(of: token, text, finishedAt: $0)] } ?? []
        return [
            ("created_at", .string(token.createdAt.description)),
            ("expiration", .string(token.expiration.description)), ("link_sessions", .array(sessions)),
            ("link_token", .string(text)), ("metadata", token.metadata),
        ]
    }

    private func session(of token: PlaidState.LinkToken, _ text: String, finishedAt: Timestamp) -> JSONValue {
        let id = world.identifiers.uuid("link session \(text)")
        let finished = JSONValue.string(finishedAt.description)
        let institution: JSONValue = [
            "institution_id": .string(SandboxCredentials.plaidInstitution),
            "name": .string(PlaidRecords.institutionName),
        ]
        let event: JSONValue = [
            "event_id": .string(world.identifiers.uuid("link event \(text)")),
            "event_metadata": [
                "institution_id": .string(SandboxCredentials.plaidInstitution),
                "institution_name": .string(PlaidRecords.institutionName),
                "request_id": .string(world.identifiers.plaid("link request \(text)", length: 15)),
            ],
            "event_name": "HANDOFF", "timestamp": finished,
        ]
        let added = token.publicToken.map { made in
            let accounts = JSONValue.array(records.linkedAccounts(ordinal: made.ordinal))
            return ["accounts": accounts, "institution": institution, "public_token": .string(made.text)] as JSONValue
        }
        let metadata: JSONValue = [
            "accounts": added?["accounts"] ?? [], "institution": institution, "link_session_id": .string(id),
            "transfer_status": .null,
        ]
        return [
            "events": [event], "finished_at": finished, "link_session_id": .string(id),
            "on_success": ["metadata": metadata, "public_token": added?["public_token"] ?? .null],
            "results": [
                "item_add_results": .array(added.map { [$0] } ?? []), "cra_item_add_results": [],
                "cra_update_results": [], "bank_income_results": [], "payroll_income_results": [],
                "document_income_results": .null,
            ],
            "started_at": .string(token.createdAt.description),
        ]
    }

    private func makePublicToken(
        webhook: String?,
        state: inout PlaidState,
        at now: Timestamp
    ) -> PlaidState.MadeToken {
        let ordinal = state.nextOrdinal()
        let text = "public-sandbox-" + world.identifiers.uuid("public token \(ordinal)")
        let pending = PlaidState.PendingToken(
            ordinal: ordinal,
            institution: SandboxCredentials.plaidInstitution,
            webhook: webhook,
            createdAt: now
        )
        state.add(publicToken: text, pending)
        return PlaidState.MadeToken(text: text, ordinal: ordinal)
    }

    func createPublicToken(_ call: Call, state: inout PlaidState) throws(PlaidError) -> [(String, JSONValue)] {
        try call.require("institution_id", "initial_products")
        guard let products = call.body["initial_products"]?.array, !products.isEmpty else {
            throw .invalidField("initial_products must be a non-empty array")
        }
        guard try call.text("institution_id") == SandboxCredentials.plaidInstitution else { throw .invalidInstitution }
        let webhook = call.body["options"]?["webhook"]?.string
        return [("public_token", .string(makePublicToken(webhook: webhook, state: &state, at: call.now).text))]
    }
}
