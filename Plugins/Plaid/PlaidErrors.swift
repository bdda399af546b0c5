import FolioAdapterKit
import FolioModel

/// What Plaid's error codes mean here; source: plaid.com/docs/errors.
///
/// Decided by code, then by type, and by the HTTP status only where both are new or missing: troubles of a bank come as
/// 400 like a typo does.
enum PlaidErrors {
    /// What a code means.
    struct Meaning: Sendable {
        let kind: AdapterError.Kind
        let sentence: String
        var retryAfterSeconds: Int?

        init(_ kind: AdapterError.Kind, _ sentence: String, after retryAfterSeconds: Int? = nil) {
            (self.kind, self.sentence, self.retryAfterSeconds) = (kind, sentence, retryAfterSeconds)
        }
    }

    private static let newLogin = Meaning(.authRequired, "The institution asks for a new login: connect again.")
    private static let linkAgain = Meaning(.authRequired, "Linking did not finish: start it again.")
    private static let gone = Meaning(.consentRevoked, "Plaid no longer knows this connection: connect anew.")
    private static let ownFault = Meaning(.vendorError, "Plaid refused the request itself; repeating it will not help.")
    private static let slow = Meaning(.rateLimited, "Plaid's rate limit is reached.", after: 60)
    private static let bankDown = Meaning(.unavailable, "The institution does not answer Plaid now.", after: 3600)
    private static let dashboard = Meaning(
        .vendorError,
        "The institution has to be enabled for this client in Plaid's dashboard."
    )
    private static let keys = Meaning(
        .badCredentials,
        "Plaid refused the configured keys: check client_id, secret, and environment."
    )
    private static let otherProduct = Meaning(.unsupported, "This connection does not offer what was asked for.")

