import AlpacaAdapter
import FolioAdapterKit
import FolioModel
import PlaidAdapter
import Synchronization

/// The vendor adapters' promise: whatever a vendor answers, a call ends with rows that are well-formed on the wire, or
/// with an error.
enum VendorFuzz {
    /// Noon of 2026-11-24 UTC.
    static let now = Timestamp(seconds: 1_795_521_600)

    static func runPlaid(_ bytes: [UInt8]) throws(FuzzFinding) {
        try run(bytes) { PlaidAdapter(http: $0, now: { now }, pause: { _ in }) }
    }

    static func runAlpaca(_ bytes: [UInt8]) throws(FuzzFinding) {
        try run(bytes) { AlpacaAdapter(http: $0, now: { now }, pause: { _ in }) }
    }

    private static let configuration: JSONValue = [
        "environment": "sandbox", "base_url": "https://vendor.test", "client_id": "i", "secret": "s",
    ]
    private static let alpacaConfiguration: JSONValue = [
        "environment": "paper", "base_url": "https://vendor.test", "key_id": "i", "secret": "s",
    ]

    private static func run(
        _ bytes: [UInt8],
        _ make: @escaping @Sendable (any HTTPClient) -> any ProviderAdapter
    ) throws(FuzzFinding) {
        let outcome: Result<Void, FuzzFinding> = Blocking.run {
            do throws(FuzzFinding) {
                try await drive(make(CannedClient(bytes)))
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try outcome.get()
    }

    /// Makes every reading call once, and follows pages for a while.
    private static func drive(_ adapter: some ProviderAdapter) async throws(FuzzFinding) {
        let context = CallContext(id: "1", progress: { _, _, _ in }, log: { _, _, _ in }, rotate: { _, _ in })
        let configure = Configure.Params.with {
            $0.config = adapter is PlaidAdapter ? configuration : alpacaConfiguration
        }
        guard (try? await adapter.configure(configure, context)) != nil else {
            throw FuzzFinding("the configuration is refused")
        }
        let connection = ConnectionContext.with {
            ($0.id, $0.externalID) = ("c1", "e1")
            $0.credentials = ["access_token": "t", "key_id": "k", "secret": "s"]
        }
        let accounts = AccountsRead.Params.with { $0.connection = connection }
        try check(try? await adapter.accounts(accounts, context))
        let holdings = HoldingsRead.Params.with { $0.connection = connection }
        try check(try? await adapter.holdings(holdings, context))
        var transactions = TransactionsRead.Params.with { $0.connection = connection }
        for _ in 0..<3 {
            let page = try? await adapter.transactions(transactions, context)
            try check(page)
            guard let page, page.hasMore else { break }
            transactions.cursor = page.nextCursor
        }
        let orders = OrdersRead.Params.with { $0.connection = connection }
        try check(try? await adapter.orders(orders, context))
    }

    /// An answer is read back as it was.
    static func check(_ answer: (some WireObject & Hashable)?) throws(FuzzFinding) {
        guard let answer else { return }
        let json = answer.json
        guard let value = try? JSONValue(parsing: json),
            let back = try? type(of: answer).init(wire: value, at: WirePath(unknownMembers: .ignored)), back == answer
        else { throw FuzzFinding("an answer does not survive the wire") }
    }
}

extension WireObject {
    /// An object with something set.
    static func with(_ change: (inout Self) -> Void) -> Self {
        var object = Self()
        change(&object)
        return object
    }
}

/// A vendor that answers with pieces of the input in turn: `\n--\n` between bodies, a first line of three digits being
/// the status.
final class CannedClient: HTTPClient {
    /// Answers to give; after them the vendor is gone.
    private static let maximumAnswers = 24

    private let bodies: [[UInt8]]
    private let count = Mutex(0)

    init(_ bytes: [UInt8]) {
        var bodies: [[UInt8]] = [[]]
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if line.elementsEqual("--".utf8) { bodies.append([]) } else { bodies[bodies.count - 1] += line + [10] }
        }
        self.bodies = bodies
    }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let index = count.withLock { count in
            count += 1
            return count - 1
        }
        guard index < Self.maximumAnswers else { throw HTTPFailure(.cannotConnect, "gone") }
        let body = bodies[index % bodies.count]
        let head = String(decoding: body.prefix(4), as: UTF8.self)
        if head.last == "\n", let status = Int(head.dropLast()), (100..<600).contains(status) {
            return HTTPResponse(status: status, body: Array(body.dropFirst(4)))
        }
        return HTTPResponse(status: 200, body: body)
    }
}
