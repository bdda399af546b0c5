import FolioAdapterKit
import FolioModel
import Testing

@testable import CSVAdapter

/// Files made at random by the grammar of docs/csv.md, then read; and the same with one place spoiled.
@Suite struct GrammarTests {
    /// A transactions file and what it must come to.
    struct Sample {
        var columns: [String]
        var rows: [[String: String]]
        var end: String
        var hasMark: Bool

        static func random(using random: inout SeededGenerator) -> Sample {
            let optional = ["symbol", "name", "security_type", "quantity", "price", "fees", "currency", "description"]
            let kept = optional.filter { $0 == "symbol" || $0 == "quantity" || Bool.random(using: &random) }
            let rows = (0..<Int.random(in: 0...12, using: &random)).map { _ in row(using: &random) }
            return Sample(
                columns: (["date", "account", "type", "amount"] + kept).shuffled(using: &random),
                rows: rows,
                end: Bool.random(using: &random) ? "\n" : "\r\n",
                hasMark: Bool.random(using: &random)
            )
        }

        private static func row(using random: inout SeededGenerator) -> [String: String] {
            let number = "\(Int.random(in: 1...999, using: &random)).\(Int.random(in: 1...99, using: &random))"
            let shapes: [[String: String]] = [
                ["type": "buy", "symbol": "VTI", "quantity": number, "amount": "-" + number],
                ["type": "sell", "symbol": "BRK.B", "quantity": "-" + number, "amount": number],
                ["type": "dividend", "symbol": "VTI", "amount": number],
                ["type": "fee", "amount": "-" + number],
                ["type": "deposit", "amount": number],
                ["type": "transfer_in", "symbol": "VTI", "quantity": number],
                ["type": "split", "symbol": "VTI", "quantity": number],
            ]
            var row = shapes[Int.random(in: 0..<shapes.count, using: &random)]
            row["date"] = Day(number: Int32.random(in: 10_000...20_000, using: &random)).description
            row["account"] = ["A", "Old, \"IRA\"", "Konto ä"].randomElement(using: &random)
            row["description"] = ["", "two\nlines", "a \"b\", c", "😀"].randomElement(using: &random)
            row["currency"] = ["", "USD", "eur"].randomElement(using: &random)
            row["price"] = ["", number].randomElement(using: &random)
            row["fees"] = ["", "0", "0.99"].randomElement(using: &random)
            return row
        }

        func text(using random: inout SeededGenerator) -> String {
            var lines = [columns.map { Bool.random(using: &random) ? $0 : " " + $0.uppercased() + " " }]
            lines += rows.map { row in columns.map { row[$0] ?? "" } }
            var text = hasMark ? "\u{FEFF}" : ""
            for line in lines {
                text += line.map { Self.written($0, using: &random) }.joined(separator: ",") + end
                if Int.random(in: 0..<6, using: &random) == 0 {
                    text += [end, ",,," + end].randomElement(using: &random) ?? ""
                }
            }
            return text
        }

        private static func written(_ field: String, using random: inout SeededGenerator) -> String {
            let needsQuotes = field.unicodeScalars.contains { [",", "\"", "\n"].contains($0) }
            guard needsQuotes || Int.random(in: 0..<4, using: &random) == 0 else { return field }
            return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
                + "\""
        }
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func `a file of the grammar is read as it was meant`(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let sample = Sample.random(using: &random)
        let box = try await ImportBox()
        try box.write("t.csv", sample.text(using: &random))
        let rows = try await box.transactionPage(nil).added
        let columns = Set(sample.columns)
        #expect(rows.map(\.type.rawValue) == sample.rows.compactMap { $0["type"] })
        #expect(rows.map(\.date.description) == sample.rows.compactMap { $0["date"] })
        #expect(rows.map(\.account) == sample.rows.compactMap { $0["account"] })
        let amounts = sample.rows.map { Amount(exactly: $0["amount"] ?? "0") }
        #expect(rows.map { Optional($0.cashDelta) } == amounts)
        let quantities = sample.rows.map { Quantity(exactly: $0["quantity"] ?? "0") }
        #expect(rows.map { Optional($0.quantityDelta) } == quantities)
        let currencies = sample.rows.map { row in
            columns.contains("currency") && row["currency"] == "eur" ? Currency.eur : .usd
        }
        #expect(rows.map(\.currency) == currencies)
        #expect(Set(rows.map(\.externalID)).count == rows.count)
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func `a spoiled file is refused with a place in it, or read whole`(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let sample = Sample.random(using: &random)
        var bytes = Array(sample.text(using: &random).utf8)
        let spoilers: [UInt8] = [0x00, 0xFF, 0xC3, 0x0D, 0x0A] + Array("\",-x9".utf8)
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: bytes[place] = spoilers[Int.random(in: 0..<spoilers.count, using: &random)]
            case 1: bytes.insert(spoilers[Int.random(in: 0..<spoilers.count, using: &random)], at: place)
            default: bytes.removeSubrange(place..<min(bytes.count, place + 3))
            }
            if bytes.isEmpty { bytes = [0x0A] }
        }
        let box = try await ImportBox()
        try box.write("t.csv", bytes: bytes)
        let lines = bytes.count { $0 == 0x0A } + 1
        do throws(AdapterError) {
            _ = try await box.transactionPage(nil)
        } catch {
            #expect(error.kind == .badVendorData)
            #expect(!error.faults.isEmpty)
            for fault in error.faults {
                #expect(fault.file == "t.csv")
                #expect((1...lines).contains(fault.line ?? 0))
                #expect((fault.column ?? 0) >= 1)
            }
        }
    }
}
