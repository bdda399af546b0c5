import FolioModel

/// E*TRADE: history, old and new, and the portfolio.
enum ETradeLayouts {
    static let all = [
        Layout(
            "etrade.transactions",
            "E*TRADE, transactions",
            headers: [ETradeTransactions.old, ETradeTransactions.new]
        ) { ETradeTransactions() },
        Layout("etrade.portfolio", "E*TRADE, portfolio", headers: [ETradePortfolio.shape]) { ETradePortfolio() },
    ]

    /// The account by the digits at the end of `####0000` or `Brokerage -0000`.
    static func account(_ text: String) -> BrokerAccount? {
        let digits = String(text.reversed().prefix { $0.isNumber }.reversed())
        return digits.utf8.count == BrokerAccount.maskLength ? BrokerAccount(.etrade, lastCharacters: digits) : nil
    }
}

/// `For Account:,####0000`, the header, rows; quantities and amounts are signed.
struct ETradeTransactions: RowReader {
    static let old = TableShape(
        [
            .date: ["transactiondate"], .type: ["transactiontype"], .securityType: ["securitytype"],
            .symbol: ["symbol"], .quantity: ["quantity"], .amount: ["amount"], .price: ["price"],
            .fees: ["commission"], .description: ["description"],
        ],
        required: [.date, .type, .securityType, .symbol, .quantity, .amount]
    )

    static let new = TableShape(
        [
            .date: ["activity/trade date"], .type: ["activity type"], .description: ["description"],
            .symbol: ["symbol"], .cusip: ["cusip"], .quantity: ["quantity #"], .price: ["price $"],
            .amount: ["amount $"], .fees: ["commission"],
        ],
        required: [.date, .type, .symbol, .quantity, .amount]
    )

    static let actions = ActionTable([
        "Bought": .trade(.buy), "Sold": .trade(.sell), "Sold Short": .trade(.short),
        "Bought To Cover": .trade(.cover), "Bought To Open": .trade(.buy), "Sold To Close": .trade(.sell),
        "Sold To Open": .trade(.short), "Bought To Close": .trade(.cover), "Reinvestment": .trade(.reinvestment),
        "Option Assigned": .both(.assignment), "Option Assignment": .both(.assignment),
        "Option Exercised": .both(.exercise), "Option Exercise": .both(.exercise),
        "Option Expired": .both(.expiration), "Option Expiration": .both(.expiration),
        "Stock Split": .both(.split), "Reorganization": .both(.merger), "Merger": .both(.merger),
        "Exchange": .both(.merger), "Redemption": .both(.sell), "Cash in Lieu": .both(.sell),
        "Dividend": .dividend, "Qualified Dividend": .dividend, "Capital Gain": .dividend,
        "Interest": .interest, "Interest Income": .interest, "Margin Interest": .interest, "Tax": .tax,
        "Foreign Tax": .tax, "Fee": .fee, "Service Fee": .fee,
        "Online Transfer": .funding, "Wire": .funding, "Direct Deposit": .funding, "Direct Debit": .funding,
        "Transfer": .inKind(.deposit, .withdrawal), "Journal": .transfer, "Adjustment": .both(.adjustment),
        "Misc Trade": .both(.adjustment),
    ])

    private static let types: [String: SecurityType] = ["MF": .mutualFund, "OPTN": .option]

    private var header: CSVHeader?
    private var stated: BrokerAccount?

    mutating func read(_ record: CSVRecord, into sink: inout RowSink) {
        guard let header else {
            if let header = CSVHeader(record, shape: Self.old) ?? CSVHeader(record, shape: Self.new) {
                (self.header, sink.width) = (header, header.count)
            } else {
                stated = stated ?? record.spans.indices.lazy.compactMap { ETradeLayouts.account(record.text($0)) }.first
                sink.skipped += 1
            }
            return
        }
        var row = CSVRow(record, header: header)
        guard row.isEvent() else { return sink.skipped += 1 }
        let date = row.require(row.date(.date), .date)
        let action = row.require(row.words(.type), .type)
        guard let date, let action else { return _ = sink.takeFaults(of: row) }
        let account = sink.account(stated, of: .etrade, at: record)
        let rule = Self.actions[action]?.rule
        var event = BrokerEvent(account: account, date: date, action: action, rule: rule, hasSignedQuantity: true)
        event.description = row.words(.description)
        event.security = Self.security(of: row)
        event.quantity = row.money(.quantity)
        event.cash = row.money(.amount)
        event.price = row.price()
        event.fees = row.money(.fees)
        if rule == .dividend, let units = event.quantity, units > .zero, event.cash?.isNegative == true {
            event.rule = .trade(.reinvestment)
            event.price = event.price ?? Self.reinvestmentPrice(event.description ?? "")
        }
        if case .inKind(.deposit, _) = rule, event.quantity?.isZero == false { event.rule = .transfer }
        event.settleBondPrice()
        sink.add(event, row)
    }

