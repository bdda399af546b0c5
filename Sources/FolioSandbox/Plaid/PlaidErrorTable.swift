/// Every error that Plaid documents, by its code; source: plaid.com/docs/errors.
///
/// The messages are the documentation's own, placeholders included.
extension PlaidError {
    private struct Row {
        let code: String
        let message: String?
        let display: String?
        let status: Int

        init(_ code: String, _ message: String?, display: String? = nil, status: Int = 400) {
            (self.code, self.message, self.display, self.status) = (code, message, display, status)
        }
    }

    /// The errors by code.
    static let byCode: [String: PlaidError] = {
        var errors: [String: PlaidError] = [:]
        for (type, rows) in documented {
            for row in rows {
                errors[row.code] = PlaidError(type, row.code, row.message, display: row.display, status: row.status)
            }
        }
        return errors
    }()

    private static let documented: [String: [Row]] = [
        "API_ERROR": apiErrorRows,
        "INSTITUTION_ERROR": institutionErrorRows,
        "INVALID_INPUT": invalidInputRows,
        "INVALID_REQUEST": invalidRequestRows,
        "ITEM_ERROR": itemErrorRows,
        "OAUTH_ERROR": oauthErrorRows,
        "RATE_LIMIT_EXCEEDED": rateLimitExceededRows,
        "SANDBOX_ERROR": sandboxErrorRows,
        "USER_ERROR": userErrorRows,
    ]

    private static let apiErrorRows = [
        Row("INTERNAL_SERVER_ERROR", "an unexpected error occurred", status: 500),
        Row(
            "PLANNED_MAINTENANCE",
            "the Plaid API is temporarily unavailable due to planned maintenance. visit https://status.plaid.com/ "
                + "for more information",
            status: 503
        ),
    ]

    private static let institutionErrorRows = [
        Row(
            "INSTITUTION_DOWN",
            "this institution is not currently responding to this request. please try again soon",
            display: "This financial institution is not currently responding to requests. We apologize for the "
                + "inconvenience."
        ),
        Row("INSTITUTION_NOT_ENABLED_IN_ENVIRONMENT", "Institution not enabled in this environment"),
        Row(
            "INSTITUTION_NOT_RESPONDING",
            "this institution is not currently responding to this request. please try again soon",
            display: "This financial institution is not currently responding to requests. We apologize for the "
                + "inconvenience."
        ),
        Row(
            "INSTITUTION_NOT_AVAILABLE",
            "this institution is not currently responding to this request. please try again soon",
            display: "This financial institution is not currently responding to requests. We apologize for the "
                + "inconvenience."
        ),
        Row(
            "INSTITUTION_NO_LONGER_SUPPORTED",
            "this institution is no longer supported",
            display: "This financial institution is no longer supported. We apologize for the inconvenience."
        ),
        Row(
            "UNAUTHORIZED_INSTITUTION",
            "not authorized to create items for this institution",
            display: "You are not authorized to create items for this institution at this time."
        ),
        Row(
            "INSTITUTION_REGISTRATION_REQUIRED",
            "not yet registered to create items for this institution",
            display: "You must register your application with this institution before you can create items for it."
        ),
        Row(
            "UNSUPPORTED_RESPONSE",
            "the data returned from the financial institution is not valid",
            display: "The data returned from the financial institution is not valid."
        ),
    ]

    private static let invalidInputRows = [
        Row(
            "DIRECT_INTEGRATION_NOT_ENABLED",
            "your client ID is only authorized to use Plaid Link. head to the docs (https://plaid.com/docs) to "
                + "get started."
        ),
        Row("INVALID_ACCESS_TOKEN", "could not find matching access token"),
        Row("INVALID_ACCOUNT_ID", "failed to find requested account ID for requested item"),
        Row("INVALID_API_KEYS", "invalid client_id or secret provided"),
        Row("INVALID_INSTITUTION", "invalid institution_id provided"),
        Row("INVALID_LINK_CUSTOMIZATION", "requested link customization is not set to update account selection"),
        Row("INVALID_LINK_TOKEN", "invalid link_token provided"),
        Row(
            "INVALID_PRODUCT",
            "client is not authorized to access the following products: [\"identity_verification\"]"
        ),
        Row("ADDITIONAL_CONSENT_REQUIRED", "client does not have user consent to access the PRODUCT_AUTH product"),
        Row("INVALID_PUBLIC_TOKEN", "could not find matching public token"),
        Row(
            "INVALID_WEBHOOK_VERIFICATION_KEY_ID",
            "invalid key_id provided. note that key_ids are specific to Plaid environments, and verification "
                + "requests must be made to the same environment that the webhook was sent from"
        ),
        Row(
            "UNAUTHORIZED_ENVIRONMENT",
            "you are not authorized to create items in this api environment. Go to the Dashboard "
                + "(https://dashboard.plaid.com) to see which environments you are authorized for."
        ),
        Row("UNAUTHORIZED_ROUTE_ACCESS", "you are not authorized to access this route in this api environment."),
        Row(
            "USER_PERMISSION_REVOKED",
            "the holder of this account has revoked their permission for your application to access it"
        ),
    ]

