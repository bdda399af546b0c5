import FolioModel
import FolioStore
import Glibc

/// Stores transactions by the million, as a sync of files does: new ones, the same once more, and held against each
/// other without a write.
enum TransactionFigure {
    private static let accounts = 5
    private static let securities = 200
    private static let rowsPerPage = 500

    /// Times so many rows in batches of so many pages, in a store of that path, which must be new.
    static func measure(_ path: String, rows: Int, pagesPerBatch: Int) throws {
        let store = try Store.open(location: .file(path))
        let connection = try store.createConnection(user: "default", provider: "csv", externalID: "default")
        _ = try store.saveAccounts(
            connection: connection.id,
            (0..<accounts).map { number in
                var account = ReportedAccount()
                (account.externalID, account.name) = ("Broker \(number)", "Broker \(number)")
                return account
            },
            source: .external,
            isComplete: true
        )
        for (name, pass) in [("first", "p1"), ("again", "p2")] {
            var tally = PassTally()
            let spent = try timed(rows, pagesPerBatch, pass) { batch in
                try store.saveTransactions(connection: connection.id, batch, tally: &tally)
            }
            report("transactions.\(name)", spent, tally.outcome)
        }
        var tally = PassTally()
        let spent = try timed(rows, pagesPerBatch, "p3") { batch in
            try store.compareTransactions(connection: connection.id, batch.flatMap(\.added), tally: &tally)
        }
        report("transactions.compared", spent, tally.outcome)
        print("transactions.bytes", try store.sizeBytes())
        try store.close()
        try measureWire(rows: rows)
    }

    /// Times what becomes of rows on their way from an adapter: written, parsed, read.
    private static func measureWire(rows: Int) throws {
        var spent = (written: Duration.zero, parsed: Duration.zero, read: Duration.zero)
        var bytes = 0
        for first in stride(from: 0, to: rows, by: rowsPerPage) {
            let page = page(first..<min(first + rowsPerPage, rows), of: rows, "").added
            let start = ContinuousClock.now
            let json = page.json
            let written = ContinuousClock.now
            let tree = try JSONValue(parsing: json)
            let parsed = ContinuousClock.now
            let read = try [ReportedTransaction](wire: tree, at: WirePath(unknownMembers: .ignored, "result.added"))
            spent.read += ContinuousClock.now - parsed
            spent.parsed += parsed - written
            spent.written += written - start
            precondition(read == page)
            bytes += json.count
        }
        for (name, time) in [("written", spent.written), ("parsed", spent.parsed), ("read", spent.read)] {
            print("transactions.\(name)", Int(time / .milliseconds(1)), "ms:", bytes, "bytes")
        }
    }

    private static func report(_ name: String, _ spent: Duration, _ outcome: TransactionsOutcome) {
        let milliseconds = Int(spent / .milliseconds(1))
        print(name, milliseconds, "ms: added", outcome.added, "unchanged", outcome.unchanged)
    }

    /// Only the body's time counts.
    private static func timed(
        _ rows: Int,
        _ pagesPerBatch: Int,
        _ pass: String,
        _ body: ([TransactionsPage]) throws -> Void
    ) throws -> Duration {
        var spent = Duration.zero
        let rowsPerBatch = rowsPerPage * pagesPerBatch
        for start in stride(from: 0, to: rows, by: rowsPerBatch) {
            let batch = stride(from: start, to: min(start + rowsPerBatch, rows), by: rowsPerPage).map { first in
                page(first..<min(first + rowsPerPage, rows), of: rows, pass)
            }
            let begin = ContinuousClock.now
            try body(batch)
            spent += ContinuousClock.now - begin
        }
        return spent
    }

    private static func page(_ numbers: Range<Int>, of rows: Int, _ pass: String) -> TransactionsPage {
        var page = TransactionsPage(passID: pass)
        page.added = numbers.map { transaction($0, of: rows) }
        page.nextCursor = "csv1:0123456789abcdef0123456789abcdef:0:0123456789abcdef:\(numbers.upperBound)"
        for number in Set(page.added.compactMap(\.security)).sorted() {
            var security = ReportedSecurity()
            (security.externalID, security.ticker, security.type) = (number, String(number.dropFirst(7)), .stock)
            page.securities.append(security)
        }
        return page
    }

    private static func transaction(_ number: Int, of rows: Int) -> ReportedTransaction {
        var row = ReportedTransaction()
        // A multiplication by an odd number scatters the ids as a hash does, and each comes once.
        let scattered = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
        row.account = "Broker \(number % accounts)"
        row.date = Day(number: Int32(11_000 + number * 9000 / rows))
        row.externalID = "row:\(row.date):" + String(scattered, radix: 16) + String(~scattered, radix: 16)
        row.type = number % 2 == 0 ? .buy : .sell
        row.security = "listed:S\(Int(scattered >> 40) % securities)"
        row.quantityDelta = Quantity(number % 2 == 0 ? 39 : -39)
        row.cashDelta = Amount(raw: Int128(number % 1_000_000) * 10_000_000_000)
        row.price = Price(raw: Int128(number % 90_000) * 10_000_000_000)
        row.fees = Amount(1)
        row.description = "Bought 39 in order \(number)"
        return row
    }
}
