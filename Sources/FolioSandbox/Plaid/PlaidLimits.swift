import FolioModel

/// Plaid's limits a minute, by item and endpoint; source: plaid.com/docs/errors/rate-limit-exceeded, March 2026.
struct PlaidLimits: Sendable {
    private static let byPath: [String: (production: Int, sandbox: Int)] = [
        "/investments/holdings/get": (15, 100), "/investments/transactions/get": (30, 100),
        "/investments/refresh": (1, 1), "/accounts/get": (15, 100), "/item/get": (15, 40), "/item/remove": (30, 100),
    ]

    private var minute: Int64 = 0
    private var used: [String: Int] = [:]

    /// Counts a request; throws where the limit is used up.
    mutating func take(
        _ path: String,
        item: String,
        _ limits: SandboxDialect.Plaid.Limits,
        at now: Timestamp
    ) throws(PlaidError) {
        guard limits != .none, let row = Self.byPath[path] else { return }
        let current = now.milliseconds / 60_000
        if current != minute { (minute, used) = (current, [:]) }
        let key = "\(path) \(item)"
        used[key, default: 0] += 1
        let limit = limits == .production ? row.production : row.sandbox
        guard used[key, default: 0] <= limit else { throw .rateLimited(path) }
    }
}
