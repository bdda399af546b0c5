import FolioModel

/// What a row comes to in normal form.
enum CSVItem: Sendable {
    case transaction(TransactionRow)
    case holding(HoldingRow)
    case account(AccountRow)
}

/// What only the whole of a file tells, and its rows have to be read by.
struct FileLessons: Hashable, Sendable {
    /// Contracts and securities remembered of one file.
    static let maximumCount = 50_000

    /// Whether a row was met that cannot be understood without what comes behind it.
    var areNeeded = false
    /// By account and contract: units opened and closed by trades, in 10⁻¹².
    var positions: [String: Int128] = [:]
    /// By description: the ticker.
    var tickers: [String: String] = [:]
    /// Levels of detail that the file has.
    var levels: Set<String> = []
    /// By symbol: what a table of its own says of it.
    var instruments: [String: Instrument] = [:]

    /// A security in a table of securities.
    struct Instrument: Hashable, Sendable {
        var name: String?
        var type: SecurityType?
        /// An ISIN or a CUSIP.
        var code: String?
    }
}

/// What is known of a file before its first row.
struct FileContext: Sendable {
    /// Its name, for what brokers say only there.
    var name = ""
    /// When its content was last changed.
    var modified = Timestamp(seconds: 0)
    /// The account that the user named for it.
    var account: String?
    /// Of an earlier reading.
    var lessons = FileLessons()
}

/// Where the reader of a layout puts what it finds.
struct RowSink: Sendable {
    let context: FileContext

    /// In the order of the file.
    var items: [CSVItem] = []
    var faults: [CSVFault] = []
    var warnings: [CSVFault] = []
    /// Rows that are no data.
    var skipped = 0
    /// Fields of the last header.
    var width = 0
    var lessons = FileLessons()
    /// Accounts met, by their ids.
    var accounts: [String: BrokerAccount] = [:]
    /// Accounts that the file states the holdings of, even if there are none; the flag: whether all of them, or the
    /// cash alone.
    var statements: [String: Bool] = [:]
    /// When the statement was true, where the file says it.
    var asOf: Timestamp?
    /// Whether no account is known but the broker's name.
    var needsAccount = false

    private var stated: String?
    /// Securities by what rows said of them: most rows say what another has said.
    private var securities: [BrokerSecurity: DescribedSecurity] = [:]
    /// By external id, the last description.
    private var descriptions: [String: DescribedSecurity] = [:]

    init(_ context: FileContext) { self.context = context }

    // MARK: Accounts

    /// The account that counts: the user's own name for it, else the stated one, else the broker's name.
    mutating func account(_ stated: BrokerAccount?, of broker: Broker, at record: CSVRecord) -> BrokerAccount {
        let account: BrokerAccount
        if let name = context.account {
            if let stated {
                if let other = self.stated, other != stated.id {
                    let message = "the file has several accounts of its own, and one name was given for all"
                    faults.append(CSVFault(record.line, 1, message))
                }
                self.stated = stated.id
            }
            var named = BrokerAccount(named: name)
            (named.institution, named.mask) = (broker.title, stated?.mask)
            named.currency = stated?.currency
            account = named
        } else if let stated {
            account = stated
        } else {
            account = BrokerAccount(broker)
            needsAccount = true
        }
        if accounts[account.id] == nil { accounts[account.id] = account }
        return account
    }

    /// States that the account's holdings are in the file.
    mutating func state(_ account: BrokerAccount, isWhole: Bool = true) {
        statements[account.id] = isWhole || statements[account.id] == true
    }

    /// The security in normal form; `nil` where nothing names one.
    mutating func reported(_ security: BrokerSecurity) -> DescribedSecurity? {
        if let known = securities[security] { return known }
        let reported = security.reported.map { described(DescribedSecurity($0)) }
        if securities.count >= Self.maximumSecurities { securities.removeAll() }
        securities[security] = reported
        return reported
    }

    /// The description that an earlier row had, where it says the same.
    private mutating func described(_ security: DescribedSecurity) -> DescribedSecurity {
        let known = descriptions[security.value.externalID]
        if let known, known === security || known.value == security.value { return known }
        if descriptions.count >= Self.maximumSecurities { descriptions.removeAll() }
        descriptions[security.value.externalID] = security
        return security
    }

    private static let maximumSecurities = 5000

    // MARK: Rows

    /// Takes over what was found wrong with a row; whether anything was.
    mutating func takeFaults(of row: CSVRow) -> Bool {
        faults += row.faults
        return !row.faults.isEmpty
    }

    /// Adds what an event comes to.
    mutating func add(_ event: BrokerEvent, _ row: CSVRow) {
        guard !takeFaults(of: row) else { return }
        let position = positionKey(event).flatMap { context.lessons.positions[$0] } ?? 0
        let effect: EventEffect?
        do throws(EventProblem) {
            effect = try event.effect(position: position)
        } catch {
            return add(error, event, row)
        }
        guard let effect else {
            skipped += 1
            if event.rule == nil { warn(of: EventEffect(type: .adjustment), event, row) }
            return
        }
        warn(of: effect, event, row)
        var transaction = ReportedTransaction()
        (transaction.account, transaction.date) = (event.account.id, event.date)
        (transaction.occurredAt, transaction.type) = (event.occurredAt, effect.type)
        (transaction.subtype, transaction.security) = (event.action, event.described?.value.externalID)
        (transaction.quantityDelta, transaction.cashDelta) = (effect.units, effect.cash)
        transaction.price = event.price
        transaction.fees = event.fees.flatMap { $0.isZero ? nil : $0.magnitude }
        (transaction.currency, transaction.description) = (event.currency, event.description)
        transaction.group = event.group
        if case .closing = event.rule {} else { learn(position: effect.units, event) }
        let words = (event.words ?? event.action).uppercased()
        add(transaction, security: event.described, id: event.id, words: words, line: row.record.line)
    }

