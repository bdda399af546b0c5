public import FolioModel

/// What an account was worth day by day, in the provider's own count (capability `history`).
///
/// It is what a derived history is compared with; it never replaces one.
public enum HistoryRead: AdapterMethod {
    public static let name = "history.read"
    public static let idleLimit = Duration.seconds(60)
    public static let hardLimit = Duration.seconds(300)

    public struct Params: WireObject, Hashable {
        public var connection = ConnectionContext()
        /// ``ReportedAccount/externalID``; `nil` where the connection has one account only.
        public var account: String?
        /// The first date wanted.
        public var from = Day(number: 0)
        /// The last date wanted.
        public var to = Day(number: 0)
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("connection", \.connection),
            WireField("account", \.account, "external_id; null where the connection has one account only."),
            WireField("from", \.from, "The first date wanted."), WireField("to", \.to, "The last date wanted."),
        ]
    }

    public struct Result: WireObject, Hashable {
        /// Sessions that the provider has a final value of, oldest first, each once; empty where it has none.
        public var dates: [Day] = []
        /// Everything in the account at the end of each session, in the account's currency.
        public var values: [Amount] = []
        /// The cash in it, where the provider says it.
        public var cash: [Amount]?
        /// What a value is, by a word such as `equity`: cash and positions, less what is owed.
        public var basis = ""
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("dates", \.dates, "Sessions, oldest first."),
            WireField("values", \.values, "Everything in the account at the end of each session."),
            WireField("cash", \.cash, "The cash in it, where the provider says it."),
            WireField("basis", \.basis, "What a value is, such as equity."),
        ]
    }
}

extension HistoryRead.Result: SelfChecking {
    var fault: String? {
        if dates.count != values.count { return "there are \(dates.count) dates, but \(values.count) values" }
        if let cash, cash.count != dates.count {
            return "there are \(dates.count) dates, but \(cash.count) cash figures"
        }
        return zip(dates, dates.dropFirst()).allSatisfy(<) ? nil : "the dates are not in order"
    }
}

extension ProviderAdapter {
    /// A provider that keeps no history of values.
    public func history(
        _ params: HistoryRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> HistoryRead.Result {
        throw AdapterError(.unsupported, "This provider has no history of values.")
    }
}
