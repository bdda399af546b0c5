import FolioAdapterKit
import FolioModel

/// A row of activities, in either of Alpaca's forms.
///
/// `/v2/account/activities` answers with flat rows; the newer activity events have the same under partly other names,
/// with what is particular to a type in `details`.
struct AlpacaRow: Sendable {
    /// The record's own name for good.
    let id: String
    let type: String
    let subtype: String?
    /// The firm's account it belongs to; `nil` where the row does not say.
    let account: String?
    /// Rows of one event share it.
    let group: String?
    /// The record that this one corrects or takes back.
    let previousID: String?
    /// Whether the record was taken back: nothing moved.
    let isCanceled: Bool
    /// Whether it replaces what was said of the same event before.
    let isCorrection: Bool
    /// What moved, signed; of a trade without sign.
    let quantity: Quantity
    /// The money that moved, signed; `nil` where the row does not say, as flat rows of trades do not.
    let amount: Amount?

    private let row: VendorObject
    private let details: VendorObject?

    /// Reads what all rows have.
    init(_ row: VendorObject) throws(AdapterError) {
        self.row = row
        details = try row.optionalObject("details")
        let members = Members(row: row, details: details)
        guard let id = try members.first(["id", "ref_id"], VendorObject.optionalString) else {
            throw row.fault("id", "a text is expected")
        }
        self.id = id
        type = try row.string("activity_type")
        subtype = try members.first(["activity_sub_type", "activity_subtype"], VendorObject.optionalString)
        account = try row.optionalString("account_id")
        group = try members.first(["group_id"], VendorObject.optionalString)
        previousID = try row.optionalString("previous_id")
        let execution = row.value("type")?.string ?? details?.value("execution_type")?.string
        let status = try row.optionalString("status")
        isCanceled = status == "canceled" || status == "cancelled" || execution == "trade_bust"
        isCorrection = status == "correct" || execution == "trade_correct"
        quantity = try row.optionalFigure("qty") ?? .zero
        amount = try row.optionalFigure("net_amount")
    }

    /// Members under one of several names, in the row or else in its details.
    private struct Members {
        let row: VendorObject
        let details: VendorObject?

        func first<Value>(
            _ names: [String],
            _ read: (VendorObject) -> (String) throws(AdapterError) -> Value?
        ) throws(AdapterError) -> Value? {
            for name in names {
                if let value = try read(row)(name) { return value }
                if let details, let value = try read(details)(name) { return value }
            }
            return nil
        }
    }

    private var members: Members { Members(row: row, details: details) }

    /// Whether the table has its type.
    var isKnown: Bool { AlpacaActivityTable.rule(type: type, subtype: subtype) != nil }

    /// The rule of its type, whether the type is known or not.
    var rule: AlpacaActivityTable.Rule {
        AlpacaActivityTable.rule(type: type, subtype: subtype) ?? AlpacaActivityTable.unknown
    }

    /// The provider's own words.
    var words: String { [type, subtype].compactMap { $0 }.joined(separator: "/") }

    // MARK: Members

    private func text(_ names: [String]) throws(AdapterError) -> String? {
        try members.first(names, VendorObject.optionalString)
    }

    /// What moved: of an event between two securities, the old one goes and the new one comes.
    func security() throws(AdapterError) -> ReportedSecurity? {
        let isNew = quantity > .zero
        let others = isNew ? ["new_symbol", "acquirer_symbol"] : ["old_symbol", "source_symbol", "acquiree_symbol"]
        if let symbol = try text(["symbol"] + others) {
            return AlpacaSymbols.security(symbol, assetClass: type == "CFEE" || type == "OCT" ? "crypto" : nil)
        }
        // The CUSIP beside a symbol is that of its day, and says nothing of what the symbol is now.
        let codes = ["cusip"] + (isNew ? ["new_cusip", "acquirer_cusip"] : ["old_cusip", "acquiree_cusip"])
        guard let cusip = try text(codes) else { return nil }
        var security = ReportedSecurity()
        (security.externalID, security.cusip, security.type) = (cusip, cusip, .other)
        return security
    }

    /// The coin that a trade was paid in, where it was not money.
    func paidInCoin() throws(AdapterError) -> ReportedSecurity? {
        guard rule == .trade, let symbol = try text(["symbol"]), OCCSymbol(symbol) == nil,
            let quote = AlpacaSymbols.pair(symbol)?.quote, AlpacaSymbols.coinsThatPay.contains(quote)
        else { return nil }
        return AlpacaSymbols.security(quote, assetClass: "crypto")
    }

    /// The ids of the transactions that a row of that id comes to.
    func transactionIDs(of id: String) throws(AdapterError) -> [String] {
        [id] + (try paidInCoin().map { [Self.paymentID(of: id, $0)] } ?? [])
    }

    /// The id of the payment in a coin.
    static func paymentID(of id: String, _ coin: ReportedSecurity) -> String { "\(id)/\(coin.externalID)" }

    /// The side of a trade.
    func side() throws(AdapterError) -> (word: String, type: TransactionType) {
        guard let side = try text(["side"]) else { throw row.fault("side", "buy or sell is expected") }
        if let type = AlpacaActivityTable.sides[side] { return (side, type) }
        if side.hasPrefix("buy") { return (side, .buy) }
        if side.hasPrefix("sell") { return (side, .sell) }
        throw row.fault("side", "buy or sell is expected")
    }

    /// When a trade was made.
    func instant() throws(AdapterError) -> Timestamp {
        guard let time = try members.first(["transaction_time", "executed_at"], VendorObject.optionalTimestamp) else {
            throw row.fault("transaction_time", "a time is expected")
        }
        return time
    }

    /// The price of a trade.
    func tradePrice() throws(AdapterError) -> Price { try row.figure("price") }

    /// The stated price, unless it is nothing.
    func price() throws(AdapterError) -> Price? {
        let price: Price? = try row.optionalFigure("price")
        return price.flatMap { $0.isZero ? nil : $0 }
    }

    /// The stated date, else New York's of the booking.
    ///
    /// Units of a corporate action count from the ex-date on, where the row has it: the price is the new one from then.
    func day() throws(AdapterError) -> Day {
        if let day = try row.optionalDay("date") { return day }
        if !quantity.isZero, let day = try details?.optionalDay("ex_date") { return day }
        if let day = try row.optionalDay("settle_date") { return day }
        guard let booked = try members.first(["created_at", "executed_at"], VendorObject.optionalTimestamp) else {
            throw row.fault("date", "a date is expected")
        }
        return booked.newYorkDay
    }

    /// The currency of the money.
    func currency() throws(AdapterError) -> Currency? { try row.optionalCurrency("currency") }

    /// The row's own words for people.
    func description() throws(AdapterError) -> String? { try row.optionalString("description") }

    /// The order that a trade filled.
    func order() throws(AdapterError) -> String? { try text(["order_id"]) }

    /// The error that names a member.
    func fault(_ name: String, _ message: String) -> AdapterError { row.fault(name, message) }
}