    /// The documented codes.
    static let meanings: [String: Meaning] = [
        // ITEM_ERROR: the user has to act at the institution.
        "ITEM_LOGIN_REQUIRED": newLogin, "INVALID_CREDENTIALS": newLogin, "INVALID_MFA": newLogin,
        "INSUFFICIENT_CREDENTIALS": newLogin, "INVALID_UPDATED_USERNAME": newLogin,
        "PASSWORD_RESET_REQUIRED": newLogin, "USER_SETUP_REQUIRED": newLogin, "ITEM_LOCKED": newLogin,
        "USER_INPUT_TIMEOUT": newLogin,
        "NO_ACCOUNTS": Meaning(.authRequired, "No account is shared: connect again and choose accounts."),
        "ADDITIONAL_CONSENT_REQUIRED": Meaning(.authRequired, "Investments were not consented to: connect again."),
        "ACCESS_NOT_GRANTED": Meaning(.authRequired, "Access to investments was not granted: connect again."),
        "USER_PERMISSION_REVOKED": Meaning(.consentRevoked, "The user revoked the access: connect anew."),
        "ITEM_NOT_FOUND": gone, "ITEM_CONCURRENTLY_DELETED": gone, "INVALID_ACCESS_TOKEN": gone,
        "PRODUCT_NOT_READY": Meaning(.notReady, "Plaid is still reading this institution.", after: 30),
        "NO_INVESTMENT_ACCOUNTS": Meaning(.unsupported, "No investment account is shared at this institution."),
        "NO_INVESTMENT_AUTH_ACCOUNTS": Meaning(.unsupported, "No investment account is shared at this institution."),
        "PRODUCTS_NOT_SUPPORTED": otherProduct, "PRODUCT_NOT_SUPPORTED": otherProduct,
        "PRODUCT_NOT_ENABLED": otherProduct,
        "ITEM_NOT_SUPPORTED": Meaning(.unsupported, "Plaid does not support this kind of account."),
        "MFA_NOT_SUPPORTED": Meaning(.unsupported, "Plaid does not support the institution's second factor."),

        // Keys and configuration.
        "INVALID_API_KEYS": keys, "UNAUTHORIZED_ENVIRONMENT": keys, "UNAUTHORIZED_ROUTE_ACCESS": keys,
        "INVALID_PRODUCT": Meaning(.configInvalid, "Plaid does not know or allow a configured product."),
        "INVALID_LINK_CUSTOMIZATION": Meaning(.configInvalid, "Plaid refused the link's configuration."),
        "DIRECT_INTEGRATION_NOT_ENABLED": keys,

        // INVALID_INPUT and INVALID_REQUEST.
        "INVALID_ACCOUNT_ID": Meaning(.notFound, "An account is no longer shared."),
        "INVALID_PUBLIC_TOKEN": linkAgain, "INVALID_LINK_TOKEN": linkAgain,
        "INVALID_INSTITUTION": Meaning(.notFound, "Plaid does not know this institution."),
        "INVALID_WEBHOOK_VERIFICATION_KEY_ID": Meaning(.notFound, "Plaid does not know this verification key."),
        "MISSING_FIELDS": ownFault, "INVALID_FIELD": ownFault, "INVALID_BODY": ownFault, "INVALID_HEADERS": ownFault,
        "UNKNOWN_FIELDS": ownFault, "INVALID_CONFIGURATION": ownFault, "INCOMPATIBLE_API_VERSION": ownFault,
        "NOT_FOUND": ownFault,
        "NO_LONGER_AVAILABLE": ownFault, "USER_NOT_FOUND": ownFault,
        "SANDBOX_ONLY": Meaning(.unsupported, "This works in Plaid's sandbox only."),
        "SANDBOX_PRODUCT_NOT_ENABLED": otherProduct, "SANDBOX_WEBHOOK_INVALID": ownFault,

        // OAUTH_ERROR: only while linking.
        "INCORRECT_LINK_TOKEN": linkAgain, "INCORRECT_OAUTH_NONCE": linkAgain,
        "OAUTH_STATE_ID_ALREADY_PROCESSED": linkAgain, "OAUTH_STATE_ID_NOT_FOUND": linkAgain,

        // RATE_LIMIT_EXCEEDED: per minute, without a header that says how long.
        "ACCOUNTS_BALANCE_GET_LIMIT": slow, "ACCOUNTS_LIMIT": slow, "BALANCE_LIMIT": slow,
        "INSTITUTIONS_GET_BY_ID_LIMIT": slow, "INSTITUTIONS_GET_LIMIT": slow, "INVESTMENT_HOLDINGS_GET_LIMIT": slow,
        "INVESTMENT_TRANSACTIONS_LIMIT": slow, "ITEM_GET_LIMIT": slow, "RATE_LIMIT": slow,
        "INSTITUTION_RATE_LIMIT": Meaning(.rateLimited, "The institution limits how often Plaid may ask.", after: 300),
        "CREDITS_EXHAUSTED": Meaning(.vendorError, "The allowance of this Plaid account is used up."),

        // INSTITUTION_ERROR.
        "INSTITUTION_DOWN": bankDown, "INSTITUTION_NOT_RESPONDING": bankDown, "INSTITUTION_NOT_AVAILABLE": bankDown,
        "INSTITUTION_NO_LONGER_SUPPORTED": Meaning(.unsupported, "Plaid no longer supports this institution."),
        "UNSUPPORTED_RESPONSE": Meaning(.vendorError, "Plaid cannot read what the institution answers."),
        "UNAUTHORIZED_INSTITUTION": dashboard, "INSTITUTION_REGISTRATION_REQUIRED": dashboard,
        "INSTITUTION_NOT_ENABLED_IN_ENVIRONMENT": dashboard,

        // API_ERROR.
        "INTERNAL_SERVER_ERROR": Meaning(.unavailable, "Plaid had an internal error."),
        "PLANNED_MAINTENANCE": Meaning(.unavailable, "Plaid is under maintenance.", after: 900),
    ]

    private static let otherUse = Meaning(.vendorError, "Plaid reports an error of a product that folio does not use.")

