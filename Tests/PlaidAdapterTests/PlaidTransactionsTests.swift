import FolioAdapterKit
import FolioModel
import PlaidAdapter
import Testing

/// What one row of transactions comes to.
struct PlaidTransactionsTests {
    private func rows(_ rows: [PlaidAnswers.Members]) async throws -> Reading<TransactionsRead.Result> {
        try await readTransactions(PlaidAnswers.transactions(rows))
    }

    private func event(_ members: (String, JSONValue)...) async throws -> ReportedTransaction {
        let events = try await rows([members]).result.added
        try #require(events.count == 1)
        return events[0]
    }

    @Test func `every documented subtype does what the README's table says`() async throws {
        let table = try Readme.table(under: "## Transactions")
        var cases: [(expected: ReportedTransaction, members: PlaidAnswers.Members)] = []
        var covered: Set<String> = []
        for line in table {
            let subtype = String(line[0].dropFirst().dropLast())
            covered.insert(subtype)
            for type in line[1].split(separator: ", ").map(String.init) {
                for sign in [1, -1] {
                    let moves = (units: line[3] == "move", money: line[4] == "move")
                    // Plaid's amount is positive when cash leaves, its quantity when units come in.
                    let members: PlaidAnswers.Members = [
                        ("type", .string(type)), ("subtype", .string(subtype)),
                        ("quantity", .int(moves.units ? 10 * sign : 0)), ("amount", .int(1000 * sign)),
                        ("price", moves.units ? 100 : 0),
                    ]
                    var expected = ReportedTransaction()
                    let words = line[2].split(separator: " or ").map(String.init)
                    let comesIn = moves.units ? sign > 0 : sign < 0
                    expected.type = try #require(TransactionType(rawValue: words[comesIn ? 0 : words.count - 1]))
                    expected.subtype = "\(type)/\(subtype)"
                    if moves.units { expected.quantityDelta = Quantity(10 * sign) }
                    if moves.money { expected.cashDelta = Amount(-1000 * sign) }
                    cases.append((expected, members))
                }
            }
        }
        #expect(covered.union(["pending credit", "pending debit"]) == Self.documented)
        let events = try await rows(cases.map(\.members)).result.added
        let first = Dictionary(events.map { ($0.externalID, $0) }) { first, _ in first }
        for (index, item) in cases.enumerated() {
            let event = try #require(first["t\(index)"])
            #expect(event.type == item.expected.type, "\(item.members)")
            #expect(event.subtype == item.expected.subtype)
            #expect(event.quantityDelta == item.expected.quantityDelta, "\(item.members)")
            #expect(event.cashDelta == item.expected.cashDelta, "\(item.members)")
        }
    }

    /// The vendor's enum, verbatim.
    private static let documented: Set<String> = [
        "account fee", "adjustment", "assignment", "buy", "buy to cover", "contribution", "deposit", "distribution",
        "dividend", "dividend reinvestment", "exercise", "expire", "fund fee", "interest", "interest receivable",
        "interest reinvestment", "legal fee", "loan payment", "long-term capital gain",
        "long-term capital gain reinvestment", "management fee", "margin expense", "merger", "miscellaneous fee",
        "non-qualified dividend", "non-resident tax", "pending credit", "pending debit", "qualified dividend",
        "rebalance", "return of principal", "request", "sell", "sell short", "send", "short-term capital gain",
        "short-term capital gain reinvestment", "spin off", "split", "stock distribution", "tax", "tax withheld",
        "trade", "transfer", "transfer fee", "trust fee", "unqualified gain", "withdrawal",
    ]

