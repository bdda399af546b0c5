import FolioModel

/// An activity statement: every line is `Section,Header|Data|…,…`, and a section may have several headers.
struct IBKRStatement: RowReader {
    private enum Section {
        case pairs, trades, positions, money, corporateActions, transfers, cashReport, instruments, netAssetValue
    }

    private static let sections: [String: Section] = [
        "Statement": .pairs, "Account Information": .pairs, "Trades": .trades, "Open Positions": .positions,
        "Long Open Positions": .positions, "Short Open Positions": .positions,
        "Corporate Actions": .corporateActions, "Transfers": .transfers, "Cash Report": .cashReport,
        "Financial Instrument Information": .instruments, "Net Asset Value": .netAssetValue,
    ]

    /// The columns of all sections: no two sections mean different things by one name, but where a section says so.
    private static let shape = TableShape(
        [
            .level: ["datadiscriminator"], .securityType: ["asset category", "asset class"], .currency: ["currency"],
            .accountNumber: ["account"], .symbol: ["symbol"], .date: ["date/time", "date", "settle date"],
            .reportDate: ["report date"], .quantity: ["quantity", "qty"], .price: ["t. price", "close price"],
            .amount: ["proceeds", "amount", "cash amount", "total", "current total"], .fees: ["comm/fee"],
            .code: ["code"], .costBasis: ["cost basis"], .value: ["value"], .multiplier: ["mult"],
            .description: ["description"], .type: ["type"], .isin: ["security id"], .side: ["direction"],
            .name: ["currency summary", "field name"], .grossAmount: ["field value"],
        ],
        required: []
    )

    private var section: (name: String, kind: Section, header: CSVHeader)?
    private var stated: BrokerAccount?
    private var currency = Currency.usd
    /// Ending cash by account and currency; under `nil` the sum in the base currency.
    private var cash: [(account: BrokerAccount, currency: Currency?, amount: Amount)] = []
    private var hasPositions = false
    /// Whether the summary of assets has nothing but cash; `nil` without one.
    private var isCashAlone: Bool?

    mutating func read(_ record: CSVRecord, into sink: inout RowSink) {
        let name = record.text(0)
        switch record.text(1) {
        case "Header":
            let kind = Self.sections[name] ?? (IBKRLayouts.actions[name] == nil ? nil : .money)
            section = kind.flatMap { kind in CSVHeader(record, shape: Self.shape).map { (name, kind, $0) } }
            sink.width = section?.header.count ?? 0
            if section == nil { sink.skipped += 1 }
            if kind == .positions { hasPositions = true }
        case "Data":
            guard let section, section.name == name, !record.text(2).hasPrefix("Total") else {
                return sink.skipped += 1
            }
            let row = CSVRow(record, header: section.header)
            guard row.raw(.currency)?.hasPrefix("Total") != true else { return sink.skipped += 1 }
            read(row, section.kind, name, &sink)
        default: sink.skipped += 1
        }
    }

    private mutating func read(_ row: CSVRow, _ kind: Section, _ name: String, _ sink: inout RowSink) {
        switch kind {
        case .pairs: readPair(row, &sink)
        case .trades: readTrade(row, &sink)
        case .positions: readPosition(row, &sink)
        case .money: readMoney(row, name, &sink)
        case .corporateActions: readCorporateAction(row, &sink)
        case .transfers: readTransfer(row, &sink)
        case .cashReport: readCash(row, &sink)
        case .instruments: readInstrument(row, &sink)
        case .netAssetValue: readNetAssetValue(row, &sink)
        }
    }

    // MARK: What the statement is of

    private mutating func readPair(_ row: CSVRow, _ sink: inout RowSink) {
        sink.skipped += 1
        let value = row.words(.grossAmount) ?? ""
        switch row.words(.name) {
        case "Period": sink.asOf = BrokerTime.instant(value)
        case "Base Currency": currency = Currency(value) ?? currency
        case "Account":
            stated = value.split(separator: " ").first.map { BrokerAccount(.interactiveBrokers, number: String($0)) }
        default: break
        }
        stated?.currency = currency
    }

    private func account(_ row: CSVRow, _ sink: inout RowSink) -> BrokerAccount {
        var own = row.accountNumber().map { BrokerAccount(.interactiveBrokers, number: $0) }
        own?.currency = currency
        return sink.account(own ?? stated, of: .interactiveBrokers, at: row.record)
    }

