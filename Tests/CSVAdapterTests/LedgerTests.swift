import FolioAdapterKit
import FolioModel
import Foundation
import Testing

@testable import CSVAdapter

/// Ledgers at random, written as each broker does and read again; and such files cut off or spoiled.
@Suite struct LedgerTests {
    private struct Case: Sendable, CustomTestStringConvertible {
        let format: LedgerFormat
        let seed: UInt64
        var testDescription: String { "\(format.name), \(seed)" }
    }

    private static func cases(_ seeds: Range<UInt64>) -> [Case] {
        LedgerFormat.all.flatMap { format in seeds.map { Case(format: format, seed: $0) } }
    }

    private static func events(_ count: Int, _ test: Case) -> [LedgerEvent] {
        var random = SeededGenerator(seed: test.seed)
        let format = test.format
        let ledger = Ledger(count, format.types, symbols: format.symbols, fees: format.hasFees, using: &random)
        return ledger.events
    }

    /// The rows without their accounts, and coins as if they were shares.
    private static func lines(_ rows: [String]) -> [String] {
        rows.map { row in
            row.split(separator: " ").enumerated().filter { index, word in
                index == 0 || TransactionType(rawValue: String(word)) != nil || index > 1 && !isAccount(word)
            }.map { String($0.element).replacing("crypto:", with: "listed:") }.joined(separator: " ")
        }
    }

    private static func isAccount(_ word: Substring) -> Bool {
        word == "..." || word.hasPrefix("...") || word.hasPrefix("vanguard:") || word.hasPrefix("schwab:")
    }

    @Test(arguments: cases(0..<12))
    private func `what a broker writes comes back as it was`(test: Case) async throws {
        let events = Self.events(40, test)
        let box = try await ImportBox()
        try box.write("f.csv", test.format.write(events))
        #expect(await box.faults() == [])
        let told = try await Normal(box)
        #expect(Self.lines(told.transactions) == test.format.order(events).map(\.line))
        #expect(Set(told.rows.map(\.externalID)).count == events.count)
    }

    /// Files are cut off at every byte of their last lines, and before that at one byte of so many: FOLIO_CUT_STEP=1 for
    /// all.
    private static let cutStep = ProcessInfo.processInfo.environment["FOLIO_CUT_STEP"].flatMap { Int($0) } ?? 11
    private static let lastBytes = 60

    @Test(arguments: cases(0..<1))
    private func `a file cut off anywhere is refused, or what is left of it is read as it was`(
        test: Case
    ) async throws {
        let bytes = Array(test.format.write(Self.events(3, test)).utf8)
        let box = try await ImportBox()
        try box.write("f.csv", bytes: bytes)
        let whole = try await Normal(box).transactions
        #expect(whole.count == 3)
        for end in bytes.indices where end % Self.cutStep == 0 || end >= bytes.count - Self.lastBytes {
            try box.write("f.csv", bytes: Array(bytes[..<end]))
            guard await box.faults().isEmpty else { continue }
            var told = try await Normal(box).transactions
            // A last row that is taken in doubt may be another one.
            if try await box.warnings().contains(where: { $0.contains("the last line has no end") }) {
                told.removeLast()
            }
            #expect(told == Array(whole.prefix(told.count)), "cut at byte \(end)")
            #expect(told.count < whole.count || end > bytes.count / 2, "cut at byte \(end)")
        }
    }

    private static let spoilers: [UInt8] = [0x00, 0xFF, 0xC3, 0xA0, 0x0D, 0x0A, 0x09] + Array("\",-;x9()$.".utf8)

    @Test(arguments: cases(0..<40))
    private func `a spoiled file is refused with its place, or read whole`(test: Case) async throws {
        var random = SeededGenerator(seed: test.seed &+ 1000)
        var bytes = Array(test.format.write(Self.events(8, test)).utf8)
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            let spoiler = Self.spoilers[Int.random(in: 0..<Self.spoilers.count, using: &random)]
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[place] = spoiler
            case 1: bytes.insert(spoiler, at: place)
            case 2: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            default: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...5, using: &random)))
            }
        }
        let box = try await ImportBox()
        try box.write("f.csv", bytes: bytes)
        let lines = bytes.count { $0 == 0x0A || $0 == 0x0D } + 1
        do throws(AdapterError) {
            _ = try await box.accounts()
        } catch {
            #expect(error.kind == .badVendorData && !error.faults.isEmpty)
            for fault in error.faults {
                #expect(fault.file == "f.csv" && fault.column ?? 1 >= 1)
                #expect((1...lines).contains(fault.line ?? 1), "\(fault)")
            }
            return
        }
        // What was counted beforehand is what is handed out: no row is lost between the two readings.
        let file = try #require(try await box.inspect().first)
        let told = try await Normal(box)
        #expect(file.rows.reduce(0) { $0 + $1.count } == told.transactions.count + told.holdings.count)
    }
}
