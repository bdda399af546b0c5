import FolioAdapterKit
import FolioModel
import Testing

@testable import CSVAdapter

@Suite struct BadRowTests {
    static let holdings = "as_of,account,symbol,type,quantity,price,value,cost_basis,currency,cusip,price_basis\n"
    static let transactions = "date,account,type,symbol,quantity,amount,price,fees,security_type,id\n"

    @Test(
        arguments: [
            (
                "asof,account,symbol,type,quantity",
                [
                    "f.csv:1:1: unknown column \"asof\" of a holdings file, did you mean \"as_of\"?",
                    "f.csv:1:1: the column as_of of a holdings file is missing",
                ]
            ),
            (
                "date,account,type,amount,quantitty,color",
                [
                    "f.csv:1:26: unknown column \"quantitty\" of a transactions file, did you mean \"quantity\"?",
                    "f.csv:1:36: unknown column \"color\" of a transactions file",
                ]
            ),
            ("date,account,type,amount,Account", ["f.csv:1:26: the column account stands here a second time"]),
            ("date,account,type,symbol", ["f.csv:1:1: the column amount of a transactions file is missing"]),
            (
                "Symbol,Description,Qty,Mkt Val",
                [
                    "f.csv:1:1: no line here names the columns of a known layout; folio's own: holdings "
                        + "(as_of,account,symbol,type,quantity), transactions (date,account,type,amount), "
                        + "accounts (account,name); and exports of Charles Schwab, Fidelity, Vanguard, Robinhood, "
                        + "Interactive Brokers, E*TRADE, Coinbase"
                ]
            ),
            ("", ["f.csv:1:1: the file is empty; its first line names the columns"]),
        ] as [(String, [String])]
    )
    func `a header that does not fit is refused`(header: String, expected: [String]) async throws {
        let box = try await ImportBox()
        try box.write("f.csv", header + "\n")
        #expect(await box.faults() == expected)
    }

    @Test(arguments: [
        (
            "2025-02-30,A,VTI,etf,1,,,,,,",
            "2:1: as_of: a date such as 2025-09-23, or a time such as 2025-09-23T20:00:00Z, is expected, not \"2025-02-30\""
        ),
        (
            "9999-12-31T23:59:59-23:59,A,VTI,etf,1,,,,,,",
            "2:1: as_of: a date such as 2025-09-23, or a time such as 2025-09-23T20:00:00Z, is expected, "
                + "not \"9999-12-31T23:59:59-23:59\""
        ),
        (",A,VTI,etf,1,,,,,,", "2:1: as_of: required"),
        ("2025-09-23,,VTI,etf,1,,,,,,", "2:12: account: required"),
        ("2025-09-23,A,VTI,eft,1,,,,,,", "2:18: type: unknown word \"eft\", did you mean \"etf\"?"),
        ("2025-09-23,A,VTI,etf,,,,,,,", "2:22: quantity: required"),
        (
            "2025-09-23,A,VTI,etf,12abc,,,,,,",
            "2:22: quantity: a plain number such as -1234.56 is expected, not \"12abc\""
        ),
        (
            "2025-09-23,A,VTI,etf,\"1,000\",,,,,,",
            "2:22: quantity: a plain number such as -1234.56 is expected, not \"1,000\""
        ),
        ("2025-09-23,A,VTI,etf,1,-2,,,,,", "2:24: price: must not be negative"),
        ("2025-09-23,A,VTI,etf,1,2,-2,,,,", "2:26: value: has the sign of quantity"),
        ("2025-09-23,A,VTI,etf,1,2,2,-3,,,", "2:28: cost_basis: is negative only for a short position"),
        ("2025-09-23,A,VTI,etf,-1,2,-2,3,,,", "2:30: cost_basis: is negative for a short position"),
        ("2025-09-23,A,VTI,etf,1,,,,US$,,", "2:27: currency: a currency code such as USD is expected, not \"US$\""),
        (
            "2025-09-23,A,,bond,1,,,,,37833100,",
            "2:26: cusip: 9 letters and digits such as 037833100 are expected, not \"37833100\""
        ),
        ("2025-09-23,A,,etf,1,,,,,,", "2:14: symbol: required, or a cusip or an isin"),
        (
            "2025-09-23,A,TSLA,option,1,,,,,,",
            "2:14: symbol: an option's OCC symbol such as TSLA230317P00180000 is expected, not \"TSLA\""
        ),
        (
            "2025-09-23,A,VTI,etf,1,,,,,,percent_of_par",
            "2:29: price_basis: only bonds, bills and loans are priced in percent of par"
        ),
        ("2025-09-23,A,,cash,,,,,,,", "2:20: quantity: required (or value): the amount of cash"),
        ("2025-09-23,A,,cash,5,,6,,,,", "2:23: value: the amount of cash differs from quantity"),
        ("2025-09-23,A,EUR,cash,5,,,,,,", "2:14: symbol: of cash it is empty or its currency, USD"),
        ("2025-09-23,A,,cash,5,2,,,,,", "2:22: price: of cash it is 1"),
        ("2025-09-23,A,,cash,5,,,4,,,", "2:24: cost_basis: of cash it is empty or its amount"),
        ("2025-09-23,A,VTI,etf,1", "2:1: the row has 5 fields, the header has 11"),
        ("2025-09-23,A,VTI,etf,1,,,,,,,,x", "2:31: the row has more fields than the header, which has 11"),
        (
            "2025-09-23,A,V\"TI,etf,1,,,,,,",
            "2:15: a quote stands inside a field that does not begin with one; write the field in quotes"
        ),
    ])
    func `a bad row of a holdings file is refused with its place`(row: String, expected: String) async throws {
        let box = try await ImportBox()
        try box.write("h.csv", Self.holdings + row + "\n")
        #expect(await box.faults() == ["h.csv:" + expected])
    }

