import FolioAdapterKit
import FolioModel
import Testing

@testable import CSVAdapter

/// Layouts that a user declares.
@Suite struct UserLayoutTests {
    private static let depot: JSONValue = [
        "title": "Sparkasse", "institution": "Sparkasse", "kind": "transactions", "delimiter": ";",
        "encoding": "latin-1",
        "columns": [
            "date": "Buchungstag", "type": "Art", "symbol": "Kürzel", "quantity": "Stück", "price": "Kurs",
            "amount": "Betrag", "fees": "Gebühr", "description": "Text",
        ],
        "date_format": "dd.MM.yyyy", "decimal_comma": true,
        "sign": ["quantity": "by_type", "amount": "by_type", "fees": "separate"],
        "types": ["Kauf": "buy", "Verkauf": "sell", "Storno": "skip"], "account": "Depot", "currency": "EUR",
    ]

    private static let depotText = """
        Depotauszug;;;;;;;
        Buchungstag;Art;Kürzel;Stück;Kurs;Betrag;Gebühr;Text
        03.02.2026;Kauf;SAP;10;201,50;2.015,00;9,90;Order 1
        04.02.2026;VERKAUF;SAP;4;210;840,00;9,90;Order 2
        05.02.2026;Storno;SAP;1;1;1;;
        06.02.2026;Dividend;SAP;;;12,34;;
        Summe;;;;;;;

        """

    /// As Latin-1, which has every character of the texts here.
    private static func latin1(_ text: String) -> [UInt8] {
        text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }

