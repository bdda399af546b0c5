import FolioAdapterKit
import FolioModel

/// Turns rows of activities into the normal form.
enum AlpacaActivities {
    /// The most rows Alpaca gives at once.
    static let maximumPage = 100

    /// What rows come to.
    struct Page: Sendable {
        var result = TransactionsRead.Result()
        /// Types that are new: their money is taken as an adjustment.
        var unknownTypes: Set<String> = []
        private var securities: Set<String> = []
        private var removed: Set<String> = []

        /// Adds a transaction, and what it moved.
        mutating func add(_ event: ReportedTransaction, _ security: ReportedSecurity?, isCorrection: Bool) {
            if isCorrection { result.modified.append(event) } else { result.added.append(event) }
            guard let security, securities.insert(security.externalID).inserted else { return }
            result.securities.append(security)
        }

        /// Says that there is no such transaction any more.
        mutating func remove(_ id: String) { removed.insert(id) }

        /// The answer, with its rows counted.
        func counted() -> TransactionsRead.Result {
            var result = result
            let kept = Set((result.added + result.modified).map(\.externalID))
            result.removed = removed.subtracting(kept).sorted().map { RemovedTransaction($0) }
            (result.counts.added, result.counts.modified) = (result.added.count, result.modified.count)
            result.counts.removed = result.removed.count
            return result
        }
    }

    /// Reads a page of one account: canceled rows are removed, corrections modified, all else added.
    ///
    /// Rows of the firm's other accounts are passed over. `whole` are all rows of the types of corporate actions on the
    /// page, wherever they lie (``AlpacaCorporateActions``).
    static func read(_ rows: [AlpacaRow], whole: [AlpacaRow], account: String) throws(AdapterError) -> Page {
        let own = { (row: AlpacaRow) in row.account == nil || row.account == account }
        let events = try AlpacaCorporateActions.events(in: (whole + rows).filter(own))
        var read: Set<AlpacaCorporateActions.Event> = []
        var page = Page()
        for row in rows.filter(own) {
            if !row.isKnown { page.unknownTypes.insert(row.words) }
            if case .corporateAction(let type) = row.rule {
                let event = try AlpacaCorporateActions.Event(of: row)
                guard read.insert(event).inserted else { continue }
                try AlpacaCorporateActions.read(events[event] ?? [], type, account, into: &page)
                continue
            }
            let gone = [row.previousID, row.isCanceled ? row.id : nil].compactMap { $0 }
            for id in gone { try row.transactionIDs(of: id).forEach { page.remove($0) } }
            if !row.isCanceled { try single(row, account, into: &page) }
        }
        return page
    }

    /// What a row says of itself, before it is known what it moves.
    static func blank(_ row: AlpacaRow, _ account: String) throws(AdapterError) -> ReportedTransaction {
        var event = ReportedTransaction()
        (event.externalID, event.account, event.subtype) = (row.id, account, row.words)
        event.currency = try row.currency() ?? .usd
        event.description = try row.description()
        event.group = row.group
        return event
    }

    private static func single(_ row: AlpacaRow, _ account: String, into page: inout Page) throws(AdapterError) {
        var event = try blank(row, account)
        let security = try row.security()
        event.security = security?.externalID
        switch row.rule {
        case .memo: return
        case .trade:
            guard let security else { throw row.fault("symbol", "a text is expected") }
            return try trade(row, security, event, into: &page)
        default: try booking(row, security, &event)
        }
        page.add(event, security, isCorrection: row.isCorrection)
    }

    // MARK: Bookings

    private static func booking(
        _ row: AlpacaRow,
        _ security: ReportedSecurity?,
        _ event: inout ReportedTransaction
    ) throws(AdapterError) {
        // Without a security they would be units of nothing.
        let quantity = security == nil ? .zero : row.quantity
        let amount = row.amount ?? .zero
        let isOutward = quantity.isZero ? amount.isNegative : quantity.isNegative
        event.date = try row.day()
        event.cashDelta = amount
        switch row.rule {
        case .money(let inward, let outward): event.type = amount.isNegative ? outward : inward
        case .units(let inward, let outward):
            (event.type, event.quantityDelta) = (isOutward ? outward : inward, quantity)
        case .inKind(let inward, let outward):
            (event.type, event.quantityDelta) = (isOutward ? outward : inward, quantity)
            if !quantity.isZero { event.cashDelta = .zero }
        case .disposal(let type): (event.type, event.quantityDelta) = (type, min(quantity, .zero))
        case .stockDividend:
            (event.type, event.quantityDelta) = amount.isZero ? (.split, quantity) : (.dividend, .zero)
        case .corporateAction(let type): (event.type, event.quantityDelta) = (type, quantity)
        case .trade, .memo: break
        }
        event.price = try price(row, security, event)
    }

