package import FolioAdapterKit
package import FolioModel

/// What an import is, and what it would change or has changed.
package struct ImportReport: WireObject, Hashable {
    /// What can be done with an import.
    package enum State: String, WireEnum {
        /// It can be applied.
        case ready
        /// Every file is there already.
        case nothingToDo = "nothing_to_do"
        /// A file names no account, and none was given.
        case needsAccount = "needs_account"
        /// A file must replace another or stay beside it, and nobody said which.
        case needsChoice = "needs_choice"
        /// Files have faults.
        case faulty
        /// It is done.
        case applied
    }

    package static let wireSummary = "What files are, and what they change."

    package var id = ""
    package var state = State.ready
    /// In the order in which they were announced.
    package var files: [ImportFileReport] = []
    /// Faults of files that are in the folder already, or of all together.
    package var faults: [DataFault] = []
    /// `nil` where it was not found out, as the state is none to apply.
    package var changes: ImportChanges?

    package init() {}

    package static let fields: [WireField<Self>] = [
        WireField("import", \.id),
        WireField("state", \.state),
        WireField("files", \.files, "In the order in which they were announced."),
        WireField("faults", \.faults, "Faults of files that are in the folder already; then nothing can be taken."),
        WireField("changes", \.changes, "What it would change, or has changed; null where the state is none to apply."),
    ]
}

/// One file of an import.
package struct ImportFileReport: WireObject, Hashable {
    /// What becomes of a file.
    package enum Disposition: String, WireEnum {
        /// It is new.
        case new
        /// Its content is in the folder already.
        case known
        /// It takes the place of the file of its name, or of one that was kept beside that.
        case replaces
        /// It stays beside the file of its name.
        case kept
        /// Nobody can tell whether it replaces the file of its name.
        case undecided
    }

    package var disposition = Disposition.new
    /// Its name in the folder; of a known file, that of the one with its content.
    package var storedAs = ""
    /// Names of the files in the folder whose places it takes.
    package var replaces: [String] = []
    /// The account it is given, as it names none itself.
    package var account: String?
    /// Rows of the file of its name that it contradicts, where it is undecided; not all of them.
    package var contradicted: [ImportTransactionRow] = []
    /// What the adapter recognised, by the name that was announced.
    package var inspected = InspectedFile()

    package init() {}

    package static let fields: [WireField<Self>] =
        [
            WireField("disposition", \.disposition, "What becomes of it."),
            WireField(
                "stored_as",
                \.storedAs,
                "Its name in the folder; of a known file that of the one it is equal to, of one that replaces another "
                    + "that one's."
            ),
            WireField(
                "replaces",
                \.replaces,
                "Names of the files in the folder whose places it takes.",
                optional: true
            ),
            WireField("account", \.account, "The account it is given, as it names none itself."),
            WireField("contradicted", \.contradicted, "Some rows that an undecided file lacks for its own dates."),
        ] + WireField.including(\.inspected)
}

/// What an import changes.
package struct ImportChanges: WireObject, Hashable {
    package var accounts = ChangeCounts()
    package var holdings = ChangeCounts()
    package var cash = ChangeCounts()
    package var transactions = ChangeCounts()
    /// Whether the counts are of a part only, for the daemon was started anew meanwhile.
    package var isPartial = false
    /// Some of the changes of each kind.
    package var accountRows: [ImportAccountRow] = []
    package var holdingRows: [ImportHoldingRow] = []
    package var transactionRows: [ImportTransactionRow] = []

    package init() {}

    package static let fields: [WireField<Self>] = [
        WireField("accounts", \.accounts), WireField("holdings", \.holdings), WireField("cash", \.cash),
        WireField("transactions", \.transactions),
        WireField(
            "partial",
            \.isPartial,
            "Whether the counts are of a part, for the daemon was started anew meanwhile."
        ),
        WireField("account_rows", \.accountRows, "Some of the changes."),
        WireField("holding_rows", \.holdingRows, "Some of the changes, cash included."),
        WireField("transaction_rows", \.transactionRows, "Some of the changes."),
    ]

    /// Whether anything changes.
    package var isEmpty: Bool { ![accounts, holdings, cash, transactions].contains { $0.changing > 0 } }
}

/// How many of a kind change in which way.
package struct ChangeCounts: WireObject, Hashable {
    package var added = 0
    package var changed = 0
    package var removed = 0
    package var unchanged = 0

    package init() {}

    package static let fields: [WireField<Self>] = [
        WireField("added", \.added), WireField("changed", \.changed), WireField("removed", \.removed),
        WireField("unchanged", \.unchanged),
    ]

    /// How many are not as they were.
    var changing: Int { added + changed + removed }
}

/// Which way something changes.
package enum ChangeKind: String, WireEnum { case added, changed, removed }

/// An account that changes.
package struct ImportAccountRow: WireObject, Hashable {
    package var change = ChangeKind.added
    package var name = ""
    /// When what it holds was true, before and after; `nil` where unknown.
    package var asOfBefore: Timestamp?
    package var asOf: Timestamp?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("change", \.change), WireField("name", \.name),
        WireField("as_of_before", \.asOfBefore, "When what it held was true."),
        WireField("as_of", \.asOf, "When what it holds is true."),
    ]
}

/// A holding or a cash balance that changes.
package struct ImportHoldingRow: WireObject, Hashable {
    package var change = ChangeKind.added
    package var account = ""
    /// `nil` for cash.
    package var symbol: String?
    package var name: String?
    /// Units, or the amount of cash; `nil` where there is none before or after.
    package var quantityBefore: Amount?
    package var quantity: Amount?
    package var currency = Currency.usd
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("change", \.change), WireField("account", \.account, "Its name."),
        WireField("symbol", \.symbol, "Null for cash."), WireField("name", \.name),
        WireField("qty_before", \.quantityBefore, "Units, or the amount of cash."),
        WireField("qty", \.quantity), WireField("currency", \.currency),
    ]
}

/// A transaction that changes.
package struct ImportTransactionRow: WireObject, Hashable {
    package var change = ChangeKind.added
    package var date = Day(number: 0)
    package var account = ""
    package var type = TransactionType.adjustment
    package var symbol: String?
    package var name: String?
    package var quantity: Quantity?
    package var amount: Amount?
    package var currency = Currency.usd
    package var description: String?
    /// What differs from what it was, as `field was value`; empty unless changed.
    package var differences: [String] = []
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("change", \.change), WireField("date", \.date), WireField("account", \.account, "Its name."),
        WireField("type", \.type), WireField("symbol", \.symbol), WireField("name", \.name),
        WireField("qty", \.quantity), WireField("amount", \.amount, "As the file states it."),
        WireField("currency", \.currency), WireField("description", \.description),
        WireField("differences", \.differences, "Of a changed one: each field that differs, and what it was."),
    ]
}
