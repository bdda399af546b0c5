import FolioAdapterKit
import FolioModel

/// All files of a user's folder at one moment, taken together.
struct FolderSurvey: Sendable {
    /// Accounts of one user.
    static let maximumAccounts = 5000

    /// Sorted by name.
    let files: [FileSurvey]
    /// At most ``FileSurvey/maximumFaults``, in the order of files and lines.
    private(set) var faults: [DataFault] = []
    /// The file (an index into ``files``) whose holdings count for an account: the newest.
    private(set) var speakers: [String: Int] = [:]
    /// Changes whenever a file that states holdings comes, goes or changes; 32 hexadecimal digits.
    private(set) var holdingsDigest = ""
    /// Changes with the files that state transactions, and with what any file says of securities that they leave
    /// undescribed.
    private(set) var transactionsDigest = ""

    private var rows: [String: (row: AccountRow, file: String)] = [:]

    /// Takes the files together and checks them against each other.
    init(files: [FileSurvey]) {
        self.files = files
        for file in files { add(file.dataFaults) }
        for index in files.indices {
            for account in files[index].statements.keys.sorted() { compareStatements(of: account, in: index) }
            for row in files[index].rows { compare(row, in: files[index].name) }
        }
        compareTraces()
        if accountIDs.count > Self.maximumAccounts {
            let message = "more than \(Self.maximumAccounts) accounts in all files"
            add([DataFault(file: files.last?.name ?? "", line: nil, column: nil, message: message)])
        }
        holdingsDigest =
            RowFingerprint(of: files.filter { !$0.statements.isEmpty }.flatMap { $0.identity + $0.times }).text
        transactionsDigest = digestOfTransactions()
    }

    private mutating func add(_ more: [DataFault]) {
        faults = Array((faults + more).prefix(FileSurvey.maximumFaults))
    }

    private mutating func compareStatements(of account: String, in index: Int) {
        guard let statement = files[index].statements[account] else { return }
        guard let speaker = speakers[account], let other = files[speaker].statements[account] else {
            speakers[account] = index
            return
        }
        let isStrict = files[index].isStrict && files[speaker].isStrict
        if statement.isWhole != other.isWhole {
            if statement.isWhole { speakers[account] = index }  // cash alone says nothing of what else is held
        } else if statement.asOf == other.asOf, isStrict, files[index].digest != files[speaker].digest {
            let message =
                "as_of: \(files[speaker].name), line \(other.line), states this account with the same as_of; "
                + "keep one of the two"
            add([DataFault(file: files[index].name, line: statement.line, column: 1, message: message)])
        } else if let asOf = statement.asOf, let otherAsOf = other.asOf, asOf >= otherAsOf {
            speakers[account] = index
        }
    }

    private mutating func compare(_ row: AccountRow, in file: String) {
        if let other = rows.updateValue((row, file), forKey: row.account.externalID) {
            let message = "account: described in \(other.file), line \(other.row.line), already"
            add([DataFault(file: file, line: row.line, column: 1, message: message)])
        }
    }

    /// Two kinds of a broker's files that state the same days of an account cannot be told to mean the same rows.
    private mutating func compareTraces() {
        var seen: [String: [(trace: AccountTrace, kind: String, file: String)]] = [:]
        for file in files where !file.isStrict {
            for (account, trace) in file.traces.sorted(by: { $0.key < $1.key }) {
                let kind = "\(file.layout?.id ?? "") \(trace.hasIDs)"
                let other = seen[account]?.first { other in
                    other.kind != kind && trace.from <= other.trace.to && other.trace.from <= trace.to
                }
                if let other {
                    let message =
                        "states days of an account that \(other.file), another kind of file, states as well; "
                        + "keep one of the two"
                    add([DataFault(file: file.name, line: nil, column: nil, message: message)])
                }
                seen[account, default: []].append((trace, kind, file.name))
            }
        }
    }

    private var accountIDs: Set<String> {
        Set(rows.keys).union(speakers.keys).union(files.flatMap(\.traces.keys))
    }

    /// Every account that a file names, by external id.
    var accounts: [ReportedAccount] {
        accountIDs.sorted().map { id in
            let statement = speakers[id].flatMap { files[$0].statements[id] }
            let broker = files.lazy.compactMap { $0.accounts[id] }.first
            let row = rows[id]?.row
            var account = row?.account ?? ReportedAccount()
            account.externalID = id
            if row == nil { (account.name, account.mask) = (broker?.name ?? id, broker?.mask) }
            if row?.statesCurrency != true {
                let stated = broker?.currency ?? statement?.currency
                account.currency = stated ?? files.lazy.compactMap { $0.traces[id]?.currency }.first ?? .usd
            }
            account.balances.asOf = statement?.asOf
            account.balances.cash = statement?.cash[account.currency]
            return account
        }
    }

    /// The institution, where the files name exactly one.
    var institution: Institution? {
        let names = Set(rows.values.compactMap(\.row.institution))
            .union(files.flatMap { $0.accounts.values.compactMap(\.institution) })
        guard names.count == 1, let name = names.first else { return nil }
        return Institution(id: nil, name: name)
    }

    /// Whether what counts for an account is what this file states.
    func speaks(_ file: FileSurvey, for account: String) -> Bool {
        speakers[account].map { files[$0].fileName == file.fileName } ?? false
    }

    private func digestOfTransactions() -> String {
        let files = files.filter(\.hasTransactions)
        let undescribed = files.reduce(into: Set<SecurityIdentifiers>()) { $0.formUnion($1.undescribed) }
        let parts = undescribed.sorted { $0.text < $1.text }.flatMap { security -> [String] in
            guard let statement = statement(of: security) else { return [] }
            let basis = statement.fixedIncome?.priceBasis.rawValue
            return [security.text, statement.type.rawValue, basis ?? "", statement.name ?? ""]
        }
        return RowFingerprint(of: files.flatMap(\.identity) + parts).text
    }
}

extension FileSurvey {
    /// Changes whenever what the file comes to does.
    fileprivate var identity: [String] {
        [name, digest, context.account ?? "", layout?.revision ?? ""]
    }

    /// When its statements were true, which may be the time of the file.
    fileprivate var times: [String] {
        statements.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.asOf?.milliseconds ?? 0)" }
    }

    /// What is wrong in it, for the host.
    var dataFaults: [DataFault] { faults.map(dataFault) }

    /// A place of the file, for the host.
    func dataFault(_ fault: CSVFault) -> DataFault {
        DataFault(file: name, line: fault.line, column: fault.column, message: fault.message)
    }
}
