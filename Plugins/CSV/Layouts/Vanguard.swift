import FolioModel

/// Vanguard's `OfxDownload.csv`: holdings, transactions and an employer's plan, one table behind the other.
enum VanguardLayout {
    static let all = [
        Layout(
            "vanguard.download",
            "Vanguard, holdings and transactions",
            headers: [VanguardReader.holdings, VanguardReader.transactions, VanguardReader.plan]
        ) { VanguardReader() }
    ]
}

/// Quantities and amounts are signed; a holding has no cost basis and no date but the file's.
struct VanguardReader: RowReader {
    static let holdings = TableShape(
        [
            .accountNumber: ["account number", "fund account number"], .name: ["investment name", "fund name"],
            .symbol: ["symbol"], .quantity: ["shares"], .price: ["share price", "price"], .value: ["total value"],
        ],
        required: [.accountNumber, .name, .quantity, .price, .value]
    )

    static let transactions = TableShape(
        [
            .accountNumber: ["account number"], .date: ["trade date"], .type: ["transaction type"],
            .description: ["transaction description"], .name: ["investment name"], .symbol: ["symbol"],
            .quantity: ["shares"], .price: ["share price"],
            .fees: ["commissions and fees", "commission fees"], .amount: ["net amount"],
        ],
        required: [.accountNumber, .date, .type, .name, .quantity, .amount]
    )

    /// Of an employer's plan: its amounts have no sign, and it has no cash.
    static let plan = TableShape(
        [
            .accountNumber: ["account number"], .date: ["trade date"], .type: ["transaction activity"],
            .description: ["transaction description"], .name: ["investment name"],
            .quantity: ["transaction shares"], .price: ["share price"], .amount: ["dollar amount"],
        ],
        required: [.accountNumber, .date, .type, .name, .quantity, .amount]
    )

    static let actions = ActionTable(
        [
            "Buy": .trade(.buy), "Sell": .trade(.sell), "Reinvestment": .trade(.reinvestment),
            "Exchange": .both(.adjustment), "Corp Action (Redemption)": .both(.sell),
            "Corp Action (Cash": .both(.sell), "Stock split": .both(.split), "Share Conversion": .both(.merger),
            "Conversion": .both(.merger), "Sweep in": .sweep, "Sweep out": .sweep,
            "Dividend": .dividend, "Capital gain": .dividend, "Interest": .interest, "Fee": .fee,
            "Funds Received": .funding, "Withdrawal": .funding, "Contribution": .funding,
            "Distribution": .funding, "Rollover": .transfer, "Transfer": .transfer,
        ],
        byPrefix: true
    )

    private enum Table { case holdings, transactions, plan }

    private var table: (kind: Table, header: CSVHeader)?

    mutating func read(_ record: CSVRecord, into sink: inout RowSink) {
        guard !record.isBlank else { return sink.skipped += 1 }
        if !record.hasDigits, let (kind, header) = Self.table(record) {
            (table, sink.width) = ((kind, header), header.count)
            return
        }
        guard let (kind, header) = table else { return sink.skipped += 1 }
        let row = CSVRow(record, header: header)
        guard let number = row.accountNumber() else { return sink.skipped += 1 }
        let account = sink.account(BrokerAccount(.vanguard, number: number), of: .vanguard, at: record)
        switch kind {
        case .holdings: readHolding(row, account, &sink)
        case .transactions: readTransaction(row, account, &sink)
        case .plan: readPlan(row, account, &sink)
        }
    }

    private static func table(_ record: CSVRecord) -> (Table, CSVHeader)? {
        if let header = CSVHeader(record, shape: plan) { return (.plan, header) }
        if let header = CSVHeader(record, shape: transactions) { return (.transactions, header) }
        return CSVHeader(record, shape: holdings).map { (.holdings, $0) }
    }

    private func readHolding(_ row: CSVRow, _ account: BrokerAccount, _ sink: inout RowSink) {
        var row = row
        sink.add(
            BrokerSecurity(symbol: row.words(.symbol), name: row.words(.name)).reported,
            quantity: row.money(.quantity),
            price: row.money(.price, Price.self)?.magnitude,
            value: row.money(.value),
            costBasis: nil,
            account,
            row
        )
    }

    private func event(_ row: inout CSVRow, _ account: BrokerAccount, _ sink: inout RowSink) -> BrokerEvent? {
        let date = row.require(row.date(.date), .date)
        let action = row.require(row.words(.type), .type)
        guard let date, let action else {
            _ = sink.takeFaults(of: row)
            return nil
        }
        let rule = Self.actions[action]?.rule
        var event = BrokerEvent(account: account, date: date, action: action, rule: rule, hasSignedQuantity: true)
        let name = row.words(.name)
        if name?.uppercased() != "CASH" {
            event.security = BrokerSecurity(symbol: row.words(.symbol), name: name).reported
        }
        event.quantity = row.money(.quantity)
        event.cash = row.money(.amount)
        event.price = row.price()
        event.fees = row.money(.fees)
        event.description = row.words(.description)
        return event
    }

    private func readTransaction(_ row: CSVRow, _ account: BrokerAccount, _ sink: inout RowSink) {
        var row = row
        guard var event = event(&row, account, &sink) else { return }
        let isFund = event.security?.type == .moneyMarketFund
        if case .trade = event.rule, isFund, event.quantity?.isZero == true, let cash = event.cash {
            event.quantity = Quantity(raw: -cash.raw)  // the settlement fund's units are not stated; each is worth 1
        }
        if event.rule == .both(.adjustment) {  // one fund for another
            event.rule = .trade(event.quantity?.isNegative == true ? .sell : .buy)
        }
        event.settleBondPrice()
        sink.add(event, row)
    }

    /// Units come in for a contribution or for income, which is then a row of its own, and go out for a payout or a fee.
    private func readPlan(_ row: CSVRow, _ account: BrokerAccount, _ sink: inout RowSink) {
        var row = row
        guard var event = event(&row, account, &sink) else { return }
        let isOut = event.quantity?.isNegative == true
        let amount = event.cash?.magnitude
        let words = event.action.uppercased()
        let isIncome = !isOut && ["DIVIDEND", "CAPITAL GAIN", "EARNINGS"].contains(where: words.contains)
        let isFee = isOut && words.contains("FEE")
        event.cash = amount.map { isOut ? $0 : -$0 }
        event.rule = .trade(isOut ? .sell : isIncome ? .reinvestment : .buy)
        if let amount, isIncome || isFee {
            var counterpart = event
            counterpart.rule = isFee ? .fee : .dividend
            counterpart.cash = isFee ? -amount : amount
            counterpart.words = event.action + (isFee ? " fee" : " income")
            sink.add(counterpart, row)
            if !row.faults.isEmpty { return }
        }
        sink.add(event, row)
    }
}
