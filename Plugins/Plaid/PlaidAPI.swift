import FolioAdapterKit
import FolioModel

/// Plaid's HTTP interface: every call is a POST of JSON, every answer an object.
struct PlaidAPI: Sendable {
    /// The version of the interface that this adapter was written against.
    static let version = "2020-09-14"
    /// Most calls answer within a second; two of them have to fit into a host's patience.
    static let usualTimeout = Duration.seconds(20)
    /// What a call can do without is not waited for long.
    static let optionalTimeout = Duration.seconds(8)
    /// The first reading of an institution takes a minute or two.
    static let extractionTimeout = Duration.seconds(200)
    /// A refresh waits for the institution, half a minute or more.
    static let refreshTimeout = Duration.seconds(100)

    let configuration: PlaidConfiguration
    let http: RetryingHTTPClient

    /// Calls an endpoint, twice only where it is repeatable.
    ///
    /// Throws what ``PlaidErrors`` makes of the answer, and `badVendorData` for an answer that is no JSON object.
    func post(
        _ path: String,
        _ body: JSONValue,
        timeout: Duration = usualTimeout,
        isRepeatable: Bool = true
    ) async throws(AdapterError) -> VendorObject {
        guard let clientID = configuration.clientID, let secret = configuration.secret else {
            var error = AdapterError(.badCredentials, "Plaid's client_id and secret are not configured.")
            error.scope = "adapter"
            throw error
        }
        var request = HTTPRequest("POST", configuration.baseURL + path)
        request.headers = [
            ("Content-Type", "application/json"), ("Plaid-Version", Self.version),
            ("PLAID-CLIENT-ID", clientID), ("PLAID-SECRET", secret),
        ]
        request.body = Array(body.text.utf8)
        request.timeout = timeout
        let response: HTTPResponse
        do throws(HTTPFailure) {
            response = try await http.send(request, isRepeatable: isRepeatable)
        } catch {
            throw error.adapterError
        }
        return try Self.read(response)
    }

    private static func read(_ response: HTTPResponse) throws(AdapterError) -> VendorObject {
        let isSuccess = (200...299).contains(response.status)
        let answer: VendorObject
        do throws(AdapterError) {
            answer = try VendorObject(parsing: response.body, vendor: "Plaid")
        } catch {
            throw isSuccess ? error : PlaidErrors.error(status: response.status)
        }
        if let error = try PlaidErrors.error(in: answer, status: response.status) { throw error }
        guard isSuccess else { throw PlaidErrors.error(status: response.status) }
        return answer
    }
}

extension ConnectionContext {
    /// The access token of an item.
    func accessToken() throws(AdapterError) -> JSONValue {
        guard let token = credentials["access_token"]?.string, !token.isEmpty else {
            throw AdapterError(.authRequired, "The connection has no access token: connect again.")
        }
        return .string(token)
    }
}