    /// Adds a transaction that is in normal form already.
    mutating func add(
        _ transaction: ReportedTransaction,
        security: DescribedSecurity?,
        id: String? = nil,
        words: String,
        line: Int
    ) {
        let row = TransactionRow(
            transaction,
            security: security.map { described($0) },
            id: id,
            words: words,
            line: line
        )
        items.append(.transaction(row))
    }

    /// Adds the fault of a file without the header that its layout must have.
    mutating func lacks(_ columns: String) {
        faults.append(CSVFault(1, 1, "no line names the columns of this layout; needed: \(columns)"))
    }

    private mutating func add(_ problem: EventProblem, _ event: BrokerEvent, _ row: CSVRow) {
        switch problem {
        case .missing(let column): faults.append(row.place(column, "required for \(quoted(event.action))"))
        case .undecided:
            lessons.areNeeded = true
            skipped += 1
            let message = "the file does not say whether a long or a short position ended; the row is left out"
            warnings.append(row.place(.quantity, message))
        }
    }

    private mutating func warn(of effect: EventEffect, _ event: BrokerEvent, _ row: CSVRow) {
        guard event.rule != nil else {
            let isMoved = effect.units.isZero && event.quantity?.isZero == false
            let message = "\(quoted(event.action)) is not known; the row counts as an adjustment"
            return warnings.append(row.place(.type, message + (isMoved ? " of money alone" : "")))
        }
        if effect.type == .adjustment, event.rule?.type != .adjustment {
            let message = "the signs of quantity and amount are not those of \(quoted(event.action)); an adjustment"
            warnings.append(row.place(.type, message))
        }
    }

    // MARK: Lessons

    private func positionKey(_ event: BrokerEvent) -> String? {
        guard let security = event.described, security.value.option != nil else { return nil }
        return event.account.id + " " + security.value.externalID
    }

    private mutating func learn(position units: Quantity, _ event: BrokerEvent) {
        guard let key = positionKey(event), lessons.positions.count < FileLessons.maximumCount else { return }
        lessons.positions[key, default: 0] += units.raw
    }

    /// Remembers which ticker a description stands beside; an empty one where there are several.
    mutating func learn(ticker: String, of description: String) {
        if let known = lessons.tickers[description] {
            if known != ticker { lessons.tickers[description] = "" }
        } else if !description.isEmpty, lessons.tickers.count < FileLessons.maximumCount {
            lessons.tickers[description] = ticker
        }
    }
}

extension ActionRule {
    /// The type where there is only one.
    var type: TransactionType? {
        switch self {
        case .trade(let type), .cash(let type), .both(let type), .added(let type), .removed(let type),
            .closing(let type):
            type
        case .cashBySign, .inKind, .sweep, .nothing: nil
        }
    }
}

// MARK: Holdings

extension RowSink {
    /// Adds cash of an account.
    mutating func add(cash amount: Amount, _ currency: Currency, _ account: BrokerAccount) {
        var cash = ReportedCash()
        (cash.account, cash.currency, cash.amount) = (account.id, currency, amount)
        items.append(.holding(HoldingRow(cash)))
    }

    /// Adds a holding; the row has the columns quantity, value and cost basis as the broker signs them.
    mutating func add(
        _ security: ReportedSecurity?,
        quantity: Quantity?,
        price: Price?,
        value: Amount?,
        costBasis: Amount?,
        _ account: BrokerAccount,
        _ row: CSVRow
    ) {
        var row = row
        var security = security
        if security == nil { row.missing(.symbol) }
        if quantity == nil { row.missing(.quantity) }
        if let value, let quantity, !value.isZero, !quantity.isZero, value.isNegative != quantity.isNegative {
            row.fault(.value, "has the sign of the quantity")
        }
        guard !takeFaults(of: row), let quantity, let said = security else { return }
        if said.fixedIncome != nil, let price, let value {
            let isPercent = said.isQuotedInPercent(quantity, price, value)
            security?.fixedIncome?.priceBasis = isPercent ? .percentOfPar : .unit
        }
        var holding = ReportedHolding()
        (holding.account, holding.security, holding.currency) = (account.id, said.externalID, said.currency)
        (holding.quantity, holding.side) = (quantity, quantity.isNegative ? .short : .long)
        (holding.price, holding.value) = (price, value)
        if quantity.isNegative {
            holding.costBasis = costBasis.map { -$0.magnitude }
        } else if let costBasis, costBasis.isNegative {
            warnings.append(row.place(.costBasis, "is negative for a long position; taken as unknown"))
        } else {
            holding.costBasis = costBasis
        }
        items.append(.holding(HoldingRow(holding, security ?? said, line: row.record.line)))
        state(account)
    }
}
