import FolioModel

/// Coinbase's transaction history, in the forms of 2022 to 2026.
enum CoinbaseLayout {
    static let all = [
        Layout("coinbase.transactions", "Coinbase, transactions", headers: [CoinbaseReader.shape]) { CoinbaseReader() }
    ]
}

/// What a coin was worth stands in `Price Currency`; signs are by the type, whatever the generation of the file.
struct CoinbaseReader: RowReader {
    static let shape = TableShape(
        [
            .id: ["id"], .date: ["timestamp"], .type: ["transaction type"], .symbol: ["asset"],
            .quantity: ["quantity transacted"], .currency: ["price currency", "spot price currency"],
            .price: ["price at transaction", "spot price at transaction"], .subtotal: ["subtotal"],
            .amount: ["total (inclusive of fees and/or spread)", "total (inclusive of fees)", "total"],
            .fees: ["fees and/or spread", "fees"], .description: ["notes"],
        ],
        required: [.date, .type, .symbol, .quantity, .currency]
    )

    /// What a type does with coins.
    private enum Move {
        case buy, sell, income, convert
        case incoming, outgoing
        /// Money for the service.
        case fee
        /// One coin for another in a pair of rows.
        case replacement
        case nothing
    }

    private static let moves: [String: Move] = [
        "BUY": .buy, "ADVANCED TRADE BUY": .buy, "SELL": .sell, "ADVANCED TRADE SELL": .sell, "CONVERT": .convert,
        "SEND": .outgoing, "RECEIVE": .incoming, "DEPOSIT": .incoming, "WITHDRAWAL": .outgoing,
        "EXCHANGE DEPOSIT": .outgoing, "EXCHANGE WITHDRAWAL": .incoming, "PRO DEPOSIT": .outgoing,
        "PRO WITHDRAWAL": .incoming, "STAKING INCOME": .income, "REWARD INCOME": .income,
        "REWARDS INCOME": .income, "LEARNING REWARD": .income, "COINBASE EARN": .income,
        "INFLATION REWARD": .income, "INCENTIVES REWARDS PAYOUT": .income, "SUBSCRIPTION REBATE": .income,
        "SUBSCRIPTION": .fee, "RETAIL STAKING TRANSFER": .nothing, "RETAIL UNSTAKING TRANSFER": .nothing,
        "RETAIL ETH2 DEPRECATION": .replacement,
    ]

    private static let money: Set<String> = ["USD", "EUR", "GBP", "CAD", "AUD", "CHF", "JPY", "SGD", "BRL", "TRY"]

    private var header: CSVHeader?

    mutating func read(_ record: CSVRecord, into sink: inout RowSink) {
        guard let header else {
            if let header = CSVHeader(record, shape: Self.shape) {
                (self.header, sink.width) = (header, header.count)
            } else {
                sink.skipped += 1
            }
            return
        }
        var row = CSVRow(record, header: header)
        guard row.isEvent() || row.bytes(.type) != nil else { return sink.skipped += 1 }
        let time = row.require(Self.time(&row), .date)
        let type = row.require(row.words(.type), .type)
        let asset = row.require(row.words(.symbol)?.uppercased(), .symbol)
        let quantity = row.require(row.money(.quantity, Quantity.self), .quantity)
        guard let time, let type, let asset, let quantity else { return _ = sink.takeFaults(of: row) }
        let account = sink.account(nil, of: .coinbase, at: record)
        var event = BrokerEvent(
            account: account,
            date: time.newYorkDay,
            action: type,
            rule: nil,
            hasSignedQuantity: false
        )
        (event.occurredAt, event.quantity, event.id) = (time, quantity, row.words(.id))
        event.words = "\(type) \(time)"
        event.currency = row.currency()
        event.price = row.price()
        event.fees = row.money(.fees)
        event.description = row.words(.description)
        event.security = Self.coin(asset, event.currency)
        guard let move = Self.moves[type.uppercased()] else {
            event.hasSignedQuantity = true
            return sink.add(event, row)
        }
        if Self.money.contains(asset), let currency = Currency(asset) {
            addMoney(&event, move, currency, row, &sink)
        } else {
            addCoins(&event, move, worth: row.money(.amount, Amount.self)?.magnitude, &row, &sink)
        }
    }