    @Test(arguments: [
        ("buy", "brand new", "buy", "10", "-1000"), ("sell", "brand new", "sell", "-10", "1000"),
        ("fee", "brand new", "fee", "0", "-1000"), ("cash", "brand new", "adjustment", "0", "1000"),
        ("transfer", "brand new", "transfer_out", "-10", "0"), ("brand new", "brand new", "adjustment", "10", "-1000"),
    ])
    func `a subtype that is new goes by its type, and is logged`(
        type: String,
        subtype: String,
        expected: String,
        quantity: String,
        cash: String
    ) async throws {
        let amount = cash == "0" ? "-1000" : cash.hasPrefix("-") ? String(cash.dropFirst()) : "-" + cash
        let read = try await rows([
            [
                ("type", .string(type)), ("subtype", .string(subtype)), ("quantity", .number(quantity)),
                ("amount", .number(amount)),
            ]
        ])
        let event = try #require(read.result.added.first)
        #expect(event.type.rawValue == expected)
        #expect(event.quantityDelta.description == quantity && event.cashDelta.description == cash)
        #expect(read.log.lines.last?.fields == ["member": "transactions.subtype", "word": subtype])
        #expect(read.log.lines.count == (type == "brand new" ? 2 : 1))
    }

    @Test(arguments: [
        ("transfer", "transfer", "transfer_out", "-500"), ("transfer", "send", "transfer_out", "-500"),
        ("transfer", "request", "transfer_out", "-500"), ("cash", "adjustment", "adjustment", "-500"),
        ("buy", "buy", "buy", "-500"), ("transfer", "split", "split", "0"), ("transfer", "expire", "expiration", "0"),
        ("buy", "contribution", "withdrawal", "-500"),
    ])
    func `without a security no units move, and only money is paid`(
        type: String,
        subtype: String,
        expected: String,
        cash: String
    ) async throws {
        let event = try await event(
            ("type", .string(type)),
            ("subtype", .string(subtype)),
            ("security_id", .null),
            ("quantity", -500),
            ("amount", 500)
        )
        #expect(event.type.rawValue == expected && event.security == nil)
        #expect(event.quantityDelta.isZero && event.cashDelta.description == cash)
    }

    // MARK: Signs, fees and units

