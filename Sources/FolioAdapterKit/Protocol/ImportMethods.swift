public import FolioModel

/// Says what files are, before anything of them is taken (capability `import`).
///
/// The files lie in a directory of their own. ``ConnectionContext/overlay`` with the same directory then lets
/// `accounts.read`, `holdings.read` and `transactions.read` answer as if they lay in the user's folder already, so
/// that the host can say what would change.
public enum ImportInspect: AdapterMethod {
    public static let name = "import.inspect"
    public static let idleLimit = Duration.seconds(60)
    public static let hardLimit = Duration.seconds(300)

    public struct Params: WireObject, Hashable {
        public var connection = ConnectionContext()
        /// Absolute path of the directory that has the files.
        public var directory = ""
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("connection", \.connection),
            WireField("directory", \.directory, "Absolute path of the directory that has the files."),
        ]
    }

    public struct Result: WireObject, Hashable {
        /// In the order of their names; empty for an empty directory.
        public var files: [InspectedFile] = []
        public init() {}
        public static let fields: [WireField<Self>] = [WireField("files", \.files)]
    }
}

/// What an adapter recognised in a file.
public struct InspectedFile: WireObject, Hashable {
    /// Its name within the directory.
    public var name = ""
    public var sizeBytes = 0
    /// The layout's short name, such as `schwab.transactions`; `nil` where none was recognised.
    public var layout: String?
    /// The layout for people, such as `Charles Schwab, transactions`.
    public var title: String?
    /// `utf-8`, `utf-16le`, `utf-16be` or `latin-1`.
    public var encoding: String?
    /// Whether the file names no account, so that one must be given.
    public var needsAccount = false
    public var accounts: [InspectedAccount] = []
    /// Rows of each kind, in the order of the words: `buy`, `dividend`, `holding`, `cash` and so on.
    public var rows: [InspectedRows] = []
    /// Rows that are no data and were passed over: totals, disclaimers, empty lines.
    public var skippedRows = 0
    /// First and last date of its rows, or the date of its statement.
    public var from: Day?
    public var to: Day?
    /// What is taken although something about it is doubtful, with its place; bounded by the adapter.
    public var warnings: [DataFault] = []
    /// Why the file can't be taken, with its place; bounded by the adapter; empty where it can.
    public var faults: [DataFault] = []
    public init() {}
    public static let fields: [WireField<Self>] = [
        WireField("name", \.name), WireField("size_bytes", \.sizeBytes, optional: true),
        WireField("layout", \.layout, "Short name of the layout; null where none was recognised."),
        WireField("title", \.title, "The layout for people."),
        WireField("encoding", \.encoding),
        WireField("needs_account", \.needsAccount, "Whether an account must be given.", optional: true),
        WireField("accounts", \.accounts, optional: true),
        WireField("rows", \.rows, "How many rows of each kind.", optional: true),
        WireField("skipped_rows", \.skippedRows, "Totals, disclaimers and the like.", optional: true),
        WireField("from", \.from), WireField("to", \.to),
        WireField("warnings", \.warnings, optional: true),
        WireField("faults", \.faults, "Why the file can't be taken.", optional: true),
    ]
}

/// An account that a file names.
public struct InspectedAccount: WireObject, Hashable {
    /// ``ReportedAccount/externalID``.
    public var externalID = ""
    public var name = ""
    public init() {}
    public static let fields: [WireField<Self>] = [
        WireField("external_id", \.externalID), WireField("name", \.name),
    ]
}

/// How many rows of a kind a file has.
public struct InspectedRows: WireObject, Hashable {
    public var kind = ""
    public var count = 0
    public init() {}
    public static let fields: [WireField<Self>] = [WireField("kind", \.kind), WireField("count", \.count)]
}
