import FolioModel

extension AlpacaSandbox {
    /// Answers a request to the Broker API: the firm's keys, and the account in the path or the query.
    func brokerAnswer(
        to call: SandboxCall,
        _ route: AlpacaRoute,
        state: inout AlpacaState
    ) throws(AlpacaError) -> SandboxResponse {
        if route.resource == ["oauth2", "token"] { return try token(call, state: &state) }
        guard isFirm(call, state) else { throw .unauthorized }
        guard call.request.method == "GET" else { throw AlpacaError(status: 405) }
        if let value = try sharedValue(route, call) { return SandboxResponse(200, value) }
        if route.resource == ["accounts"] { return SandboxResponse(200, .array(accounts.map(\.records.customer))) }
        let account = accounts.first { $0.id == route.account }
        if let failure = account.flatMap({ state.failures[$0.id] }) {
            throw AlpacaError.byName[failure] ?? .unauthorized
        }
        guard route.endpoint != "/v1/(unknown)" else { throw .notFound("endpoint") }
        if route.endpoint.hasPrefix("/v1/accounts/activities") {
            return SandboxResponse(200, try activities(of: account, route, call))
        }
        guard let account else { throw .notFound("account") }
        if route.resource.first == "accounts" { return SandboxResponse(200, account.records.customer) }
        if route.resource == ["account"] {
            return SandboxResponse(200, account.records.brokerAccountRecord(isClosed: account.isClosed))
        }
        return SandboxResponse(200, try account.value(route.resource, call))
    }

    /// The activities of one account, of all without one.
    private func activities(
        of account: AlpacaAccount?,
        _ route: AlpacaRoute,
        _ call: SandboxCall
    ) throws(AlpacaError) -> JSONValue {
        if let id = route.account, account == nil { throw .unprocessable("account \(id) not found") }
        let query = try AlpacaActivityQuery(call.request, type: route.resource.count == 3 ? route.resource[2] : nil)
        let rows = (account.map { [$0] } ?? accounts).flatMap { account in
            account.activities.map { $0.forBroker(account: account.id) }
        }
        return .array(query.page(of: rows.sorted { $0.id < $1.id }, call.quirk).map(\.record))
    }

    // MARK: The firm's keys

    private func isFirm(_ call: SandboxCall, _ state: AlpacaState) -> Bool {
        let parts = (call.request.header("Authorization") ?? "").split(separator: " ", maxSplits: 1)
        guard parts.count == 2 else { return false }
        switch parts[0].lowercased() {
        case "bearer": return state.isValid(token: String(parts[1]), at: call.now)
        case "basic":
            let expected = "\(SandboxCredentials.brokerKeyID):\(SandboxCredentials.brokerSecret)"
            return parts[1] == Base64Text.encode(expected)
        default: return false
        }
    }

    /// A token for the firm's client credentials.
    private func token(_ call: SandboxCall, state: inout AlpacaState) throws(AlpacaError) -> SandboxResponse {
        guard call.request.method == "POST" else { throw AlpacaError(status: 405) }
        let form = String(decoding: call.request.body, as: UTF8.self)
        let fields = SandboxRequest(method: "GET", target: "?" + form, headers: [], body: [])
        guard fields.parameter("grant_type") == "client_credentials" else {
            return SandboxResponse(400, ["error": "unsupported_grant_type"])
        }
        guard fields.parameter("client_id") == SandboxCredentials.brokerKeyID,
            fields.parameter("client_secret") == SandboxCredentials.brokerSecret
        else { return SandboxResponse(401, ["error": "invalid_client"]) }
        let token = world.identifiers.uuid("broker token \(state.tokensMade)")
        state.add(token: token, at: call.now)
        return SandboxResponse(
            200,
            [
                "access_token": .string(token), "expires_in": .int(Int(AlpacaState.tokenSeconds) - 1),
                "token_type": "Bearer",
            ]
        )
    }
}
