import FolioAdapterKit
import FolioModel
import Synchronization

/// What there is below `/stable/`.
enum FMPEndpoint: String, Hashable, Sendable, CaseIterable {
    case quote, splits, dividends, profile
    case batchQuote = "batch-quote"
    case quoteShort = "quote-short"
    /// Closes as traded.
    case unadjusted = "historical-price-eod/non-split-adjusted"
    /// Closes divided by later splits.
    case full = "historical-price-eod/full"
    case searchSymbol = "search-symbol"
    case searchName = "search-name"
    case searchCUSIP = "search-cusip"
    case searchISIN = "search-isin"
    case symbolChange = "symbol-change"
    case delisted = "delisted-companies"
}

/// FMP for one call: reads rows, and counts what was sent.
struct FMPAPI: Sendable {
    private static let timeout = Duration.seconds(12)
    /// A request that is begun has at least so long.
    private static let leastTime = Duration.seconds(1)

    let baseURL: String
    fileprivate let key: String
    let shared: FMPShared
    let tally = FMPTally()
    /// When the call has to be answered.
    let deadline: ContinuousClock.Instant

    /// FMP for a call that may take so long.
    init(baseURL: String, key: String, shared: FMPShared, patience: Duration) {
        (self.baseURL, self.key, self.shared) = (baseURL, key, shared)
        deadline = ContinuousClock.now + patience
    }

    /// The time.
    var now: Timestamp { shared.now() }

    /// Asks once for rows about so many symbols.
    ///
    /// The key is a header, so that no URL holds it.
    func rows(
        _ endpoint: FMPEndpoint,
        _ query: [(String, String)],
        symbols: Int = 1,
        evenIfHeld: Bool = false
    ) async throws(FMPRefusal) -> [VendorObject] {
        guard !shared.gate.isRestricted(endpoint, at: now) else { throw FMPRefusal(.restrictedEndpoint) }
        let left = deadline - ContinuousClock.now
        guard left > Self.leastTime else { throw FMPRefusal(.outOfTime) }
        let wait = try shared.gate.admit(at: now, longestPause: left / 4, evenIfHeld: evenIfHeld)
        if wait > .zero { await shared.pause(wait) }
        guard !Task.isCancelled else { throw FMPRefusal(.cancelled, detail: "The call was cancelled.") }
        tally.count(symbols: symbols)
        let parameters = URLText.form(query)
        let target = "\(baseURL)/stable/\(endpoint.rawValue)" + (parameters.isEmpty ? "" : "?" + parameters)
        var request = HTTPRequest("GET", target)
        request.timeout = Self.timeout
        request.headers = [("apikey", key), ("Accept", "application/json")]
        let transport = FMPTransport(base: shared.http, tally: tally, deadline: deadline)
        let client = RetryingHTTPClient(transport, pause: shared.pause)
        let response: HTTPResponse
        do throws(HTTPFailure) {
            response = try await client.send(request, isRepeatable: true)
        } catch {
            throw FMPRefusal(error)
        }
        do throws(FMPRefusal) {
            let rows = try FMPRefusal.rows(of: response)
            shared.gate.noteAnswer(at: now, evenIfHeld: evenIfHeld)
            return rows
        } catch {
            throw shared.gate.note(error, of: endpoint, at: now)
        }
    }

    /// Asks for rows about one symbol; where there are none, in its other spelling, if it has one.
    func rows(
        _ endpoint: FMPEndpoint,
        of symbol: FMPSymbol,
        _ query: [(String, String)] = []
    ) async throws(FMPRefusal) -> [VendorObject] {
        let known = shared.spellings.text(symbol)
        for text in [known ?? symbol.text, known == nil ? symbol.otherSpelling : nil].compactMap(\.self) {
            let found = try await rows(endpoint, [("symbol", text)] + query)
            guard found.isEmpty else {
                shared.spellings.learn(symbol, text)
                return found
            }
        }
        return []
    }

    /// Runs a request for each element, a few at a time; results in the order of the elements.
    func each<Element: Sendable, Value: Sendable>(
        _ elements: [Element],
        _ call: @escaping @Sendable (Element) async throws(FMPRefusal) -> Value
    ) async -> [Result<Value, FMPRefusal>] {
        await inParallel(elements, width: Self.width) { element in
            do throws(FMPRefusal) {
                return .success(try await call(element))
            } catch {
                return .failure(error)
            }
        }
    }

    /// Requests on their way at the same time.
    private static let width = 6
}

/// Runs a call for each element, so many at a time; results in the order of the elements.
private func inParallel<Element: Sendable, Value: Sendable>(
    _ elements: [Element],
    width: Int,
    _ call: @escaping @Sendable (Element) async -> Value
) async -> [Value] {
    await withTaskGroup(of: (Int, Value).self) { group in
        var next = 0
        func start() {
            guard next < elements.count else { return }
            let (index, element) = (next, elements[next])
            next += 1
            group.addTask { (index, await call(element)) }
        }
        for _ in 0..<width { start() }
        var results: [(Int, Value)] = []
        results.reserveCapacity(elements.count)
        while let result = await group.next() {
            results.append(result)
            start()
        }
        return results.sorted { $0.0 < $1.0 }.map(\.1)
    }
}

/// What a call has sent so far.
final class FMPTally: Sendable {
    private let counts = Mutex(PriceUsage())

    /// The counts.
    var usage: PriceUsage { counts.withLock { $0 } }

    /// Requests sent, those that were repeated included.
    var calls: Int { usage.calls }

    func count(symbols: Int) { counts.withLock { $0.symbols += symbols } }

    func countCall() { counts.withLock { $0.calls += 1 } }
}

/// Counts what goes out over another client, and lets nothing last longer than the call.
private struct FMPTransport: HTTPClient {
    let base: any HTTPClient
    let tally: FMPTally
    let deadline: ContinuousClock.Instant

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        var request = request
        request.timeout = min(request.timeout, deadline - ContinuousClock.now)
        guard request.timeout > .zero else { throw HTTPFailure(.timedOut, "FMP was not asked in time.") }
        tally.countCall()
        return try await base.send(request)
    }
}
