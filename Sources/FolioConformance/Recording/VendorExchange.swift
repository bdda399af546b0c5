import FolioAdapterKit
import FolioModel
import Synchronization

/// One request to a vendor with its answer, as it is kept: without secrets.
struct VendorExchange: WireObject, Hashable {
    /// The name of the address in the adapter's configuration, such as `base_url`.
    var place = ""
    var method = ""
    /// Path and query.
    var target = ""
    var requestBody = ""
    var status = 0
    var headers: [String: String] = [:]
    /// As text; what is no UTF-8 is replaced.
    var body = ""

    init() {}

    static let fields: [WireField<Self>] = [
        WireField("place", \.place), WireField("method", \.method), WireField("target", \.target),
        WireField("request_body", \.requestBody), WireField("status", \.status), WireField("headers", \.headers),
        WireField("body", \.body),
    ]

    /// What two requests have in common that get the same answer.
    struct Key: Hashable, Sendable {
        var place: String
        var method: String
        var target: String
        var body: String
    }

    var key: Key { Key(place: place, method: method, target: target, body: requestBody) }
}

/// Passes an adapter's requests on to its vendor, and keeps what goes by.
final class VendorRecorder: Sendable {
    /// Exchanges kept of a run.
    static let maximumExchanges = 20_000
    /// Bytes kept of a run.
    static let maximumBytes = 256 << 20

    private struct Raw: Sendable {
        let place: String
        let request: VendorRequest
        let response: HTTPResponse
    }

    private struct State {
        var exchanges: [Raw] = []
        var bytes = 0
        var isFull = false
    }

    private let client = CurlHTTPClient()
    private let state = Mutex(State())

    /// Whether something was left out because there was too much.
    var isFull: Bool { state.withLock { $0.isFull } }

    /// Answers a request as the vendor at an address does.
    func answer(_ request: VendorRequest, place: String, upstream: String) async -> HTTPResponse {
        var onward = HTTPRequest(request.method, upstream + request.target)
        onward.headers = request.headers.filter { !Self.own.contains($0.key) }.map { ($0.key, $0.value) }
        if !request.body.isEmpty { onward.body = request.body }
        let response: HTTPResponse
        do throws(HTTPFailure) {
            let answer = try await client.send(onward)
            let headers = answer.headers.filter { !Self.own.contains($0.name.lowercased()) }
            response = HTTPResponse(status: answer.status, headers: headers, body: answer.body)
        } catch {
            response = HTTPResponse(status: 502, body: Array("the vendor can't be reached: \(error.message)".utf8))
        }
        state.withLock { state in
            let size = request.body.count + response.body.count
            state.isFull =
                state.exchanges.count >= Self.maximumExchanges || state.bytes + size > Self.maximumBytes
            guard !state.isFull else { return }
            state.bytes += size
            state.exchanges.append(Raw(place: place, request: request, response: response))
        }
        return response
    }

    /// Headers of the connection, not of the message.
    private static let own: Set<String> = [
        "host", "content-length", "connection", "transfer-encoding", "content-encoding", "accept-encoding", "expect",
        "keep-alive", "te", "upgrade",
    ]

    /// Takes in what the vendor itself made: tokens of accesses, links and users, by their names.
    private static func learn(_ secrets: SecretWords, from raw: Raw) {
        for body in [raw.request.body, raw.response.body] {
            // What is no JSON has no names.
            if let value = try? JSONValue(parsing: body) { secrets.learn(in: value) }
        }
        for pair in raw.request.target.drop(while: { $0 != "?" }).dropFirst().split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            if parts.count == 2, SecretWords.isSecret(String(parts[0])) { secrets.learn([String(parts[1])]) }
        }
    }

    /// What went by, in order, without secrets; request's headers are not kept, for they hold keys.
    func exchanges(without secrets: SecretWords) -> [VendorExchange] {
        let raws = state.withLock { $0.exchanges }
        for raw in raws { Self.learn(secrets, from: raw) }
        return raws.map { raw in
            var exchange = VendorExchange()
            (exchange.place, exchange.method) = (raw.place, raw.request.method)
            exchange.target = secrets.clean(raw.request.target)
            exchange.requestBody = secrets.clean(String(decoding: raw.request.body, as: UTF8.self))
            exchange.status = raw.response.status
            let headers = raw.response.headers.filter { $0.name.lowercased() != "set-cookie" }
            exchange.headers = Dictionary(headers.map { ($0.name, secrets.clean($0.value)) }) { first, _ in first }
            exchange.body = secrets.clean(String(decoding: raw.response.body, as: UTF8.self))
            return exchange
        }
    }
}

/// Answers an adapter's requests from what was kept.
final class VendorReplayer: Sendable {
    private struct State {
        /// Answers by request, in the order in which they were given; the last one stays.
        var exact: [VendorExchange.Key: [VendorExchange]] = [:]
        /// The same by method and path alone, for requests that name today's date, say.
        var similar: [VendorExchange.Key: [VendorExchange]] = [:]
        var missing = 0
    }

    private let state: Mutex<State>

    init(_ exchanges: [VendorExchange]) {
        var state = State()
        for exchange in exchanges {
            state.exact[exchange.key, default: []].append(exchange)
            state.similar[Self.similar(exchange.key), default: []].append(exchange)
        }
        self.state = Mutex(state)
    }

    /// Requests that nothing kept is like.
    var missing: Int { state.withLock { $0.missing } }

    private static func similar(_ key: VendorExchange.Key) -> VendorExchange.Key {
        VendorExchange.Key(
            place: key.place,
            method: key.method,
            target: String(key.target.prefix { $0 != "?" }),
            body: ""
        )
    }

    private static func next(_ answers: inout [VendorExchange]?) -> VendorExchange? {
        guard let first = answers?.first else { return nil }
        if let count = answers?.count, count > 1 { answers?.removeFirst() }
        return first
    }

    /// Answers a request.
    func answer(_ request: VendorRequest, place: String) -> HTTPResponse {
        let key = VendorExchange.Key(
            place: place,
            method: request.method,
            target: request.target,
            body: String(decoding: request.body, as: UTF8.self)
        )
        let exchange: VendorExchange? = state.withLock { state in
            if let answer = Self.next(&state.exact[key]) ?? Self.next(&state.similar[Self.similar(key)]) {
                return answer
            }
            state.missing += 1
            return nil
        }
        guard let exchange else {
            return HTTPResponse(status: 599, body: Array("nothing like this request was recorded".utf8))
        }
        return HTTPResponse(
            status: exchange.status,
            headers: exchange.headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
            body: Array(exchange.body.utf8)
        )
    }
}
