import FolioModel

/// What Alpaca's clients have made and used up.
struct AlpacaState: Sendable {
    /// How long a firm's token lives, in seconds, and how many are known at a time.
    static let tokenSeconds: Int64 = 900
    private static let maximumTokens = 1000

    /// The names of the errors with which the calls for an account are answered, by the account's id.
    var failures: [String: String] = [:]

    private var tradingWindow = RateWindow()
    private var brokerWindow = RateWindow()
    private var tokens: [String: Timestamp] = [:]
    private(set) var tokensMade = 0

    /// Counts a request.
    mutating func take(
        _ api: AlpacaRoute.API,
        limit: Int,
        at now: Timestamp
    ) -> (isAllowed: Bool, headers: [(name: String, value: String)]) {
        api == .broker ? brokerWindow.take(limit: limit, at: now) : tradingWindow.take(limit: limit, at: now)
    }

    /// Keeps a token until its end.
    mutating func add(token: String, at now: Timestamp) {
        if tokens.count >= Self.maximumTokens, let oldest = tokens.min(by: { $0.value < $1.value }) {
            tokens[oldest.key] = nil
        }
        tokens[token] = now.adding(seconds: Self.tokenSeconds)
        tokensMade += 1
    }

    func isValid(token: String, at now: Timestamp) -> Bool { tokens[token].map { now < $0 } ?? false }
}