    private static let invalidRequestRows = [
        Row(
            "INCOMPATIBLE_API_VERSION",
            "The public_key cannot be used for this endpoint as of version {version-date} of the API. Please use "
                + "the client_id and secret instead."
        ),
        Row("INVALID_BODY", "body could not be parsed as JSON"),
        Row("INVALID_CONFIGURATION", "please ensure that the request body is formatted correctly"),
        Row("INVALID_FIELD", "{{ error message is specific to the given / missing request field }}"),
        Row("INVALID_HEADERS", "{{ error message is specific to the given / missing header }}"),
        Row("MISSING_FIELDS", "the following required fields are missing: {fields}"),
        Row(
            "NO_LONGER_AVAILABLE",
            "This endpoint has been discontinued as of version {version-date} of the API.",
            status: 404
        ),
        Row("NOT_FOUND", "not found", status: 404),
        Row(
            "SANDBOX_ONLY",
            "access to {api/route} is only available in the sandbox environment at https://sandbox.plaid.com/"
        ),
        Row("UNKNOWN_FIELDS", "the following fields are not recognized by this endpoint: {fields}"),
    ]

    private static let itemErrorRows = [
        Row(
            "ACCESS_NOT_GRANTED",
            "access to this product was not granted for the account",
            display: "The user did not grant the necessary permissions for this product on their account."
        ),
        Row(
            "INSUFFICIENT_CREDENTIALS",
            "insufficient authorization was provided to complete the request",
            display: "INSUFFICIENT_CREDENTIALS"
        ),
        Row(
            "INVALID_CREDENTIALS",
            "the provided credentials were not correct",
            display: "The provided credentials were not correct. Please try again."
        ),
        Row(
            "INVALID_MFA",
            "the provided MFA response(s) were not correct",
            display: "The provided MFA responses were not correct. Please try again."
        ),
        Row(
            "INVALID_UPDATED_USERNAME",
            "the username provided to /item/credentials/update does not match the original username for the item"
        ),
        Row("ITEM_CONCURRENTLY_DELETED", "This item was deleted while the operation was in progress"),
        Row(
            "ITEM_LOCKED",
            "the account is locked. prompt the user to visit the institution's site and unlock their account",
            display: "The given account has been locked by the financial institution. Please visit your financial "
                + "institution's website to unlock your account."
        ),
        Row(
            "ITEM_LOGIN_REQUIRED",
            "the login details of this item have changed (credentials, MFA, or required user action) and a user "
                + "login is required to update this information. use Link's update mode to restore the item to a good "
                + "state"
        ),
        Row(
            "ITEM_NOT_FOUND",
            "The Item you requested cannot be found. This Item does not exist, has been previously removed via "
                + "/item/remove, or has had access removed by the user."
        ),
        Row(
            "ITEM_NOT_SUPPORTED",
            "this account is currently not supported",
            display:
                "The given account is not currently supported for this financial institution. We apologize for the "
                + "inconvenience."
        ),
        Row(
            "MFA_NOT_SUPPORTED",
            "this account requires a MFA type that we do not currently support for the institution",
            display: "The multi-factor security features enabled on this account are not currently supported for this "
                + "financial institution. We apologize for the inconvenience."
        ),
        Row(
            "NO_ACCOUNTS",
            "no valid accounts were found for this item",
            display:
                "No valid accounts were found at the financial institution. Please visit your financial institution's "
                + "website to confirm accounts are available."
        ),
        Row(
            "NO_INVESTMENT_ACCOUNTS",
            "There are no valid investment account(s) associated with this Item. See "
                + "https://plaid.com/docs/api/#item-errors for more information."
        ),
        Row(
            "NO_INVESTMENT_AUTH_ACCOUNTS",
            "There are no valid investment account(s) associated with this Item. See "
                + "https://plaid.com/docs/api/#item-errors for more information."
        ),
        Row(
            "PASSWORD_RESET_REQUIRED",
            "user must reset their password",
            display: "The user needs to reset their password for their account"
        ),
        Row(
            "PRODUCT_NOT_ENABLED",
            "A requested product was not enabled for the current access token. Please ensure it is included when "
                + "when initializing Link and create the Item again."
        ),
        Row(
            "PRODUCT_NOT_READY",
            "the requested product is not yet ready. please provide a webhook or try the request again later"
        ),
        Row("PRODUCTS_NOT_SUPPORTED", ""),
        Row(
            "USER_SETUP_REQUIRED",
            "the account has not been fully set up. prompt the user to visit the issuing institution's site and "
                + "finish the setup process",
            display: "The given account is not fully setup. Please visit your financial institution's website to setup "
                + "your account."
        ),
        Row(
            "USER_INPUT_TIMEOUT",
            "user must retry this operation",
            display: "The application timed out waiting for user input"
        ),
    ]

