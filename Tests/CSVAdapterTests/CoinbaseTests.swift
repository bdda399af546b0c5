import FolioAdapterKit
import FolioModel
import Testing

@testable import CSVAdapter

@Suite struct CoinbaseTests {
    static let header =
        "\nTransactions\nUser,Somebody,0000\nID,Timestamp,Transaction Type,Asset,Quantity Transacted,Price Currency,"
        + "Price at Transaction,Subtotal,Total (inclusive of fees and/or spread),Fees and/or Spread,Notes,Sender Address,"
        + "Recipient Address\n"

    private func told(_ rows: [String]) async throws -> [String] {
        try await ImportBox().told(
            Self.header + rows.enumerated().map { "id\($0),2025-01-17 16:57:02 UTC,\($1)\n" }.joined()
        )
        .map { $0.split(separator: " ").dropFirst(2).joined(separator: " ") }
    }

    @Test(
        arguments: [
            (
                "Sell,BTC,0.5,USD,$60000,$30000,\"$29,900\",$100,Sold,,",
                ["sell crypto:BTC:USD -0.5 29900 USD @60000 fee=100"]
            ),
            (
                "Advanced Trade Sell,BTC,-0.5,USD,$60000,-$30000,-$29900,$100,Sold,,",
                ["sell crypto:BTC:USD -0.5 29900 USD @60000 fee=100"]
            ),
            (
                "Advanced Trade Buy,BTC,0.5,USD,$60000,$30000,$30100,$100,Bought,,",
                ["buy crypto:BTC:USD 0.5 -30100 USD @60000 fee=100"]
            ),
            ("Deposit,USD,500,USD,$1,$500,$500,$0,,,", ["deposit - 0 500 USD"]),
            ("Withdrawal,EUR,-500,EUR,€1,-€500,-€500,€0,,,", ["withdrawal - 0 -500 EUR"]),
            ("Exchange Deposit,SOL,2,USD,$100,$200,$200,$0,,,", ["transfer_out crypto:SOL:USD -2 0 USD @100"]),
            ("Pro Withdrawal,SOL,2,USD,$100,$200,$200,$0,,,", ["transfer_in crypto:SOL:USD 2 0 USD @100"]),
            (
                "Learning Reward,GRT,3,USD,$1,$3,$3,$0,,,",
                ["dividend crypto:GRT:USD 0 3 USD @1", "reinvestment crypto:GRT:USD 3 -3 USD @1"]
            ),
            ("Coinbase Earn,GRT,3,USD,,,,,,,", ["reinvestment crypto:GRT:USD 3 0 USD"]),
            ("Reward Income,USD,3,USD,$1,$3,$3,$0,,,", ["interest - 0 3 USD"]),
            ("Subscription,USD,29.99,USD,$1,$29.99,$29.99,$0,,,", ["fee - 0 -29.99 USD"]),
            ("Retail Eth2 Deprecation,ETH2,-1,USD,$1,$1,$1,$0,,,", ["merger crypto:ETH2:USD -1 0 USD @1"]),
            ("Retail Eth2 Deprecation,ETH,1,USD,$1,$1,$1,$0,,,", ["merger crypto:ETH:USD 1 0 USD @1"]),
            ("Retail Staking Transfer,ETH,-1,USD,$1,$1,$1,$0,,,", []),
            ("Airdrop Party,ETH,-1,USD,$1,$1,$1,$0,,,", ["adjustment crypto:ETH:USD -1 0 USD @1"]),
        ] as [(String, [String])]
    )
    func `a type comes to what it means`(row: String, expected: [String]) async throws {
        #expect(try await told([row]) == expected)
    }

    @Test func `a file of before 2024 has no ids, and other names`() async throws {
        let text =
            "Timestamp,Transaction Type,Asset,Quantity Transacted,Spot Price Currency,Spot Price at Transaction,Subtotal,"
            + "Total (inclusive of fees),Fees,Notes\n"
            + "2022-03-25T06:45:27Z,Sell,BTC,0.1,EUR,40000,4000,3990,10,Sold\n"
        let told = try await ImportBox().told(text)
        #expect(told == ["2022-03-25 coinbase sell crypto:BTC:EUR -0.1 3990 EUR @40000 fee=10"])
    }

    @Test func `the day is New York's, the instant is kept`() async throws {
        let box = try await ImportBox()
        _ = try await box.told(Self.header + "a,2025-01-18 03:00:00 UTC,Send,BTC,-1,USD,$1,$1,$1,$0,,,\n")
        let row = try #require(try await Normal(box).rows.first)
        #expect(row.date.description == "2025-01-17" && row.occurredAt?.description == "2025-01-18T03:00:00Z")
        #expect(row.externalID == "coinbase/a")
    }

    @Test func `a conversion whose notes do not tell what came in is a fault`() async throws {
        let box = try await ImportBox()
        try box.write("f.csv", Self.header + "a,2025-01-18 03:00:00 UTC,Convert,BTC,1,USD,$1,$1,$1,$0,Umgetauscht,,\n")
        let expected = "words such as \"Converted 0.5 BTC to 9 ETH\" are expected: only they say what came in"
        #expect(await box.faults() == ["f.csv:5:58: Notes: \(expected)"])
    }

    @Test func `one id for two records keeps both, the same record twice is one`() async throws {
        let box = try await ImportBox()
        let row = "a,2025-01-18 03:00:00 UTC,Send,BTC,-1,USD,$1,$1,$1,$0,,,\n"
        let other = "a,2025-01-18 03:00:00 UTC,Receive,ETH,1,USD,$1,$1,$1,$0,,,\n"
        _ = try await box.told(Self.header + row + other + row)
        #expect(try await Normal(box).rows.map(\.externalID) == ["coinbase/a", "coinbase/a.2"])
        #expect(try await box.inspect().first?.rows.map(\.count) == [1, 1])
    }
}
