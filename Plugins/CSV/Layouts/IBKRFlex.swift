import FolioModel

/// A flex query as CSV: the user chose its sections and columns.
///
/// Its three framings: headers and rows alone; `BOF`/`BOA`/`BOS` … `EOS`/`EOA`/`EOF` around them; and `HEADER,code` and
/// `DATA,code` before each.
struct IBKRFlex: RowReader {
    private enum Table { case trades, money, positions, cash, other }

    private static let common: KeyValuePairs<CSVColumn, [String]> = [
        .accountNumber: ["clientaccountid"], .currency: ["currencyprimary", "currency"],
        .securityType: ["assetclass"], .symbol: ["symbol"], .description: ["description"], .isin: ["isin"],
        .cusip: ["cusip"], .multiplier: ["multiplier"], .level: ["levelofdetail"], .code: ["notes/codes", "code"],
        .date: ["tradedate", "datetime", "date/time", "settledate", "reportdate", "date"],
        .reportDate: ["reportdate"], .id: ["ibexecid", "transactionid", "tradeid"], .side: ["buy/sell"],
        .type: ["type"], .quantity: ["quantity", "position"], .price: ["tradeprice", "markprice"],
        .amount: ["netcash", "amount", "endingcash"], .grossAmount: ["proceeds"], .subtotal: ["trademoney"],
        .commission: ["ibcommission"], .commissionCurrency: ["ibcommissioncurrency"], .value: ["positionvalue"],
        .costBasis: ["costbasismoney"],
    ]

    private static let shapes: [(table: Table, shape: TableShape)] = [
        (.trades, TableShape(common, required: [.side, .quantity, .price])),
        (.positions, TableShape(common, required: [.symbol, .quantity, .value])),
        (.cash, TableShape(common, required: [.currency, .amount], marks: ["endingcash"])),
        (.money, TableShape(common, required: [.type, .description, .amount, .currency])),
    ]

    /// Names that no other broker's header has.
    private static let marks: Set<String> = [
        "CLIENTACCOUNTID", "CURRENCYPRIMARY", "IBCOMMISSION", "FXRATETOBASE", "IBEXECID",
    ]

    static func recognises(_ record: CSVRecord) -> Bool {
        record.text(0) == "BOF" || !record.hasDigits && isHeader(record)
    }

    private static func isHeader(_ record: CSVRecord) -> Bool {
        record.spans.indices.contains { marks.contains(record.text($0).uppercased()) }
    }

    private var table: (kind: Table, header: CSVHeader)?
    private var stated: BrokerAccount?
    /// First and last day of the report, where a `BOF` line says them.
    private var period: ClosedRange<Day>?
    private var cash: [(account: BrokerAccount, currency: Currency?, amount: Amount)] = []
    private var hasPositions = false
    private var hasSaidUndated = false

    mutating func read(_ record: CSVRecord, into sink: inout RowSink) {
        let word = record.text(0)
        switch word {
        case "BOF":
            (stated, table) = (account(record.text(1)), nil)
            if let from = LenientDate.day(record.text(4).utf8), let to = LenientDate.day(record.text(5).utf8),
                from <= to
            {
                (period, sink.asOf) = (from...to, Timestamp(to))
            }
            sink.skipped += 1
        case "BOA": (stated, sink.skipped) = (account(record.text(1)) ?? stated, sink.skipped + 1)
        case "BOS", "EOS", "EOA", "EOF": (table, sink.skipped) = (nil, sink.skipped + 1)
        default:
            if !record.hasDigits, word == "HEADER" || word != "DATA" && Self.isHeader(record) {
                readHeader(record, into: &sink)
            } else {
                readRow(record, into: &sink)
            }
        }
    }

    private func account(_ number: String) -> BrokerAccount? {
        number.isEmpty ? nil : BrokerAccount(.interactiveBrokers, number: number)
    }

    private mutating func readHeader(_ record: CSVRecord, into sink: inout RowSink) {
        for (kind, shape) in Self.shapes {
            guard let header = CSVHeader(record, shape: shape) else { continue }
            (table, sink.width) = ((kind, header), header.count)
            hasPositions = hasPositions || kind == .positions
            return
        }
        table = CSVHeader(record, shape: TableShape([:], required: [])).map { (.other, $0) }
        sink.skipped += 1
        let message = "a section with these columns is not read"
        sink.warnings.append(CSVFault(record.line, 1, message))
    }

