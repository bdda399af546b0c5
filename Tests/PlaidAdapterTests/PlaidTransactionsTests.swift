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
        let event = try await event(
            ("type", "fee"),
            ("subtype", "return of principal"),
            ("security_id", "bond"),
            ("quantity", -10),
            ("price", 1000),
            ("amount", -10_000)
        )
        #expect(event.type == .returnOfCapital && event.quantityDelta == Quantity(-10))
        #expect(event.cashDelta == Amount(10_000))
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

    // MARK: Rows that stand for more

    @Test func `a contribution that buys comes with the money it spends`() async throws {
        let read = try await rows([
            [("type", "buy"), ("subtype", "contribution"), ("quantity", 10), ("price", 100), ("amount", 1000)]
        ])
        #expect(read.result.added.map(\.externalID) == ["t0", "t0:deposit"])
        #expect(read.result.added.map(\.type) == [.buy, .deposit])
        #expect(read.result.added.map(\.cashDelta) == [Amount(-1000), Amount(1000)])
        #expect(read.result.added.map(\.quantityDelta) == [Quantity(10), .zero])
        #expect(read.result.added.map(\.group) == ["t0", "t0"])
        #expect(read.result.added.map(\.security) == ["share", nil])
        #expect(read.result.counts.added == 2)
    }

    @Test func `a contribution whose deposit is listed needs no other`() async throws {
        let contribution: PlaidAnswers.Members = [
            ("type", "buy"), ("subtype", "contribution"), ("quantity", 10), ("amount", 1000),
        ]
        let deposit: PlaidAnswers.Members = [("type", "cash"), ("subtype", "contribution"), ("amount", -1000)]
        #expect(
            try await rows([contribution, deposit]).result.added.map(\.cashDelta) == [Amount(-1000), Amount(1000)]
        )
        let earlier = deposit + [("date", "2026-06-29")]
        #expect(try await rows([contribution, earlier]).result.added.count == 3)
    }

    @Test func `a contribution that was taken back leaves no deposit`() async throws {
        let page = try await rows([
            [("type", "cancel"), ("subtype", "buy"), ("cancel_transaction_id", "t1")],
            [("type", "buy"), ("subtype", "contribution"), ("quantity", 10), ("amount", 1000)],
        ]).result
        #expect(page.added.isEmpty && page.removed.map(\.externalID) == ["t1"])
    }

    @Test func `a reinvestment without its income is logged`() async throws {
        let spent: PlaidAnswers.Members = [
            ("type", "buy"), ("subtype", "dividend reinvestment"), ("quantity", 1), ("amount", 12),
        ]
        let income: PlaidAnswers.Members = [
            ("type", "cash"), ("subtype", "dividend"), ("amount", -12), ("date", "2026-06-26"),
        ]
        let old: PlaidAnswers.Members = [
            ("type", "cash"), ("subtype", "deposit"), ("amount", -1), ("date", "2026-06-01"),
        ]
        #expect(try await rows([spent, income, old]).log.phrases.isEmpty)
        #expect(try await rows([spent]).log.phrases.isEmpty)  // its income may stand on the next page
        let alone = try await rows([spent, old])
        #expect(alone.log.phrases == ["A reinvestment has no income of its amount beside it"])
        #expect(alone.result.added.first?.cashDelta == Amount(-12))
    }

    @Test func `money as a security is money`() async throws {
        let event = try await event(
            ("type", "transfer"),
            ("subtype", "transfer"),
            ("security_id", "dollar"),
            ("quantity", 50),
            ("amount", -50)
        )
        #expect(event.security == nil && event.quantityDelta.isZero)
        #expect(event.cashDelta == Amount(50) && event.type == .transferIn)
    }

    @Test func `money bought with money stays money, and foreign money is another currency's`() async throws {
        let sweep = try await event(
            ("type", "buy"),
            ("subtype", "buy"),
            ("security_id", "dollar"),
            ("quantity", 50),
            ("amount", 50)
        )
        #expect(sweep.cashDelta.isZero && sweep.quantityDelta.isZero && sweep.security == nil)
        let exchange = try await rows([
            [("type", "buy"), ("subtype", "buy"), ("security_id", "euro"), ("quantity", 100), ("amount", 108)]
        ]).result.added
        #expect(exchange.map(\.cashDelta) == [Amount(-108), Amount(100)])
        #expect(exchange.map(\.currency) == [.usd, .eur])
        #expect(exchange.map(\.externalID) == ["t0", "t0:money"] && exchange.map(\.group) == ["t0", "t0"])
    }

    @Test func `a purchase of a money market fund moves units and cash`() async throws {
        let event = try await event(
            ("type", "buy"),
            ("subtype", "buy"),
            ("security_id", "fund"),
            ("quantity", 50),
            ("price", 1),
            ("amount", 50)
        )
        #expect(event.quantityDelta == Quantity(50) && event.cashDelta == Amount(-50) && event.security == "fund")
    }

    // MARK: Days, words and places

    @Test(arguments: [
        ("2026-06-30T01:30:00Z", "2026-06-29", "2026-06-30T01:30:00Z"),
        ("2026-06-26T20:00:00Z", "2026-06-26", "2026-06-26T20:00:00Z"),
        ("2026-06-26T00:00:00Z", "2026-06-26", nil), ("2026-06-26T09:30:00", "2026-06-26", nil),
        ("2026-06-22T20:00:00Z", "2026-06-30", nil), ("1970-01-01T05:00:00Z", "2026-06-30", nil),
    ])
    func `the day is New York's of the time, unless that is far from the posting date`(
        instant: String,
        day: String,
        occurred: String?
    ) async throws {
        let event = try await event(("type", "buy"), ("subtype", "buy"), ("transaction_datetime", .string(instant)))
        #expect(event.date.description == day)
        #expect(event.occurredAt?.description == occurred)
    }

    @Test func `a winter day ends an hour later`() async throws {
        let event = try await event(
            ("type", "buy"),
            ("subtype", "buy"),
            ("date", "2026-01-06"),
            ("transaction_datetime", "2026-01-05T04:59:59Z")
        )
        #expect(event.date.description == "2026-01-04")
    }

    @Test func `pending rows, cancellations and bank accounts leave no event`() async throws {
        let page = try await rows([
            [("type", "cash"), ("subtype", "pending credit"), ("amount", -5)],
            [("type", "cash"), ("subtype", "pending debit"), ("amount", 5)],
            [("type", "cancel"), ("subtype", "buy"), ("cancel_transaction_id", "t4")],
            [("type", "cancel"), ("subtype", "buy")],
            [("type", "buy"), ("subtype", "buy"), ("quantity", 1), ("amount", 5)],
            [("type", "cash"), ("subtype", "deposit"), ("account_id", "bank"), ("amount", -5)],
        ]).result
        #expect(page.added.isEmpty)
        #expect(page.removed.map(\.externalID) == ["t4"])
        #expect(page.counts.removed == 1)
    }

    @Test func `units of a security that the answer leaves out keep away from what is known of it`() async throws {
        let page = try await rows([
            [("type", "buy"), ("subtype", "buy"), ("security_id", "lost"), ("quantity", 1), ("amount", 5)]
        ]).result
        #expect(page.added.map(\.security) == ["undescribed:lost"])
        #expect(page.securities.map(\.externalID) == ["undescribed:lost"])
    }

    @Test func `a row's currency is its own, else its account's`() async throws {
        let read = try await rows([
            [("type", "cash"), ("subtype", "deposit"), ("iso_currency_code", "CAD"), ("amount", -1)],
            [("type", "cash"), ("subtype", "deposit"), ("iso_currency_code", .null), ("amount", -1)],
        ])
        #expect(read.result.added.map(\.currency.code) == ["CAD", "USD"])
    }

    @Test(arguments: ["date", "amount", "quantity", "investment_transaction_id"])
    func `a row that lacks what it must have names its place`(member: String) async throws {
        let plaid = try FakePlaid([
            "/investments/transactions/get": PlaidAnswers.transactions([
                [("type", "buy"), ("subtype", "buy"), (member, .null)]
            ])
        ])
        let adapter = try await plaid.adapter()
        var params = TransactionsRead.Params()
        params.connection = .linked
        let error = try await adapterError { () throws(AdapterError) in
            try await adapter.transactions(params, .quiet)
        }
        #expect(error.kind == .badVendorData)
        #expect(error.message.contains("investment_transactions[0].\(member)"))
    }
}
