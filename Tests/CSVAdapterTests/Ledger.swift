import FolioModel

/// One event of an account, as every broker can state it.
struct LedgerEvent: Hashable, Sendable {
    var day: Day
    var type: TransactionType
    /// Empty for pure cash.
    var symbol = ""
    /// Positive.
    var units = Quantity.zero
    var price = Price.zero
    /// Not negative; contained in ``cash``.
    var fees = Amount.zero
    /// Change of the account's cash.
    var cash = Amount.zero

    var isOut: Bool { type == .sell || type == .short }

    /// Units as they change: negative goes out.
    var delta: Quantity { isOut ? -units : units }

    /// The event in normal form, as ``Normal/line(_:)`` writes it but for the account.
    var line: String {
        var parts = [day.description, type.rawValue, symbol.isEmpty ? "-" : "listed:\(symbol):USD"]
        parts += [delta.description, cash.description, "USD"]
        if !price.isZero { parts.append("@\(price)") }
        if !fees.isZero { parts.append("fee=\(fees)") }
        return parts.joined(separator: " ")
    }

    /// `04/18/2023`.
    var slashed: String {
        let (year, month, date) = day.components
        return "\(Self.two(month))/\(Self.two(date))/\(year)"
    }

    static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

/// Events of one account at random, oldest first; the same seed gives the same ones.
struct Ledger: Sendable {
    private static let symbols = ["VTI", "AAPL", "NVDA", "T", "GOOGL"]
    private static let trades: [TransactionType] = [.buy, .sell, .buy, .sell, .short, .cover]
    private static let money: [TransactionType] = [.dividend, .interest, .tax, .deposit, .withdrawal]

    private(set) var events: [LedgerEvent] = []

    /// Makes so many events of the types.
    init(
        _ count: Int,
        _ types: Set<TransactionType> = Set(trades + money),
        symbols: [String] = symbols,
        fees hasFees: Bool = true,
        using random: inout SeededGenerator
    ) {
        let kinds = (Self.trades + Self.money).filter(types.contains)
        var day = Int32(19_000)
        for _ in 0..<count {
            day += Int32.random(in: 0...9, using: &random)
            let type = kinds[Int.random(in: 0..<kinds.count, using: &random)]
            let cents = Amount(raw: Int128(Int.random(in: 1...9_999_999, using: &random)) * 10_000_000_000)
            var event = LedgerEvent(day: Day(number: day), type: type)
            if Self.trades.contains(type) {
                event.symbol = symbols[Int.random(in: 0..<symbols.count, using: &random)]
                event.units = Quantity(raw: Int128(Int.random(in: 1...9_999_999, using: &random)) * 100_000_000)
                event.price = Price(raw: Int128(Int.random(in: 1...99_999, using: &random)) * 10_000_000_000)
                let hasFee = hasFees && Bool.random(using: &random)
                event.fees = Amount(raw: hasFee ? Int128(Int.random(in: 1...999, using: &random)) * 10_000_000_000 : 0)
                event.cash = Self.cash(event, worth: cents)
            } else {
                if type == .dividend { event.symbol = symbols[Int.random(in: 0..<symbols.count, using: &random)] }
                event.cash = type == .tax || type == .withdrawal ? -cents : cents
            }
            events.append(event)
        }
    }

    /// What a trade pays or brings, its fees included; never nothing.
    private static func cash(_ event: LedgerEvent, worth: Amount) -> Amount {
        let gross = ((try? event.units * event.price) ?? worth).rounded(to: 2)
        let paid = gross.isZero ? worth : gross
        let raw = event.isOut ? max(0, paid.raw - event.fees.raw) : -(paid.raw + event.fees.raw)
        return Amount(raw: raw)
    }

    /// The lines of ``LedgerEvent/line``.
    var lines: [String] { events.map(\.line) }
}

extension FixedPoint {
    /// With commas between thousands, as brokers print it.
    var grouped: String {
        let text = magnitude.description
        let point = text.firstIndex(of: ".") ?? text.endIndex
        var digits = Array(text[..<point])
        for place in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(",", at: place) }
        return String(digits) + text[point...]
    }

    /// `-$1,234.5`.
    var dollars: String { (isNegative ? "-$" : "$") + grouped }
}