    private mutating func readRow(_ record: CSVRecord, into sink: inout RowSink) {
        guard let (kind, header) = table, kind != .other, !record.isBlank else { return sink.skipped += 1 }
        var row = CSVRow(record, header: header)
        guard counts(row.words(.level)?.uppercased(), kind, &sink) else { return sink.skipped += 1 }
        let account = sink.account(
            row.accountNumber().map { BrokerAccount(.interactiveBrokers, number: $0) } ?? stated,
            of: .interactiveBrokers,
            at: record
        )
        switch kind {
        case .trades: readTrade(&row, account, &sink)
        case .money: readMoney(&row, account, &sink)
        case .positions: readPosition(&row, account, &sink)
        case .cash: readCash(&row, account, &sink)
        case .other: break
        }
    }

    /// Levels of detail that state the same: of those in the file the first counts.
    private static let levels: [Table: [String]] = [
        .trades: ["EXECUTION", "ORDER"], .money: ["DETAIL", "SUMMARY"], .positions: ["SUMMARY", "LOT"],
    ]

    /// Whether a row of that level counts, or another level of the same table does in its place.
    private func counts(_ level: String?, _ kind: Table, _ sink: inout RowSink) -> Bool {
        guard let level, let levels = Self.levels[kind] else { return true }
        guard let place = levels.firstIndex(of: level) else { return false }
        sink.lessons.levels.insert("\(kind) \(level)")
        if place > 0 { sink.lessons.areNeeded = true }
        return !levels[..<place].contains { sink.context.lessons.levels.contains("\(kind) \($0)") }
    }

    // MARK: History

    private func event(
        _ row: inout CSVRow,
        _ account: BrokerAccount,
        _ action: String
    ) -> BrokerEvent? {
        let date: Day?
        if row.header.has(.date) {
            date = row.require(row.date(.date), .date)
        } else if let period, period.lowerBound == period.upperBound {
            date = period.lowerBound
        } else {
            row.fault(.date, "no column has it; add Date/Time, or Settle Date, to this section of the query")
            date = nil
        }
        guard let date else { return nil }
        var event = BrokerEvent(account: account, date: date, action: action, rule: nil, hasSignedQuantity: true)
        event.currency = row.currency()
        event.description = row.words(.description)
        event.id = row.words(.id)
        event.words = [action, row.raw(.date) ?? "", event.description ?? ""].joined(separator: " ")
        return event
    }

    private mutating func readTrade(_ row: inout CSVRow, _ account: BrokerAccount, _ sink: inout RowSink) {
        let side = row.require(row.words(.side)?.uppercased(), .side) ?? ""
        guard var event = event(&row, account, side) else { return refuse(row, &sink) }
        let isCancelled = side.hasSuffix("(CA.)")
        let stated = row.require(row.money(.quantity, Quantity.self), .quantity) ?? .zero
        let isOut = side.hasPrefix("SELL")
        event.quantity = isCancelled ? stated : isOut ? -stated.magnitude : stated.magnitude
        event.price = row.price()
        let commission = row.money(.commission, Amount.self)
        let other = row.read(.commissionCurrency, "a currency code such as USD is expected") { Currency($0) }
        let security = security(row, event.currency)
        let kind = row.words(.securityType)?.uppercased()
        if kind == "CASH" || kind == nil && security == nil {
            let proceeds = proceeds(&row, units: event.quantity, security: nil, &sink)
            let currency = other ?? event.currency
            let pair = row.words(.symbol) ?? ""
            return IBKRLayouts.addExchange(
                event,
                pair: pair,
                proceeds: proceeds,
                commission: commission,
                in: currency,
                row,
                &sink
            )
        }
        guard let security else { return skip(row, &sink) }
        event.security = security
        let isOption = security.option != nil
        event.rule = IBKRLayouts.rule(event.quantity, codes: row.words(.code) ?? "", isOption: isOption)
        if isCancelled { event.rule = .both(.adjustment) }
        let isForeign = other != nil && other != event.currency
        event.fees = commission.flatMap { $0.isNegative && !isForeign ? $0 : nil }
        let proceeds = proceeds(&row, units: event.quantity, security: security, &sink)
        event.cash = row.header.has(.amount) ? row.money(.amount) : proceeds
        if !row.header.has(.amount), !isForeign, let proceeds, let commission {
            event.cash = try? proceeds + commission
        }
        event.settleBondPrice()
        sink.add(event, row)
        guard isForeign, let commission, let other, !commission.isZero, row.faults.isEmpty else { return }
        (event.rule, event.cash, event.currency) = (.fee, commission, other)
        event.fees = nil
        event.id = event.id.map { $0 + "/commission" }
        event.words = (event.words ?? "") + " commission"
        sink.add(event, row)
    }

