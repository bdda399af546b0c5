/// What an Alpaca path is about, whichever of the APIs it belongs to.
struct AlpacaRoute: Sendable {
    /// Whose keys a path wants.
    enum API: Sendable {
        /// An account's own.
        case trading
        /// The firm's, for all its customers.
        case broker
    }

    let api: API

    /// The account that the path or the query names; `nil` where the keys name it, or none is meant.
    let account: String?

    /// What is asked for, the same for both APIs: `["positions", "AAPL"]`.
    let resource: [String]

    /// The path with the parts that name something replaced.
    let endpoint: String

    /// The symbols asked for.
    let symbols: [String]

    init(_ request: SandboxRequest) {
        let segments = request.segments
        let isBroker = segments.first == "v1"
        api = isBroker ? .broker : .trading
        let prefix: String
        switch (isBroker, segments.count > 1 ? segments[1] : "", segments.count > 2 ? segments[2] : "") {
        case (true, "trading", "accounts") where segments.count > 3:
            (account, resource) = (segments[3], Array(segments.dropFirst(4)))
            prefix = "/v1/trading/accounts/{account_id}"
        case (true, "accounts", "activities"):
            (account, resource) = (request.parameter("account_id"), ["account"] + segments.dropFirst(2))
            prefix = "/v1/accounts"
        case (true, "accounts", _):
            (account, resource) = (segments.count > 2 ? segments[2] : nil, Array(segments.dropFirst()))
            prefix = "/v1"
        default:
            (account, resource) = (nil, Array(segments.dropFirst()))
            prefix = "/" + (segments.first ?? "")
        }
        endpoint = prefix + Self.template(resource, dropsAccount: prefix == "/v1/accounts")
        var symbols = request.list("symbols") ?? []
        if resource.count > 1, ["positions", "assets"].contains(resource[0]) {
            symbols.append(resource.dropFirst().joined(separator: "/"))
        }
        self.symbols = symbols
    }

    private static func template(_ resource: [String], dropsAccount: Bool) -> String {
        switch resource.first {
        case "positions", "assets": resource.count > 1 ? "/\(resource[0])/{symbol}" : "/\(resource[0])"
        case "orders": resource.count > 1 ? "/orders/{order_id}" : "/orders"
        case "accounts": resource.count > 1 ? "/accounts/{account_id}" : "/accounts"
        case "account" where resource.count > 1 && resource[1] == "activities":
            (dropsAccount ? "" : "/account") + "/activities" + (resource.count > 2 ? "/{activity_type}" : "")
        case "account" where resource == ["account"] || resource == ["account", "portfolio", "history"]:
            "/" + resource.joined(separator: "/")
        case "calendar", "clock": "/" + (resource.first ?? "")
        case "stocks" where resource.count == 2: "/" + resource.joined(separator: "/")
        case "oauth2": "/oauth2/token"
        default: "/(unknown)"
        }
    }
}
