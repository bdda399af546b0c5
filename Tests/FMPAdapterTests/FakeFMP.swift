import FMPAdapter
import FolioAdapterKit
import FolioModel
import Foundation
import Synchronization

/// FMP without a network: targets to answers, and a memory of what was asked.
final class FakeFMP: HTTPClient {
    /// A call as the adapter made it.
    struct Call: Sendable {
        /// Below `/stable/`.
        let endpoint: String
        let query: [String: String]
        let url: String
        let headers: [String: String]
    }

    private let calls = Mutex<[Call]>([])
    private let answer: @Sendable (Call) -> HTTPResponse

    init(_ answer: @escaping @Sendable (Call) -> HTTPResponse) { self.answer = answer }

    /// Answers by endpoint; anything else is an empty list.
    convenience init(_ answers: [String: JSONValue]) {
        self.init { .json(answers[$0.endpoint] ?? []) }
    }

    /// What was asked, in order.
    var made: [Call] { calls.withLock { $0 } }

    /// The endpoints that were asked, in order.
    var endpoints: [String] { made.map(\.endpoint) }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let prefix = "https://fmp.test/stable/"
        guard request.url.hasPrefix(prefix), let url = URLComponents(string: request.url) else {
            throw HTTPFailure(.invalidURL, "not FMP")
        }
        let call = Call(
            endpoint: String(url.path.dropFirst("/stable/".count)),
            query: Dictionary((url.queryItems ?? []).map { ($0.name, $0.value ?? "") }) { $1 },
            url: request.url,
            headers: Dictionary(request.headers.map { ($0.name, $0.value) }) { $1 }
        )
        calls.withLock { $0.append(call) }
        return answer(call)
    }

    /// A key that must show nowhere but in the header.
    static let key = "planted-key-0123456789"

    /// Tuesday, 2026-11-24, 12:00 UTC.
    static let noon = Timestamp(seconds: 1_795_521_600)

    /// The adapter on this FMP, configured.
    func adapter(
        _ extra: [(String, JSONValue)] = [],
        now: Timestamp = noon
    ) async throws -> FMPAdapter {
        try await adapter(extra, clock: FakeClock(now))
    }

    /// The adapter with a clock that its own waits move on.
    func adapter(_ extra: [(String, JSONValue)] = [], clock: FakeClock) async throws -> FMPAdapter {
        let adapter = FMPAdapter(http: self, now: { clock.now }, pause: { clock.wait($0) })
        var params = Configure.Params()
        params.config = .object(
            JSONObject([("base_url", "https://fmp.test/"), ("api_key", .string(Self.key))] + extra)
        )
        _ = try await adapter.configure(params, .quiet)
        return adapter
    }
}

/// A clock that stands still, but for waits.
final class FakeClock: Sendable {
    private let state: Mutex<(now: Timestamp, waits: [Duration])>

    init(_ now: Timestamp) { state = Mutex((now, [])) }

    var now: Timestamp { state.withLock { $0.now } }

    /// The waits so far.
    var waits: [Duration] { state.withLock { $0.waits } }

    /// Goes on.
    func wait(_ duration: Duration) {
        state.withLock { state in
            state.waits.append(duration)
            let (seconds, attoseconds) = duration.components
            let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
            state.now = Timestamp(milliseconds: state.now.milliseconds + milliseconds)
        }
    }
}

/// Counts from 1.
final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}

extension CallContext {
    /// A context whose words nobody hears.
    static var quiet: CallContext {
        CallContext(id: "test", progress: { _, _, _ in }, log: { _, _, _ in }, rotate: { _, _ in })
    }
}

/// Files beside the tests.
enum Fixture {
    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: Bundle.module.bundleURL.appendingPathComponent("Fixtures/" + path)))
    }
}

extension HTTPResponse {
    /// An answer of a JSON value.
    static func json(_ value: JSONValue, status: Int = 200) -> HTTPResponse {
        HTTPResponse(status: status, body: Array(value.text.utf8))
    }
}

/// The error that a call throws; a test that gets none fails.
func adapterError(_ call: () async throws(AdapterError) -> some Sendable) async throws -> AdapterError {
    do throws(AdapterError) {
        _ = try await call()
    } catch {
        return error
    }
    throw HTTPFailure(.interrupted, "no error was thrown")
}

// MARK: Calls

extension PricesLatest.Params {
    init(_ tickers: String..., currency: String? = nil) {
        self.init()
        items = tickers.map { PriceItem($0, currency: currency) }
    }
}

extension PriceItem {
    init(_ ticker: String, mic: String? = nil, currency: String? = nil) {
        self.init()
        (reference, self.ticker, self.mic) = ("r-" + ticker, ticker, mic)
        self.currency = currency.flatMap { Currency($0) }
    }
}

extension PricesEndOfDay.Params {
    init(_ tickers: [String], _ from: String, _ to: String) throws {
        self.init()
        for ticker in tickers {
            var item = PriceRangeItem()
            (item.reference, item.ticker) = ("r-" + ticker, ticker)
            (item.from, item.to) = (try Day.of(from), try Day.of(to))
            items.append(item)
        }
    }
}

extension ActionsRead.Params {
    init(_ tickers: [String], _ from: String, _ to: String, _ kinds: [ActionsRead.Kind] = []) throws {
        self.init()
        items = tickers.map { PriceItem($0) }
        (self.from, self.to, self.kinds) = (try Day.of(from), try Day.of(to), kinds)
    }
}

extension Day {
    static func of(_ text: String) throws -> Day {
        guard let day = Day(text) else { throw HTTPFailure(.interrupted, "\(text) is no date") }
        return day
    }
}

extension Sequence<Price> {
    var texts: [String] { map(\.description) }
}
