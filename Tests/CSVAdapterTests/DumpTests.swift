import FolioAdapterKit
import FolioModel
import Testing
@testable import CSVAdapter

@Suite struct DumpTests {
    @Test(arguments: Fixture.names) func dump(name: String) async throws {
        let box = try await ImportBox()
        try box.add(fixture: name)
        let file = try #require(try await box.inspect().first)
        print("== \(name) \(file.layout ?? "-") \(file.encoding ?? "-") needs=\(file.needsAccount) skipped=\(file.skippedRows) \(file.from?.description ?? "-")...\(file.to?.description ?? "-")")
        print("   rows", file.rows.map { "\($0.kind) \($0.count)" }.joined(separator: ", "))
        for w in file.warnings { print("   warn \(w.line ?? 0):\(w.column ?? 0) \(w.message)") }
        for w in file.faults { print("   FAULT \(w.line ?? 0):\(w.column ?? 0) \(w.message)") }
        guard file.faults.isEmpty else { return }
        let normal = try await Normal(box)
        for a in normal.accounts { print("   A", a) }
        for a in normal.holdings { print("   H", a) }
        for a in normal.transactions { print("   T", a) }
        for (_, x) in normal.securities.sorted(by: { $0.key < $1.key }) { print("   S \(x.externalID) \(x.type) \(x.name ?? "-") \(x.option.map { "\($0.underlying) \($0.expiration) \($0.right) \($0.strike) x\($0.multiplier)" } ?? "") \(x.fixedIncome?.priceBasis.rawValue ?? "")") }
    }
}
