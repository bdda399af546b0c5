import FolioModel

/// What Plaid's transaction types and subtypes mean; source: plaid.com/docs/api/accounts, investment transaction types.
///
/// The subtype decides, as the types overlap: a dividend may stand under `cash` or under `fee`.
enum PlaidTransactionTable {
    /// How a row becomes an event.
    enum Rule: Hashable, Sendable {
        /// Units against money: both move.
        case trade(TransactionType)
        /// A purchase paid for by money that comes in with it: a deposit of the amount stands beside it.
        case contribution
        /// Money alone: units move only where no money does.
        case money(TransactionType)
        /// Money alone, or against units that go out for it.
        case repayment(TransactionType)
        /// Money alone, in or out by its sign.
        case moneyBySign(in: TransactionType, out: TransactionType)
        /// Units alone where there are any of a security, whatever `amount` says; else money.
        case inKind(TransactionType)
        /// Units alone, in or out by their sign; else money by its sign.
        case inKindBySign(in: TransactionType, out: TransactionType)
        /// Not final, so not an event yet.
        case pending
        /// Takes another row back.
        case cancellation
    }

    /// Subtypes, in the order of Plaid's documentation.
    static let rulesBySubtype: [String: Rule] = [
        "account fee": .money(.fee),
        "adjustment": .inKind(.adjustment),
        "assignment": .inKind(.assignment),
        "buy": .trade(.buy),
        "buy to cover": .trade(.cover),
        "contribution": .moneyBySign(in: .deposit, out: .withdrawal),
        "deposit": .moneyBySign(in: .deposit, out: .withdrawal),
        "distribution": .moneyBySign(in: .deposit, out: .withdrawal),
        "dividend": .money(.dividend),
        "dividend reinvestment": .trade(.reinvestment),
        "exercise": .inKind(.exercise),
        "expire": .inKind(.expiration),
        "fund fee": .money(.fee),
        "interest": .money(.interest),
        "interest receivable": .money(.interest),
        "interest reinvestment": .trade(.reinvestment),
        "legal fee": .money(.fee),
        "loan payment": .money(.adjustment),
        "long-term capital gain": .money(.dividend),
        "long-term capital gain reinvestment": .trade(.reinvestment),
        "management fee": .money(.fee),
        "margin expense": .money(.fee),
        "merger": .inKind(.merger),
        "miscellaneous fee": .money(.fee),
        "non-qualified dividend": .money(.dividend),
        "non-resident tax": .money(.tax),
        "pending credit": .pending,
        "pending debit": .pending,
        "qualified dividend": .money(.dividend),
        "rebalance": .trade(.adjustment),
        "request": .inKindBySign(in: .transferIn, out: .transferOut),
        "return of principal": .repayment(.returnOfCapital),
        "sell": .trade(.sell),
        "sell short": .trade(.short),
        "send": .inKindBySign(in: .transferIn, out: .transferOut),
        "short-term capital gain": .money(.dividend),
        "short-term capital gain reinvestment": .trade(.reinvestment),
        "spin off": .inKind(.spinOff),
        "split": .inKind(.split),
        "stock distribution": .inKind(.split),
        "tax": .money(.tax),
        "tax withheld": .money(.tax),
        "trade": .inKindBySign(in: .buy, out: .sell),
        "transfer": .inKindBySign(in: .transferIn, out: .transferOut),
        "transfer fee": .money(.fee),
        "trust fee": .money(.fee),
        "unqualified gain": .money(.dividend),
        "withdrawal": .moneyBySign(in: .deposit, out: .withdrawal),
    ]

    /// Where a subtype means another thing under `buy` and `sell`: units really change hands for money.
    static let tradesBySubtype: [String: Rule] = [
        "contribution": .contribution,
        "distribution": .trade(.sell),
        "assignment": .trade(.assignment),
        "exercise": .trade(.exercise),
    ]

    /// Types, where the subtype is new.
    static let rulesByType: [String: Rule] = [
        "buy": .trade(.buy),
        "sell": .trade(.sell),
        "cash": .money(.adjustment),
        "fee": .money(.fee),
        "transfer": .inKindBySign(in: .transferIn, out: .transferOut),
    ]

    /// The documented types.
    static let types: Set<String> = ["buy", "sell", "cancel", "cash", "fee", "transfer"]

    /// The rule for a row; a type and subtype that are both new move what they state.
    static func rule(type: String, subtype: String) -> Rule {
        if type == "cancel" { return .cancellation }
        if type == "buy" || type == "sell", let rule = tradesBySubtype[subtype] { return rule }
        return rulesBySubtype[subtype] ?? rulesByType[type] ?? .trade(.adjustment)
    }
}
