package import FolioModel

/// Something that does not fit: what is missing, and from when on it shows.
package struct HistoryFinding: Sendable, Hashable {
    /// What is wrong, in the words of `findings.list`.
    package enum Kind: String, WireEnum {
        case drift
        case missingPrice = "missing_price"
        case missingTransactions = "missing_transactions"
        case impliedFlow = "implied_flow"
    }

    package var kind: Kind
    /// Id of the account; `nil` where it is about the security alone.
    package var account: String?
    /// Index into ``HistoryFacts/securities``.
    package var security: Int?
    /// What is missing is of that currency: cash, or its exchange rate.
    package var currency: Currency?
    /// The first session on which it shows, or the day that is compared.
    package var firstDay: Day
    /// The last one.
    package var lastDay: Day
    /// Of money: implied in ``currency``; or the difference to what was said, derived less stated.
    package var amount: Amount?
    /// Of units: missing; or the difference to what was said, derived less stated.
    package var quantity: Quantity?
    /// On how many sessions.
    package var sessions = 1
    /// Whether something counts nothing for want of a price or rate.
    package var isUnvalued = false
    /// One sentence: what is missing.
    package var explanation: String
    /// One sentence: what to do.
    package var hint: String
}

extension HistoryFinding {
    static func missingUnits(
        _ quantity: Quantity,
        of security: (index: Int, name: String),
        on day: Day,
        account: String
    ) -> HistoryFinding {
        HistoryFinding(
            kind: .missingTransactions,
            account: account,
            security: security.index,
            firstDay: day,
            lastDay: day,
            quantity: quantity,
            explanation: """
                \(quantity.magnitude) units of \(security.name) left the account on \(day) or later and no transaction \
                says how.
                """,
            hint: "Add the sale or transfer that is missing, or the holding it belongs to."
        )
    }

    static func expired(
        _ quantity: Quantity,
        of security: (index: Int, name: String),
        on day: Day,
        account: String
    ) -> HistoryFinding {
        HistoryFinding(
            kind: .missingTransactions,
            account: account,
            security: security.index,
            firstDay: day,
            lastDay: day,
            quantity: quantity,
            explanation: """
                \(quantity.magnitude) contracts of \(security.name) ran out on \(day) and no transaction says whether \
                they expired or were exercised.
                """,
            hint: "Add the expiration, exercise or assignment that is missing."
        )
    }

    static func unknownSplit(of security: (index: Int, name: String), on day: Day, account: String) -> HistoryFinding {
        HistoryFinding(
            kind: .missingTransactions,
            account: account,
            security: security.index,
            firstDay: day,
            lastDay: day,
            explanation: "A split of \(security.name) on \(day) is stated without units, and its ratio is not known.",
            hint: "Add the units of the split, or wait until a price source knows its ratio."
        )
    }

    static func impliedFlow(_ amount: Amount, _ currency: Currency, on day: Day, account: String) -> HistoryFinding {
        HistoryFinding(
            kind: .impliedFlow,
            account: account,
            currency: currency,
            firstDay: day,
            lastDay: day,
            amount: amount,
            explanation: """
                Cash would have been \(amount.text(decimals: currency.minorDigits)) \(currency) before \(day): \
                a withdrawal or purchase of that much is missing.
                """,
            hint: "Add the transaction that is missing, or say that the account may borrow."
        )
    }

    static func missingPrice(
        of security: (index: Int, name: String),
        _ days: ClosedRange<Day>,
        sessions: Int,
        worst: PriceGrade
    ) -> HistoryFinding {
        let consequence =
            switch worst {
            case .unknown: "it counts nothing"
            case .assumed: "a later price stands in"
            case .trade: "the price of the last trade stands in"
            case .ofDay, .carried, .old, .lost: "the last one known stands in"
            }
        return HistoryFinding(
            kind: .missingPrice,
            security: security.index,
            firstDay: days.lowerBound,
            lastDay: days.upperBound,
            sessions: sessions,
            isUnvalued: worst == .unknown,
            explanation: "\(security.name) has no price from \(days.lowerBound) to \(days.upperBound): \(consequence).",
            hint: "Map the security to a symbol that a price source knows, or add prices."
        )
    }

    static func missingRate(
        of currency: Currency,
        in base: Currency,
        _ days: ClosedRange<Day>,
        sessions: Int,
        worst: PriceGrade
    ) -> HistoryFinding {
        let consequence =
            worst == .unknown
            ? "what is in \(currency) is left out"
            : worst == .assumed ? "a later rate stands in" : "the last one known stands in"
        return HistoryFinding(
            kind: .missingPrice,
            currency: currency,
            firstDay: days.lowerBound,
            lastDay: days.upperBound,
            sessions: sessions,
            isUnvalued: worst == .unknown,
            explanation: """
                No exchange rate from \(currency) to \(base) is known from \(days.lowerBound) to \(days.upperBound): \
                \(consequence).
                """,
            hint: "Enable a price source that serves exchange rates."
        )
    }
}
