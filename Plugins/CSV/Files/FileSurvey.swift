import FolioModel

/// What one reading of a whole file found: enough to know whether it may be taken over, and no rows.
struct FileSurvey: Sendable {
    /// Faults kept of one file, and reported of a folder.
    static let maximumFaults = 100
    /// Accounts of one file.
    static let maximumAccounts = 1000
    /// Securities without a type remembered of one file: only what is stated of these makes it worth reading again.
    static let maximumUndescribed = 5000
    /// Rows between two signs of life.
    static let rowsPerProgress = 5000

    let fileName: FileName
    let signature: FileSignature
    /// When the survey began.
    let surveyedAt: Timestamp
    /// SHA-256 of the content; empty where the file could not be read to its end.
    private(set) var digest = ""
    private(set) var layout: CSVLayout?
    private(set) var faults: [CSVFault] = []
    /// Of a holdings file: what it states, by account.
    private(set) var statements: [String: HoldingsStatement] = [:]
    /// Of a transactions file: the currency of each account's first row.
    private(set) var traces: [String: Currency] = [:]
    /// Of an accounts file.
    private(set) var accounts: [AccountRow] = []
    /// Of a transactions file: its earliest date.
    private(set) var earliest: Day?

    /// What the rows state of securities.
    private(set) var securities = SecurityStatements()
    /// Of a transactions file: the securities of rows that do not say what kind they are.
    private(set) var undescribed: Set<SecurityIdentifiers> = []

    /// The file's name for people.
    var name: String { fileName.display }

    private var identities = TransactionIdentities()
    private var holdingKeys: [String: Int] = [:]

    /// Reads the file from its first to its last byte.
    ///
    /// What is wrong in the file is in ``faults`` then; `goOn` is asked every ``rowsPerProgress`` rows.
    init(
        name: FileName,
        _ file: OpenFile,
        _ signature: FileSignature,
        limits: CSVLimits,
        now: Timestamp,
        goOn: (_ rows: Int) -> Bool
    ) throws(SurveyFailure) {
        (fileName, self.signature, surveyedAt) = (name, signature, now)
        do throws(LayoutFailure) {
            var reader = try LayoutReader(file, limits: limits)
            layout = reader.header.layout
            var count = 0
            while let row = try reader.next() {
                take(row, layout: reader.header.layout)
                count += 1
                guard count % Self.rowsPerProgress == 0 else { continue }
                guard goOn(count) else { throw LayoutFailure.cancelled }
            }
            digest = reader.digest
        } catch {
            switch error {
            case .faults(let more): faults = Array((faults + more).prefix(Self.maximumFaults))
            case .unreadable(let errno): throw .unreadable(errno: errno)
            case .cancelled: throw .cancelled
            }
        }
        (identities, holdingKeys) = (TransactionIdentities(), [:])  // they served their purpose
    }

    private mutating func take(_ row: CSVRow, layout: CSVLayout) {
        var row = row
        switch layout {
        case .holdings: HoldingRow(&row).map { check($0, &row) }
        case .transactions: TransactionRow(&row).map { check($0, &row) }
        case .accounts: AccountRow(&row).map { check($0, &row) }
        }
        if max(statements.count, traces.count, accounts.count) > Self.maximumAccounts {
            row.fault(.account, "a file has at most \(Self.maximumAccounts) accounts")
        }
        if faults.count < Self.maximumFaults {
            faults = Array((faults + row.faults).prefix(Self.maximumFaults))
        }
    }

    private mutating func check(_ holding: HoldingRow, _ row: inout CSVRow) {
        let line = row.record.line
        if let earlier = holdingKeys.updateValue(line, forKey: holding.account + "\u{0}" + holding.key) {
            row.fault(.symbol, "stands for this account on line \(earlier) already; state it in one row")
        }
        var statement =
            statements[holding.account]
            ?? HoldingsStatement(asOf: holding.asOf, line: line, currency: holding.currency)
        if statement.asOf != holding.asOf {
            row.fault(.asOf, "differs from line \(statement.line); an account has one as_of in a file")
        }
        switch holding.content {
        case .cash(let cash): statement.cash[cash.currency] = cash.amount
        case .holding(_, let security): securities.add(SecurityStatement(security, asOf: holding.asOf))
        }
        statements[holding.account] = statement
    }

    private mutating func check(_ transaction: TransactionRow, _ row: inout CSVRow) {
        if case .repeated(let line) = identities.identify(transaction) {
            row.fault(.id, "stands for this account on line \(line) already")
        }
        if let security = transaction.security {
            if !transaction.leavesTypeOpen {
                securities.add(SecurityStatement(security, asOf: nil))
            } else if undescribed.count < Self.maximumUndescribed {
                undescribed.insert(SecurityIdentifiers(security))
            }
        }
        let record = transaction.transaction
        if traces[record.account] == nil { traces[record.account] = record.currency }
        earliest = min(earliest ?? record.date, record.date)
    }

    private mutating func check(_ account: AccountRow, _ row: inout CSVRow) {
        accounts.append(account)
    }
}

/// What a holdings file says of one account.
struct HoldingsStatement: Hashable, Sendable {
    let asOf: Timestamp
    /// Of its first row.
    let line: Int
    /// Of its first row.
    let currency: Currency
    var cash: [Currency: Amount] = [:]
}

/// Why a survey has no result.
enum SurveyFailure: Error, Hashable {
    case unreadable(errno: Int32)
    case cancelled
}
