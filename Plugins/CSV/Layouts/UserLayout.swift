import FolioModel

/// A layout that the user declares for another broker's files (`providers.csv.layouts`).
struct UserLayout: Hashable, Sendable {
    enum Kind: String, WireEnum { case transactions, holdings }

    /// What a number without a sign of its own means.
    enum Sign: String, WireEnum {
        /// As it stands: positive comes in.
        case stated
        /// The other way round: positive goes out.
        case inverted
        /// By the type; a sign is overlooked.
        case byType = "by_type"
    }

    /// Whether the fees are part of the amount.
    enum Fees: String, WireEnum { case included, separate }

    /// What a word of the type column means.
    enum Meaning: Hashable, Sendable {
        case type(TransactionType)
        case skip
    }

    var name = ""
    var title = ""
    var institution: String?
    var kind = Kind.transactions
    var delimiter = UInt8(ascii: ",")
    var encoding: TextEncoding?
    var skippedLines: Int?
    /// By column, its name in the header in lower case.
    var columns: [CSVColumn: String] = [:]
    var dateFormat: DateFormat?
    var hasDecimalComma = false
    var quantitySign = Sign.stated
    var amountSign = Sign.stated
    var fees = Fees.included
    /// By words in upper case.
    var types: [String: Meaning] = [:]
    var securityTypes: [String: SecurityType] = [:]
    var account: String?
    var currency = Currency.usd

    /// Columns that a layout may name.
    static func columns(of kind: Kind) -> [CSVColumn] {
        let own = kind == .holdings ? OwnLayout.holdings : OwnLayout.transactions
        return own.columns.filter { ![.priceAsOf, .priceBasis, .sector, .industry, .country].contains($0) }
    }

    /// Columns that it must name.
    static func required(_ kind: Kind) -> [CSVColumn] {
        kind == .holdings ? [.quantity] : [.date, .amount]
    }

    /// The layout as the other ones.
    var layout: Layout {
        let shape = TableShape(names: columns)
        var layout = Layout("user." + name, title, headers: [shape]) { UserReader(self, shape) }
        (layout.delimiter, layout.encoding) = (delimiter, encoding)
        layout.revision = fingerprint.text
        return layout
    }

    private var fingerprint: RowFingerprint {
        let columns = columns.map { "\($0.key) \($0.value)" }.sorted()
        let words =
            types.map { "\($0.key) \($0.value)" }.sorted() + securityTypes.map { "\($0.key) \($0.value)" }.sorted()
        let rest = "\(kind) \(String(describing: dateFormat)) \(hasDecimalComma) \(quantitySign) \(amountSign) \(fees)"
        return RowFingerprint(
            of: columns + words + [rest, account ?? "", currency.code, institution ?? "", "\(skippedLines ?? -1)"]
        )
    }
}

/// Reads a user's layout: header, rows; rows without a date or a quantity are totals and the like.
struct UserReader: RowReader {
    private let layout: UserLayout
    private let shape: TableShape
    private var header: CSVHeader?

    init(_ layout: UserLayout, _ shape: TableShape) { (self.layout, self.shape) = (layout, shape) }

    mutating func read(_ record: CSVRecord, into sink: inout RowSink) {
        guard let header else {
            if record.line > layout.skippedLines ?? 0, let header = CSVHeader(record, shape: shape) {
                (self.header, sink.width) = (header, header.count)
            } else {
                sink.skipped += 1
            }
            return
        }
        switch layout.kind {
        case .transactions: readTransaction(CSVRow(record, header: header), &sink)
        case .holdings: readHolding(CSVRow(record, header: header), &sink)
        }
    }

    func finish(into sink: inout RowSink) {
        if header == nil { sink.lacks(layout.columns.values.sorted().joined(separator: ", ")) }
    }

    private func account(_ row: inout CSVRow, _ sink: inout RowSink) -> BrokerAccount {
        let broker = Broker(id: "user." + layout.name, title: layout.institution ?? layout.title)
        let name = row.label(.account) ?? layout.account
        var stated = name.map { BrokerAccount(named: $0) }
        stated?.institution = layout.institution
        return sink.account(stated, of: broker, at: row.record)
    }

    private func date(_ row: inout CSVRow, _ column: CSVColumn) -> Day? {
        guard let format = layout.dateFormat else { return row.date(column) }
        return row.read(column, "a date in the layout's date_format is expected") { format.day($0.utf8) }
    }

    private func number<Number: FixedPoint>(_ row: inout CSVRow, _ column: CSVColumn) -> Number? {
        row.money(column, decimalComma: layout.hasDecimalComma)
    }

    private func security(_ row: inout CSVRow, _ currency: Currency) -> ReportedSecurity? {
        var security = BrokerSecurity(symbol: row.words(.symbol), name: row.words(.name), currency: currency)
        if let word = row.words(.securityType) {
            security.type = layout.securityTypes[word.uppercased()] ?? SecurityType(rawValue: word.lowercased())
        }
        (security.cusip, security.isin) = (row.words(.cusip), row.words(.isin))
        let isNamed = security.symbol != nil || security.cusip != nil || security.isin != nil
        return isNamed || layout.kind == .holdings ? security.reported : nil
    }

    // MARK: Transactions

