import FolioModel

/// Something an account's owner does, or that happens to the account.
enum PlannedAction: Sendable {
    /// Cash in, in dollars.
    case deposit(Int)

    /// Cash out, in dollars.
    case withdrawal(Int)

    /// A purchase for about that many dollars.
    case buy(String, dollars: Int)

    /// A purchase of so many units.
    case buyUnits(String, Int)

    /// A sale of so many units; opens a short position where none are held.
    case sellUnits(String, Int)

    /// A sale of a part of what is held.
    case sell(String, percent: Int)

    /// A purchase that ends a short position.
    case cover(String)

    /// Units from another house, at about today's price less a third.
    case transferIn(String, Int)

    /// A purchase paid for by money that comes in with it.
    case contribute(String, dollars: Int)

    /// Interest received or, negative, paid, in cents.
    case interest(Int)

    /// A fee, in cents.
    case fee(Int)

    /// The end of an option nobody wanted to use.
    case expire(String)

    /// The last day of an option: exercised, assigned or expired, as its price says.
    case settle(String)

    /// A part of what is held, whole units, to another house.
    case transferOut(String, percent: Int)

    /// Capital given back on what is held, in cents.
    case returnCapital(String, Int)

    /// Tax withheld, in cents.
    case tax(Int)

    /// The end of the account: everything sold, all cash paid out.
    case close
}

/// The action on one session: the 21 sessions from `month` × 21 on are a month of the plan.
struct PlannedEvent: Sendable {
    let month: Int
    let slot: Int
    let action: PlannedAction

    init(_ month: Int, _ slot: Int, _ action: PlannedAction) {
        self.month = month
        self.slot = slot
        self.action = action
    }

    init(index: Int, _ action: PlannedAction) {
        self.init(index / Self.sessionsPerMonth, index % Self.sessionsPerMonth, action)
    }

    static let sessionsPerMonth = 21

    /// The session's index, from the first session of the account.
    var index: Int { month * Self.sessionsPerMonth + slot }
}

/// An option to be listed.
struct OptionListing {
    let underlying: String
    let isCall: Bool

    /// The strike, as so many percent of the underlying's price of that session.
    let percent: Int

    /// The session from whose price the strike is made.
    let strikeIndex: Int

    /// The last day.
    let expiry: Day

    init(_ underlying: String, isCall: Bool, percent: Int, strikeIndex: Int, expiry: Day) {
        (self.underlying, self.isCall, self.percent) = (underlying, isCall, percent)
        (self.strikeIndex, self.expiry) = (strikeIndex, expiry)
    }
}

/// The options of the world by what they are for.
struct WorldOptions: Sendable {
    /// A call on Apple, held by the brokerage account at the end.
    let call: String

    /// A put on Microsoft, held by the margin account at the end.
    let put: String

    /// A call on QQQ the margin account has written.
    let written: String

    /// A put on Microsoft that expired worthless in month 19.
    let expired: String
}

/// What happens in each account over the 24 months.
enum WorldPlans {
    static let months = 24

    /// Every month a deposit in slot 1 and a purchase in slot 3, from a rotating list.
    private static func saving(_ dollars: Int, into keys: [String], from first: Int = 1) -> [PlannedEvent] {
        (first..<months).flatMap { month in
            [
                PlannedEvent(month, 1, .deposit(dollars)),
                PlannedEvent(month, 3, .buy(keys[month % keys.count], dollars: dollars * 9 / 10)),
            ]
        }
    }

    static func brokerage(_ options: WorldOptions) -> [PlannedEvent] {
        saving(1500, into: ["VTI", "MSFT", "BND", "KO", "AAPL", "VTI", "TSM"]) + [
            PlannedEvent(0, 0, .deposit(60_000)),
            PlannedEvent(0, 1, .buyUnits("AAPL", 40)),
            PlannedEvent(0, 1, .buyUnits("MSFT", 15)),
            PlannedEvent(0, 2, .buy("VTI", dollars: 12_000)),
            PlannedEvent(0, 2, .buy("BND", dollars: 8000)),
            PlannedEvent(0, 4, .buyUnits("NVDA", 30)),
            PlannedEvent(0, 6, .buyUnits("KO", 60)),
            PlannedEvent(1, 8, .buyUnits("BAC.PRL", 2)),
            PlannedEvent(2, 10, .transferIn("IBM", 20)),
            PlannedEvent(4, 5, .buyUnits("TSM", 25)),
            PlannedEvent(6, 12, .sell("KO", percent: 25)),
            PlannedEvent(9, 7, .sell("MSFT", percent: 20)),
            PlannedEvent(11, 15, .fee(4500)),
            PlannedEvent(12, 9, .withdrawal(2500)),
            PlannedEvent(16, 4, .buyUnits(options.expired, 2)),
            PlannedEvent(17, 6, .sell("NVDA", percent: 10)),
            PlannedEvent(19, 20, .expire(options.expired)),
            PlannedEvent(20, 11, .buyUnits("T-BILL", 50)),
            PlannedEvent(21, 13, .buyUnits(options.call, 3)),
            PlannedEvent(22, 5, .sell("AAPL", percent: 15)),
            PlannedEvent(23, 6, .fee(4500)),
        ] + (1..<months).map { PlannedEvent($0, 19, .interest(180 + $0 * 7)) }
    }