    private mutating func readNetAssetValue(_ row: CSVRow, _ sink: inout RowSink) {
        sink.skipped += 1
        var row = row
        let kind = row.words(.securityType) ?? ""
        guard !kind.isEmpty, let total = row.money(.amount, Amount.self) else { return }
        let isOther = !kind.hasPrefix("Cash") && !kind.hasPrefix("Total") && !kind.hasSuffix("Accruals")
        isCashAlone = isCashAlone != false && (!isOther || total.isZero)
    }

    private func readInstrument(_ row: CSVRow, _ sink: inout RowSink) {
        sink.skipped += 1
        guard row.words(.securityType) == "Stocks", sink.lessons.instruments.count < FileLessons.maximumCount else {
            return
        }
        var instrument = FileLessons.Instrument(name: row.words(.description), code: row.words(.isin))
        instrument.type = row.words(.type).flatMap { IBKRLayouts.stockTypes[$0.uppercased()] }
        for symbol in (row.words(.symbol) ?? "").split(separator: ",") {
            sink.lessons.instruments[CSVHeader.words(String(symbol)).uppercased(), default: instrument] = instrument
        }
        sink.lessons.areNeeded = true
    }

    /// The row's security with what the table of instruments says; `nil` for kinds that are not read.
    private func security(_ row: CSVRow, _ currency: Currency, _ sink: RowSink) -> ReportedSecurity? {
        guard let type = IBKRLayouts.types[row.words(.securityType)?.uppercased() ?? ""] else { return nil }
        var security = BrokerSecurity(symbol: row.words(.symbol), type: type, currency: currency)
        if type == .other, let known = sink.context.lessons.instruments[security.symbol?.uppercased() ?? ""] {
            (security.name, security.type) = (known.name, known.type ?? .other)
            (security.isin, security.cusip) = (known.code, known.code)
        }
        return security.reported
    }

    // MARK: Holdings

