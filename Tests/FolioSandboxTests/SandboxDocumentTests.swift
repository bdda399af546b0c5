import FolioModel
import FolioSandbox
import Foundation
import Testing

@Suite struct `The sandbox's page` {
    private func page() throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
        return try String(contentsOf: root.appendingPathComponent("docs/sandbox.md"), encoding: .utf8)
    }

    @Test func `has every word of every dialect, the default first`() throws {
        let lines = try page().split(separator: "\n")
        for setting in SandboxDialect.settings {
            let line = try #require(lines.first { $0.hasPrefix("| `\(setting.key)` |") }, "\(setting.key)")
            let words = line.split(separator: "`").enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
            #expect(Set(words.dropFirst()) == Set(setting.words), "\(setting.key)")
            #expect(words.dropFirst().first == setting.words.first, "\(setting.key)")
        }
    }

    @Test func `names every endpoint`() throws {
        let page = try page()
        for endpoint in SandboxServer.endpoints {
            let name = endpoint.replacing("/stable/", with: "")
                .replacing("/v1/trading/accounts/{account_id}", with: "")
            #expect(page.contains("`\(name)`") || page.contains(" \(name)`"), "\(endpoint)")
        }
    }

    @Test func `shows faults and changes that are understood`() throws {
        let page = try page()
        let path = WirePath(unknownMembers: .refused)
        let changes = page.split(separator: "'").filter { $0.hasPrefix("{\"kind\"") }
        #expect(changes.count == 10)
        for text in changes { _ = try PlanChange(json: try JSONValue(parsing: String(text)), at: path) }
        let kinds = [
            "status", "error", "ok_error", "rate_limited", "truncated", "garbled", "cut_off", "html", "plain_text",
            "empty", "delayed", "dripping", "disconnected", "silent", "repeated_rows", "wrong_total",
        ]
        for kind in kinds { #expect(page.contains(" \(kind)`") || page.contains(" \(kind) --"), "\(kind)") }
        let start = try #require(page.firstRange(of: "```json\n")?.upperBound)
        let plan = try #require(page[start...].split(separator: "```").first)
        #expect(try FaultPlan(parsing: Array(plan.utf8)).stages.count == 2)
    }
}