    /// `2025-01-17 16:57:02 UTC`, and `2022-03-25T06:45:27Z` in old files.
    private static func time(_ row: inout CSVRow) -> Timestamp? {
        row.read(.date, "a time such as 2025-01-17 16:57:02 UTC is expected") { text in
            if text.hasSuffix(" UTC") {
                return Timestamp(text.dropLast(4).split(separator: " ").joined(separator: "T") + "Z")
            }
            return Timestamp(text)
        }
    }

    private static func coin(_ asset: String, _ currency: Currency) -> ReportedSecurity {
        var coin = ReportedSecurity()
        (coin.ticker, coin.type, coin.currency) = (asset, .cryptocurrency, currency)
        coin.externalID = coin.key ?? asset
        return coin
    }

    private func addMoney(
        _ event: inout BrokerEvent,
        _ move: Move,
        _ currency: Currency,
        _ row: CSVRow,
        _ sink: inout RowSink
    ) {
        let amount = event.quantity.map { Amount(raw: $0.magnitude.raw) } ?? .zero
        (event.security, event.quantity, event.price, event.currency) = (nil, nil, nil, currency)
        event.fees = nil
        switch move {
        case .incoming: (event.rule, event.cash) = (.cash(.deposit), amount)
        case .outgoing: (event.rule, event.cash) = (.cash(.withdrawal), -amount)
        case .income: (event.rule, event.cash) = (.interest, amount)
        case .fee: (event.rule, event.cash) = (.fee, -amount)
        case .buy, .sell, .convert, .replacement: event.cash = .zero
        case .nothing: event.rule = .nothing
        }
        sink.add(event, row)
    }

    private func addCoins(
        _ event: inout BrokerEvent,
        _ move: Move,
        worth: Amount?,
        _ row: inout CSVRow,
        _ sink: inout RowSink
    ) {
        switch move {
        case .buy: (event.rule, event.cash) = (.trade(.buy), worth.map { -$0 })
        case .sell: (event.rule, event.cash) = (.trade(.sell), worth)
        case .incoming: event.rule = .added(.transferIn)
        case .outgoing: event.rule = .removed(.transferOut)
        case .income:
            addIncome(event, worth ?? .zero, row, &sink)
            (event.rule, event.cash) = (.trade(.reinvestment), -(worth ?? .zero))
        case .convert: return addConversion(event, worth ?? .zero, &row, &sink)
        case .fee: event.rule = .removed(.fee)
        case .replacement: event.rule = event.security?.ticker == "ETH2" ? .removed(.merger) : .added(.merger)
        case .nothing: event.rule = .nothing
        }
        if row.faults.isEmpty || move != .income { sink.add(event, row) }
    }

    /// Coins that come in as income are income of their worth, for which they are then bought.
    private func addIncome(_ event: BrokerEvent, _ worth: Amount, _ row: CSVRow, _ sink: inout RowSink) {
        guard !worth.isZero else { return }
        var income = event
        (income.rule, income.cash, income.quantity) = (.dividend, worth, nil)
        income.id = event.id.map { $0 + "/income" }
        income.words = event.words.map { $0 + " income" }
        sink.add(income, row)
    }

    /// One row, two coins: `Converted 0.00363125 BTC to 156.145683 XRP`.
    private func addConversion(
        _ event: BrokerEvent,
        _ worth: Amount,
        _ row: inout CSVRow,
        _ sink: inout RowSink
    ) {
        let words = (event.description ?? "").split(separator: " ")
        let place = words.firstIndex { $0.lowercased() == "to" } ?? words.count
        guard place + 2 < words.count,
            let text = LenientNumber.plain(Array(words[place + 1].utf8)[...]), let units = Quantity(vendorText: text)
        else {
            let message = "words such as \"Converted 0.5 BTC to 9 ETH\" are expected: only they say what came in"
            row.fault(.description, message)
            return _ = sink.takeFaults(of: row)
        }
        let group = event.id ?? event.words
        var (sold, bought) = (event, event)
        (sold.rule, sold.cash, sold.group, sold.fees) = (.trade(.sell), worth, group, nil)
        sold.id = event.id.map { $0 + "/from" }
        sold.words = event.words.map { $0 + " from" }
        (bought.rule, bought.cash, bought.group, bought.price) = (.trade(.buy), -worth, group, nil)
        bought.security = Self.coin(words[place + 2].uppercased(), event.currency)
        bought.quantity = units
        bought.id = event.id.map { $0 + "/to" }
        bought.words = event.words.map { $0 + " to" }
        sink.add(sold, row)
        if row.faults.isEmpty { sink.add(bought, row) }
    }
}
