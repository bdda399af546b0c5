import FolioModel
import FolioSandbox
import Foundation
import Testing

@Suite struct `The sandbox's files` {
    private func world() throws -> SandboxWorld { try SharedWorlds.world(seed: 7) }

    /// Rows of a file without quoted fields, by column.
    private func rows(_ text: String) -> [[String: String]] {
        let lines = text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        let names = lines[0].map(String.init)
        return lines.dropFirst().map { line in
            Dictionary(uniqueKeysWithValues: zip(names, line.map(String.init)))
        }
    }

    @Test func `hold transactions that lead to the holdings beside them`() throws {
        let csv = SandboxCSV(world: try world())
        var held: [String: Quantity] = [:]
        var cash = Amount.zero
        let transactions = rows(csv.transactions.filter { $0 != "\"" })
        for row in transactions {
            if let quantity = Quantity(exactly: try #require(row["quantity"])) {
                let symbol = try #require(row["symbol"])
                held[symbol] = try (held[symbol] ?? .zero) + quantity
            }
            if let amount = Amount(exactly: try #require(row["amount"])) { cash = try cash + amount }
        }
        #expect(Set(transactions.compactMap { $0["id"] }).count == transactions.count)
        for row in rows(csv.holdings) {
            let quantity = try #require(Quantity(exactly: row["quantity"] ?? ""))
            if row["type"] == "cash" {
                #expect(quantity.raw == cash.raw)
            } else {
                let symbol = try #require(row["symbol"])
                #expect(held.removeValue(forKey: symbol) == quantity)
            }
        }
        #expect(held.values.allSatisfy { $0.isZero })
    }

    @Test func `are written whole into a folder that is made for them`() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/sandbox-\(UInt64.random(in: 0...UInt64.max))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try SandboxCSV.write(try world(), to: folder + "/import/default")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder + "/import/default")
        #expect(names.sorted() == ["accounts.csv", "holdings.csv", "transactions.csv"])
        #expect(throws: SandboxCSV.WriteError.self) { try SandboxCSV.write(try world(), to: "/proc/none") }
    }

    @Test func `name the account once`() throws {
        let accounts = rows(SandboxCSV(world: try world()).accounts)
        #expect(accounts.map { $0["account"] } == ["files"])
        #expect(accounts[0]["institution"] == "Harbor Trust")
    }
}
