import FolioModel

/// What one reading of a whole file found: enough to know whether it may be taken over, and no rows.
struct FileSurvey: Sendable {
    /// Faults kept of one file, and reported of a folder; and warnings.
    static let maximumFaults = 100
    /// Accounts of one file.
    static let maximumAccounts = 1000
    /// Securities without a type remembered of one file: only what is stated of these makes it worth reading again.
    static let maximumUndescribed = 5000
    /// Holdings of a broker's file, which are kept until all its rows are added up.
    static let maximumHoldings = 50_000
    /// Rows between two signs of life.
    static let rowsPerProgress = 5000

    /// The path of its folder.
    private(set) var folder: String
    private(set) var fileName: FileName
    private(set) var signature: FileSignature
    private(set) var sidecar: Sidecar?
    /// When the survey began.
    private(set) var surveyedAt: Timestamp
    /// SHA-256 of the content; empty where the file could not be read to its end.
    private(set) var digest = ""
    /// `nil` where none was recognised.
    private(set) var recognition: Recognition?
    /// What the rows have to be read by.
    private(set) var context: FileContext
    private(set) var faults: [CSVFault] = []
    private(set) var warnings: [CSVFault] = []
    /// Holdings and cash: what the file states, by account.
    private(set) var statements: [String: HoldingsStatement] = [:]
    /// Holdings that stand in several rows of a broker's file, added up.
    ///
    /// By ``HoldingRow/key``.
    private(set) var merged: [UInt64: HoldingRow] = [:]
    /// Transactions: what the file says of each account.
    private(set) var traces: [String: AccountTrace] = [:]
    /// Of an accounts file.
    private(set) var rows: [AccountRow] = []
    /// Accounts that a broker's file names.
    private(set) var accounts: [String: BrokerAccount] = [:]
    private(set) var needsAccount = false
    /// Rows by their kind: a transaction's type, `holding`, `cash`, `account`.
    private(set) var counts: [String: Int] = [:]
    private(set) var skipped = 0

    /// What the rows state of securities.
    private(set) var securities = SecurityStatements()
    /// The securities of transactions that do not say what kind they are.
    private(set) var undescribed: Set<SecurityIdentifiers> = []

    /// The file's name for people.
    var name: String { fileName.display }
    var layout: Layout? { recognition?.layout }
    var isStrict: Bool { layout?.isStrict ?? false }
    var hasTransactions: Bool { !traces.isEmpty }

    private var identities = TransactionIdentities()
    /// The descriptions of securities that are in already.
    private var heard = HeardSecurities()
    private var holdings: [UInt64: HoldingRow] = [:]
    private var holdingLines: [UInt64: UInt32] = [:]

    /// Reads the file from its first to its last byte.
    ///
    /// What is wrong in the file is in ``faults`` then; `goOn` is asked with the bytes read every ``rowsPerProgress``
    /// rows.
    init(
        _ name: FileName,
        in folder: ImportFolder,
        _ file: OpenFile,
        _ signature: FileSignature,
        sidecar: Sidecar?,
        users layouts: [Layout],
        limits: CSVLimits,
        now: Timestamp,
        goOn: (_ bytes: Int) -> Bool
    ) throws(SurveyFailure) {
        (self.folder, fileName, self.signature) = (folder.path, name, signature)
        (self.sidecar, surveyedAt) = (sidecar, now)
        context = FileContext(name: name.display, modified: Timestamp(seconds: signature.modified.milliseconds / 1000))
        if case .account(let account) = sidecar?.content { context.account = account }
        do throws(LayoutFailure) {
            var recognition = try Recognition(file, users: layouts, limits: limits)
            self.recognition = recognition
            let blank = self
            while true {
                do throws(LayoutFailure) {
                    try read(file, recognition, limits, goOn)
                } catch {
                    guard case .malformed(let fault) = error else { throw error }
                    let mayChange = recognition.dialect.encoding == .utf8 && recognition.layout.encoding == nil
                    guard mayChange, !recognition.layout.isStrict else { throw .faults([fault]) }
                    recognition = Recognition(recognition.layout, encoding: .latin1)
                    self = blank
                    self.recognition = recognition
                    continue
                }
                // A second reading knows what only the whole file told the first one.
                guard let lessons, lessons != context.lessons, context.lessons == FileLessons() else { break }
                self = blank
                self.recognition = recognition
                context.lessons = lessons
            }
        } catch {
            switch error {
            case .faults(let more): add(faults: more)
            case .malformed(let fault): add(faults: [fault])
            case .unreadable(let errno): throw .unreadable(errno: errno)
            case .cancelled: throw .cancelled
            }
        }
        if case .wrong(let message) = sidecar?.content {
            add(faults: [CSVFault(1, 1, Sidecar.suffix + ": " + message)])
        }
        faults.sort { ($0.line, $0.column) < ($1.line, $1.column) }
        // These did their duty.
        (identities, holdings, holdingLines, lessons) = (TransactionIdentities(), [:], [:], nil)
        heard = HeardSecurities()
    }