    /// What a type means where the code is new.
    static let meaningsByType: [String: Meaning] = [
        "RATE_LIMIT_EXCEEDED": slow, "INSTITUTION_ERROR": bankDown, "INVALID_REQUEST": ownFault,
        "INVALID_INPUT": ownFault, "INVALID_RESULT": ownFault, "IDEMPOTENCY_ERROR": ownFault,
        "SANDBOX_ERROR": ownFault, "USER_ERROR": ownFault, "PARTNER_ERROR": ownFault,
        "OAUTH_ERROR": linkAgain, "RECAPTCHA_ERROR": linkAgain,
        "API_ERROR": Meaning(.unavailable, "Plaid had an internal error."),
        "ITEM_ERROR": Meaning(.vendorError, "Plaid reports a trouble with this connection."),
        "ASSET_REPORT_ERROR": otherUse, "ASSETS_ERROR": otherUse, "BANK_TRANSFER_ERROR": otherUse,
        "BASE_REPORT_ERROR": otherUse, "CHECK_REPORT_ERROR": otherUse, "CONSUMER_REPORT_ERROR": otherUse,
        "INCOME_VERIFICATION_ERROR": otherUse, "MICRODEPOSITS_ERROR": otherUse, "PAYMENT_ERROR": otherUse,
        "SIGNAL_ERROR": otherUse, "STATEMENTS_ERROR": otherUse, "TRANSACTIONS_ERROR": otherUse,
        "TRANSACTION_ERROR": otherUse, "TRANSFER_ERROR": otherUse,
    ]

    /// Why an institution asks for a new login, where Plaid says so.
    private static let reasons = [
        "OAUTH_INVALID_TOKEN": "The institution no longer accepts the connection: connect again.",
        "OAUTH_CONSENT_EXPIRED": "The consent to read the accounts has expired: connect again.",
        "OAUTH_USER_REVOKED": "The user ended the access at the institution: connect again.",
    ]

    /// Codes by which Plaid says that it does not refresh an item on demand.
    static let noRefresh: Set<String> = [
        "PRODUCTS_NOT_SUPPORTED", "PRODUCT_NOT_SUPPORTED", "PRODUCT_NOT_ENABLED", "INVALID_PRODUCT",
        "UNAUTHORIZED_ROUTE_ACCESS", "SANDBOX_PRODUCT_NOT_ENABLED",
    ]

    /// Codes that other accounts mend, not another login.
    static let lackOfAccounts: Set<String> = [
        "NO_ACCOUNTS", "NO_INVESTMENT_ACCOUNTS", "NO_INVESTMENT_AUTH_ACCOUNTS", "ACCESS_NOT_GRANTED",
    ]

    /// The error that an answer stands for.
    ///
    /// `nil` where the answer is none of Plaid's error objects. The status decides only for a type that is new.
    static func error(in answer: VendorObject, status: Int = 400) throws(AdapterError) -> AdapterError? {
        guard let code = try answer.optionalString("error_code") else { return nil }
        let type = try answer.optionalString("error_type") ?? ""
        let meaning =
            meanings[code] ?? meaningsByType[type]
            ?? Meaning(
                status >= 500 ? .unavailable : .vendorError,
                "Plaid refused with an error that is not known here."
            )
        let reason = try answer.optionalString("error_code_reason").flatMap { reasons[$0] }
        var error = AdapterError(meaning.kind, reason ?? meaning.sentence)
        error.retryAfterSeconds = meaning.retryAfterSeconds
        error.vendorCode = code
        error.vendorRequestID = try answer.optionalString("request_id")
        error.scope = meaning.kind == .badCredentials || meaning.kind == .configInvalid ? "adapter" : "connection"
        return error
    }

    /// The error of an answer without an error object: a gateway's page, an empty body.
    static func error(status: Int) -> AdapterError {
        switch status {
        case 429:
            var error = AdapterError(.rateLimited, slow.sentence)
            error.retryAfterSeconds = slow.retryAfterSeconds
            return error
        case 500...: return AdapterError(.unavailable, "Plaid answered \(status) without an error object.")
        default: return AdapterError(.vendorError, "Plaid answered \(status) without an error object.")
        }
    }
}
