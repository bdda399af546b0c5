import FolioAdapterKit
import FolioModel
import Testing

@testable import PlaidAdapter

struct PlaidNotesTests {
    @Test func `a case is logged once a process, whatever the call`() async throws {
        let rows = [PlaidAnswers.holding(("mood", "calm")), PlaidAnswers.holding(("mood", "wild"))]
        let plaid = try FakePlaid(["/investments/holdings/get": PlaidAnswers.holdings(rows), "/item/get": .json([:])])
        let adapter = try await plaid.adapter()
        let log = LogBook()
        var params = HoldingsRead.Params()
        params.connection = .linked
        for _ in 0..<3 { _ = try await adapter.holdings(params, log.context) }
        #expect(log.phrases.filter { $0 == "A member is not known" }.count == 1)
    }

    @Test func `what is remembered has a bound, and long words are cut`() {
        let memory = PlaidMemory()
        let log = LogBook()
        let notes = PlaidNotes(memory: memory, context: log.context)
        for number in 0..<600 { notes.word(String(repeating: "\(number) ", count: 100), in: "transactions.subtype") }
        #expect(log.lines.count == PlaidMemory.maximumCases)
        #expect(log.lines.allSatisfy { ($0.fields["word"]?.count ?? 0) <= 64 })
    }

    @Test func `the README says of every doubt what is counted`() throws {
        let table = try Readme.table(under: "## In doubt")
        #expect(Set(table.map { $0[0] }) == Set(PlaidDoubt.allCases.map(\.rawValue)))
        #expect(table.count == PlaidDoubt.allCases.count)
        #expect(table.allSatisfy { $0.count == 2 && !$0[1].isEmpty })
    }

    @Test func `documented members are known`() async throws {
        for file in ["investments_holdings_get.response.json", "investments_holdings_get.guide-sample.response.json"] {
            let read = try await readHoldings(Fixture.response(file))
            #expect(!read.log.phrases.contains { $0.hasSuffix("is not known") })
        }
        for file in [
            "investments_transactions_get.response.json", "investments_transactions_get.guide-sample.response.json",
        ] {
            let read = try await readTransactions(Fixture.response(file))
            #expect(!read.log.phrases.contains { $0.hasSuffix("is not known") })
        }
    }
}