    /// The survey of the same content where it lies now, under the same name and with the same account named for it.
    func moved(
        to folder: ImportFolder,
        _ signature: FileSignature,
        sidecar: Sidecar?,
        now: Timestamp
    ) -> FileSurvey {
        var moved = self
        (moved.folder, moved.signature, moved.sidecar, moved.surveyedAt) = (folder.path, signature, sidecar, now)
        return moved
    }

    /// What a reading taught, where its rows need it.
    private var lessons: FileLessons?

    private mutating func read(
        _ file: OpenFile,
        _ recognition: Recognition,
        _ limits: CSVLimits,
        _ goOn: (Int) -> Bool
    ) throws(LayoutFailure) {
        var reader = FileReader(file, recognition, context, limits: limits)
        var count = 0
        while true {
            let isRead: Bool
            do throws(LayoutFailure) {
                isRead = try reader.next()
            } catch {
                takeFindings(&reader.sink)
                throw error
            }
            for item in reader.sink.items { take(item) }
            reader.sink.items.removeAll(keepingCapacity: true)
            takeFindings(&reader.sink)
            guard isRead else { break }
            count += 1
            guard count % Self.rowsPerProgress == 0 else { continue }
            guard goOn(reader.bytesRead) else { throw .cancelled }
            try checkSize()
        }
        try checkSize()
        (digest, lessons) = (reader.digest, reader.sink.lessons.areNeeded ? reader.sink.lessons : nil)
        (accounts, skipped, needsAccount) = (reader.sink.accounts, reader.sink.skipped, reader.sink.needsAccount)
        finishStatements(reader.sink)
    }

    private func checkSize() throws(LayoutFailure) {
        if max(statements.count, traces.count, rows.count) > Self.maximumAccounts {
            throw .faults([CSVFault(1, 1, "a file has at most \(Self.maximumAccounts) accounts")])
        }
        if holdings.count > Self.maximumHoldings {
            throw .faults([CSVFault(1, 1, "a broker's file has at most \(Self.maximumHoldings) holdings")])
        }
    }

    private mutating func add(faults more: [CSVFault]) {
        if faults.count < Self.maximumFaults { faults = Array((faults + more).prefix(Self.maximumFaults)) }
    }

    private mutating func takeFindings(_ sink: inout RowSink) {
        if !sink.faults.isEmpty { add(faults: sink.faults) }
        if !sink.warnings.isEmpty { warnings = Array((warnings + sink.warnings).prefix(Self.maximumFaults)) }
        (sink.faults, sink.warnings) = ([], [])
    }

    // MARK: Rows

    private mutating func take(_ item: CSVItem) {
        switch item {
        case .holding(let row): take(row)
        case .transaction(let row): take(row)
        case .account(let row):
            rows.append(row)
            counts["account", default: 0] += 1
        }
    }