    /// The description begins with the name, filled up to 30 characters.
    private static func security(of row: CSVRow) -> ReportedSecurity? {
        let name = (row.raw(.description) ?? "").prefix(30).split(separator: " ").joined(separator: " ")
        var security = BrokerSecurity(symbol: row.words(.symbol), name: name.isEmpty ? nil : name)
        security.type = row.words(.securityType).flatMap { types[$0.uppercased()] }
        security.cusip = row.words(.cusip)
        return security.named
    }

    /// The price in a description such as `… REINVEST PRICE $ 13.94 …`.
    private static func reinvestmentPrice(_ description: String) -> Price? {
        let words = description.uppercased().split { $0 == " " || $0 == "$" }
        guard let place = words.indices.first(where: { words[$0...].starts(with: ["REINVEST", "PRICE"]) }),
            place + 2 < words.count
        else { return nil }
        return Price(exactly: words[place + 2])
    }
}

/// A block of the account, then the positions in the columns of the user's view.
struct ETradePortfolio: RowReader {
    static let shape = TableShape(
        [
            .symbol: ["symbol"], .price: ["last price $"], .quantity: ["quantity", "qty #"],
            .unitCost: ["price paid $"], .value: ["value $"],
        ],
        required: [.symbol, .quantity, .value],
        marks: ["price paid $"]
    )

    private var header: CSVHeader?
    private var stated: BrokerAccount?
    private var hasTotal = false

    mutating func read(_ record: CSVRecord, into sink: inout RowSink) {
        if let header {
            read(CSVRow(record, header: header), into: &sink)
        } else if let header = CSVHeader(record, shape: Self.shape) {
            (self.header, sink.width) = (header, header.count)
            sink.state(sink.account(stated, of: .etrade, at: record))
        } else {
            stated = ETradeLayouts.account(record.text(0)) ?? stated
            sink.skipped += 1
        }
    }

    private mutating func read(_ row: CSVRow, into sink: inout RowSink) {
        var row = row
        let symbol = row.words(.symbol)?.uppercased() ?? ""
        if symbol.hasPrefix("GENERATED AT") {
            let text = row.record.spans.indices.map(row.record.text).joined(separator: " ")
            sink.asOf = BrokerTime.instant(text)
        }
        if symbol == "TOTAL" { hasTotal = true }
        guard row.record.count > 1, !symbol.isEmpty || row.bytes(.value) != nil,
            symbol != "TOTAL", !symbol.hasPrefix("GENERATED AT")
        else { return sink.skipped += 1 }
        let account = sink.account(stated, of: .etrade, at: row.record)
        let value = row.money(.value, Amount.self)
        if symbol == "CASH" {
            if value == nil { row.fault(.value, "required") }
            guard !sink.takeFaults(of: row), let value else { return }
            return sink.add(cash: value, .usd, account)
        }
        let security = BrokerSecurity(symbol: symbol).reported
        let quantity = row.money(.quantity, Quantity.self)
        let multiplier = security?.option?.multiplier ?? 1
        let unitCost = row.money(.unitCost, Price.self)?.magnitude
        var basis: Amount?
        if let quantity, let unitCost { basis = try? (quantity * unitCost).times(multiplier) }
        sink.add(
            security,
            quantity: quantity,
            price: row.money(.price, Price.self)?.magnitude,
            value: value,
            costBasis: basis,
            account,
            row
        )
    }

    func finish(into sink: inout RowSink) {
        if !hasTotal { sink.warnings.append(.noTotal) }
    }
}