    /// The stated price, where units moved and the money does not contradict it: Alpaca's own examples have one that is
    /// no price, and bonds are quoted in percent.
    static func price(
        _ row: AlpacaRow,
        _ security: ReportedSecurity?,
        _ event: ReportedTransaction
    ) throws(AdapterError) -> Price? {
        guard !event.quantityDelta.isZero, let price = try row.price() else { return nil }
        guard !event.cashDelta.isZero else { return price }
        let (value, money) = (try worth(row, event.quantityDelta, price, security), event.cashDelta.magnitude)
        let difference = value > money ? (value, money) : (money, value)
        let isClose = try exactly(row) { () throws(ArithmeticOverflow) in
            try (difference.0 - difference.1).times(100) <= money
        }
        return isClose ? price : nil
    }

    /// What units come to at a price, without sign.
    static func worth(
        _ row: AlpacaRow,
        _ quantity: Quantity,
        _ price: Price,
        _ security: ReportedSecurity?
    ) throws(AdapterError) -> Amount {
        try exactly(row) { () throws(ArithmeticOverflow) in
            let value = try (quantity.magnitude * price).times(security?.option?.multiplier ?? 1)
            let isPercent = security?.fixedIncome?.priceBasis == .percentOfPar
            return isPercent ? try value.scaled(by: Ratio(1), over: Ratio(100)) : value
        }
    }

    /// Computes, and where a figure is out of range names the row.
    static func exactly<Value>(
        _ row: AlpacaRow,
        _ compute: () throws(ArithmeticOverflow) -> Value
    ) throws(AdapterError) -> Value {
        do throws(ArithmeticOverflow) {
            return try compute()
        } catch {
            throw row.fault("qty", "figures in range are expected")
        }
    }
}

// MARK: Trades

extension AlpacaActivities {
    /// A trade states units without sign, a price and a side; flat rows neither its money nor its fees, which are rows
    /// of their own.
    private static func trade(
        _ row: AlpacaRow,
        _ security: ReportedSecurity,
        _ blank: ReportedTransaction,
        into page: inout Page
    ) throws(AdapterError) {
        var event = blank
        let side = try row.side()
        let price = try row.tradePrice()
        let isPurchase = side.type == .buy || side.type == .cover
        let units = row.quantity.magnitude
        guard !units.isZero else { throw row.fault("qty", "a quantity is expected") }
        event.type = side.type
        event.subtype = "\(row.words)/\(side.word)"
        event.occurredAt = try row.instant()
        event.date = try row.instant().newYorkDay
        event.quantityDelta = isPurchase ? units : -units
        event.group = try row.order()
        let value = try worth(row, units, price, security)
        if let coin = try row.paidInCoin() {
            return try swap(row, event, security, coin, value, into: &page)
        }
        event.price = price.isZero ? nil : price
        let money = value.rounded(to: event.currency.minorDigits)
        event.cashDelta = row.amount ?? (isPurchase ? -money : money)
        if let stated = row.amount {
            let fees = try exactly(row) { () throws(ArithmeticOverflow) in
                try isPurchase ? stated.magnitude - money : money - stated.magnitude
            }
            event.fees = fees > .zero ? fees : nil
        }
        page.add(event, security, isCorrection: row.isCorrection)
    }

    /// A coin for a coin moves no money: what is paid with goes in a transaction of its own.
    private static func swap(
        _ row: AlpacaRow,
        _ event: ReportedTransaction,
        _ security: ReportedSecurity,
        _ coin: ReportedSecurity,
        _ value: Amount,
        into page: inout Page
    ) throws(AdapterError) {
        let units = Quantity(raw: value.raw)
        var payment = event
        payment.externalID = AlpacaRow.paymentID(of: row.id, coin)
        payment.security = coin.externalID
        payment.type = event.quantityDelta.isNegative ? .buy : .sell
        payment.quantityDelta = event.quantityDelta.isNegative ? units : -units
        page.add(event, security, isCorrection: row.isCorrection)
        page.add(payment, coin, isCorrection: row.isCorrection)
    }
}
