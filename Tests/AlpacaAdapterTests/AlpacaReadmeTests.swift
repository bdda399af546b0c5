import Foundation
import Testing

@testable import AlpacaAdapter

/// The README says what becomes of each type.
struct AlpacaReadmeTests {
    @Test func `the README names every type of the table, and no other`() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = root.deletingLastPathComponent().appendingPathComponent("Plugins/Alpaca/README.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let table =
            try #require(text.components(separatedBy: "## Activities").last)
            .components(separatedBy: "### One event").first ?? ""
        var types: [String] = []
        for line in table.components(separatedBy: "\n") where line.hasPrefix("| `") {
            // A type with a sub-type stands beside the type itself.
            for match in (line.split(separator: "|").first ?? "").matches(of: /`([A-Z]+)`(\/`[A-Z]+`)?/)
            where match.output.2 == nil {
                types.append(String(match.output.1))
            }
        }
        #expect(types.sorted() == AlpacaActivityTable.rules.keys.sorted())
    }
}