    private func readTransaction(_ row: CSVRow, _ sink: inout RowSink) {
        var row = row
        guard row.bytes(.date)?.contains(where: { $0 &- 0x30 < 10 }) == true else {
            guard row.bytes(.date) == nil, row.bytes(.type) != nil, row.bytes(.amount) != nil else {
                return sink.skipped += 1  // a total, a remark
            }
            row.fault(.date, "required")
            return _ = sink.takeFaults(of: row)
        }
        let date = date(&row, .date)
        let word = row.words(.type) ?? ""
        let meaning = layout.types[word.uppercased()] ?? TransactionType(rawValue: word.lowercased()).map { .type($0) }
        if meaning == .skip { return sink.skipped += 1 }
        guard let date else { return _ = sink.takeFaults(of: row) }
        let account = account(&row, &sink)
        let isSigned = layout.quantitySign != .byType
        var event = BrokerEvent(account: account, date: date, action: word, rule: nil, hasSignedQuantity: isSigned)
        event.currency = row.currency(layout.currency)
        event.security = security(&row, event.currency)
        event.quantity = number(&row, .quantity)
        event.price = row.price(decimalComma: layout.hasDecimalComma)
        event.fees = number(&row, .fees)
        event.cash = number(&row, .amount)
        event.description = row.words(.description)
        event.id = row.words(.id)
        event.words = word + " " + (event.id == nil ? event.description ?? "" : "")
        if layout.quantitySign == .inverted { event.quantity = event.quantity.map { -$0 } }
        if layout.amountSign == .inverted { event.cash = event.cash.map { -$0 } }
        if case .type(let type) = meaning {
            event.rule = rule(type)
        } else if !row.header.has(.type) {
            event.rule = rule(event)
        }
        settleCash(&event, &row)
        event.settleBondPrice()
        sink.add(event, row)
    }

    private func rule(_ type: TransactionType) -> ActionRule {
        switch type {
        case .buy, .sell, .short, .cover, .reinvestment: .trade(type)
        case .dividend, .interest, .fee, .tax, .deposit, .withdrawal, .returnOfCapital: .cash(type)
        case .transferIn where layout.quantitySign == .byType: .added(type)
        case .transferOut where layout.quantitySign == .byType: .removed(type)
        case .transferIn, .transferOut: .inKind(.transferIn, .transferOut)
        case .expiration: .closing(type)
        case .split, .merger, .exercise, .assignment, .adjustment: .both(type)
        case .spinOff: .added(type)
        }
    }

    /// Without a type column the figures tell: units against money are a trade, units alone a transfer, money alone
    /// comes from outside or goes there.
    private func rule(_ event: BrokerEvent) -> ActionRule {
        guard let units = event.quantity, !units.isZero, event.security != nil else { return .funding }
        guard let cash = event.cash, !cash.isZero else { return .transfer }
        let isSale = layout.quantitySign == .byType ? cash > .zero : units.isNegative
        return .trade(isSale ? .sell : .buy)
    }

    /// Gives the amount the sign of its type, and takes the fees off, where the layout says so.
    private func settleCash(_ event: inout BrokerEvent, _ row: inout CSVRow) {
        if layout.amountSign == .byType, let type = event.rule?.type {
            let isOut = [.buy, .cover, .reinvestment, .fee, .tax, .withdrawal, .transferOut].contains(type)
            event.cash = event.cash.map { isOut ? -$0.magnitude : $0.magnitude }
        }
        if layout.fees == .separate, let fees = event.fees?.magnitude, let cash = event.cash {
            if let net = try? cash - fees { event.cash = net } else { row.fault(.fees, "the figures are too large") }
        }
        let isTransfer = event.rule == .added(.transferIn) || event.rule == .removed(.transferOut)
        if isTransfer, event.quantity?.isZero == false { event.cash = nil }  // units in kind move no cash
    }

    // MARK: Holdings

    private func readHolding(_ row: CSVRow, _ sink: inout RowSink) {
        var row = row
        guard row.bytes(.quantity) != nil || row.bytes(.value) != nil else { return sink.skipped += 1 }
        let currency = row.currency(layout.currency)
        let account = account(&row, &sink)
        if row.bytes(.asOf) != nil, let time = date(&row, .asOf).map({ Timestamp($0) }) {
            if let other = sink.asOf, other != time { row.fault(.asOf, "differs from the rows before it") }
            sink.asOf = sink.asOf ?? time
        }
        sink.state(account)
        let quantity: Quantity? = number(&row, .quantity)
        let value: Amount? = number(&row, .value)
        let type = row.words(.type)
        let meaning = type.flatMap { layout.securityTypes[$0.uppercased()] ?? SecurityType(rawValue: $0.lowercased()) }
        if meaning == .cash {
            let amount = row.require(value ?? quantity.map { Amount(raw: $0.raw) }, .quantity)
            guard !sink.takeFaults(of: row), let amount else { return }
            return sink.add(cash: amount, currency, account)
        }
        var security = BrokerSecurity(
            symbol: row.words(.symbol),
            name: row.words(.name),
            type: meaning,
            currency: currency
        )
        (security.cusip, security.isin) = (row.words(.cusip), row.words(.isin))
        sink.add(
            security.reported,
            quantity: quantity,
            price: row.price(decimalComma: layout.hasDecimalComma),
            value: value,
            costBasis: number(&row, .costBasis),
            account,
            row
        )
    }
}