    /// What a trade brought, without its commission: as stated, else units × price, rounded to the minor unit.
    private func proceeds(
        _ row: inout CSVRow,
        units: Quantity?,
        security: ReportedSecurity?,
        _ sink: inout RowSink
    ) -> Amount? {
        if row.header.has(.grossAmount) { return row.money(.grossAmount) }
        guard let units else { return nil }
        if row.header.has(.subtotal) {
            let money = row.money(.subtotal, Amount.self)?.magnitude
            return money.map { units.isNegative ? $0 : -$0 }
        }
        guard !row.header.has(.amount), let price = row.price() else { return nil }
        let factor = row.multiplier() ?? security?.option?.multiplier ?? 1
        sink.warnings.append(row.place(.price, "no column has the amount; counted as quantity × price"))
        let isPercent = security?.fixedIncome?.priceBasis == .percentOfPar
        let worth = try? (units * price).times(factor).scaled(by: Ratio(1), over: Ratio(isPercent ? 100 : 1))
        return worth.map { -$0.rounded(to: row.currency().minorDigits) }
    }

    private mutating func readMoney(_ row: inout CSVRow, _ account: BrokerAccount, _ sink: inout RowSink) {
        let type = row.require(row.words(.type), .type) ?? ""
        guard var event = event(&row, account, type) else { return refuse(row, &sink) }
        let description = event.description ?? ""
        event.rule = IBKRLayouts.rule(type, description)
        event.cash = row.money(.amount)
        if event.rule != .funding {
            let known = row.words(.symbol) == nil ? nil : security(row, event.currency)
            event.security =
                known
                ?? IBKRLayouts.security(inDescription: description, isin: row.words(.isin), event.currency)
        }
        sink.add(event, row)
    }

    /// Adds a row's faults; that the date is missing, once for all rows.
    private mutating func refuse(_ row: CSVRow, _ sink: inout RowSink) {
        guard !row.header.has(.date) else { return _ = sink.takeFaults(of: row) }
        if !hasSaidUndated { _ = sink.takeFaults(of: row) }
        hasSaidUndated = true
    }

    // MARK: Holdings

    private func readPosition(_ row: inout CSVRow, _ account: BrokerAccount, _ sink: inout RowSink) {
        sink.state(account)
        if sink.asOf == nil, let day = row.date(.reportDate) { sink.asOf = Timestamp(day) }
        let currency = row.currency()
        guard var security = security(row, currency) else { return skip(row, &sink) }
        if let multiplier = row.multiplier() { security.option?.multiplier = multiplier }
        sink.add(
            security,
            quantity: row.money(.quantity),
            price: row.money(.price, Price.self)?.magnitude,
            value: row.money(.value),
            costBasis: row.money(.costBasis),
            account,
            row
        )
    }

    private mutating func readCash(_ row: inout CSVRow, _ account: BrokerAccount, _ sink: inout RowSink) {
        let isSummary = row.raw(.currency) == "BASE_SUMMARY"
        let currency = isSummary ? nil : row.currency()
        let amount = row.require(row.money(.amount, Amount.self), .amount)
        guard !sink.takeFaults(of: row), let amount else { return }
        cash.append((account, currency, amount))
    }

    func finish(into sink: inout RowSink) {
        for (account, currency, amount) in cash {
            guard let currency else {
                if !cash.contains(where: { $0.account.id == account.id && $0.currency != nil }) {
                    sink.warnings.append(CSVFault(1, 1, "cash is stated in the base currency alone, whichever that is"))
                }
                continue
            }
            sink.add(cash: amount, currency, account)
            sink.state(account, isWhole: hasPositions)
        }
    }

    // MARK: Securities

    private func security(_ row: CSVRow, _ currency: Currency) -> ReportedSecurity? {
        let kind = row.words(.securityType)?.uppercased()
        let type = kind.flatMap { IBKRLayouts.types[$0] }
        guard kind == nil || type != nil else { return nil }
        var security = BrokerSecurity(symbol: row.words(.symbol), name: row.words(.description), type: type)
        (security.isin, security.cusip, security.currency) = (row.words(.isin), row.words(.cusip), currency)
        if security.symbol == nil, security.isin == nil, security.cusip == nil { return nil }
        return security.reported
    }

    private func skip(_ row: CSVRow, _ sink: inout RowSink) {
        guard !sink.takeFaults(of: row) else { return }
        let kind = quoted(row.words(.securityType) ?? "")
        sink.warnings.append(
            row.place(.securityType, "positions and trades of \(kind) are not read; the row is left out")
        )
        sink.skipped += 1
    }
}
