import FolioAdapterKit
import FolioModel
import Synchronization
import Testing

/// Rows that come, go and change while they are read.
struct PlaidPagingPropertyTests {
    typealias Row = PlaidListing.Row

    private static let today = Day("2026-11-24") ?? Day(number: 0)

    /// Numbers that only the seed decides.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }

    /// Rows over the whole history; half of the lists crowd a few days.
    private static func rows(_ dice: inout Dice) -> [Row] {
        let span = Bool.random(using: &dice) ? 700 : 12
        return (0..<Int.random(in: 0...60, using: &dice)).map { number in
            Row(id: "r\(number)", date: today.adding(days: -Int.random(in: 0...span, using: &dice)))
        }
    }

    /// A row comes, goes, or changes its amount or its date; those that are fixed stay as they are.
    private static func mutate(_ rows: inout [Row], sparing fixed: Set<String>, _ number: inout Int, _ dice: inout Dice)
    {
        let date = today.adding(days: -Int.random(in: 0...(Bool.random(using: &dice) ? 20 : 700), using: &dice))
        let loose = rows.indices.filter { !fixed.contains(rows[$0].id) }
        guard let index = loose.randomElement(using: &dice), Int.random(in: 0..<4, using: &dice) > 0 else {
            number += 1
            rows.insert(Row(id: "n\(number)", date: date), at: Int.random(in: 0...rows.count, using: &dice))
            return
        }
        switch Int.random(in: 0..<6, using: &dice) {
        case 0: rows.remove(at: index)
        case 1, 2: rows[index].cents += 1
        default: rows[index].date = date
        }
    }

    private static func contents(_ rows: [Row]) -> [String: Int] {
        Dictionary(rows.map { ($0.id, $0.cents) }) { first, _ in first }
    }

    @Test(arguments: 0..<120 as Range<UInt64>)
    func `what does not change is never lost, and one sync after the last change all is as the vendor has it`(
        seed: UInt64
    ) async throws {
        var dice = Dice(state: seed)
        let rows = Self.rows(&dice)
        let fixed = Set(rows.filter { _ in Bool.random(using: &dice) }.map(\.id))
        let limit = Int.random(in: 2...25, using: &dice)
        let plaid = PlaidListing(rows, today: Self.today, includesEnd: Bool.random(using: &dice))
        let chances = Mutex((dice: dice, number: 0))
        plaid.change { rows, _ in
            chances.withLock { chances in
                for _ in 0..<[0, 0, 1, 3][Int.random(in: 0..<4, using: &chances.dice)] {
                    Self.mutate(&rows, sparing: fixed, &chances.number, &chances.dice)
                }
            }
        }
        let adapter = try await plaid.adapter()
        var host = PlaidHost()
        try await host.sync(adapter, limit: limit)
        #expect(fixed.isSubset(of: host.rows.keys))
        for day in 1...3 {
            plaid.today = Self.today.adding(days: day)
            try await host.sync(adapter, limit: limit) { #expect(fixed.isSubset(of: $0.rows.keys)) }
        }
        plaid.change(nil)
        plaid.today = Self.today.adding(days: 14)
        try await host.sync(adapter, limit: limit) { #expect(fixed.isSubset(of: $0.rows.keys)) }
        #expect(host.rows == Self.contents(plaid.rows))
        #expect(host.pages.last?.window?.isAuthoritative == true)
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `changes of the last ninety days need no more than the next sync`(seed: UInt64) async throws {
        var dice = Dice(state: seed)
        let rows = Self.rows(&dice)
        let limit = Int.random(in: 1...25, using: &dice)
        let plaid = PlaidListing(rows, today: Self.today)
        let adapter = try await plaid.adapter()
        var host = PlaidHost()
        try await host.sync(adapter, limit: limit)
        #expect(host.rows == Self.contents(plaid.rows))
        let old = Set(rows.filter { $0.date < Self.today.adding(days: -90) }.map(\.id))
        var changed = plaid.rows
        var number = 0
        for _ in 0..<8 {
            Self.mutate(&changed, sparing: old, &number, &dice)
            changed.removeAll { !old.contains($0.id) && $0.date < Self.today.adding(days: -90) }
        }
        plaid.change { [changed] rows, _ in rows = changed }
        try await host.sync(adapter, limit: limit)
        #expect(host.rows == Self.contents(changed))
    }
}
