import FolioCLI
import FolioClient
import FolioModel
import Glibc
import Testing

/// Beancount's own judge, where it is installed (Debian: `beancount`).
enum BeanCheck {
    static let isInstalled = system("command -v bean-check >/dev/null 2>&1") == 0

    /// What it complains of; empty for a good ledger.
    static func complaints(_ ledger: String) throws -> String {
        let folder = try Scratch()
        try OutputFile(folder.path + "/a.beancount", isForced: false).write(ledger)
        let command = "BEANCOUNT_DISABLE_LOAD_CACHE=1 bean-check \(folder.path)/a.beancount 2>&1; echo \"status $?\""
        let pipe = try #require(popen(command, "r"))
        defer { pclose(pipe) }
        var bytes: [UInt8] = []
        while case let byte = getc(pipe), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
        let text = String(decoding: bytes, as: UTF8.self)
        return text == "status 0\n" ? "" : text
    }
}

@Suite struct LedgerNameTests {
    @Test(arguments: [
        ("AAPL", "AAPL"), ("BRK.B", "BRK.B"), ("F", "F.X"), ("0700.HK", "X.0700.HK"), ("btc/usd", "BTC-USD"),
        ("QQQ270115C00635000", "QQQ270115C00635000"), ("s_93qd2xgk0m4tz", "S_93QD2XGK0M4TZ"), ("A.", "A.X"),
        ("Ünal", "X.NAL"), ("", "UNKNOWN"), ("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "ABCDEFGHIJKLMNOPQRSTUVWX"),
    ])
    func `a commodity has a name that Beancount allows`(symbol: String, name: String) {
        #expect(LedgerNames.commodity(symbol) == name)
    }

    @Test(arguments: [
        ("Platypus Brokerage 1001", "Platypus-Brokerage-1001"), ("my 401(k)", "My-401-k"), ("--", "Account"),
        ("Bank: \"A/B\"", "Bank-A-B"), ("Öko Bank", "Öko-Bank"), ("2nd", "2nd"),
    ])
    func `an account has a name that Beancount allows`(name: String, component: String) {
        #expect(LedgerNames.component(name) == component)
    }

    @Test(arguments: [
        ("100", "3", "33.3333333333333"), ("1500", "10", "150.00"), ("-6400", "40", "160.00"),
        ("1", "8000000000", "0.0000000001250"), ("2", "3", "0.6666666666667"),
        ("0.000000000001", "1", "0.000000000001"),
    ])
    func `a unit's cost has the decimals that its total needs`(total: String, units: String, cost: String) throws {
        let text = UnitCost.text(try #require(Amount(exactly: total)), try #require(Quantity(exactly: units)))
        #expect(text == cost.replacing("0.0000000001250", with: "0.000000000125"))
    }
}

@Suite struct LedgerTests {
    private static let today = Day(number: 20_782)  // 2026-11-25

    /// The ledger of accounts, their positions by account, and activities, newest first.
    static func ledger(
        accounts: JSONValue,
        positions: [String: JSONValue],
        activities: [JSONValue],
        _ change: (inout ExportChoice) -> Void = { _ in }
    ) async throws -> String {
        let paper = Paper()
        let daemon = AnsweringDaemon { method, params in
            switch method {
            case "accounts.list": ["accounts": accounts]
            case "portfolio.positions": positions[params["account"]?.string ?? ""]
            default: ["activities": .array(activities), "next_cursor": nil]
            }
        }
        var choice = ExportChoice(.activities, .beancount)
        change(&choice)
        let session = Session(client: daemon, screen: paper.screen(), isJSON: false)
        let status = try await ExportSession(session: session, choice: choice, file: nil, today: today).run()
        #expect(status == .ok)
        #expect(paper.messages.isEmpty)
        return paper.output
    }

    @Test func `a small ledger is written as it was`() async throws {
        let sample = try LedgerSample.small()
        let text = try await Self.ledger(
            accounts: sample.accounts,
            positions: sample.positions,
            activities: sample.activities
        )
        #expect(text == Goldens.ledger)
    }

    @Test(.enabled(if: BeanCheck.isInstalled, "bean-check is not installed"), arguments: LedgerSample.allCases)
    func `Beancount finds no fault, and every balance holds`(sample: LedgerSample.Name) async throws {
        let sample = try LedgerSample.named(sample)
        let text = try await Self.ledger(
            accounts: sample.accounts,
            positions: sample.positions,
            activities: sample.activities
        )
        #expect(try BeanCheck.complaints(text) == "")
        let part = try await Self.ledger(
            accounts: sample.accounts,
            positions: sample.positions,
            activities: sample.activities
        ) { $0.window.to = Day(number: 20_760) }
        #expect(try BeanCheck.complaints(part) == "")
    }

    @Test(.enabled(if: BeanCheck.isInstalled, "bean-check is not installed"), arguments: 0..<24 as Range<UInt64>)
    func `any trades, of which the first are forgotten, make a ledger that holds`(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        var market = TradedAccount(mayBeShort: seed % 3 == 0)
        for _ in 0..<80 { try market.act(&random) }
        let known = market.rows.suffix(Int.random(in: 1...80, using: &random))
        let text = try await Self.ledger(
            accounts: [["id": "a_1", "name": "Random", "subtype": seed % 2 == 0 ? "margin" : "ira"]],
            positions: ["a_1": try market.positions()],
            activities: known.reversed()
        )
        #expect(try BeanCheck.complaints(text) == "", "\(text)")
    }
}

/// An account that is traded forward from cash.
struct TradedAccount {
    private let mayBeShort: Bool
    private var cash = Amount(100_000)
    private var units: [String: Quantity] = [:]
    private var day = Day(number: 20_400)
    private(set) var rows: [JSONValue] = []

    private static let symbols = ["AAPL", "F", "BRK.B", "BTC/USD", "QQQ270115C00635000"]

    init(mayBeShort: Bool) { self.mayBeShort = mayBeShort }

    mutating func act(_ random: inout SeededGenerator) throws {
        day = day.adding(days: Int.random(in: 0...4, using: &random))
        let symbol = Self.symbols.randomElement(using: &random) ?? "AAPL"
        let held = units[symbol] ?? .zero
        let price = Price(raw: Int128(Int.random(in: 1...900_000_000, using: &random)) * 1_000_000)
        let some = Quantity(raw: Int128(Int.random(in: 1...30_000, using: &random)) * 1_000_000_000)
        let cents = Bool.random(using: &random) ? Int.random(in: 1...999, using: &random) : 0
        let fees = Amount(raw: Int128(cents) * 10_000_000_000)
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<4: try trade("buy", symbol, some, price, fees)
        case 4..<7:
            let most = mayBeShort ? some : min(some, held)
            guard !most.isZero, !most.isNegative else { return }
            try trade(mayBeShort && !(held > .zero) ? "short" : "sell", symbol, -most, price, fees)
        case 7:
            guard held > .zero else { return }
            try add("split", symbol, held.times(Int.random(in: 1...3, using: &random)), .zero, .zero, nil)
        case 8: try add("dividend", symbol, .zero, Amount(raw: some.raw * 3 + 10_000_000_000), .zero, nil)
        default:
            let type = held > .zero ? ["transfer_in", "transfer_out"].randomElement(using: &random) : "transfer_in"
            let change = type == "transfer_out" ? -min(some, held) : some
            try add(type ?? "transfer_in", symbol, change, .zero, .zero, nil)
        }
    }

    private mutating func trade(
        _ type: String,
        _ symbol: String,
        _ quantity: Quantity,
        _ price: Price,
        _ fees: Amount
    ) throws {
        let gross = try (quantity * price).rounded(to: 2)
        guard !gross.isZero else { return }
        try add(type, symbol, quantity, -gross - fees, fees, price)
    }

    private mutating func add(
        _ type: String,
        _ symbol: String,
        _ quantity: Quantity,
        _ amount: Amount,
        _ fees: Amount,
        _ price: Price?
    ) throws {
        units[symbol] = try (units[symbol] ?? .zero) + quantity
        cash = try cash + amount
        var row = JSONObject()
        (row["id"], row["date"]) = (.string("t_\(rows.count)"), .string(day.description))
        (row["account"], row["type"], row["currency"]) = ("a_1", .string(type), "USD")
        (row["asset_id"], row["symbol"]) = (.string("s_" + symbol), .string(symbol))
        (row["qty"], row["amount"]) = (.string(quantity.description), .string(amount.description))
        row["price"] = price.map { .string($0.description) } ?? .null
        (row["fees"], row["description"]) = (.string(fees.description), "\"quoted\" \\ text")
        rows.append(.object(row))
    }

    func positions() throws -> JSONValue {
        let held = units.filter { !$0.value.isZero }.sorted { $0.key < $1.key }
        let rows = held.map { symbol, quantity -> JSONValue in
            var row = JSONObject()
            (row["asset_id"], row["symbol"]) = (.string("s_" + symbol), .string(symbol))
            (row["qty"], row["currency"]) = (.string(quantity.description), "USD")
            (row["current_price"], row["price_as_of"]) = ("10.00", "2026-11-24T21:00:00Z")
            if symbol == "AAPL" { row["cost_basis"] = quantity.isNegative ? "-5000000" : "5000000" }
            return .object(row)
        }
        let balance = JSONValue.string(cash.description)
        return [
            "positions": .array(rows), "cash": [["currency": "USD", "amount": balance, "value": balance]],
            "totals": ["currency": "USD"],
        ]
    }
}
