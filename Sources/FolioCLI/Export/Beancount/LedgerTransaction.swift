import FolioModel

/// One leg of a transaction.
struct LedgerPosting: Sendable {
    var account: String
    /// Such as `10 AAPL`; `nil` where Beancount works it out.
    var amount: String?
    /// Such as `{150.00 USD, 2025-01-02}`.
    var cost: String?
    /// Such as `@ 160.00 USD`.
    var price: String?

    fileprivate var line: String {
        "  " + [account, amount, cost, price].compactMap { $0 }.joined(separator: "  ") + "\n"
    }
}

/// A dated entry whose legs balance, or a note where nothing moved.
struct LedgerTransaction: Sendable {
    var day: Day
    var narration: String
    /// The activity's id.
    var id: String?
    var postings: [LedgerPosting] = []
    /// The account a note is about.
    var noteAccount: String?

    var text: String {
        if let noteAccount { return "\(day) note \(noteAccount) \(LedgerText.quoted(narration))\n" }
        let head = "\(day) * \(LedgerText.quoted(narration))\n"
        return head + (id.map { "  folio-id: \(LedgerText.quoted($0))\n" } ?? "") + postings.map(\.line).joined()
    }
}

/// Texts and figures as Beancount reads them.
enum LedgerText {
    /// A text on one line.
    static func quoted(_ text: String) -> String {
        let plain = PlainText.of(text).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "\"" + plain + "\""
    }

    /// An amount with its currency's minor digits at least.
    static func money(_ amount: Amount, _ currency: Currency) -> String {
        let digits = currency.minorDigits
        let number = amount.rounded(to: digits) == amount ? amount.text(decimals: digits) : amount.description
        return "\(number) \(LedgerNames.name(currency))"
    }
}

/// The accounts that are no one's.
enum LedgerContra {
    static let opening = "Equity:Opening-Balances"
    static let unexplained = "Equity:Unexplained"
    static let contributions = "Equity:Contributions"
    static let gains = "Income:Gains"
    static let fees = "Expenses:Fees"

    /// Where what an event moves comes from or goes to.
    static func account(_ type: TransactionType) -> String {
        switch type {
        case .buy, .sell, .short, .cover, .deposit, .withdrawal: contributions
        case .dividend, .reinvestment: "Income:Dividends"
        case .interest: "Income:Interest"
        case .fee: fees
        case .tax: "Expenses:Taxes"
        case .transferIn, .transferOut: "Equity:Transfers"
        case .split, .spinOff, .merger: "Equity:Corporate-Actions"
        case .exercise, .assignment, .expiration: gains
        case .returnOfCapital: "Income:Return-of-Capital"
        case .adjustment: "Equity:Adjustments"
        }
    }
}
