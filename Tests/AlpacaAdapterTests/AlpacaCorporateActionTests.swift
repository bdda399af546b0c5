import AlpacaAdapter
import FolioAdapterKit
import FolioModel
import Testing

/// Corporate actions come as several rows, on whatever pages: they are one transaction for each security.
struct AlpacaCorporateActionTests {
    private static let today = Day("2026-11-24") ?? Day(number: 0)

    private func row(
        _ number: Int,
        _ type: String,
        _ symbol: String?,
        _ quantity: Int,
        _ amount: Int = 0,
        group: String? = "g",
        status: String = "executed",
        date: Day = today,
        bookedOn: Day = today
    ) -> Booking {
        var booking = Booking(
            number: number,
            type: type,
            group: group,
            date: date,
            symbol: symbol,
            quantity: quantity,
            amount: amount,
            bookedOn: bookedOn
        )
        booking.status = status
        return booking
    }

    private func read(_ bookings: [Booking]) async throws -> TransactionsRead.Result {
        let vendor = BookingVendor()
        vendor.book(bookings)
        var params = TransactionsRead.Params()
        params.connection = .linked
        return try await FakeAlpaca { vendor.answer($0) }.adapter().transactions(params, .quiet)
    }

    @Test(arguments: ["SPLIT", "SSP"], ["g", nil] as [String?])
    func `a split is one transaction of the units it adds`(type: String, group: String?) async throws {
        // In either order, with a group or on one date.
        for legs in [[(1, -10), (2, 15)], [(1, 15), (2, -10)]] {
            let page = try await read(legs.map { row($0.0, type, "SF", $0.1, group: group) })
            let split = try #require(page.added.first)
            #expect(page.added.count == 1 && split.type == .split && split.quantityDelta == Quantity(5))
            #expect(split.cashDelta.isZero && split.price == nil && split.group == group)
            #expect(split.externalID == "20261124000000000::1000001")
            #expect(page.removed.map(\.externalID) == ["20261124000000000::1000002"])
            #expect(page.counts.removed == 1 && page.securities.map(\.ticker) == ["SF"])
        }
    }

    @Test func `a reverse split takes units`() async throws {
        let page = try await read([row(1, "SPLIT", "XRPT", -33), row(2, "SPLIT", "XRPT", 2)])
        #expect(page.added.map(\.quantityDelta) == [Quantity(-31)])
    }

    @Test(arguments: ["ACQ", nil] as [String?])
    func `a merger for cash takes the shares and gives the money at once`(symbol: String?) async throws {
        let page = try await read([row(1, "MA", symbol, 0, 500), row(2, "MA", "ACQ", -10)])
        #expect(page.added.map(\.type) == [.merger] && page.added.map(\.security) == ["ACQ"])
        #expect(page.added.map(\.quantityDelta) == [Quantity(-10)] && page.added.map(\.cashDelta) == [Amount(500)])
    }

    @Test func `where two securities move there is a transaction of each, in one group`() async throws {
        let page = try await read([
            row(1, "MA", "OLD", -10), row(2, "MA", "NEW", 5), row(3, "MA", nil, 0, 70), row(4, "NC", "RNA", -7),
            row(5, "NC", "RNAM", 7),
        ])
        #expect(page.added.map(\.security) == ["OLD", "NEW", "RNA", "RNAM"])
        #expect(page.added.map(\.quantityDelta.description) == ["-10", "5", "-7", "7"])
        #expect(page.added.map(\.cashDelta.description) == ["70", "0", "0", "0"])
        #expect(page.added.allSatisfy { $0.type == .merger && $0.group == "g" })
        #expect(page.removed.map(\.externalID) == ["20261124000000000::1000003"])
    }

    @Test func `events without a group are told apart by their date`() async throws {
        let day = Self.today.adding(days: -1)
        let page = try await read([
            row(1, "MA", "A", -10, group: nil, date: day, bookedOn: day), row(2, "MA", nil, 0, 70, group: nil),
            row(3, "MA", "B", -5, group: nil),
        ])
        #expect(page.added.map(\.security) == ["A", "B", nil])
        #expect(page.added.map(\.cashDelta.description) == ["0", "0", "70"])
    }

    @Test func `a new CUSIP alone moves nothing`() async throws {
        let page = try await read([row(1, "NC", "SAME", -7), row(2, "NC", "SAME", 7)])
        #expect(page.added.map(\.quantityDelta) == [.zero] && page.added.map(\.security) == ["SAME"])
    }

