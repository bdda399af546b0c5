import FolioAdapterKit
import FolioModel

/// What all requests of an adapter share: the connection to the network, and what answers said of the rate.
struct AlpacaClient: Sendable {
    let http: RetryingHTTPClient
    let gate = AlpacaRateGate()
    let tokens = AlpacaTokens()
    let now: @Sendable () -> Timestamp
    let pause: @Sendable (Duration) async -> Void

    /// Sends a request with a key, unless its rate is used up for longer than a call may wait.
    func send(_ request: HTTPRequest, key: String) async throws(AdapterError) -> HTTPResponse {
        let seconds = gate.secondsLeft(key, at: now())
        guard seconds <= AlpacaRateGate.longestPauseSeconds else {
            var error = AdapterError(.rateLimited, "Alpaca's rate limit is used up.")
            (error.retryAfterSeconds, error.scope) = (seconds, "connection")
            throw error
        }
        if seconds > 0 { await pause(.seconds(seconds)) }
        do throws(HTTPFailure) {
            let response = try await http.send(request, isRepeatable: true)
            gate.note(response, key, at: now())
            return response
        } catch {
            throw error.adapterError
        }
    }
}

/// Alpaca for one account: reads only.
struct AlpacaAPI: Sendable {
    private static let timeout = Duration.seconds(30)

    let configuration: AlpacaConfiguration
    let access: AlpacaAccess
    let client: AlpacaClient

    /// Reads an object.
    func object(_ path: AlpacaPath, _ query: [(String, String)] = []) async throws(AdapterError) -> VendorObject {
        try VendorObject(parsing: try await get(path, query), vendor: "Alpaca")
    }

    /// Reads an array of objects.
    func list(_ path: AlpacaPath, _ query: [(String, String)] = []) async throws(AdapterError) -> [VendorObject] {
        try VendorObject.list(parsing: try await get(path, query), vendor: "Alpaca")
    }

    private func get(_ path: AlpacaPath, _ query: [(String, String)]) async throws(AdapterError) -> [UInt8] {
        let parameters = URLText.form(query + path.parameters(for: access))
        let suffix = parameters.isEmpty ? "" : "?" + parameters
        var request = HTTPRequest("GET", configuration.baseURL + path.path(for: access) + suffix)
        request.timeout = Self.timeout
        request.headers = authorization + [("Accept", "application/json")]
        var response = try await client.send(request, key: access.keys.id)
        if response.status == 401, access.interface == .broker, let token = try await newToken() {
            request.headers = [Self.bearer(token), ("Accept", "application/json")]
            response = try await client.send(request, key: access.keys.id)
        }
        guard (200...299).contains(response.status) else { throw error(of: response) }
        return response.body
    }

    // MARK: Who asks

    /// An account's keys stand in headers of Alpaca's own; a firm's in a token where it has one, else as user and
    /// password.
    private var authorization: [(name: String, value: String)] {
        let keys = access.keys
        switch access.interface {
        case .trading: return [("APCA-API-KEY-ID", keys.id), ("APCA-API-SECRET-KEY", keys.secret)]
        case .broker:
            if let token = client.tokens.token(of: keys, at: client.now()) { return [Self.bearer(token)] }
            return [("Authorization", "Basic " + Base64Text.encode("\(keys.id):\(keys.secret)"))]
        }
    }

    private static func bearer(_ token: String) -> (name: String, value: String) {
        ("Authorization", "Bearer " + token)
    }

    /// Exchanges the firm's keys for a token; `nil` where they are no client credentials either.
    private func newToken() async throws(AdapterError) -> String? {
        client.tokens.forget()
        var request = HTTPRequest("POST", configuration.tokenURL)
        request.timeout = Self.timeout
        request.headers = [
            ("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json"),
        ]
        let keys = access.keys
        request.body = Array(
            URLText.form([("grant_type", "client_credentials"), ("client_id", keys.id), ("client_secret", keys.secret)])
                .utf8
        )
        let response = try await client.send(request, key: "token " + keys.id)
        switch response.status {
        case 200...299:
            let answer = try VendorObject(parsing: response.body, vendor: "Alpaca")
            return try client.tokens.keep(answer, for: keys, at: client.now())
        case 429, 500...: throw error(of: response)
        default: return nil
        }
    }

    // MARK: Refusals

    /// What a refusal means.
    ///
    /// By the HTTP status, as Alpaca documents it; the body, if it is JSON at all, only adds its own code.
    private func error(of response: HTTPResponse) -> AdapterError {
        var error =
            switch response.status {
            case 401, 403: refusedKeys
            case 404: AdapterError(.notFound, "Alpaca does not know what was asked for.")
            case 429: AdapterError(.rateLimited, "Alpaca's rate limit is reached.")
            case 500...: AdapterError(.unavailable, "Alpaca answered \(response.status); it may work again later.")
            default: AdapterError(.vendorError, "Alpaca answered \(response.status); repeating it will not help.")
            }
        if error.kind == .rateLimited {
            error.retryAfterSeconds = AlpacaRateGate.waitSeconds(response, at: client.now())
        }
        let body = try? VendorObject(parsing: response.body, vendor: "Alpaca")
        error.vendorCode = body?.value("code")?.figureText ?? String(response.status)
        error.vendorRequestID = response.header("X-Request-ID")
        // A firm's keys that are not known serve no connection; what is forbidden may be one account alone.
        error.scope = access.interface == .broker && response.status == 401 ? "adapter" : "connection"
        return error
    }

    private var refusedKeys: AdapterError {
        guard access.areKeysConfigured else {
            return AdapterError(.authRequired, "Alpaca refused the keys: connect again with keys that are valid.")
        }
        let environment = configuration.environment
        return AdapterError(
            .badCredentials,
            "Alpaca refused the configured keys: are they valid, and of \(environment)?"
        )
    }
}
