import FolioModel

/// An error in one of Alpaca's forms: a code and a message; the market data's have a message alone.
struct AlpacaError: Error, Hashable, Sendable {
    let status: Int
    let code: Int?
    let message: String

    /// Members that some errors have beside them.
    let details: JSONObject

    init(_ status: Int, _ code: Int?, _ message: String, details: JSONObject = JSONObject()) {
        (self.status, self.code, self.message, self.details) = (status, code, message, details)
    }

    /// The error that stands for an HTTP status: its code is the status with five noughts.
    init(status: Int) {
        self.init(status, status * 100_000, Self.phrase(status))
    }

    static let unauthorized = AlpacaError(401, 40_110_000, "request is not authorized")

    static func notFound(_ what: String) -> AlpacaError { AlpacaError(404, 40_410_000, "\(what) not found") }

    static func unprocessable(_ message: String) -> AlpacaError { AlpacaError(422, 40_010_001, message) }

    /// Errors by the names that faults use: the code, and what tells apart those that share it.
    static let byName: [String: AlpacaError] = [
        "40110000": unauthorized,
        "40310000": AlpacaError(403, 40_310_000, "account is not allowed to short"),
        "40310000_insufficient_qty": AlpacaError(
            403,
            40_310_000,
            "insufficient qty available for order (requested: 1000, available: 0)",
            details: JSONObject([
                ("available", "0"), ("existing_qty", "1000"), ("held_for_orders", "1000"), ("symbol", "SQQQ"),
            ])
        ),
        "40410000": notFound("order"),
        "40010001": unprocessable("qty must be integer"),
        "42900000": AlpacaError(status: 429),
        "50000000": AlpacaError(status: 500),
        "message_only": AlpacaError(403, nil, "forbidden."),
        "subscription": AlpacaError(403, nil, "subscription does not permit querying recent SIP data"),
    ]

    var response: SandboxResponse {
        var members = details
        members["code"] = code.map { .int($0) }
        members["message"] = .string(message)
        return SandboxResponse(status, .object(members))
    }

    private static func phrase(_ status: Int) -> String {
        switch status {
        case 401: "request is not authorized"
        case 403: "forbidden."
        case 404: "not found"
        case 405: "method not allowed"
        case 413: "request entity too large"
        case 429: "too many requests"
        case 431: "request header fields too large"
        case 500...: "internal server error occurred"
        default: "bad request"
        }
    }
}