    @Test(arguments: [
        ("buy", "10", "-1000", "10", "-1000"), ("buy", "-10", "1000", "10", "-1000"),
        ("sell", "10", "-1000", "-10", "1000"), ("sell", "-10", "1000", "-10", "1000"),
        ("buy", "-10", "-1000", "-10", "1000"),
    ])
    func `where quantity and amount point different ways, the type says which`(
        type: String,
        quantity: String,
        amount: String,
        units: String,
        cash: String
    ) async throws {
        let read = try await rows([
            [
                ("type", .string(type)), ("subtype", .string(type)), ("quantity", .number(quantity)),
                ("amount", .number(amount)),
            ]
        ])
        let event = try #require(read.result.added.first)
        #expect(event.quantityDelta.description == units && event.cashDelta.description == cash)
        let isTakenBack = quantity.hasPrefix("-") == amount.hasPrefix("-")  // a purchase undone
        #expect(
            read.log.phrases == (isTakenBack ? [] : ["Quantity and amount of a trade point different ways"])
        )
    }

    @Test(arguments: [
        ("10", "50", "504.95", "4.95", "-504.95", 0),  // inside: 500 + 4.95
        ("-10", "50", "-495.05", "4.95", "495.05", 0),  // inside: 500 − 4.95
        ("10", "50", "500", "4.95", "-504.95", 0), ("-10", "50", "-500", "4.95", "495.05", 0),  // outside
        ("160", "121.45", "19432.31", "20", "-19452.31", 0),  // outside, by a rounded price
        ("10", "50", "500", "0.01", "-500", 0), ("10", "0", "500", "4.95", "-500", 0),  // nothing to compare with
        ("-47.741", "27.53", "-1289.01", "7.99", "1289.01", 1),  // neither: −1314.31, −1306.32
    ])
    func `fees are inside the amount unless the price shows otherwise`(
        quantity: String,
        price: String,
        amount: String,
        fees: String,
        cash: String,
        doubts: Int
    ) async throws {
        let read = try await rows([
            [
                ("type", .string(quantity.hasPrefix("-") ? "sell" : "buy")), ("subtype", "buy"),
                ("quantity", .number(quantity)), ("price", .number(price)), ("amount", .number(amount)),
                ("fees", .number(fees)),
            ]
        ])
        let event = try #require(read.result.added.first)
        #expect(event.cashDelta.description == cash && event.fees?.description == fees)
        let doubt = "Fees are neither inside nor outside the amount by the price"
        #expect(read.log.phrases.filter { $0 == doubt }.count == doubts)
    }

    @Test(arguments: [("200", "600", "2"), ("2", "600", "2")])
    func `option rows count contracts, whatever the institution counts, and their fees are found`(
        quantity: String,
        amount: String,
        contracts: String
    ) async throws {
        let event = try await event(
            ("type", "buy"),
            ("subtype", "buy"),
            ("security_id", "option"),
            ("quantity", .number(quantity)),
            ("price", 3),
            ("amount", .number(amount)),
            ("fees", .number("1.30"))
        )
        #expect(event.quantityDelta.description == contracts && event.price == Price(3))
        #expect(event.cashDelta.description == "-601.3")  // 2 × 100 × 3 = 600, so the fees are outside
    }

    @Test func `a bond bought in percent of par says so, and its fees are found`() async throws {
        let read = try await rows([
            [
                ("type", "buy"), ("subtype", "buy"), ("security_id", "bond"), ("quantity", 10_000),
                ("price", .number("98.5")), ("amount", 9850), ("fees", 5),
            ]
        ])
        #expect(read.result.added.map(\.quantityDelta) == [Quantity(10_000)])
        #expect(read.result.added.map(\.cashDelta.description) == ["-9855"])
        #expect(read.result.securities.first?.fixedIncome?.priceBasis == .percentOfPar)
    }

    @Test(arguments: [("dividend", "-22", "0", "22"), ("dividend", "0", "4", "0"), ("custodian", "2", "0", "-2")])
    func `a row of money moves units only where no money moves`(
        subtype: String,
        amount: String,
        units: String,
        cash: String
    ) async throws {
        let event = try await event(
            ("type", subtype == "custodian" ? "fee" : "cash"),
            ("subtype", .string(subtype)),
            ("quantity", .number(units == "0" ? "100" : units)),
            ("amount", .number(amount))
        )
        #expect(event.quantityDelta.description == units && event.cashDelta.description == cash)
    }

    @Test func `units that a bond pays back go for the money`() async throws {
        let read = try await rows([
            [
                ("type", "fee"), ("subtype", "return of principal"), ("security_id", "bond"), ("quantity", -10),
                ("price", 1000), ("amount", -10_000),
            ]
        ])
        #expect(read.result.added.map(\.type) == [.returnOfCapital])
        #expect(read.result.added.map(\.quantityDelta) == [Quantity(-10)])
        #expect(read.result.added.map(\.cashDelta) == [Amount(10_000)])
        #expect(read.log.phrases.isEmpty)
    }

    @Test(arguments: [("5", "5"), ("0", "0"), ("-90", "-90")])
    func `a split adds the units it names, or none where it names none`(quantity: String, units: String) async throws {
        let event = try await event(
            ("type", "transfer"),
            ("subtype", "split"),
            ("quantity", .number(quantity))
        )
        #expect(event.type == .split && event.quantityDelta.description == units && event.cashDelta.isZero)
        #expect(event.security == "share")
    }

    @Test func `what is moved in kind keeps its worth and its fees out of the cash`() async throws {
        let read = try await rows([
            [("type", "transfer"), ("subtype", "merger"), ("quantity", -10), ("amount", -500)],
            [("type", "transfer"), ("subtype", "transfer"), ("quantity", 10), ("amount", 500), ("fees", 25)],
        ])
        #expect(read.result.added.map(\.cashDelta) == [.zero, .zero])
        #expect(read.log.phrases == ["A merger names an amount", "A row that moves no money names fees"])
    }
}
