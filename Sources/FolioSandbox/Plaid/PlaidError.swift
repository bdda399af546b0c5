import FolioModel

/// An error in Plaid's documented form.
struct PlaidError: Error, Hashable, Sendable {
    let status: Int
    let type: String
    let code: String
    let message: String?
    let display: String?

    init(_ type: String, _ code: String, _ message: String?, display: String? = nil, status: Int = 400) {
        (self.type, self.code, self.message, self.display, self.status) = (type, code, message, display, status)
    }

    /// The documented error of that code, with a message of its own where one is given.
    init(_ code: String, message: String? = nil) {
        guard let error = Self.byCode[code] else { preconditionFailure("Plaid documents no error \(code)") }
        self.init(error.type, code, message ?? error.message, display: error.display, status: error.status)
    }

    /// The error that stands for an HTTP status.
    init(status: Int) {
        switch status {
        case 429: self.init("RATE_LIMIT")
        case 503: self.init("PLANNED_MAINTENANCE")
        case 404: self.init("NOT_FOUND")
        default:
            let error = PlaidError(status >= 500 ? "INTERNAL_SERVER_ERROR" : "INVALID_BODY")
            self.init(error.type, error.code, error.message, status: status)
        }
    }

    static let notFound = PlaidError("NOT_FOUND")
    static let invalidBody = PlaidError("INVALID_BODY")
    static let invalidKeys = PlaidError("INVALID_API_KEYS")
    static let invalidAccessToken = PlaidError("INVALID_ACCESS_TOKEN")
    static let invalidPublicToken = PlaidError("INVALID_PUBLIC_TOKEN")
    static let invalidLinkToken = PlaidError("INVALID_LINK_TOKEN")
    static let invalidInstitution = PlaidError("INVALID_INSTITUTION")
    static let invalidAccount = PlaidError("INVALID_ACCOUNT_ID")
    static let noInvestmentAccounts = PlaidError("NO_INVESTMENT_ACCOUNTS")

    /// The limit of an endpoint.
    static func rateLimited(_ path: String) -> PlaidError {
        switch path {
        case "/investments/holdings/get": PlaidError("INVESTMENT_HOLDINGS_GET_LIMIT")
        case "/investments/transactions/get": PlaidError("INVESTMENT_TRANSACTIONS_LIMIT")
        case "/accounts/get": PlaidError("ACCOUNTS_LIMIT")
        case "/item/get": PlaidError("ITEM_GET_LIMIT")
        case "/institutions/get_by_id": PlaidError("INSTITUTIONS_GET_BY_ID_LIMIT")
        default: PlaidError("RATE_LIMIT")
        }
    }

    static func missing(_ fields: [String]) -> PlaidError {
        PlaidError(
            "MISSING_FIELDS",
            message: "the following required fields are missing: \(fields.joined(separator: ", "))"
        )
    }

    static func invalidField(_ message: String) -> PlaidError { PlaidError("INVALID_FIELD", message: message) }

    /// The members without `request_id`, as an item carries them.
    var members: [(String, JSONValue)] {
        [
            ("error_type", .string(type)), ("error_code", .string(code)), ("error_message", .text(message)),
            ("display_message", .text(display)),
        ]
    }

    func response(requestID: String) -> SandboxResponse {
        SandboxResponse(status, .object(JSONObject(members + [("request_id", .string(requestID))])))
    }
}
