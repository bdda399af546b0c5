import FolioModel

/// Charles Schwab: history and positions, of one account or of all.
enum SchwabLayouts {
    static let all = [
        Layout("schwab.transactions", "Charles Schwab, transactions", recognises: isTransactions) {
            SchwabTransactions()
        },
        Layout("schwab.positions", "Charles Schwab, positions", recognises: isPositions) { SchwabPositions() },
        Layout(
            refused: "schwab.checking",
            "Charles Schwab, bank account",
            "this is a bank account's history; folio takes investment accounts",
            recognises: { CSVHeader($0, shape: TableShape([:], required: [], marks: checkingMarks)) != nil }
        ),
        Layout(
            refused: "schwab.balances",
            "Charles Schwab, balances",
            "these are balances without holdings; export the positions or the transactions",
            recognises: { CSVHeader.words($0.text(0)).hasPrefix("Balances for account") }
        ),
    ]

    private static let checkingMarks = ["date", "status", "checknumber", "withdrawal", "deposit", "runningbalance"]

    private static func isTransactions(_ record: CSVRecord) -> Bool {
        CSVHeader.words(record.text(0)).hasPrefix("Transactions for account")
            || CSVHeader(record, shape: SchwabTransactions.shape)?.has(.fees) == true
    }

    private static func isPositions(_ record: CSVRecord) -> Bool {
        let title = CSVHeader.words(record.text(0))
        if title.hasPrefix("Positions for account") || title.hasPrefix("Positions for All-Accounts") { return true }
        guard let header = CSVHeader(record, shape: SchwabPositions.shape) else { return false }
        return header.has(.costBasis) && header.has(.type) && header.has(.name)
    }

    /// The account in `Transactions for account Individual ...000 as of 05/03/2023`.
    static func account(title: String) -> BrokerAccount? {
        let words = CSVHeader.words(title)
        guard let start = words.firstRange(of: "for account "),
            let end = words[start.upperBound...].firstRange(of: " as of ")
        else { return nil }
        let label = words[start.upperBound..<end.lowerBound]
        return label.isEmpty ? nil : BrokerAccount(.schwab, label: String(label))
    }

    /// The account in a file's name such as `Roth_IRA_XXX000_Transactions_20250309-115444.csv`.
    static func account(fileName: String) -> BrokerAccount? {
        guard let mark = fileName.firstRange(of: "_XXX"),
            let end = fileName[mark.upperBound...].firstRange(of: "_Transactions")
        else { return nil }
        let digits = fileName[mark.upperBound..<end.lowerBound]
        guard (3...4).contains(digits.utf8.count), digits.utf8.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
        let name = fileName[..<mark.lowerBound].split(separator: "_").joined(separator: " ")
        return BrokerAccount(.schwab, label: name + " ..." + digits)
    }
}

/// `"Date","Action","Symbol","Description","Quantity","Price","Fees & Comm","Amount"`; quantities have no sign.
struct SchwabTransactions: RowReader {
    static let shape = TableShape(
        [
            .date: ["date"], .type: ["action"], .symbol: ["symbol"], .name: ["description"],
            .quantity: ["quantity"], .price: ["price"], .fees: ["fees & comm", "fees & commissions"],
            .amount: ["amount"],
        ],
        required: [.date, .type, .symbol, .name, .quantity, .price, .amount]
    )

