/// What of a request rules and counts go by.
struct RequestKey: Hashable, Sendable {
    /// The path as it came.
    let path: String

    /// The path with the parts that name something replaced: `/v2/positions/{symbol}`.
    let endpoint: String

    /// The id of the Plaid item or the Alpaca account, where the request is for a known one.
    let connection: String?

    /// The other names by which rules may speak of it.
    let aliases: [String]

    /// The symbols it asks for.
    let symbols: [String]

    /// Whether a rule is about this request, its counting left aside.
    func matches(_ trigger: RequestTrigger) -> Bool {
        path.hasPrefix(trigger.path)
            && (trigger.connection.map { $0 == connection || aliases.contains($0) } ?? true)
            && (trigger.symbol.map { symbols.contains($0) } ?? true)
    }
}

/// How many requests have come, by endpoint, connection and symbol.
package struct RequestCounts: Hashable, Sendable {
    /// Requests of one kind.
    package struct Row: Hashable, Sendable {
        /// The path with the parts that name something replaced: `/v2/positions/{symbol}`.
        package let endpoint: String

        /// The id of the Plaid item or the Alpaca account; `nil` where the request was for none.
        package let connection: String?

        /// The symbol; `nil` in the row that counts requests whatever their symbols.
        package let symbol: String?

        /// How many have come.
        package fileprivate(set) var count: Int
    }

    private struct Key: Hashable, Sendable {
        let endpoint: String
        let connection: String?
        let symbol: String?
    }

    /// Different paths and kinds counted; further ones only count in ``total``.
    private static let maximumKinds = 10_000

    /// All requests, those to the control endpoint left aside.
    package private(set) var total = 0

    private var byPath: [String: Int] = [:]
    private var byKey: [Key: Int] = [:]

    /// How many requests have come for exactly that path.
    package func count(path: String) -> Int { byPath[path] ?? 0 }

    /// How many requests have come, by whatever is given.
    ///
    /// A request that asks for several symbols counts once for each of them, and once where no symbol is given.
    package func count(endpoint: String? = nil, connection: String? = nil, symbol: String? = nil) -> Int {
        byKey.reduce(0) { sum, element in
            let key = element.key
            let isMeant =
                key.symbol == symbol && (endpoint.map { $0 == key.endpoint } ?? true)
                && (connection.map { $0 == key.connection } ?? true)
            return isMeant ? sum + element.value : sum
        }
    }

    /// Every kind of request with its count, by endpoint, connection and symbol.
    package var rows: [Row] {
        byKey.map { Row(endpoint: $0.endpoint, connection: $0.connection, symbol: $0.symbol, count: $1) }
            .sorted {
                ($0.endpoint, $0.connection ?? "", $0.symbol ?? "") < (
                    $1.endpoint, $1.connection ?? "", $1.symbol ?? ""
                )
            }
    }

    mutating func count(_ request: RequestKey) {
        total += 1
        if byPath[request.path] != nil || byPath.count < Self.maximumKinds { byPath[request.path, default: 0] += 1 }
        for symbol in [nil] + Set(request.symbols).map(Optional.some) {
            let key = Key(endpoint: request.endpoint, connection: request.connection, symbol: symbol)
            if byKey[key] != nil || byKey.count < Self.maximumKinds { byKey[key, default: 0] += 1 }
        }
    }
}
