import FolioAdapterKit
/// What is asked for, and where each of Alpaca's two interfaces has it.
enum AlpacaPath: Hashable, Sendable {
    case account, positions, activities, orders, history, clock
    case asset(String)

    /// The path for one account; the id of a firm's account is a UUID (``AlpacaAccess/accountID(_:)``).
    func path(for access: AlpacaAccess) -> String {
        let own = "/v1/trading/accounts/\(access.account ?? "")"
        let (trading, broker) =
            switch self {
            case .account: ("/v2/account", "\(own)/account")
            case .positions: ("/v2/positions", "\(own)/positions")
            case .orders: ("/v2/orders", "\(own)/orders")
            case .history: ("/v2/account/portfolio/history", "\(own)/account/portfolio/history")
            case .activities: ("/v2/account/activities", "/v1/accounts/activities")
            case .asset(let id): ("/v2/assets/\(URLText.escaped(id))", "/v1/assets/\(URLText.escaped(id))")
            case .clock: ("/v2/clock", "/v1/clock")
            }
        return access.interface == .trading ? trading : broker
    }

    /// What the query needs besides: without it the activities of all the firm's accounts would come.
    func parameters(for access: AlpacaAccess) -> [(String, String)] {
        guard self == .activities, let account = access.account else { return [] }
        return [("account_id", account)]
    }
}