    @Test func `a row that is taken back leaves the others, and all of them nothing`() async throws {
        let one = try await read([row(1, "MA", "ACQ", 0, 500, status: "canceled"), row(2, "MA", "ACQ", -10)])
        #expect(one.added.map(\.externalID) == ["20261124000000000::1000002"] && one.added.map(\.cashDelta) == [.zero])
        #expect(one.removed.map(\.externalID) == ["20261124000000000::1000001"])
        let all = try await read([
            row(1, "MA", "ACQ", 0, 500, status: "canceled"), row(2, "MA", "ACQ", -10, status: "canceled"),
        ])
        #expect(all.added.isEmpty && all.removed.count == 2)
    }

    @Test func `a corrected row corrects the transaction`() async throws {
        let page = try await read([row(1, "SPLIT", "SF", -10), row(2, "SPLIT", "SF", 16, status: "correct")])
        #expect(page.added.isEmpty && page.modified.map(\.quantityDelta) == [Quantity(6)])
    }

    @Test func `rows that share no page are found by their type`() async throws {
        let vendor = BookingVendor()
        let between = (10..<30).map { row($0, "CSD", nil, 0, 1, group: nil) }
        vendor.book([row(1, "SPLIT", "SF", -10)] + between + [row(99, "SPLIT", "SF", 15)])
        let alpaca = FakeAlpaca { vendor.answer($0) }
        let adapter = try await alpaca.adapter()
        var params = TransactionsRead.Params()
        (params.connection, params.limit) = (.linked, 5)
        let first = try await adapter.transactions(params, .quiet)
        #expect(first.added.first?.quantityDelta == Quantity(5) && first.added.count == 5)
        #expect(alpaca.made.map { $0.query["activity_types"] } == [nil, "SPLIT"])
        #expect(alpaca.made.last?.query["after"] == nil)
        params.cursor = first.nextCursor
        #expect(try await adapter.transactions(params, .quiet).added.count == 5)
        #expect(alpaca.made.count == 3)  // no such row, no such question
    }

    @Test func `where a filter is refused the page's own rows count`() async throws {
        let vendor = BookingVendor()
        vendor.book([row(1, "SPLIT", "SF", -10), row(2, "SPLIT", "SF", 15)])
        let alpaca = FakeAlpaca { call in
            call.query["activity_types"] == nil ? vendor.answer(call) : HTTPResponse(status: 422)
        }
        var params = TransactionsRead.Params()
        params.connection = .linked
        let page = try await alpaca.adapter().transactions(params, .quiet)
        #expect(page.added.map(\.quantityDelta) == [Quantity(5)])
    }

    @Test func `a row that replaces another names it, with or without the time in its id`() async throws {
        for previous in ["20261124000000000::1000002", "1000002"] {
            var correction = row(3, "SPLIT", "SF", 16).json
            if case .object(var members) = correction {
                members["previous_id"] = .string(previous)
                correction = .object(members)
            }
            let rows: JSONValue = .array([row(1, "SPLIT", "SF", -10).json, row(2, "SPLIT", "SF", 15).json, correction])
            var params = TransactionsRead.Params()
            params.connection = .linked
            let page = try await FakeAlpaca(["/v2/account/activities": .json(rows)]).adapter()
                .transactions(params, .quiet)
            #expect(page.added.map(\.quantityDelta) == [Quantity(6)])
            #expect(page.removed.map(\.externalID).contains("20261124000000000::1000002"))
        }
    }

    // MARK: Properties

    /// Rows of a random type, at random dates and booked later still.
    private func bookings(_ random: inout Seeded, from number: Int, bookedOn: Day) -> [Booking] {
        let date = bookedOn.adding(days: -Int.random(in: 0...40, using: &random))
        let group = "g\(number)"
        let units = Int.random(in: 1...90, using: &random)
        let money = Int.random(in: 1...90, using: &random)
        let symbol = ["AAA", "BBB", "CCC"].randomElement(using: &random)
        let legs: [Booking] =
            switch Int.random(in: 0..<8, using: &random) {
            case 0: [row(0, "SPLIT", symbol, -units), row(1, "SPLIT", symbol, units * 2)]
            case 1: [row(0, "MA", symbol, 0, money), row(1, "MA", symbol, -units)]
            case 2: [row(0, "MA", "NEW", units), row(1, "MA", symbol, -units), row(2, "MA", nil, 0, money)]
            case 3: [row(0, "NC", "NEW", units), row(1, "NC", symbol, -units)]
            case 4: [row(0, "SPIN", "NEW", units)]
            default: (0..<units % 5 + 1).map { row($0, "CSD", nil, 0, money, group: nil) }
            }
        return legs.enumerated().map { index, leg in
            var leg = leg
            (leg.number, leg.date, leg.bookedOn) = (number * 10 + index, date, bookedOn)
            if leg.group != nil { leg.group = group }
            return leg
        }
    }