    @Test(arguments: [
        ("9999-12-31T23:59:59.999Z", true), ("9999-12-31T23:59:60Z", false), ("9999-12-31T23:59:59-00:01", false),
        ("9999-12-31T23:59:59+00:01", true), ("0001-01-01T00:00:00Z", true), ("0001-01-01T00:00:00+00:01", false),
    ])
    func `a time that could not be written again is none`(text: String, isTime: Bool) {
        let time = Timestamp(text)
        #expect((time != nil) == isTime)
        #expect(time.flatMap { Timestamp($0.description) } == time)
    }

    @Test func `a security stands once in an account, and an account has one date`() async throws {
        let box = try await ImportBox()
        let rows = ["2025-09-23,A,VTI,etf,1,,,,,,", "2025-09-23,B,VTI,etf,1,,,,,,", "2025-09-24,A,vti,etf,2,,,,,,"]
        try box.write("h.csv", Self.holdings + rows.map { $0 + "\n" }.joined())
        #expect(
            await box.faults() == [
                "h.csv:4:1: as_of: differs from line 2; an account has one as_of in a file",
                "h.csv:4:14: symbol: stands for this account on line 2 already; state it in one row",
            ]
        )
    }

    @Test(arguments: [
        ("2025-9-23,A,deposit,,,5,,,,", "2:1: date: a date such as 2025-09-23 is expected, not \"2025-9-23\""),
        ("2025-09-23,A,byu,VTI,1,-5,,,,", "2:14: type: unknown word \"byu\", did you mean \"buy\"?"),
        ("2025-09-23,A,buy,VTI,-1,-5,,,,", "2:22: quantity: must be positive for type buy"),
        ("2025-09-23,A,buy,VTI,1,5,,,,", "2:24: amount: must be negative for type buy"),
        ("2025-09-23,A,buy,VTI,1,,,,,", "2:24: amount: must be negative for type buy"),
        ("2025-09-23,A,buy,,1,-5,,,,", "2:18: symbol: required, or a cusip or an isin, for type buy"),
        ("2025-09-23,A,sell,VTI,1,5,,,,", "2:23: quantity: must be negative for type sell"),
        ("2025-09-23,A,sell,VTI,-1,-5,,,,", "2:26: amount: must not be negative for type sell"),
        ("2025-09-23,A,short,VTI,1,5,,,,", "2:24: quantity: must be negative for type short"),
        ("2025-09-23,A,cover,VTI,1,5,,,,", "2:26: amount: must not be positive for type cover"),
        ("2025-09-23,A,dividend,VTI,1,5,,,,", "2:27: quantity: must be empty or zero for type dividend"),
        ("2025-09-23,A,dividend,VTI,,,,,,", "2:28: amount: must not be empty or zero for type dividend"),
        ("2025-09-23,A,fee,,,5,,,,", "2:20: amount: must be negative for type fee"),
        ("2025-09-23,A,tax,,,5,,,,", "2:20: amount: must be negative for type tax"),
        ("2025-09-23,A,deposit,,,-5,,,,", "2:24: amount: must be positive for type deposit"),
        ("2025-09-23,A,deposit,VTI,,5,,,,", "2:22: symbol: must be empty for type deposit"),
        ("2025-09-23,A,withdrawal,,,5,,,,", "2:27: amount: must be negative for type withdrawal"),
        ("2025-09-23,A,transfer_in,VTI,1,5,,,,", "2:32: amount: must be empty or zero for type transfer_in"),
        ("2025-09-23,A,transfer_in,,,-5,,,,", "2:28: amount: must be positive for type transfer_in"),
        ("2025-09-23,A,transfer_out,VTI,1,,,,,", "2:31: quantity: must be negative for type transfer_out"),
        ("2025-09-23,A,split,VTI,1,5,,,,", "2:26: amount: must be empty or zero for type split"),
        ("2025-09-23,A,spin_off,VTI,-1,,,,,", "2:27: quantity: must be positive for type spin_off"),
        ("2025-09-23,A,expiration,VTI,,,,,,", "2:29: quantity: must not be empty or zero for type expiration"),
        ("2025-09-23,A,return_of_capital,VTI,,-5,,,,", "2:37: amount: must be positive for type return_of_capital"),
        ("2025-09-23,A,adjustment,,1,,,,,", "2:25: symbol: required, or a cusip or an isin, where there is a quantity"),
        ("2025-09-23,A,adjustment,VTI,0,0,,,,", "2:31: amount: an adjustment has a quantity or an amount"),
        ("2025-09-23,A,buy,VTI,1,-5,-5,,,", "2:27: price: must not be negative"),
        ("2025-09-23,A,buy,VTI,1,-5,,-1,,", "2:28: fees: must not be negative"),
        (
            "2025-09-23,A,buy,USD,1,-5,,,cash,",
            "2:29: security_type: cash is no security; leave it and the symbol empty"
        ),
    ])
    func `a row that contradicts its type is refused with its place`(row: String, expected: String) async throws {
        let box = try await ImportBox()
        try box.write("t.csv", Self.transactions + row + "\n")
        #expect(await box.faults() == ["t.csv:" + expected])
    }

    @Test func `an id stands once in an account`() async throws {
        let box = try await ImportBox()
        let rows = ["2025-09-23,A,deposit,,,5,,,,7", "2025-09-23,B,deposit,,,5,,,,7", "2025-09-24,A,deposit,,,6,,,,7"]
        try box.write("t.csv", Self.transactions + rows.map { $0 + "\n" }.joined())
        #expect(await box.faults() == ["t.csv:4:29: id: stands for this account on line 2 already"])
    }

    @Test func `every bad row is named, up to a hundred`() async throws {
        let box = try await ImportBox()
        let bad = String(repeating: "2025-09-23,A,fee,,,5,,,,\n", count: 250)
        try box.write("a.csv", Self.transactions + bad)
        let faults = await box.faults()
        #expect(faults.count == 100)
        #expect(faults.last == "a.csv:101:20: amount: must be negative for type fee")
    }

    @Test func `a bad row in one file withholds all calls and names the file`() async throws {
        let box = try await ImportBox()
        try box.write("good.csv", Self.transactions + "2025-09-23,A,deposit,,,5,,,,\n")
        try box.write("bad.csv", Self.transactions + "2025-09-23,A,deposit,,,-5,,,,\n")
        for _ in 0..<2 {
            let page = await #expect(throws: AdapterError.self) { try await box.transactionPage(nil) }
            let holdings = await #expect(throws: AdapterError.self) { try await box.holdings() }
            #expect([page?.kind, holdings?.kind] == [.badVendorData, .badVendorData])
            #expect(page?.message == "CSV files are wrong in one place; nothing is changed.")
            #expect(page?.faults.map(\.file) == ["bad.csv"])
        }
        try box.write("bad.csv", Self.transactions + "2025-09-23,A,deposit,,,6,,,,\n")
        #expect(try await box.transactionPage(nil).added.map(\.cashDelta.description) == ["6"])
    }
}