    static var retirement: [PlannedEvent] {
        saving(500, into: ["VOO", "VXUS", "VOO", "GOOGL"]) + [
            PlannedEvent(0, 0, .deposit(24_000)),
            PlannedEvent(0, 2, .buy("VOO", dollars: 9000)),
            PlannedEvent(0, 2, .buy("VXUS", dollars: 4000)),
            PlannedEvent(0, 5, .buyUnits("GOOGL", 18)),
            PlannedEvent(1, 6, .buyUnits("SPAXX", 3000)),
            PlannedEvent(3, 9, .buyUnits("AAPL-2043", 20)),
            PlannedEvent(8, 14, .sell("VXUS", percent: 30)),
            PlannedEvent(9, 15, .interest(3850)),
            PlannedEvent(14, 8, .sellUnits("SPAXX", 800)),
            PlannedEvent(15, 15, .interest(3850)),
            PlannedEvent(21, 15, .interest(3850)),
        ]
    }

    static var workplace: [PlannedEvent] {
        (0..<months * 2).flatMap { half in
            [
                PlannedEvent(half / 2, half % 2 * 10 + 4, .contribute("VFIAX", dollars: 450)),
                PlannedEvent(half / 2, half % 2 * 10 + 4, .contribute("STABLE-II", dollars: 150)),
            ]
        } + [PlannedEvent(18, 7, .sell("STABLE-II", percent: 20))]
    }

    static func margin(_ options: WorldOptions) -> [PlannedEvent] {
        [
            PlannedEvent(0, 0, .deposit(50_000)),
            PlannedEvent(0, 1, .buy("VTI", dollars: 15_000)),
            PlannedEvent(0, 1, .buyUnits("AAPL", 25)),
            PlannedEvent(0, 3, .buyUnits("AMZN", 40)),
            PlannedEvent(0, 5, .buyUnits("NVDA", 50)),
            PlannedEvent(1, 2, .buy("BTC", dollars: 5000)),
            PlannedEvent(1, 2, .fee(1250)),
            PlannedEvent(2, 6, .buy("ETH", dollars: 2500)),
            PlannedEvent(3, 4, .sellUnits("IBM", 30)),
            PlannedEvent(3, 11, .cover("IBM")),
            PlannedEvent(5, 3, .buyUnits("QQQ", 12)),
            PlannedEvent(6, 0, .deposit(10_000)),
            PlannedEvent(7, 9, .sell("AMZN", percent: 25)),
            PlannedEvent(10, 7, .sell("BTC", percent: 20)),
            PlannedEvent(12, 4, .withdrawal(4000)),
            PlannedEvent(13, 5, .sellUnits("TSLA", 35)),
            PlannedEvent(15, 5, .buyUnits("QQQ", 100)),
            PlannedEvent(16, 4, .buyUnits(options.expired, 1)),
            PlannedEvent(18, 8, .sell("QQQ", percent: 10)),
            PlannedEvent(19, 20, .expire(options.expired)),
            PlannedEvent(20, 3, .withdrawal(6000)),
            PlannedEvent(21, 6, .buyUnits(options.put, 2)),
            PlannedEvent(22, 9, .sellUnits(options.written, 1)),
            PlannedEvent(22, 12, .sell("AAPL", percent: 20)),
        ] + (16..<months).map { PlannedEvent($0, 17, .interest(-4210 - $0 * 11)) }
    }

    static var roth: [PlannedEvent] {
        [
            PlannedEvent(12, 0, .deposit(6500)),
            PlannedEvent(12, 2, .buy("VTI", dollars: 3000)),
            PlannedEvent(13, 4, .buyUnits("KO", 20)),
            PlannedEvent(18, 0, .deposit(2000)),
            PlannedEvent(18, 3, .buy("VOO", dollars: 1500)),
            PlannedEvent(22, 8, .sell("KO", percent: 25)),
        ]
    }

    static var leveraged: [PlannedEvent] {
        [
            PlannedEvent(6, 0, .deposit(20_000)),
            PlannedEvent(6, 1, .buyUnits("AAPL", 80)),
            PlannedEvent(6, 2, .buy("VTI", dollars: 16_000)),
            PlannedEvent(9, 4, .sellUnits("TSLA", 6)),
            PlannedEvent(20, 6, .buyUnits("QQQ", 8)),
        ] + (7..<months).map { PlannedEvent($0, 17, .interest(-2310 - $0 * 7)) }
    }

    static var second: [PlannedEvent] {
        [
            PlannedEvent(10, 0, .deposit(8000)),
            PlannedEvent(10, 2, .buyUnits("AAPL", 12)),
            PlannedEvent(11, 5, .buyUnits("KO", 30)),
            PlannedEvent(20, 2, .withdrawal(500)),
            PlannedEvent(21, 7, .sellUnits("KO", 10)),
        ]
    }

    static var fileOnly: [PlannedEvent] {
        saving(400, into: ["SCHD", "KO", "JNJ", "VTI"]) + [
            PlannedEvent(0, 0, .deposit(18_000)),
            PlannedEvent(0, 2, .buy("VTI", dollars: 5000)),
            PlannedEvent(0, 3, .buyUnits("BRK.B", 8)),
            PlannedEvent(0, 3, .buyUnits("JNJ", 20)),
            PlannedEvent(0, 4, .buyUnits("NVDA", 10)),
            PlannedEvent(2, 5, .buy("SCHD", dollars: 3000)),
            PlannedEvent(10, 12, .sell("JNJ", percent: 30)),
            PlannedEvent(13, 2, .withdrawal(1200)),
            PlannedEvent(14, 2, .fee(2500)),
            PlannedEvent(19, 10, .interest(912)),
        ]
    }
}