    static let actions = ActionTable([
        // Trades.
        "Buy": .trade(.buy), "Sell": .trade(.sell), "Sell Short": .trade(.short), "Buy to Cover": .trade(.cover),
        "Buy to Open": .trade(.buy), "Sell to Close": .trade(.sell), "Sell to Open": .trade(.short),
        "Buy to Close": .trade(.cover), "Reinvest Shares": .trade(.reinvestment),
        "Cancel Buy": .removed(.adjustment), "Cancel Sell": .added(.adjustment),

        // Options and reorganisations.
        "Expired": .closing(.expiration), "Assigned": .added(.assignment),
        "Exchange or Exercise": .both(.merger), "Stock Split": .both(.split), "Reverse Split": .both(.split),
        "Stock Div Dist": .both(.split), "Spin-off": .added(.spinOff), "Stock Merger": .both(.merger),
        "Cash Merger": .removed(.merger), "Cash Merger Adj": .removed(.merger),
        "Mandatory Reorg Exc": .both(.merger), "Name Change": .both(.merger), "Tender Offer": .both(.merger),
        "Full Redemption": .removed(.sell), "Full Redemption Adj": .removed(.sell), "Cash In Lieu": .removed(.sell),
        "Return of Capital": .cash(.returnOfCapital),

        // Income. The shares of a reinvested dividend are a row of their own.
        "Qualified Dividend": .dividend, "Non-Qualified Div": .dividend, "Cash Dividend": .dividend,
        "Special Dividend": .dividend, "Special Qual Div": .dividend, "Special Non Qual Div": .dividend,
        "Reinvest Dividend": .dividend, "Qual Div Reinvest": .dividend, "Pr Yr Cash Div": .dividend,
        "Pr Yr Special Div": .dividend, "Pr Yr Div Reinvest": .dividend, "Rev Pr Yr Cash Div": .dividend,
        "Long Term Cap Gain": .dividend, "Short Term Cap Gain": .dividend,
        "Long Term Cap Gain Reinvest": .dividend, "Short Term Cap Gain Reinvest": .dividend,
        "Bond Interest": .interest, "Bank Interest": .interest, "Credit Interest": .interest,
        "Margin Interest": .interest,

        // Taxes and fees.
        "NRA Tax Adj": .tax, "NRA Withholding": .tax, "Foreign Tax Paid": .tax, "ADR Mgmt Fee": .fee,
        "Service Fee": .fee,

        // Money and securities from elsewhere.
        "MoneyLink Transfer": .funding, "MoneyLink Deposit": .funding, "MoneyLink Adj": .funding,
        "Wire Sent": .funding, "Wire Received": .funding, "Wire Funds": .funding, "Wire Funds Received": .funding,
        "Funds Received": .funding, "Funds Paid": .funding, "Journal": .transfer, "Journaled Shares": .transfer,
        "Internal Transfer": .transfer, "Security Transfer": .transfer, "Stock Plan Activity": .transfer,
        "Misc Cash Entry": .cash(.adjustment), "Misc Credits": .cash(.adjustment), "Adjustment": .both(.adjustment),
    ])

    private var header: CSVHeader?
    private var stated: BrokerAccount?

    mutating func read(_ record: CSVRecord, into sink: inout RowSink) {
        guard let header else { return readPreamble(record, into: &sink) }
        var row = CSVRow(record, header: header)
        guard row.isEvent() else { return sink.skipped += 1 }
        let date = row.require(Self.date(&row), .date)
        let action = row.require(row.words(.type), .type)
        guard let date, let action else { return _ = sink.takeFaults(of: row) }
        let account = sink.account(
            stated ?? SchwabLayouts.account(fileName: sink.context.name),
            of: .schwab,
            at: record
        )
        let rule = Self.actions[action]?.rule
        var event = BrokerEvent(account: account, date: date, action: action, rule: rule, hasSignedQuantity: false)
        event.described = security(of: row, action, &sink)
        if action == "Exchange or Exercise", event.described?.value.option != nil { event.rule = .removed(.exercise) }
        event.quantity = row.money(.quantity)
        event.cash = row.money(.amount)
        event.fees = row.money(.fees)
        event.price = row.price()
        event.description = row.words(.name)
        event.settleBondPrice()
        sink.add(event, row)
    }

    private mutating func readPreamble(_ record: CSVRecord, into sink: inout RowSink) {
        if let header = CSVHeader(record, shape: Self.shape) {
            (self.header, sink.width) = (header, header.count)
        } else {
            stated = stated ?? SchwabLayouts.account(title: record.text(0))
            sink.skipped += 1
        }
    }

    func finish(into sink: inout RowSink) {
        if header == nil { sink.lacks("Date, Action, Symbol, Description, Quantity, Price, Amount") }
    }

    /// `04/17/2023 as of 04/15/2023`: posted on the first, true as of the second.
    private static func date(_ row: inout CSVRow) -> Day? {
        guard let bytes = row.bytes(.date), bytes.count > 10,
            let mark = String(decoding: bytes, as: UTF8.self).firstRange(of: " as of ")
        else { return row.date(.date) }
        return row.read(.date, "dates such as 04/17/2023 as of 04/15/2023 are expected") { text in
            LenientDate.day(text[mark.upperBound...].utf8)
        }
    }

