import FolioModel

/// An error in Plaid's documented form.
struct PlaidError: Error, Sendable {
    let status: Int
    let type: String
    let code: String
    let message: String

    init(_ type: String, _ code: String, _ message: String, status: Int = 400) {
        (self.type, self.code, self.message, self.status) = (type, code, message, status)
    }

    /// The error that stands for an HTTP status.
    init(status: Int) {
        switch status {
        case 429: self = .rateLimited
        case 503:
            self.init(
                "API_ERROR",
                "PLANNED_MAINTENANCE",
                "the Plaid API is temporarily unavailable due to maintenance",
                status: 503
            )
        case 500...: self.init("API_ERROR", "INTERNAL_SERVER_ERROR", "an unexpected error occurred", status: status)
        case 404: self = .notFound
        default: self.init("INVALID_REQUEST", "INVALID_BODY", "body could not be parsed as JSON", status: status)
        }
    }

    static let notFound = PlaidError("INVALID_REQUEST", "NOT_FOUND", "not found", status: 404)
    static let invalidBody = PlaidError("INVALID_REQUEST", "INVALID_BODY", "body could not be parsed as JSON")
    static let invalidKeys = PlaidError("INVALID_INPUT", "INVALID_API_KEYS", "invalid client_id or secret provided")
    static let invalidAccessToken = PlaidError(
        "INVALID_INPUT",
        "INVALID_ACCESS_TOKEN",
        "could not find matching access token"
    )
    static let invalidPublicToken = PlaidError(
        "INVALID_INPUT",
        "INVALID_PUBLIC_TOKEN",
        "could not find matching public token"
    )
    static let invalidLinkToken = PlaidError("INVALID_INPUT", "INVALID_LINK_TOKEN", "invalid link_token provided")
    static let invalidInstitution = PlaidError(
        "INVALID_INPUT",
        "INVALID_INSTITUTION",
        "invalid institution_id provided"
    )
    static let invalidAccount = PlaidError(
        "INVALID_INPUT",
        "INVALID_ACCOUNT_ID",
        "failed to find requested account ID for requested item"
    )
    static let loginRequired = PlaidError(
        "ITEM_ERROR",
        "ITEM_LOGIN_REQUIRED",
        "the login details of this item have changed (credentials, MFA, or required user action) and a user login is "
            + "required to update this information. use Link's update mode to restore the item to a good state"
    )
    static let rateLimited = PlaidError(
        "RATE_LIMIT_EXCEEDED",
        "RATE_LIMIT",
        "rate limit exceeded for attempts to access this item. please try again later",
        status: 429
    )

    static func missing(_ fields: [String]) -> PlaidError {
        PlaidError(
            "INVALID_REQUEST",
            "MISSING_FIELDS",
            "the following required fields are missing: \(fields.joined(separator: ", "))"
        )
    }

    static func invalidField(_ message: String) -> PlaidError {
        PlaidError("INVALID_REQUEST", "INVALID_FIELD", message)
    }

    /// The members without `request_id`, as an item carries them.
    var members: [(String, JSONValue)] {
        [
            ("error_type", .string(type)), ("error_code", .string(code)), ("error_message", .string(message)),
            ("display_message", .null),
        ]
    }

    func response(requestID: String) -> SandboxResponse {
        SandboxResponse(status, .object(JSONObject(members + [("request_id", .string(requestID))])))
    }
}
