import FolioCrypto
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
    /// The holdings file (an index into ``files``) that speaks for an account: the one with the newest `as_of`.
    private(set) var speakers: [String: Int] = [:]
    private var rows: [String: (row: AccountRow, file: String)] = [:]

    /// Takes the files together and checks them against each other.
    init(files: [FileSurvey]) {
        self.files = files
        for file in files {
            add(file.faults.map { DataFault(file: file.name, line: $0.line, column: $0.column, message: $0.message) })
        }
        for index in files.indices {
            for account in files[index].statements.keys.sorted() { compareStatements(of: account, in: index) }
            for row in files[index].accounts { compare(row, in: files[index].name) }
        }
        if accountIDs.count > Self.maximumAccounts {
            let message = "more than \(Self.maximumAccounts) accounts in all files"
            add([DataFault(file: files.last?.name ?? "", line: nil, column: nil, message: message)])
        }
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
        if statement.asOf == other.asOf {
            let message =
                "as_of: \(files[speaker].name), line \(other.line), states this account with the same as_of; "
                + "keep one of the two"
            add([DataFault(file: files[index].name, line: statement.line, column: 1, message: message)])
        } else if statement.asOf > other.asOf {
            speakers[account] = index
        }
    }

    private mutating func compare(_ row: AccountRow, in file: String) {
        if let other = rows.updateValue((row, file), forKey: row.account.externalID) {
            let message = "account: described in \(other.file), line \(other.row.line), already"
            add([DataFault(file: file, line: row.line, column: 1, message: message)])
        }
    }

    private var accountIDs: Set<String> {
        Set(rows.keys).union(speakers.keys).union(files.flatMap(\.traces.keys))
    }

    /// Every account that a file names, by external id.
    var accounts: [ReportedAccount] {
        accountIDs.sorted().map { id in
            let statement = speakers[id].flatMap { files[$0].statements[id] }
            let row = rows[id]?.row
            var account = row?.account ?? ReportedAccount()
            account.externalID = id
            if row == nil { account.name = id }
            if row?.statesCurrency != true {
                account.currency = statement?.currency ?? files.lazy.compactMap { $0.traces[id] }.first ?? .usd
            }
            account.balances.asOf = statement?.asOf
            account.balances.cash = statement?.cash[account.currency]
            return account
        }
    }

    /// The institution, where the accounts files name exactly one.
    var institution: Institution? {
        let names = Set(rows.values.compactMap(\.row.institution))
        guard names.count == 1, let name = names.first else { return nil }
        return Institution(id: nil, name: name)
    }

    /// Whether what counts for an account is what this file states.
    func speaks(_ file: FileSurvey, for account: String) -> Bool {
        speakers[account].map { files[$0].fileName == file.fileName } ?? false
    }

    /// The files of a layout, sorted by name.
    func files(of layout: CSVLayout) -> [FileSurvey] { files.filter { $0.layout == layout } }

    /// Changes whenever a file of the layout comes, goes or changes; 32 hexadecimal digits.
    func digest(of layout: CSVLayout) -> String {
        RowFingerprint(of: files(of: layout).flatMap { [$0.name, $0.digest] }).text
    }
}