    /// What a reorganisation removes goes by its old CUSIP; other rows of the same description have the ticker.
    private func security(of row: CSVRow, _ action: String, _ sink: inout RowSink) -> DescribedSecurity? {
        guard let symbol = row.words(.symbol) else { return nil }
        var security = BrokerSecurity(symbol: symbol, name: row.words(.name))
        if BrokerSecurity.cusip(symbol.uppercased()) == nil {
            sink.learn(ticker: symbol, of: security.name ?? "")
        } else if Self.reorganisations.contains(action) {
            let description = security.name.map(Self.withoutRemark) ?? ""
            if let ticker = sink.context.lessons.tickers[description], !ticker.isEmpty { security.symbol = ticker }
            sink.lessons.areNeeded = true
        }
        return sink.reported(security)
    }

    private static let reorganisations: Set<String> = [
        "Reverse Split", "Stock Split", "Stock Merger", "Cash Merger", "Cash Merger Adj", "Mandatory Reorg Exc",
        "Name Change",
    ]

    /// `PROPANC BIOPHARMA INCXXXREVERSE SPLIT EFF: 05/18/26` without what is behind `XXX`.
    private static func withoutRemark(_ description: String) -> String {
        description.firstRange(of: "XXX").map { String(description[..<$0.lowerBound]) } ?? description
    }
}

/// Title, header and rows; of all accounts: for each account its label, the header again, rows and a total.
struct SchwabPositions: RowReader {
    static let shape = TableShape(
        [
            .symbol: ["symbol"], .name: ["description"], .quantity: ["qty (quantity)", "quantity", "qty"],
            .price: ["price"], .value: ["mkt val (market value)", "market value", "mkt val"],
            .costBasis: ["cost basis"], .type: ["asset type", "security type"],
        ],
        required: [.symbol, .quantity, .value]
    )

    private static let types: [String: SecurityType] = [
        "equity": .stock, "etfs & closed end funds": .etf, "mutual fund": .mutualFund, "option": .option,
        "fixed income": .bond, "cash and money market": .moneyMarketFund,
    ]

    private var header: CSVHeader?
    private var account: BrokerAccount?
    /// A line that names the account of the table behind it.
    private var label: BrokerAccount?
    private var isClosed = false

    mutating func read(_ record: CSVRecord, into sink: inout RowSink) {
        guard !record.isBlank else { return sink.skipped += 1 }
        if !record.hasDigits, let header = CSVHeader(record, shape: Self.shape) {
            let account = sink.account(label, of: .schwab, at: record)
            sink.state(account)
            (self.header, self.account, sink.width) = (header, account, header.count)
            isClosed = false
        } else if record.spans.indices.dropFirst().allSatisfy(record.isBlank) {
            readLine(record.text(0), into: &sink)
        } else if let header, let account {
            read(CSVRow(record, header: header), account, into: &sink)
        } else {
            sink.skipped += 1
        }
    }

    private mutating func readLine(_ text: String, into sink: inout RowSink) {
        sink.skipped += 1
        if let mark = text.firstRange(of: " as of ") {
            sink.asOf = BrokerTime.instant(String(text[mark.upperBound...]))
            label = SchwabLayouts.account(title: text)
        } else if text.utf8.count <= CSVColumn.account.textLimit, !text.lowercased().contains("total") {
            label = BrokerAccount(.schwab, label: CSVHeader.words(text))
        }
    }

    private mutating func read(_ row: CSVRow, _ account: BrokerAccount, into sink: inout RowSink) {
        var row = row
        let symbol = row.words(.symbol) ?? ""
        let value = row.money(.value, Amount.self)
        if symbol.lowercased().hasSuffix("total") {
            isClosed = true
            return sink.skipped += 1
        }
        if symbol.lowercased().hasPrefix("cash & cash investments") {
            if value == nil { row.missing(.value) }
            guard !sink.takeFaults(of: row), let value else { return }
            return sink.add(cash: value, .usd, account)
        }
        var security = BrokerSecurity(symbol: symbol, name: row.words(.name))
        security.type = row.words(.type).flatMap { Self.types[$0.lowercased()] }
        sink.add(
            security.reported,
            quantity: row.money(.quantity),
            price: row.money(.price, Price.self)?.magnitude,
            value: value,
            costBasis: row.money(.costBasis),
            account,
            row
        )
    }

    func finish(into sink: inout RowSink) {
        if header == nil {
            sink.lacks("Symbol, Quantity, Market Value")
        } else if !isClosed {
            sink.warnings.append(.noTotal)
        }
    }
}
