import FolioModel

/// What Alpaca's activity types mean; source: docs.alpaca.markets, account activities and activity events, old names
/// beside the new.
enum AlpacaActivityTable {
    /// How a row becomes a transaction.
    ///
    /// Money is `net_amount`, positive when it comes in. Units are `qty`, positive when they come in, where the rule
    /// says that they move at all: beside a dividend, `qty` counts the shares entitled.
    enum Rule: Hashable, Sendable {
        /// An execution: `qty` without sign, a price, a side.
        case trade
        /// Money alone, in or out by its sign.
        case money(in: TransactionType, out: TransactionType)
        /// Units, and money that may come with them; in or out by the sign of the units, else of the money.
        case units(in: TransactionType, out: TransactionType)
        /// Units alone, whatever `net_amount` says they are worth; without units, money by its sign.
        case inKind(in: TransactionType, out: TransactionType)
        /// Units and money like ``units(in:out:)``; all rows of one event and security are one transaction.
        case corporateAction(TransactionType)
        /// Money for units that leave; units that are stated as positive were counted, not moved.
        case disposal(TransactionType)
        /// Units where no money is stated, else money and the shares entitled.
        case stockDividend
        /// A memo, not settled money.
        case memo

        /// Money of one type, whatever its sign.
        static func money(_ type: TransactionType) -> Rule { .money(in: type, out: type) }

        /// Units of one type, whatever their sign.
        static func units(_ type: TransactionType) -> Rule { .units(in: type, out: type) }
    }

    /// Types, by the documentation's groups.
    static let rules: [String: Rule] = [
        // Trades: the name in account activities, the name in activity events.
        "FILL": .trade, "TRD": .trade,

        // Deposits and withdrawals; TRANS is Alpaca's word for both.
        "CSD": .money(in: .deposit, out: .withdrawal), "CSW": .money(in: .deposit, out: .withdrawal),
        "TRANS": .money(in: .deposit, out: .withdrawal),

        // Transfers and journals: cash, securities, either; coins on their chain; funding that is announced only.
        "ACATC": .money(in: .transferIn, out: .transferOut), "JNLC": .money(in: .transferIn, out: .transferOut),
        "ACATS": .inKind(in: .transferIn, out: .transferOut), "JNLS": .inKind(in: .transferIn, out: .transferOut),
        "FOPT": .inKind(in: .transferIn, out: .transferOut), "JNL": .inKind(in: .transferIn, out: .transferOut),
        "OCT": .inKind(in: .transferIn, out: .transferOut),
        "MEM": .memo,

        // Income, gross: what was withheld of it is a row of its own. Negative where a short position owes it.
        "DIV": .money(.dividend), "DIVCGL": .money(.dividend), "DIVCGS": .money(.dividend),
        "DIVTXEX": .money(.dividend), "CGD": .money(.dividend),
        "DIVROC": .money(.returnOfCapital),
        "INT": .money(.interest),

        // Fees; a fee of a coin's purchase is taken in units of the coin (CFEE).
        "FEE": .money(.fee), "CFEE": .units(.fee), "DIVFEE": .money(.fee), "PTC": .money(.fee), "PTR": .money(.fee),

        // Taxes withheld.
        "DIVNRA": .money(.tax), "DIVFT": .money(.tax), "DIVTW": .money(.tax),
        "INTNRA": .money(.tax), "INTTW": .money(.tax), "WH": .money(.tax),

        // Corporate actions.
        "SPLIT": .corporateAction(.split), "SSP": .corporateAction(.split),
        "SPIN": .corporateAction(.spinOff), "SSO": .corporateAction(.spinOff),
        "MA": .corporateAction(.merger),  // mergers
        "NC": .corporateAction(.merger), "SC": .corporateAction(.merger),  // new names
        "REO": .corporateAction(.merger), "VOF": .corporateAction(.merger),  // reorganisations, voluntary offers
        "REORG": .corporateAction(.adjustment),  // removed as worthless
        "OPCA": .corporateAction(.adjustment),  // of the underlying of an option
        "CIL": .disposal(.sell), "FIMAT": .disposal(.sell),  // cash in lieu of a fraction, a bond that is due

        // Options: contracts go, and the shares they were for move in a row of their own (OPTRD).
        "OPASN": .units(.assignment), "OPEXC": .units(.exercise), "OPXRC": .units(.exercise),
        "OPEXP": .units(.expiration), "OPCSH": .units(.exercise), "OPTRD": .units(in: .buy, out: .sell),

        // Whatever Alpaca counts among none of these.
        "MISC": .money(.adjustment),
    ]

    /// Sub-types that change what their type means.
    static let rulesBySubtype: [String: Rule] = [
        "DIV/ROC": .money(.returnOfCapital), "DIV/SDIV": .stockDividend,
    ]

    /// The rule for a row; `nil` for a type that is new.
    static func rule(type: String, subtype: String?) -> Rule? {
        if let subtype, let rule = rulesBySubtype["\(type)/\(subtype)"] { return rule }
        return rules[type]
    }

    /// A type that is new moves the money it states and no units.
    static let unknown = Rule.money(.adjustment)

    /// What the sides of trades are.
    static let sides: [String: TransactionType] = [
        "buy": .buy, "buy_minus": .buy, "buy_to_open": .buy,
        "sell": .sell, "sell_plus": .sell, "sell_to_close": .sell,
        "sell_short": .short, "sell_short_exempt": .short, "sell_to_open": .short,
        "buy_to_cover": .cover, "buy_to_close": .cover,
    ]
}
