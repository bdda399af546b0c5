import AlpacaAdapter
import FolioAdapterKit
import FolioModel
import Foundation
import Testing

/// Every documented answer comes to its normal form, and none is passed over in silence.
struct AlpacaFixtureTests {
    @Test(arguments: FixtureLedger.used)
    func `each documented answer comes to its normal form`(entry: FixtureEntry) async throws {
        #expect(try await FixtureReading(entry.file).lines(entry.kind) == entry.lines)
    }

    @Test func `each fixture is used or has a reason not to be`() throws {
        let root = Bundle.module.bundleURL.appendingPathComponent("Fixtures").standardizedFileURL.path + "/"
        let files = try #require(FileManager.default.enumerator(atPath: root)).compactMap { $0 as? String }
            .filter { $0.hasSuffix(".json") }
        let used = FixtureLedger.used.map(\.file)
        let unused = Array(FixtureLedger.outOfScope.keys)
        #expect((used + unused).sorted() == files.sorted())
        #expect(FixtureLedger.outOfScope.values.allSatisfy { !$0.isEmpty })
        print("fixtures: alpaca \(used.count) used + \(unused.count) out of scope / \(files.count)")
    }
}

/// Reads a fixture through the adapter: an Alpaca that answers with its bytes, at either interface.
private struct FixtureReading {
    private let file: String
    private let connection: ConnectionContext
    private let configuration: [(String, JSONValue)]
    private let alpaca: FakeAlpaca

    init(_ file: String, status: Int = 200) throws {
        self.file = file
        let isFirm = file.hasPrefix("broker/")
        var connection = isFirm ? ConnectionContext.firm : .linked
        // The account of the activity events' examples.
        if !isFirm { connection.externalID = "<ACCID>" }
        self.connection = connection
        configuration = isFirm ? [("api", "broker"), ("key_id", "CK1"), ("secret", "firm")] : []
        let bytes = try Fixture.bytes(file)
        let account = try Fixture.response(isFirm ? "broker/trade_account.json" : "trading/account.json")
        let position = try Fixture.response("trading/positions.json")
        alpaca = FakeAlpaca { call in
            let isAsset = file.hasSuffix("/asset.json")
            let answer = HTTPResponse(status: status, body: bytes)
            switch call.path.split(separator: "/").last {
            case "account": return status != 200 || file.contains("account") ? answer : account
            case "positions" where isAsset: return position
            case "positions", "orders", "activities": return Self.listed(answer)
            case "history", "clock": return answer
            default: return isAsset && call.path.contains("/assets/b0b6dd9d") ? answer : HTTPResponse(status: 404)
            }
        }
    }

    /// Lists have one answer for several; the documentation shows some of their elements alone.
    private static func listed(_ answer: HTTPResponse) -> HTTPResponse {
        guard answer.body.first == UInt8(ascii: "{") else { return answer }
        return HTTPResponse(status: answer.status, body: Array("[".utf8) + answer.body + Array("]".utf8))
    }

    func lines(_ kind: FixtureEntry.Kind) async throws -> [String] {
        switch kind {
        case .account: try await account()
        case .positions: try await positions()
        case .activities: try await activities()
        case .orders: try await orders()
        case .history: try await history()
        case .asset: try await asset()
        case .clock:
            [try await alpaca.adapter([("key_id", "PK9"), ("secret", "s9")]).check(Check.Params(), .quiet).status]
        case .error(let status): try await FixtureReading(file, status: status).error()
        }
    }

    private func adapter() async throws -> AlpacaAdapter { try await alpaca.adapter(configuration) }

    private func account() async throws -> [String] {
        var params = AccountsRead.Params()
        params.connection = connection
        return try await adapter().accounts(params, .quiet).accounts.map { account in
            let balances = [account.balances.current, account.balances.cash, account.balances.available]
            return Self.line(
                [account.externalID, account.mask] + balances.map(Self.text)
                    + [account.subtype, account.status, account.tradable ? "tradable" : "closed"]
            )
        }
    }

    private func holdings() async throws -> HoldingsRead.Result {
        var params = HoldingsRead.Params()
        params.connection = connection
        return try await adapter().holdings(params, .quiet)
    }

    private func positions() async throws -> [String] {
        let page = try await holdings()
        return zip(page.holdings, page.securities).map { holding, security in
            Self.line([
                security.ticker, security.type.rawValue, security.mic, holding.quantity.description,
                Self.text(holding.costBasis), Self.text(holding.value), holding.price.map { "@\($0)" },
                Self.text(holding.previousClose),
            ])
        }
    }

    private func asset() async throws -> [String] {
        try await holdings().securities.filter { $0.name != nil }.map { security in
            Self.line([
                security.ticker, security.name.map { $0 + "," }, security.exchange, security.mic,
                security.marginable == true ? "marginable" : nil, security.shortable == true ? "shortable" : nil,
            ])
        }
    }

    private func activities() async throws -> [String] {
        var params = TransactionsRead.Params()
        params.connection = connection
        let page = try await adapter().transactions(params, .quiet)
        return (page.added + page.modified).map { event in
            let extras = [event.price.map { "@\($0)" }, event.fees.map { "fees \($0)" }, event.subtype].compactMap {
                $0
            }
            return Self.line(
                [
                    event.date.description, event.type.rawValue, event.security, event.quantityDelta.description,
                    event.cashDelta.description,
                ] + extras
            )
        } + page.removed.map { "-" + $0.externalID }
    }

    private func orders() async throws -> [String] {
        var params = OrdersRead.Params()
        params.connection = connection
        return try await adapter().orders(params, .quiet).orders.map { order in
            let size = order.quantity.map(\.description) ?? order.notional.map { "$\($0)" }
            let extras = [
                order.filledQuantity.map { "filled \($0)" }, order.filledAveragePrice.map { "@\($0)" },
                order.limitPrice.map { "limit \($0)" },
            ]
            return (order.parent == nil ? "" : "  ")
                + Self.line(
                    [order.symbol, order.side, order.type, order.timeInForce, order.status, size]
                        + extras.compactMap { $0 }
                )
        }
    }

    private func history() async throws -> [String] {
        var params = HistoryRead.Params()
        (params.connection, params.from, params.to) = (connection, Day(number: 15_000), Day(number: 25_000))
        let result = try await adapter().history(params, .quiet)
        return zip(result.dates, result.values).map { "\($0) \($1)" }
    }

    private func error() async throws -> [String] {
        let adapter = try await adapter()
        var params = AccountsRead.Params()
        params.connection = connection
        let error = try await adapterError { () throws(AdapterError) in try await adapter.accounts(params, .quiet) }
        return [Self.line([error.kind.rawValue, error.vendorCode])]
    }

    private static func line(_ parts: [String?]) -> String { parts.map { $0 ?? "-" }.joined(separator: " ") }

    private static func text(_ figure: (some FixedPoint)?) -> String? { figure?.description }
}
