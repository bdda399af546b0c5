import FolioModel

/// What Alpaca's activity types mean; source: docs.alpaca.markets, account activities, old names beside the new.
enum AlpacaActivityTable {
    /// How a row that is not a trade becomes an event.
    enum Rule: Hashable, Sendable {
        /// `net_amount` alone: a `qty` beside it is the number of shares entitled, not a movement.
        case money(TransactionType)
        /// `net_amount` alone, in or out by its sign.
        case moneyBySign(in: TransactionType, out: TransactionType)
        /// `qty` is a signed movement, `net_amount` may come with it.
        case movement(TransactionType)
        /// The same, in or out by the sign of what moves.
        case movementBySign(in: TransactionType, out: TransactionType)
        /// `qty` of a security alone, whatever `net_amount` says its worth is; without units, money by its sign.
        case inKindBySign(in: TransactionType, out: TransactionType)
        /// A memo, not settled money.
        case memo
    }

    /// Types, by the documentation's groups.
    static let rules: [String: Rule] = [
        // Deposits, withdrawals, transfers, journals.
        "CSD": .money(.deposit), "CSW": .money(.withdrawal),
        "ACATC": .moneyBySign(in: .transferIn, out: .transferOut),
        "ACATS": .inKindBySign(in: .transferIn, out: .transferOut),
        "FOPT": .inKindBySign(in: .transferIn, out: .transferOut),
        "JNL": .inKindBySign(in: .transferIn, out: .transferOut),
        "JNLC": .moneyBySign(in: .transferIn, out: .transferOut),
        "JNLS": .inKindBySign(in: .transferIn, out: .transferOut),
        "OCT": .inKindBySign(in: .transferIn, out: .transferOut),
        "MEM": .memo,

        // Income.
        "DIV": .money(.dividend), "DIVCGL": .money(.dividend), "DIVCGS": .money(.dividend),
        "DIVTXEX": .money(.dividend), "CGD": .money(.dividend), "DIVROC": .money(.returnOfCapital),
        "INT": .money(.interest), "CIL": .movement(.sell),

        // Fees and taxes.
        "FEE": .money(.fee), "CFEE": .movement(.fee), "DIVFEE": .money(.fee), "PTC": .money(.fee),
        "PTR": .money(.fee),
        "DIVNRA": .money(.tax), "DIVFT": .money(.tax), "DIVTW": .money(.tax), "INTNRA": .money(.tax),
        "INTTW": .money(.tax), "WH": .money(.tax),

        // Corporate actions.
        "SPLIT": .movement(.split), "SSP": .movement(.split),
        "SPIN": .movement(.spinOff), "SSO": .movement(.spinOff),
        "MA": .movement(.merger), "NC": .movement(.merger), "SC": .movement(.merger), "REO": .movement(.merger),
        "VOF": .movement(.merger), "REORG": .movement(.adjustment), "FIMAT": .movement(.sell),

        // Options.
        "OPASN": .movement(.assignment), "OPEXC": .movement(.exercise), "OPXRC": .movement(.exercise),
        "OPEXP": .movement(.expiration), "OPTRD": .movementBySign(in: .buy, out: .sell),
        "OPCA": .movement(.adjustment), "OPCSH": .movement(.exercise),
    ]

    /// Sub-types that change what their type means.
    static let rulesBySubtype: [String: Rule] = [
        "DIV/ROC": .money(.returnOfCapital)
    ]

    /// The rule for a row; a type that is new moves the money it states and no units.
    static func rule(type: String, subtype: String?) -> Rule {
        if let subtype, let rule = rulesBySubtype["\(type)/\(subtype)"] { return rule }
        return rules[type] ?? .money(.adjustment)
    }

    /// Sides of fills.
    static let sides: [String: TransactionType] = [
        "buy": .buy, "sell": .sell, "sell_short": .short, "buy_to_cover": .cover,
    ]
}