    private mutating func take(_ holding: HoldingRow) {
        let key = holding.key
        switch holding.content {
        case .cash: counts["cash", default: 0] += 1
        case .holding(_, let security):
            counts["holding", default: 0] += 1
            securities.add(SecurityStatement(security, asOf: holding.asOf ?? context.modified))
        }
        if isStrict { checkOnce(holding, key) } else { merge(holding, key) }
        var statement =
            statements[holding.account]
            ?? HoldingsStatement(asOf: holding.asOf, line: holding.line, currency: holding.currency)
        if statement.asOf != holding.asOf {
            let message = "as_of: differs from line \(statement.line); an account has one as_of in a file"
            add(faults: [CSVFault(holding.line, holding.asOfColumn, message)])
        }
        if case .cash(let cash) = (merged[key] ?? holding).content { statement.cash[cash.currency] = cash.amount }
        statements[holding.account] = statement
    }

    private mutating func checkOnce(_ holding: HoldingRow, _ key: UInt64) {
        guard let earlier = holdingLines.updateValue(UInt32(holding.line), forKey: key) else { return }
        let message = "symbol: stands for this account on line \(earlier) already; state it in one row"
        add(faults: [CSVFault(holding.line, holding.symbolColumn, message)])
    }

    private mutating func merge(_ holding: HoldingRow, _ key: UInt64) {
        guard var first = merged[key] ?? holdings[key] else {
            holdings[key] = holding
            return
        }
        guard (try? first.merge(holding)) != nil else {
            return add(faults: [CSVFault(holding.line, 1, "the sum of this security's rows is too large")])
        }
        merged[key] = first
    }

    /// Gives a broker's statements their time, also those of accounts in which there is nothing.
    private mutating func finishStatements(_ sink: RowSink) {
        guard !isStrict else { return }
        let asOf = sink.asOf ?? context.modified
        if sink.asOf == nil, !sink.statements.isEmpty {
            warnings = Array((warnings + [CSVFault(1, 1, Self.noDate)]).prefix(Self.maximumFaults))
        }
        for account in Set(statements.keys).union(sink.statements.keys) {
            let currency = sink.accounts[account]?.currency
            var statement = statements[account] ?? HoldingsStatement(asOf: nil, line: 1, currency: currency ?? .usd)
            (statement.asOf, statement.isWhole) = (asOf, sink.statements[account] ?? true)
            statements[account] = statement
        }
    }

    private static let noDate = "the file does not say when its holdings were true; the time of its last change counts"

    private mutating func take(_ transaction: TransactionRow) {
        if transaction.id != nil, case .repeated(let line) = identities.identify(transaction) {
            guard isStrict else { return }  // the record itself, once more
            let message = "id: stands for this account on line \(line) already"
            add(faults: [CSVFault(transaction.line, transaction.idColumn, message)])
        }
        if let security = transaction.security, heard.insert(security) {
            if !transaction.leavesTypeOpen {
                securities.add(SecurityStatement(security.value, asOf: nil))
            } else if undescribed.count < Self.maximumUndescribed {
                undescribed.insert(SecurityIdentifiers(security.value))
            }
        }
        let record = transaction.transaction
        counts[record.type.rawValue, default: 0] += 1
        traces[record.account, default: AccountTrace(record)].add(record.date, hasID: transaction.id != nil)
    }
}

/// What a holdings file says of one account.
struct HoldingsStatement: Hashable, Sendable {
    /// `nil` only until the file has been read to its end.
    var asOf: Timestamp?
    /// Of its first row.
    let line: Int
    /// Of its first row.
    let currency: Currency
    var cash: [Currency: Amount] = [:]
    /// Whether securities are stated, too, and not the cash alone.
    var isWhole = true

    init(asOf: Timestamp?, line: Int, currency: Currency) {
        (self.asOf, self.line, self.currency) = (asOf, line, currency)
    }
}

/// What a file's transactions say of one account.
struct AccountTrace: Hashable, Sendable {
    /// Of its first row.
    let currency: Currency
    private(set) var from: Day
    private(set) var to: Day
    /// Whether rows have the broker's ids.
    private(set) var hasIDs = false

    init(_ first: ReportedTransaction) { (currency, from, to) = (first.currency, first.date, first.date) }

    mutating func add(_ day: Day, hasID: Bool) {
        (from, to, hasIDs) = (min(from, day), max(to, day), hasIDs || hasID)
    }
}

/// Why a survey has no result.
enum SurveyFailure: Error, Hashable {
    case unreadable(errno: Int32)
    case cancelled
}
