import FolioModel

/// What the signs of a row say about its type; docs/csv.md has the same table.
struct TransactionRules: Sendable {
    /// What a number may be.
    enum Sign: Sendable {
        /// Empty or zero.
        case none
        case positive, negative
        case positiveOrZero, negativeOrZero
        /// Not zero.
        case either
        /// Anything, empty included.
        case free

        /// What is expected where the number is otherwise; `nil` where it is as it should be.
        func objection(to raw: Int128?) -> String? {
            let value = raw ?? 0
            switch self {
            case .none: return value == 0 ? nil : "must be empty or zero"
            case .positive: return value > 0 ? nil : "must be positive"
            case .negative: return value < 0 ? nil : "must be negative"
            case .positiveOrZero: return value >= 0 ? nil : "must not be negative"
            case .negativeOrZero: return value <= 0 ? nil : "must not be positive"
            case .either: return value != 0 ? nil : "must not be empty or zero"
            case .free: return nil
            }
        }
    }

    /// Whether there is a security.
    enum Naming: Sendable { case required, optional, refused }

    let security: Naming
    let quantity: Sign
    let amount: Sign

    private init(_ security: Naming, quantity: Sign, amount: Sign) {
        (self.security, self.quantity, self.amount) = (security, quantity, amount)
    }

    /// The rules of a type; transfers have others with a security than for cash.
    init(_ type: TransactionType, hasSecurity: Bool) {
        switch type {
        case .buy: self.init(.required, quantity: .positive, amount: .negative)
        case .sell: self.init(.required, quantity: .negative, amount: .positiveOrZero)
        case .short: self.init(.required, quantity: .negative, amount: .positiveOrZero)
        case .cover: self.init(.required, quantity: .positive, amount: .negativeOrZero)
        case .reinvestment: self.init(.required, quantity: .positive, amount: .negativeOrZero)
        case .dividend: self.init(.optional, quantity: .none, amount: .either)
        case .interest: self.init(.optional, quantity: .none, amount: .either)
        case .fee, .tax: self.init(.optional, quantity: .none, amount: .negative)
        case .deposit: self.init(.refused, quantity: .none, amount: .positive)
        case .withdrawal: self.init(.refused, quantity: .none, amount: .negative)
        case .transferIn where hasSecurity: self.init(.required, quantity: .positive, amount: .none)
        case .transferIn: self.init(.optional, quantity: .none, amount: .positive)
        case .transferOut where hasSecurity: self.init(.required, quantity: .negative, amount: .none)
        case .transferOut: self.init(.optional, quantity: .none, amount: .negative)
        case .split: self.init(.required, quantity: .free, amount: .none)
        case .spinOff: self.init(.required, quantity: .positive, amount: .none)
        case .merger, .exercise, .assignment: self.init(.required, quantity: .either, amount: .free)
        case .expiration: self.init(.required, quantity: .either, amount: .none)
        case .returnOfCapital: self.init(.required, quantity: .none, amount: .positive)
        case .adjustment: self.init(.optional, quantity: .free, amount: .free)
        }
    }
}
