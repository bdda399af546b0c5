import FolioAdapterKit
import FolioModel

/// Turns rows of `/v2/account/activities` into the normal form.
enum AlpacaActivities {
    /// The most rows Alpaca gives at once.
    static let maximumPage = 100

    /// Reads a page: canceled rows are removed, corrections modified, all else added.
    static func read(_ rows: [VendorObject], account: String) throws(AdapterError) -> TransactionsRead.Result {
        var result = TransactionsRead.Result()
        var seen: Set<String> = []
        for row in rows {
            let status = try row.optionalString("status")
            if status == "canceled" {
                result.removed.append(RemovedTransaction(try row.string("id")))
                continue
            }
            guard let (event, security) = try event(row, account: account) else { continue }
            if let security, seen.insert(security.externalID).inserted { result.securities.append(security) }
            if status == "correct" { result.modified.append(event) } else { result.added.append(event) }
        }
        (result.counts.added, result.counts.modified) = (result.added.count, result.modified.count)
        result.counts.removed = result.removed.count
        return result
    }

    private static func event(
        _ row: VendorObject,
        account: String
    ) throws(AdapterError) -> (ReportedTransaction, ReportedSecurity?)? {
        let type = try row.string("activity_type")
        var event = ReportedTransaction()
        event.externalID = try row.string("id")
        event.account = account
        event.currency = try row.optionalCurrency("currency") ?? .usd
        event.description = try row.optionalString("description")
        let isCoin = type == "CFEE" || type == "OCT"
        var security = try row.optionalString("symbol").map {
            AlpacaSymbols.security($0, assetClass: isCoin && AlpacaSymbols.pair($0) != nil ? "crypto" : nil)
        }
        security?.cusip = try row.optionalString("cusip")
        event.security = security?.externalID
        if type == "FILL" || type == "TRD" {
            try fill(row, security, &event)
        } else {
            guard try booking(row, type, &event) else { return nil }
        }
        return (event, security)
    }

    /// A fill states units without sign, a price, a side; neither its amount nor its fees, which are rows of their own.
    private static func fill(
        _ row: VendorObject,
        _ security: ReportedSecurity?,
        _ event: inout ReportedTransaction
    ) throws(AdapterError) {
        guard let security else { throw row.fault("symbol", "a text is expected") }
        let side = try row.string("side")
        guard let type = AlpacaActivityTable.sides[side] else {
            throw row.fault("side", "buy, sell or sell_short is expected")
        }
        guard let instant = try row.optionalTimestamp("transaction_time") else {
            throw row.fault("transaction_time", "a time is expected")
        }
        let quantity = try row.figure("qty", as: Quantity.self).magnitude
        let price: Price = try row.figure("price")
        let isPurchase = type == .buy || type == .cover
        let cost = try exactly(row) { () throws(ArithmeticOverflow) in
            try (quantity * price).times(security.option?.multiplier ?? 1)
        }
        event.type = type
        event.subtype = "FILL/\(side)"
        (event.occurredAt, event.date) = (instant, instant.newYorkDay)
        event.price = price
        event.currency = security.currency
        event.quantityDelta = isPurchase ? quantity : -quantity
        let amount = cost.rounded(to: event.currency.minorDigits)
        event.cashDelta = isPurchase ? -amount : amount
        event.group = try row.optionalString("order_id")
    }

    /// Anything but a fill; `false` where it does not count.
    private static func booking(
        _ row: VendorObject,
        _ type: String,
        _ event: inout ReportedTransaction
    ) throws(AdapterError) -> Bool {
        let subtype = try row.optionalString("activity_sub_type")
        let amount: Amount = try row.optionalFigure("net_amount") ?? .zero
        // Without a security they would be units of nothing.
        let quantity: Quantity = event.security == nil ? .zero : try row.optionalFigure("qty") ?? .zero
        event.date = try date(row)
        event.subtype = [type, subtype].compactMap { $0 }.joined(separator: "/")
        event.group = try row.optionalString("group_id")
        event.cashDelta = amount
        switch AlpacaActivityTable.rule(type: type, subtype: subtype) {
        case .memo: return false
        case .money(let type): event.type = type
        case .moneyBySign(let inward, let outward): event.type = amount.isNegative ? outward : inward
        case .movement(let type):
            (event.type, event.quantityDelta) = (type, quantity)
            event.price = try row.optionalFigure("price")
        case .movementBySign(let inward, let outward):
            let isOutward = quantity.isZero ? amount.isNegative : quantity.isNegative
            (event.type, event.quantityDelta) = (isOutward ? outward : inward, quantity)
            event.price = try row.optionalFigure("price")
        case .inKindBySign(let inward, let outward):
            let isOutward = quantity.isZero ? amount.isNegative : quantity.isNegative
            (event.type, event.quantityDelta) = (isOutward ? outward : inward, quantity)
            if !quantity.isZero { event.cashDelta = .zero }
            event.price = try row.optionalFigure("price")
        }
        return true
    }

    /// The stated date, else New York's date of the booking.
    private static func date(_ row: VendorObject) throws(AdapterError) -> Day {
        if let day = try row.optionalDay("date") { return day }
        guard let booked = try row.optionalTimestamp("created_at") else {
            throw row.fault("date", "a date is expected")
        }
        return booked.newYorkDay
    }

    private static func exactly<Value>(
        _ row: VendorObject,
        _ compute: () throws(ArithmeticOverflow) -> Value
    ) throws(AdapterError) -> Value {
        do throws(ArithmeticOverflow) {
            return try compute()
        } catch {
            throw row.fault("qty", "figures in range are expected")
        }
    }
}

/// Where the reading of activities stands.
///
/// Rows come oldest first, each page after the last row of the page before. Bookings may carry older dates than rows
/// already read, so each later sync reads a part of the past again.
struct AlpacaCursor: Hashable {
    /// Days read again by each later sync.
    static let overlapDays = 14
    /// Before Alpaca's first account.
    static let beginning = Day(year: 2015, month: 1, day: 1) ?? Day(number: 0)

    /// Rows created after this day are read.
    var after: Day
    /// The id of the last row read; `nil` before the first page.
    var lastID: String?

    /// The first pass of a connection.
    init(since: Day?) { after = since ?? Self.beginning }

    /// Reads a cursor.
    init(_ text: String) throws(AdapterError) {
        guard let value = CursorText.decode(text), value["v"] == 1,
            let after = value["after"]?.string.flatMap({ Day($0) })
        else { throw AdapterError(.cursorInvalid, "The cursor is not one of this adapter.") }
        (self.after, lastID) = (after, value["last"]?.string)
    }

    /// The cursor to go on with.
    var text: String {
        CursorText.encode([
            "v": 1, "after": .string(after.description), "last": lastID.map(JSONValue.string) ?? .null,
        ])
    }

    /// The cursor for the next sync.
    func next(today: Day) -> AlpacaCursor {
        var next = self
        (next.after, next.lastID) = (max(after, today.adding(days: -Self.overlapDays)), nil)
        return next
    }
}