    private func readPosition(_ row: CSVRow, _ sink: inout RowSink) {
        var row = row
        guard row.words(.level) == "Summary" else { return sink.skipped += 1 }
        let currency = row.currency(self.currency)
        let account = account(row, &sink)
        sink.state(account)
        guard var security = security(row, currency, sink) else { return skip(row, &sink) }
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

    private mutating func readCash(_ row: CSVRow, _ sink: inout RowSink) {
        var row = row
        guard row.words(.name) == "Ending Cash" else { return sink.skipped += 1 }
        let isSummary = row.words(.currency) == "Base Currency Summary"
        let currency = isSummary ? nil : row.currency(self.currency)
        let amount = row.require(row.money(.amount, Amount.self), .amount)
        let account = account(row, &sink)
        guard !sink.takeFaults(of: row), let amount else { return }
        cash.append((account, currency, amount))
    }

    func finish(into sink: inout RowSink) {
        for (account, currency, amount) in cash {
            // The sum in the base currency counts only where its parts are not stated.
            let hasParts = cash.contains { $0.account.id == account.id && $0.currency != nil }
            if currency != nil || !hasParts { sink.add(cash: amount, currency ?? self.currency, account) }
            sink.state(account, isWhole: hasPositions || isCashAlone == true)
        }
        if hasPositions, let stated { sink.state(sink.account(stated, of: .interactiveBrokers, at: CSVRecord())) }
    }

    // MARK: History

    private func event(
        _ row: inout CSVRow,
        _ action: String,
        _ sink: inout RowSink,
        date dateColumn: CSVColumn = .date
    ) -> BrokerEvent? {
        guard let date = row.require(row.date(dateColumn), dateColumn) else {
            _ = sink.takeFaults(of: row)
            return nil
        }
        let account = account(row, &sink)
        var event = BrokerEvent(account: account, date: date, action: action, rule: nil, hasSignedQuantity: true)
        event.currency = row.currency(currency)
        event.description = row.words(.description)
        event.words = [action, row.raw(dateColumn) ?? "", event.description ?? ""].joined(separator: " ")
        return event
    }

    private func readTrade(_ row: CSVRow, _ sink: inout RowSink) {
        var row = row
        let level = row.words(.level)
        guard level == "Order" || level == "Trade" else { return sink.skipped += 1 }
        guard var event = event(&row, "Trade", &sink) else { return }
        event.quantity = row.money(.quantity)
        let proceeds = row.money(.amount, Amount.self)
        if row.words(.securityType) == "Forex" { return readExchange(event, proceeds, row, &sink) }
        let commission = row.money(.fees, Amount.self) ?? .zero
        guard let security = security(row, event.currency, sink) else { return skip(row, &sink) }
        let codes = row.words(.code) ?? ""
        event.rule = IBKRLayouts.rule(event.quantity, codes: codes, isOption: security.option != nil)
        event.security = security
        event.price = row.price()
        event.fees = commission.isNegative ? commission : nil
        if let proceeds { event.cash = try? proceeds + commission }
        event.settleBondPrice()
        sink.add(event, row)
    }

    /// The commission stands in a column such as `Comm in USD`.
    private func readExchange(_ event: BrokerEvent, _ proceeds: Amount?, _ row: CSVRow, _ sink: inout RowSink) {
        let prefix = "Comm in "
        var (commission, currency): (Amount?, Currency?)
        if let place = row.header.names.firstIndex(where: { $0.hasPrefix(prefix) }), !row.record.isBlank(place) {
            currency = Currency(row.header.names[place].dropFirst(prefix.utf8.count))
            commission = LenientNumber.plain(row.record.trimmed(place)).flatMap { Amount(vendorText: $0) }
        }
        IBKRLayouts.addExchange(
            event,
            pair: row.words(.symbol) ?? "",
            proceeds: proceeds,
            commission: commission,
            in: currency,
            row,
            &sink
        )
    }

    private func readMoney(_ row: CSVRow, _ section: String, _ sink: inout RowSink) {
        var row = row
        guard row.bytes(.date) != nil || row.bytes(.currency).map({ $0.count == 3 }) == true else {
            return sink.skipped += 1
        }
        guard var event = event(&row, section, &sink) else { return }
        let description = event.description ?? ""
        event.rule = IBKRLayouts.rule(section, description)
        event.cash = row.money(.amount)
        if event.rule != .funding {
            event.security = IBKRLayouts.security(inDescription: description, isin: nil, event.currency)
        }
        sink.add(event, row)
    }

    /// `NVDA(US67066G1040) Split 10 for 1 (NVDA, NVIDIA CORP, US67066G1040)`: what it moves is in the last brackets.
    private func readCorporateAction(_ row: CSVRow, _ sink: inout RowSink) {
        var row = row
        guard row.bytes(.quantity) != nil || row.bytes(.amount) != nil else { return sink.skipped += 1 }
        let dateColumn = row.header.has(.reportDate) ? CSVColumn.reportDate : .date
        guard var event = event(&row, "Corporate Action", &sink, date: dateColumn) else { return }
        let text = event.description ?? ""
        let words = text.uppercased()
        if words.contains(" SPLIT ") || words.contains("STOCK DIVIDEND") {
            event.rule = .both(.split)
        } else if words.contains("SPINOFF") || words.contains("SPIN-OFF") {
            event.rule = .both(.spinOff)
        } else if ["MERGED", "ACQUISITION", "TENDERED", "EXCHANGE"].contains(where: words.contains) {
            event.rule = .both(.merger)
        }
        event.quantity = row.money(.quantity)
        event.cash = row.money(.amount)
        if let open = text.lastIndex(of: "("), let close = text[open...].firstIndex(of: ")") {
            let parts = text[text.index(after: open)..<close].split(separator: ",").map { CSVHeader.words(String($0)) }
            let name = parts.count == 3 ? parts[1] : nil
            let code = parts.count > 1 ? parts.last : nil
            let symbol = parts.first.map { $0.trimmingSpaces }
            event.security =
                BrokerSecurity(
                    symbol: symbol,
                    name: name?.trimmingSpaces,
                    cusip: code?.trimmingSpaces,
                    isin: code?.trimmingSpaces,
                    currency: event.currency
                ).reported
        }
        sink.add(event, row)
    }

    private func readTransfer(_ row: CSVRow, _ sink: inout RowSink) {
        var row = row
        guard row.bytes(.date) != nil, var event = event(&row, "Transfer", &sink) else { return sink.skipped += 1 }
        event.rule = .transfer
        event.security = security(row, event.currency, sink)
        event.quantity = row.money(.quantity)
        if row.words(.side)?.lowercased() == "out" { event.quantity = event.quantity.map { -$0.magnitude } }
        event.cash = row.money(.amount)
        sink.add(event, row)
    }

    /// Futures and the like: their figures are no money paid, nor what a position is worth.
    private func skip(_ row: CSVRow, _ sink: inout RowSink) {
        guard !sink.takeFaults(of: row) else { return }
        let message =
            "positions and trades of \(quoted(row.words(.securityType) ?? "")) are not read; the row is left out"
        sink.warnings.append(row.place(.securityType, message))
        sink.skipped += 1
    }
}

extension String {
    /// The text without blanks around it.
    fileprivate var trimmingSpaces: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
