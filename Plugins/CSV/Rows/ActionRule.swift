import FolioModel

/// What a broker's word for an event means.
enum ActionRule: Hashable, Sendable {
    /// Units against money: both are there, and go the way of the type.
    case trade(TransactionType)
    /// Money alone, whatever the quantity says.
    case cash(TransactionType)
    /// Money alone, in or out by its sign.
    case cashBySign(TransactionType, TransactionType)
    /// Units by their sign and money by its, either of which may be missing.
    case both(TransactionType)
    /// Units that come in, whatever their sign, and money by its.
    case added(TransactionType)
    /// Units that go out, whatever their sign, and money by its.
    case removed(TransactionType)
    /// Units alone where there are any, in or out by their sign; else money.
    case inKind(TransactionType, TransactionType)
    /// The units that end an option's position: a long one goes out, a short one comes in.
    case closing(TransactionType)
    /// Units of a money market fund against as much money.
    case sweep
    /// Changes nothing that is owned.
    case nothing

    static let dividend = ActionRule.cash(.dividend)
    static let interest = ActionRule.cash(.interest)
    static let fee = ActionRule.cash(.fee)
    static let tax = ActionRule.cash(.tax)
    /// Money from outside or to it.
    static let funding = ActionRule.cashBySign(.deposit, .withdrawal)
    /// Units or money from or to another account.
    static let transfer = ActionRule.inKind(.transferIn, .transferOut)
}

/// A table of a broker's words.
struct ActionTable: Sendable {
    private let exact: [String: ActionRule]
    /// The longest ones first.
    private let prefixes: [(text: String, rule: ActionRule)]

    /// Takes the words in any case; with `byPrefix` a row's text only has to begin with one, and the longest counts.
    init(_ rules: [String: ActionRule], byPrefix: Bool = false) {
        exact = Dictionary(rules.map { ($0.key.uppercased(), $0.value) }) { first, _ in first }
        prefixes =
            byPrefix
            ? exact.map { ($0.key, $0.value) }.sorted { ($1.0.utf8.count, $0.0) < ($0.0.utf8.count, $1.0) } : []
    }

    /// The rule for a row's words and the table's words for it; `nil` for new ones.
    subscript(words: String) -> (words: String, rule: ActionRule)? {
        let upper = words.uppercased()
        if let rule = exact[upper] { return (upper, rule) }
        return prefixes.first { upper.hasPrefix($0.text) }.map { ($0.text, $0.rule) }
    }
}
