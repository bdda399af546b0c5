import FolioAdapterKit
import Testing

@testable import CSVAdapter

@Suite struct FixtureTests {
    static let expected: [String: String] = [
        Fixture.schwab, Fixture.fidelity, Fixture.vanguard, Fixture.robinhood, Fixture.ibkr, Fixture.etrade,
        Fixture.coinbase,
    ].reduce(into: [:]) { all, some in all.merge(some) { first, _ in first } }

    /// Fixtures that are not read, and why.
    static let outOfScope: [String: String] = [:]

    @Test(arguments: Fixture.names)
    func `a recorded export comes to what it says`(name: String) async throws {
        guard Self.outOfScope[name] == nil else { return }
        let box = try await ImportBox()
        try box.add(fixture: name)
        let expected = try #require(Self.expected[name]).split(separator: "\n").map(String.init)
        #expect(try await Normal.told(box) == expected)
    }

    @Test(arguments: Fixture.names)
    func `a recorded export is recognised whatever its name is`(name: String) async throws {
        let box = try await ImportBox()
        try box.add(fixture: name, as: "download (3).CSV")
        let file = try #require(try await box.inspect().first)
        #expect(Self.expected[name]?.hasPrefix(file.layout ?? "-") == true)
    }

    @Test func `every fixture is used, or it is said why not`() {
        let used = Fixture.names.filter { Self.expected[$0] != nil }.count
        let rest = Fixture.names.filter { Self.outOfScope[$0] != nil }.count
        print("fixtures: csv \(used) used + \(rest) out of scope / \(Fixture.names.count)")
        #expect(Fixture.names.count == 22)
        #expect(used + rest == Fixture.names.count)
        #expect(Set(Self.expected.keys).union(Self.outOfScope.keys) == Set(Fixture.names))
    }
}