    @Test(arguments: 0..<6 as Range<UInt64>)
    func `the result does not depend on the pages`(seed: UInt64) async throws {
        var random = Seeded(seed)
        let vendor = BookingVendor()
        for number in 1...24 {
            var legs = bookings(&random, from: number, bookedOn: Self.today.adding(days: -number * 3))
            if Bool.random(using: &random) { legs.indices.forEach { legs[$0].date = Self.today.adding(days: -$0) } }
            if number % 7 == 0 { legs[0].status = "canceled" }
            vendor.book(legs.shuffled(using: &random))
        }
        for limit in [1, 3, 7, 100] {
            let adapter = try await FakeAlpaca { vendor.answer($0) }.adapter()
            var keeper = TransactionKeeper()
            try await keeper.sync(adapter, limit: limit)
            #expect(keeper.lines == vendor.lines, "pages of \(limit)")
        }
    }

    /// Every few days something is booked, late and for earlier dates, corrected or taken back.
    @Test(arguments: 0..<12 as Range<UInt64>)
    func `each sync ends in what Alpaca has booked`(seed: UInt64) async throws {
        var random = Seeded(seed)
        let vendor = BookingVendor()
        var keeper = TransactionKeeper()
        let clock = FakeClock(Timestamp(Self.today))
        let adapter = try await FakeAlpaca { vendor.answer($0) }.adapter([], clock: clock)
        var late: [Booking] = []
        for number in 1...40 {
            let today = clock.now.utcDay
            var legs = bookings(&random, from: number, bookedOn: today)
            // A leg may follow days or months behind.
            if legs.count > 1, Bool.random(using: &random) { late.append(legs.removeLast()) }
            if !late.isEmpty, Int.random(in: 0..<3, using: &random) == 0 {
                var leg = late.removeFirst()
                leg.bookedOn = today
                legs.append(leg)
            }
            vendor.book(legs)
            // What was booked lately may change where it stands.
            let recent = vendor.bookings.filter { $0.bookedOn >= today.adding(days: -10) }
            if let changed = recent.randomElement(using: &random)?.number {
                let isCanceled = Bool.random(using: &random)
                vendor.change(changed) { row in
                    row.status = isCanceled ? "canceled" : "correct"
                    row.amount += isCanceled || row.amount == 0 ? 0 : 1
                }
            }
            try await keeper.sync(adapter, limit: Int.random(in: 1...9, using: &random))
            #expect(keeper.lines == vendor.lines, "after booking \(number)")
            clock.wait(.seconds(86_400 * Int.random(in: 1...5, using: &random)))
        }
    }

    @Test func `a row that is taken back long after is found by a whole pass, within thirty days`() async throws {
        let vendor = BookingVendor()
        let clock = FakeClock(Timestamp(Self.today))
        let adapter = try await FakeAlpaca { vendor.answer($0) }.adapter([], clock: clock)
        let old = Self.today.adding(days: -300)
        vendor.book([row(1, "CSD", nil, 0, 5, group: nil, date: old, bookedOn: old)])
        var keeper = TransactionKeeper()
        try await keeper.sync(adapter, limit: 100)
        #expect(keeper.lines == ["CSD - 0 5"])
        vendor.change(1) { $0.status = "canceled" }
        for _ in 0..<6 {
            clock.wait(.seconds(86_400 * 5))
            try await keeper.sync(adapter, limit: 100)
        }
        #expect(keeper.lines == ["CSD - 0 5"])  // day 30 only decided that the next pass is a whole one
        clock.wait(.seconds(86_400))
        try await keeper.sync(adapter, limit: 100)
        #expect(keeper.lines.isEmpty)
    }
}
