package import FolioAdapterKit
package import FolioModel
package import FolioStore

/// The buckets of one adapter, and what of them is written down: decides without a clock or a store.
///
/// Tokens are written down in advance, a few at a time: what is stored is never earlier than what is true, so that a
/// daemon that is killed has used less than it remembers, and only every few calls cost a commit.
package struct RateBook: Sendable {
    /// What becomes of a call.
    package enum Admission: Hashable, Sendable {
        /// It goes out after so many milliseconds; the token is taken.
        case go(after: Int64)
        /// It would have to wait for longer than a call may; no token is taken.
        case refuse(after: Int64)
    }

    /// The longest that a call waits for its token, in milliseconds: at any rate, one comes back within it.
    package static let patience = TokenBucket.window
    /// Tokens that are written down in advance: a quarter of a bucket, and no more than ten, so that a daemon that is
    /// killed again and again does not use up a large bucket by that alone.
    package static func ahead(_ requestsPerMinute: Int?) -> Int { min(max((requestsPerMinute ?? 0) / 4, 1), 10) }
    /// Buckets of connections that are remembered; of more, those that are full are forgotten.
    private static let capacity = 4096
    /// The key of the adapter's own bucket.
    private static let whole = ""

    /// How often a refusal emptied a bucket.
    package private(set) var blocks = 0

    private var rate: RateLimit?
    private var buckets: [String: TokenBucket] = [:]
    private var written: [String: Timestamp] = [:]

    package init() {}

    /// Takes over what was written down.
    package mutating func load(_ stored: [StoredRate], at now: Timestamp) {
        for rate in stored {
            var bucket = TokenBucket(fullAt: rate.fullAt)
            bucket.clamp(at: now)
            buckets[rate.scope] = bucket
            written[rate.scope] = bucket.fullAt
        }
    }

    /// Takes over the rate: the configuration's number where it has one, else the manifest's; whose it is, the manifest
    /// says.
    package mutating func set(manifest: RateLimit?, requestsPerMinute: Int?) {
        var rate = manifest
        if let requestsPerMinute {
            if rate == nil { rate = RateLimit() }
            rate?.requestsPerMinute = requestsPerMinute
        }
        self.rate = rate
    }

    private var interval: Int64 { TokenBucket.interval(rate?.requestsPerMinute) }

    /// The bucket that a call is taken from: the connection's, else the adapter's.
    private func key(_ connection: String?) -> String? {
        if rate?.scope == "adapter" { return Self.whole }
        return connection
    }

    /// Asks for a token, and waits out what was said of the adapter as a whole.
    ///
    /// - Parameters:
    ///   - connection: Whose call it is; `nil` for nobody's.
    ///   - mayWait: Whether the call waits or is refused; otherwise it goes at once, and owes its token.
    ///   - now: The time.
    /// - Returns: When the call goes out.
    package mutating func take(_ connection: String?, mayWait: Bool, at now: Timestamp) -> Admission {
        let key = key(connection)
        let keys = Set([Self.whole, key].compactMap { $0 })
        let wait =
            keys.map { key in
                (buckets[key] ?? TokenBucket(fullAt: now)).wait(at: now, interval: self.interval(of: key))
            }.max() ?? 0
        guard !mayWait || wait <= Self.patience else { return .refuse(after: wait) }
        let interval = interval
        if let key { change(key, at: now) { $0.take(at: now, interval: interval) } }
        return .go(after: mayWait ? wait : 0)
    }

    /// The adapter's own bucket has no tokens where each connection has its own: only blocks.
    private func interval(of key: String) -> Int64 {
        key == Self.whole && rate?.scope != "adapter" ? 0 : interval
    }

    /// Gives back the token of a call that was not made.
    ///
    /// One that was taken before a refusal (``blocks`` was another number then) is gone with the bucket that the refusal
    /// emptied: given back, it would shorten the vendor's pause.
    package mutating func giveBack(_ connection: String?, takenAfter blocks: Int, at now: Timestamp) {
        guard blocks == self.blocks, let key = key(connection) else { return }
        let interval = interval
        change(key, at: now) { $0.giveBack(interval: interval) }
    }

    /// Takes what an answer says it took beyond its one token.
    package mutating func charge(_ connection: String?, vendorCalls: Int, at now: Timestamp) {
        guard vendorCalls > 1, let key = key(connection) else { return }
        let interval = interval
        change(key, at: now) { $0.take(vendorCalls - 1, at: now, interval: interval) }
    }

    /// Empties the bucket that a refusal is about.
    package mutating func refused(_ error: AdapterError, _ connection: String?, at now: Timestamp) {
        let key = error.scope == "adapter" ? Self.whole : key(connection) ?? Self.whole
        blocks += 1
        let seconds = error.retryAfterSeconds ?? TokenBucket.defaultBlockSeconds
        let interval = self.interval(of: key)
        change(key, at: now) { $0.block(seconds: seconds, at: now, interval: interval) }
    }

    private mutating func change(_ key: String, at now: Timestamp, _ change: (inout TokenBucket) -> Void) {
        if buckets[key] == nil, buckets.count >= Self.capacity {
            buckets = buckets.filter { $0.value.fullAt > now }
            written = written.filter { buckets[$0.key] != nil }
        }
        change(&buckets[key, default: TokenBucket(fullAt: now)])
    }

    /// What has to be written down before a call goes out; empty where enough is.
    package mutating func unwritten(at now: Timestamp) -> [StoredRate] {
        var rows: [StoredRate] = []
        for (key, bucket) in buckets where bucket.fullAt > max(written[key] ?? now, now) {
            let ahead = Int64(Self.ahead(rate?.requestsPerMinute) - 1) * interval(of: key)
            let fullAt = Timestamp(milliseconds: bucket.fullAt.milliseconds + ahead)
            written[key] = fullAt
            rows.append(StoredRate(scope: key, fullAt: fullAt))
        }
        return rows
    }

    /// All buckets that are not full, as they are.
    package mutating func all(at now: Timestamp) -> [StoredRate] {
        let rows = buckets.filter { $0.value.fullAt > now }.map { StoredRate(scope: $0.key, fullAt: $0.value.fullAt) }
        written = Dictionary(uniqueKeysWithValues: rows.map { ($0.scope, $0.fullAt) })
        return rows.sorted { $0.scope < $1.scope }
    }
}