    @Test func `a file of another broker is read as its layout says`() async throws {
        let box = try await ImportBox(layouts: ["depot": Self.depot])
        try box.write("auszug.csv", bytes: Self.latin1(Self.depotText))
        #expect(
            try await Normal.told(box) == [
                "user.depot latin-1 skipped=3 2026-02-03 2026-02-06", "rows buy=1 sell=1 dividend=1",
                "account Depot: Depot EUR",
                "2026-02-03 Depot buy listed:SAP:EUR 10 -2024.9 EUR @201.5 fee=9.9",
                "2026-02-04 Depot sell listed:SAP:EUR -4 830.1 EUR @210 fee=9.9",
                "2026-02-06 Depot dividend listed:SAP:EUR 0 12.34 EUR", "listed:SAP:EUR: other SAP",
            ]
        )
    }

    private static func transactions(_ more: [(String, JSONValue)]) -> JSONValue {
        let columns: JSONValue = [
            "date": "When", "symbol": "What", "quantity": "Units", "amount": "Money", "fees": "Fee",
        ]
        let base: [(String, JSONValue)] = [("kind", "transactions"), ("columns", columns), ("account", "A")]
        var layout = JSONObject(base)
        for (name, value) in more { layout[name] = value }
        return .object(layout)
    }

    private func told(_ layout: JSONValue, _ rows: [String]) async throws -> [String] {
        let box = try await ImportBox(layouts: ["mine": layout])
        return try await box.told("When,What,Units,Money,Fee\n" + rows.map { $0 + "\n" }.joined())
    }

    @Test func `without a column of types the figures tell what happened`() async throws {
        let rows = [
            "2026-02-03,VTI,10,-2000.5,0.5", "2026-02-04,VTI,-4,900,", "2026-02-05,VTI,3,,", "2026-02-06,VTI,-2,0,",
            "2026-02-07,,,50,", "2026-02-08,,,-60,",
        ]
        #expect(
            try await told(Self.transactions([]), rows) == [
                "2026-02-03 A buy listed:VTI:USD 10 -2000.5 USD fee=0.5",
                "2026-02-04 A sell listed:VTI:USD -4 900 USD",
                "2026-02-05 A transfer_in listed:VTI:USD 3 0 USD",
                "2026-02-06 A transfer_out listed:VTI:USD -2 0 USD", "2026-02-07 A deposit - 0 50 USD",
                "2026-02-08 A withdrawal - 0 -60 USD",
            ]
        )
    }

    @Test func `signs the other way round are turned`() async throws {
        let sign: JSONValue = ["quantity": "inverted", "amount": "inverted"]
        #expect(
            try await told(Self.transactions([("sign", sign)]), ["2026-02-03,VTI,-10,2000,", "2026-02-04,,,7,"]) == [
                "2026-02-03 A buy listed:VTI:USD 10 -2000 USD", "2026-02-04 A withdrawal - 0 -7 USD",
            ]
        )
    }

    @Test(arguments: [
        ("yyyy-MM-dd HH:mm:ss", "2026-02-03 09:30:00"), ("M/d/yy", "2/3/26"), ("dd. MMM yyyy", "03. Feb 2026"),
        ("yyyyMMdd", "20260203"), ("d.M.yyyy", "3.2.2026"),
    ])
    func `dates are read in the form that is declared`(form: String, date: String) async throws {
        let layout = Self.transactions([("date_format", .string(form))])
        #expect(try await told(layout, ["\(date),,,50,"]) == ["2026-02-03 A deposit - 0 50 USD"])
    }

    @Test func `a date of another form is refused with its place`() async throws {
        let layout = Self.transactions([("date_format", "dd.MM.yyyy")])
        let box = try await ImportBox(layouts: ["mine": layout])
        try box.write("f.csv", "When,What,Units,Money,Fee\n02/03/2026,,,50,\n31.02.2026,,,50,\n03.02.2026,,,5o,\n")
        #expect(
            await box.faults() == [
                "f.csv:2:1: When: a date in the layout's date_format is expected, not \"02/03/2026\"",
                "f.csv:3:1: When: a date in the layout's date_format is expected, not \"31.02.2026\"",
                "f.csv:4:14: Money: a number such as -1,234.56 is expected, not \"5o\"",
            ]
        )
    }

    @Test func `holdings are read, too, with their cash`() async throws {
        let layout: JSONValue = [
            "kind": "holdings", "delimiter": "\t",
            "columns": [
                "as_of": "Day", "account": "Who", "symbol": "Code", "type": "Kind", "quantity": "Units",
                "price": "Price", "value": "Worth", "cost_basis": "Paid",
            ],
            "security_types": ["Fund": "mutual_fund", "Money": "cash"], "currency": "GBP",
        ]
        let box = try await ImportBox(layouts: ["h": layout])
        let text = "Day\tWho\tCode\tKind\tUnits\tPrice\tWorth\tPaid\n2026-02-03\tISA\tVUSA\tFund\t2\t80\t160\t100\n"
        try box.write("h.csv", text + "2026-02-03\tISA\t\tMoney\t\t\t12.5\t\n")
        #expect(
            try await Normal(box).holdings == [
                "ISA listed:VUSA:GBP 2 80 160 100 2026-02-03T00:00:00Z", "ISA cash 12.5 GBP 2026-02-03T00:00:00Z",
            ]
        )
    }

    @Test func `a known broker's file stays that broker's, whatever is declared`() async throws {
        let layout: JSONValue = ["kind": "transactions", "columns": ["date": "Date", "amount": "Amount"]]
        let box = try await ImportBox(layouts: ["greedy": layout])
        try box.add(fixture: "schwab_transactions.csv")
        #expect(try await box.inspect().map(\.layout) == ["schwab.transactions"])
    }

    @Test func `a layout that changes has its files read again`() async throws {
        let box = try await ImportBox(layouts: ["mine": Self.transactions([])])
        try box.write("f.csv", "When,What,Units,Money,Fee\n2026-02-03,,,50,\n")
        var host = HostModel()
        #expect(try await host.sync(box) == 1)
        var params = Configure.Params()
        let changed = Self.transactions([("sign", ["amount": "inverted"])])
        params.config = ["directory": .string(box.root), "layouts": ["mine": changed]]
        _ = try await box.adapter.configure(params, .silent)
        #expect(try await host.sync(box) == 1)
        #expect(host.rows.values.map(Normal.line) == ["2026-02-03 A withdrawal - 0 -50 USD"])
    }

    private func faults(_ layout: JSONValue, name: String = "mine") async -> [String] {
        var params = Configure.Params()
        params.config = ["directory": "/tmp", "layouts": .object(JSONObject([(name, layout)]))]
        params.dryRun = true
        do throws(AdapterError) {
            _ = try await CSVAdapter().configure(params, .silent)
            return []
        } catch {
            #expect(error.kind == .configInvalid)
            return error.faults.map { "\($0.path ?? ""): \($0.message)" }
        }
    }

    @Test func `every slip of a declaration is named with its place`() async {
        let layout: JSONValue = [
            "kind": "transactions", "delimeter": ";", "encoding": "latin1", "skip_lines": 400,
            "columns": ["date": "Day", "amout": "Money", "price": "day"], "date_format": "DD.MM.YYYY",
            "decimal_comma": "yes", "sign": ["amount": "negative"], "types": ["Kauf": "bought"], "currency": "euros",
        ]
        #expect(
            await faults(layout) == [
                "/layouts/mine/delimeter: unknown key, did you mean \"delimiter\"?",
                "/layouts/mine/encoding: one of \"auto\", \"latin-1\", \"utf-8\" is expected, did you mean \"latin-1\"?",
                "/layouts/mine/skip_lines: a number from 0 to 29 is expected",
                "/layouts/mine/columns/amout: unknown key, did you mean \"amount\"?",
                "/layouts/mine/columns/price: another column has this name already",
                "/layouts/mine/columns/amount: missing",
                "/layouts/mine/date_format: a form such as dd.MM.yyyy, M/d/yy or yyyy-MM-dd HH:mm:ss is expected",
                "/layouts/mine/decimal_comma: true or false is expected",
                "/layouts/mine/sign/amount: one of \"by_type\", \"inverted\", \"stated\" is expected",
                "/layouts/mine/types/Kauf: one of buy, sell, short, cover, dividend, interest, fee, tax, deposit, "
                    + "withdrawal, transfer_in, transfer_out, split, spin_off, merger, exercise, assignment, "
                    + "expiration, reinvestment, return_of_capital, adjustment, skip is expected",
                "/layouts/mine/currency: a code such as EUR is expected",
            ]
        )
    }

    @Test func `a declaration without its kind, its columns or a proper name is refused`() async {
        #expect(
            await faults([:], name: "My/Bank") == [
                "/layouts/My~1Bank: a name of 1 to 32 of a-z 0-9 _ - is expected",
                "/layouts/My~1Bank/kind: missing", "/layouts/My~1Bank/columns: missing",
            ]
        )
        #expect(
            await faults(["kind": "holdings", "columns": ["quantity": "Units"]]) == [
                "/layouts/mine/columns: one of symbol, cusip, isin and name is needed"
            ]
        )
        #expect(await faults("x") == ["/layouts/mine: an object is expected"])
    }

    @Test func `a form of dates needs year, month and day, each once`() {
        #expect(DateFormat("dd.MM") == nil && DateFormat("dd.MM.yyyy yy") == nil && DateFormat("Q.yyyy.dd") == nil)
        #expect(DateFormat("d.M.yy")?.day("3.12.26".utf8) == Day(year: 2026, month: 12, day: 3))
        #expect(DateFormat("dd.MM.yyyy")?.day("3.12.2026".utf8) == nil)
        #expect(DateFormat("dd.MM.yyyy")?.day("03.12.2026x".utf8) == nil)
    }
}
