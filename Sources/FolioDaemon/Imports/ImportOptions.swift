import FolioAdapterKit
import FolioModel

/// What becomes of a file whose name another content has.
package enum ImportPolicy: String, WireEnum {
    /// What the files say decides.
    case auto
    /// It takes the place of the other.
    case replace
    /// Both stay.
    case keep
}

/// What a client decides about an import.
struct ImportOptions: Sendable, Hashable {
    /// The longest account name, in bytes.
    static let maximumAccountBytes = 100

    /// The account of files that name none.
    var account: String?
    var policy = ImportPolicy.auto

    /// What is wrong with an account's name; `nil` where nothing is.
    static func fault(inAccount name: String) -> String? {
        let isPlain = name.unicodeScalars.allSatisfy { !$0.properties.generalCategory.isControl }
        guard isPlain, (1...maximumAccountBytes).contains(name.utf8.count), name.trimmed == name else {
            return "1 to \(maximumAccountBytes) bytes on one line, without blanks around them, are expected"
        }
        return nil
    }
}

extension Unicode.GeneralCategory {
    fileprivate var isControl: Bool { [.control, .lineSeparator, .paragraphSeparator].contains(self) }
}

extension String {
    /// Without white space at its ends.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}

/// What a file speaks for, by what was recognised in it.
enum FileCoverage {
    private enum Content { case transactions, holdings, accounts }

    private static func contents(_ file: InspectedFile) -> Set<Content> {
        Set(
            file.rows.filter { $0.count > 0 }.map { rows in
                switch rows.kind {
                case "holding", "cash": .holdings
                case "account": .accounts
                default: .transactions
                }
            }
        )
    }

    /// Whether a file says again, or corrects, all that an older one of its name said: its accounts, its kinds of
    /// rows, and its dates, where a newer statement of holdings speaks for an older one.
    static func covers(_ new: InspectedFile, _ old: InspectedFile) -> Bool {
        // Nothing was ever taken from a file that can't be read.
        guard old.faults.isEmpty, old.layout != nil else { return true }
        let accounts = Set(new.accounts.map(\.externalID))
        let contents = contents(old)
        guard accounts.isSuperset(of: old.accounts.map(\.externalID)), self.contents(new).isSuperset(of: contents)
        else { return false }
        guard let oldFrom = old.from, let oldTo = old.to else { return true }
        guard let from = new.from, let to = new.to, to >= oldTo else { return false }
        return from <= oldFrom || !contents.contains(.transactions)
    }

    /// Whether a file would have the record if it were true: it is of one of its accounts and within its dates.
    static func speaks(_ file: InspectedFile, for record: ReportedTransaction) -> Bool {
        guard let from = file.from, let to = file.to, contents(file).contains(.transactions) else { return false }
        return (from...max(from, to)).contains(record.date)
            && file.accounts.contains { $0.externalID == record.account }
    }
}
