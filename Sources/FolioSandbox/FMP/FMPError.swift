import FolioModel

/// An answer of FMP's that is none: an object with one message, or a plain text.
struct FMPError: Hashable, Sendable {
    let status: Int
    let text: String

    /// Whether the text stands alone, without JSON around it.
    let isPlain: Bool

    private init(_ status: Int, _ text: String, isPlain: Bool = false) {
        (self.status, self.text, self.isPlain) = (status, text, isPlain)
    }

    private static let site = "https://site.financialmodelingprep.com/"
    private static let pricing = "\(site)developer/docs/pricing"
    private static let upgrade = "Please upgrade your plan or visit our documentation for more details at \(site)"

    /// Errors by the names that faults use.
    static let byName: [String: FMPError] = [
        "invalid-key": FMPError(
            401,
            "Invalid API KEY. Feel free to create a Free API Key or visit "
                + "\(site)faqs?search=why-is-my-api-key-invalid for more information."
        ),
        "restricted-endpoint": FMPError(
            402,
            "Restricted Endpoint: This endpoint is not available under your current subscription please visit our "
                + "subscription page to upgrade your plan at https://financialmodelingprep.com/",
            isPlain: true
        ),
        "premium-parameter": FMPError(
            402,
            "Premium Query Parameter: 'Special Endpoint : This value set for 'symbol' is not available under your "
                + "current subscription please visit our subscription page to upgrade your plan at \(pricing)'",
            isPlain: true
        ),
        "exclusive-endpoint": FMPError(
            402,
            "Exclusive Endpoint : This endpoint is not available under your current subscription agreement, please "
                + "visit our subscription page to upgrade your plan or contact us at \(pricing)"
        ),
        "legacy": FMPError(
            403,
            "Legacy Endpoint : Due to Legacy endpoints being no longer supported - This endpoint is only available "
                + "for legacy users who have valid subscriptions prior August 31, 2025. Please visit our "
                + "documentation page \(site)developer/docs for our current APIs."
        ),
        "suspended": FMPError(
            403,
            "Account suspended. Please contact info@financialmodelingprep.com more details."
        ),
        "limit-reach": FMPError(429, "Limit Reach . \(upgrade)"),
        "bandwidth": FMPError(429, "Bandwidth Limit Reach . \(upgrade)"),
        "internal": FMPError(500, "Internal Server Error"),
    ]

    /// The error that stands for an HTTP status.
    static func response(status: Int) -> SandboxResponse {
        let name =
            switch status {
            case 401: "invalid-key"
            case 402: "restricted-endpoint"
            case 403: "legacy"
            case 429: "limit-reach"
            default: "internal"
            }
        if status == 404 { return SandboxResponse(404, []) }
        var response = byName[name]?.response ?? SandboxResponse(status, [])
        response.status = status
        return response
    }

    var response: SandboxResponse {
        isPlain ? SandboxResponse(status, text: text) : SandboxResponse(status, ["Error Message": .string(text)])
    }
}
