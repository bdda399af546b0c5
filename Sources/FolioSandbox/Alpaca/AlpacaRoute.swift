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
        let named = prefix + Self.template(resource, dropsAccount: prefix == "/v1/accounts")
        endpoint = Self.endpoints.contains(named) ? named : "/\(segments.first ?? "")/(unknown)"
        var symbols = request.list("symbols") ?? []
        if resource.count > 1, ["positions", "assets"].contains(resource[0]) {
            symbols.append(resource.dropFirst().joined(separator: "/"))
        }
        self.symbols = symbols
    }

    /// Every path that is served, with the parts that name something replaced.
    static let endpoints: Set<String> = {
        let ofAccount = ["/account", "/account/portfolio/history", "/positions", "/positions/{symbol}"]
        let orders = ["/orders", "/orders/{order_id}"]
        let activities = ["/activities", "/activities/{activity_type}"]
        let shared = ["/assets", "/assets/{symbol}", "/calendar", "/clock"]
        let trading = ofAccount + orders + shared + activities.map { "/account" + $0 }
        return Set(
            trading.map { "/v2" + $0 } + ["/v2/stocks/bars", "/v2/stocks/snapshots"]
                + (ofAccount + orders).map { "/v1/trading/accounts/{account_id}" + $0 }
                + (shared + ["/accounts", "/accounts/{account_id}", "/oauth2/token"]).map { "/v1" + $0 }
                + activities.map { "/v1/accounts" + $0 }
        )
    }()

    private static func template(_ resource: [String], dropsAccount: Bool) -> String {
        guard let first = resource.first else { return "" }
        let name: String? =
            switch first {
            case "positions", "assets": "{symbol}"
            case "orders": "{order_id}"
            case "accounts": "{account_id}"
            default: nil
            }
        if let name { return "/\(first)" + (resource.count > 1 ? "/\(name)" : "") }
        guard first == "account", resource.count > 1, resource[1] == "activities" else {
            return "/" + resource.joined(separator: "/")
        }
        return (dropsAccount ? "" : "/account") + "/activities" + (resource.count > 2 ? "/{activity_type}" : "")
    }
}
