import FolioAdapterKit
import FolioModel

/// Alpaca's Trading API with the keys of one account: reads only.
struct AlpacaAPI: Sendable {
    private static let timeout = Duration.seconds(30)
    /// How long to wait where a 429 does not say.
    private static let usualWaitSeconds = 60
    /// The longest wait that is believed.
    private static let longestWaitSeconds = 3600

    let configuration: AlpacaConfiguration
    let keys: AlpacaKeys
    let http: RetryingHTTPClient
    let now: @Sendable () -> Timestamp

    /// Reads an object.
    func object(_ path: String, _ query: [(String, String)] = []) async throws(AdapterError) -> VendorObject {
        try VendorObject(parsing: try await get(path, query), vendor: "Alpaca")
    }

    /// Reads an array of objects.
    func list(_ path: String, _ query: [(String, String)] = []) async throws(AdapterError) -> [VendorObject] {
        try VendorObject.list(parsing: try await get(path, query), vendor: "Alpaca")
    }

    private func get(_ path: String, _ query: [(String, String)]) async throws(AdapterError) -> [UInt8] {
        guard configuration.interface == .trading else {
            throw AdapterError(.unsupported, "Alpaca's Broker API is not served; set api to trading.")
        }
        let parameters = query.map { "\($0)=\(Self.escaped($1))" }.joined(separator: "&")
        let suffix = parameters.isEmpty ? "" : "?" + parameters
        var request = HTTPRequest("GET", configuration.baseURL + path + suffix)
        request.headers = [
            ("APCA-API-KEY-ID", keys.id), ("APCA-API-SECRET-KEY", keys.secret), ("Accept", "application/json"),
        ]
        request.timeout = Self.timeout
        let response: HTTPResponse
        do throws(HTTPFailure) {
            response = try await http.send(request, isRepeatable: true)
        } catch {
            throw error.adapterError
        }
        guard (200...299).contains(response.status) else { throw error(of: response) }
        return response.body
    }

    /// What a refusal means.
    ///
    /// By the HTTP status, as Alpaca documents it; the body, if it is JSON at all, only adds its own code.
    private func error(of response: HTTPResponse) -> AdapterError {
        var error =
            switch response.status {
            case 401, 403:
                AdapterError(.authRequired, "Alpaca refused the keys: connect again with keys that are valid.")
            case 404: AdapterError(.notFound, "Alpaca does not know what was asked for.")
            case 429: AdapterError(.rateLimited, "Alpaca's rate limit is reached.")
            case 500...: AdapterError(.unavailable, "Alpaca answered \(response.status); it may work again later.")
            default: AdapterError(.vendorError, "Alpaca answered \(response.status); repeating it will not help.")
            }
        if error.kind == .rateLimited { error.retryAfterSeconds = waitSeconds(response) }
        let body = try? VendorObject(parsing: response.body, vendor: "Alpaca")
        error.vendorCode = body?.value("code")?.figureText ?? String(response.status)
        error.vendorRequestID = response.header("X-Request-ID")
        error.scope = "connection"
        return error
    }

    /// Until the time of `X-RateLimit-Reset`, which counts seconds since 1970.
    private func waitSeconds(_ response: HTTPResponse) -> Int {
        guard let reset = response.header("X-RateLimit-Reset").flatMap({ Int64($0) }) else {
            return Self.usualWaitSeconds
        }
        let seconds = reset - now().milliseconds / 1000
        return Int(max(1, min(seconds, Int64(Self.longestWaitSeconds))))
    }

    /// A text as it may stand in a path or a query.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for byte in text.utf8 {
            let scalar = Unicode.Scalar(byte)
            switch scalar {
            case "A"..."Z", "a"..."z", "0"..."9", "-", ".", "_", "~": escaped.unicodeScalars.append(scalar)
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                escaped += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
            }
        }
        return escaped
    }
}
