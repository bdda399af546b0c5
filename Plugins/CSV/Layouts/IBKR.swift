import FolioModel

/// Interactive Brokers: the activity statement, and flex queries in their three framings.
enum IBKRLayouts {
    static let all = [
        Layout(
            "ibkr.statement",
            "Interactive Brokers, activity statement",
            recognises: { $0.text(0) == "Statement" && $0.text(1) == "Header" && $0.text(2) == "Field Name" },
            reader: { IBKRStatement() }
        ),
        Layout("ibkr.flex", "Interactive Brokers, flex query", recognises: IBKRFlex.recognises) { IBKRFlex() },
        Layout(
            refused: "ibkr.foreign",
            "Interactive Brokers, statement in another language",
            "only statements in English are read; set the language of your account's reports to English",
            recognises: { $0.count >= 4 && $0.text(1) == "Header" && $0.text(2) != "" }
        ),
    ]

    /// Kinds of securities by the words of statements and the codes of flex queries; a stock may be a fund.
    static let types: [String: SecurityType] = [
        "STOCKS": .other, "STK": .other, "EQUITY AND INDEX OPTIONS": .option, "OPT": .option, "BONDS": .bond,
        "BOND": .bond, "US TREASURY BILLS": .treasuryBill, "TREASURY BILLS": .treasuryBill, "BILL": .treasuryBill,
        "MUTUAL FUNDS": .mutualFund, "FUNDS": .mutualFund, "FUND": .mutualFund, "WARRANTS": .warrant, "WAR": .warrant,
        "CRYPTOCURRENCIES": .cryptocurrency, "CRYPTO": .cryptocurrency,
    ]

    /// Finer kinds of stocks.
    static let stockTypes: [String: SecurityType] = [
        "COMMON": .stock, "REIT": .stock, "ETF": .etf, "ADR": .depositaryReceipt, "PREFERRED": .preferredStock,
        "PREFERENCE": .preferredStock,
    ]

    /// What moved money, by the names of statements' sections and the types of flex queries.
    static let actions = ActionTable([
        "Dividends": .dividend, "Payment In Lieu Of Dividends": .dividend, "Withholding Tax": .tax,
        "871(m) Withholding": .tax, "Interest": .interest, "Broker Interest Paid": .interest,
        "Broker Interest Received": .interest, "Bond Interest Paid": .interest,
        "Bond Interest Received": .interest, "Fees": .fee, "Broker Fees": .fee, "Other Fees": .fee,
        "Advisor Fees": .fee, "Transaction Fees": .fee, "Sales Tax": .fee, "Commission Adjustments": .fee,
        "Deposits & Withdrawals": .funding, "Deposits/Withdrawals": .funding, "Price Adjustments": .cash(.adjustment),
    ])

    /// The symbol and code before the words, as in `VT(US9220427424) Cash Dividend …`; a code of digits is IBKR's own.
    static func security(inDescription text: String, isin: String?, _ currency: Currency) -> ReportedSecurity? {
        var security = BrokerSecurity(isin: isin, currency: currency)
        if let open = text.firstIndex(of: "("), let close = text[open...].firstIndex(of: ")"),
            (1...20).contains(text[..<open].utf8.count), text[..<open].allSatisfy({ !$0.isLowercase })
        {
            security.symbol = String(text[..<open])
            security.isin = isin ?? String(text[text.index(after: open)..<close])
        }
        return security.symbol == nil && isin == nil ? nil : security.reported
    }

    /// What a dividend is by its words: some of it may be one's own capital.
    static func rule(_ action: String, _ description: String) -> ActionRule? {
        let rule = actions[action]?.rule
        return rule == .dividend && description.contains("(Return of Capital)") ? .cash(.returnOfCapital) : rule
    }

    /// What a trade is by its units and codes: `O` opens, `C` closes, `A`, `Ex`, `Ep` end an option, `R` reinvests.
    static func rule(_ units: Quantity?, codes: String, isOption: Bool) -> ActionRule {
        let codes = codes.split { $0 == ";" || $0 == " " }
        if isOption, codes.contains("A") { return .both(.assignment) }
        if isOption, codes.contains("Ex") { return .both(.exercise) }
        if isOption, codes.contains("Ep") { return .both(.expiration) }
        let (opens, closes) = (codes.contains("O"), codes.contains("C"))
        if units?.isNegative == true { return .trade(opens && !closes ? .short : .sell) }
        return .trade(codes.contains("R") ? .reinvestment : closes && !opens ? .cover : .buy)
    }

    /// Adds an exchange of currencies such as `USD.HKD`: one money comes in, the other goes out, both within the account.
    static func addExchange(
        _ event: BrokerEvent,
        pair: String,
        proceeds: Amount?,
        commission: Amount?,
        in commissionCurrency: Currency?,
        _ row: CSVRow,
        _ sink: inout RowSink
    ) {
        var event = event
        let currencies = pair.split(separator: ".").compactMap { Currency($0) }
        event.group = "fx \(event.words ?? "") \(pair)"
        (event.security, event.price, event.fees) = (nil, nil, nil)
        event.rule = .both(.adjustment)
        let (units, words) = (event.quantity, event.words ?? event.action)
        event.quantity = nil
        if currencies.count == 2, let units, let proceeds {
            (event.currency, event.cash) = (currencies[0], Amount(raw: units.raw))
            event.words = words + " bought"
            sink.add(event, row)
            guard row.faults.isEmpty else { return }
            (event.currency, event.cash) = (currencies[1], proceeds)
            event.words = words + " paid"
            sink.add(event, row)
        } else {
            let message = "an exchange of currencies of which only one is named is left out; add the column Symbol"
            sink.warnings.append(row.place(.quantity, message))
            sink.skipped += 1
        }
        guard let commission, !commission.isZero, let commissionCurrency, row.faults.isEmpty else { return }
        (event.currency, event.cash, event.rule) = (commissionCurrency, commission, .fee)
        event.words = words + " commission"
        sink.add(event, row)
    }
}
