import AlpacaAdapter
import FolioAdapterKit
import FolioModel
import Synchronization

/// A row as Alpaca books it, and what is known of it besides.
struct Booking: Sendable {
    var number: Int
    var type: String
    var group: String?
    var date: Day
    var symbol: String?
    var quantity: Int
    var amount: Int
    var status = "executed"
    /// When it was booked, by which rows are found.
    var bookedOn: Day

    /// Ids sort by the date the row is for, not by the time of the booking.
    var id: String {
        let digits = date.description.filter { $0 != "-" }
        let name = String(1_000_000 + number)
        return "\(digits)000000000::\(name)"
    }

    var json: JSONValue {
        [
            "id": .string(id), "activity_type": .string(type), "date": .string(date.description),
            "created_at": .string(bookedOn.description + "T17:00:00Z"), "status": .string(status),
            "group_id": group.map(JSONValue.string) ?? .null, "symbol": symbol.map(JSONValue.string) ?? .null,
            "qty": .string(String(quantity)), "net_amount": .string(String(amount)),
        ]
    }
}

/// Alpaca's account activities, as the documentation describes the query.
final class BookingVendor: Sendable {
    private let state = Mutex<[Booking]>([])

    var bookings: [Booking] { state.withLock { $0 } }

    func book(_ bookings: [Booking]) { state.withLock { $0 += bookings } }

    func change(_ number: Int, _ change: @Sendable (inout Booking) -> Void) {
        state.withLock { bookings in
            guard let index = bookings.firstIndex(where: { $0.number == number }) else { return }
            change(&bookings[index])
        }
    }

    func answer(_ call: FakeAlpaca.Call) -> HTTPResponse {
        let query = call.query
        guard query["direction"] == "asc", let size = query["page_size"].flatMap({ Int($0) }), (1...100).contains(size)
        else { return .json(["code": 42_210_000, "message": "unprocessable"], status: 422) }
        let after = query["after"].flatMap { Day($0) }
        let types = query["activity_types"].map { $0.split(separator: ",").map(String.init) }
        let rows = bookings.sorted { $0.id < $1.id }.filter { row in
            (after.map { row.bookedOn >= $0 } ?? true) && (types?.contains(row.type) ?? true)
                && (query["page_token"].map { row.id > $0 } ?? true)
        }
        return .json(.array(rows.prefix(size).map(\.json)))
    }
}

/// A host that keeps transactions as folio's does: by id, a page with the cursor behind it.
struct TransactionKeeper {
    var transactions: [String: ReportedTransaction] = [:]
    var cursor: String?

    /// Reads until there is no more.
    mutating func sync(_ adapter: AlpacaAdapter, limit: Int) async throws {
        var params = TransactionsRead.Params()
        (params.connection, params.limit) = (.linked, limit)
        var hasMore = true
        while hasMore {
            params.cursor = cursor
            let page = try await adapter.transactions(params, .quiet)
            for row in page.added + page.modified { transactions[row.externalID] = row }
            for row in page.removed { transactions[row.externalID] = nil }
            (hasMore, cursor) = (page.hasMore, page.nextCursor)
        }
    }

    /// What is kept, a line each, in order.
    var lines: [String] {
        transactions.values.map { "\($0.subtype ?? "") \($0.security ?? "-") \($0.quantityDelta) \($0.cashDelta)" }
            .sorted()
    }
}

extension BookingVendor {
    /// What the bookings come to, by the rule alone: a line for each single row, and for each security of an event.
    ///
    /// Types with two letters are single; of the others, rows of one group and symbol are one, and within a group money
    /// without a symbol goes to what is given away.
    var lines: [String] {
        let live = bookings.filter { $0.status != "canceled" }
        var lines = live.filter { $0.type == "CSD" }.map { "CSD - 0 \($0.amount)" }
        let events = Dictionary(grouping: live.filter { $0.type != "CSD" }) { row in
            row.type + " " + (row.group ?? row.date.description)
        }
        for rows in events.values {
            let given = rows.filter { $0.symbol != nil && $0.quantity < 0 }.min { $0.id < $1.id }
            let other = rows.filter { $0.symbol != nil }.min { $0.id < $1.id }
            let sides = Dictionary(grouping: rows) { $0.symbol ?? (given ?? other)?.symbol }
            for (symbol, rows) in sides {
                let units = symbol == nil ? 0 : rows.map(\.quantity).reduce(0, +)
                lines.append("\(rows[0].type) \(symbol ?? "-") \(units) \(rows.map(\.amount).reduce(0, +))")
            }
        }
        return lines.sorted()
    }
}

/// Numbers from a seed.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func next() -> UInt64 {
        // Marsaglia, "Xorshift RNGs", 2003; state is never zero.
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