    private static let oauthErrorRows = [
        Row("INCORRECT_OAUTH_NONCE", "nonce does not match"),
        Row("INCORRECT_LINK_TOKEN", "link token does not match original link token"),
        Row("OAUTH_STATE_ID_ALREADY_PROCESSED", nil, status: 208),
        Row("OAUTH_STATE_ID_NOT_FOUND", "the provided oauth_state_id wasn't found", status: 404),
    ]

    private static let rateLimitExceededRows = [
        Row(
            "ACCOUNTS_LIMIT",
            "rate limit exceeded for attempts to access this item. please try again later",
            status: 429
        ),
        Row(
            "ACCOUNTS_BALANCE_GET_LIMIT",
            "rate limit exceeded for attempts to access this item. please try again later",
            status: 429
        ),
        Row(
            "BALANCE_LIMIT",
            "rate limit exceeded for attempts to access this item. please try again later",
            status: 429
        ),
        Row(
            "CREDITS_EXHAUSTED",
            "Free usage exhausted, please request full Production access to continue using this product",
            status: 429
        ),
        Row(
            "INSTITUTIONS_GET_LIMIT",
            "rate limit exceeded for attempts to access \"institutions get by id\". please try again later",
            status: 429
        ),
        Row(
            "INSTITUTIONS_GET_BY_ID_LIMIT",
            "rate limit exceeded for attempts to access \"institutions get by id\". please try again later",
            status: 429
        ),
        Row(
            "INSTITUTION_RATE_LIMIT",
            "The institution is currently receiving too many requests. Please try again later.",
            status: 429
        ),
        Row(
            "INVESTMENT_HOLDINGS_GET_LIMIT",
            "rate limit exceeded for attempts to access this item. please try again later",
            status: 429
        ),
        Row(
            "INVESTMENT_TRANSACTIONS_LIMIT",
            "rate limit exceeded for attempts to access this item. please try again later",
            status: 429
        ),
        Row(
            "ITEM_GET_LIMIT",
            "rate limit exceeded for attempts to access this item. please try again later",
            status: 429
        ),
        Row(
            "RATE_LIMIT",
            "rate limit exceeded for attempts to access this item. please try again later",
            status: 429
        ),
    ]

    private static let sandboxErrorRows = [
        Row("SANDBOX_PRODUCT_NOT_ENABLED", "The [auth | transactions | ...] product is not enabled on this item"),
        Row(
            "SANDBOX_WEBHOOK_INVALID",
            "Webhook for this item is either not set up, or invalid. Please update the item's webhook and try "
                + "again."
        ),
    ]

    private static let userErrorRows = [
        Row(
            "USER_NOT_FOUND",
            "The User you requested cannot be found. This User does not exist or has had access removed by the "
                + "user."
        )
    ]
}
