import FolioModel

/// What a broker's row says of its security.
struct BrokerSecurity: Hashable, Sendable {
    /// The symbol as the broker writes it; also a CUSIP, an option in any notation, or nothing.
    var symbol: String?
    var name: String?
    /// The kind, where the broker says it.
    var type: SecurityType?
    var cusip: String?
    var isin: String?
    var currency = Currency.usd
    var option: OptionContract?

    /// The security in normal form; `nil` where nothing names one.
    var reported: ReportedSecurity? {
        var security = ReportedSecurity()
        (security.name, security.currency) = (name, currency)
        security.isin = isin.flatMap { ISIN($0)?.description }
        security.cusip = cusip.flatMap { CUSIP($0)?.description }
        let symbol = self.symbol.map(Self.cleaned) ?? ""
        if let contract = option ?? OptionNotation.contract(symbol) {
            (security.type, security.option) = (.option, contract)
            security.ticker = OCCSymbol(contract)?.description ?? symbol
        } else if let code = Self.cusip(symbol) {
            security.cusip = security.cusip ?? code
            security.type = type ?? (Self.isBond(name ?? "") ? .bond : .other)
        } else {
            security.ticker = symbol.isEmpty ? nil : symbol
            security.type = type ?? Self.type(ofTicker: symbol, name: name ?? "")
        }
        if security.type.identityClass == .fixedIncome {
            security.fixedIncome = FixedIncome()
            security.fixedIncome?.priceBasis = .percentOfPar
        }
        security.isCashEquivalent = security.type == .moneyMarketFund
        // A fund of an employer's plan has a name only: within the connection that is what it goes by.
        let nameKey = self.symbol == nil ? name.map { "name:" + $0.uppercased() } : nil
        guard let key = security.key ?? nameKey else { return nil }
        security.externalID = key
        return security
    }

    /// The security where there is a symbol: a name alone may be that of a payee.
    var named: ReportedSecurity? { symbol == nil ? nil : reported }

    /// Upper case, without the asterisks of core funds, the minus of short options, and what stands for nothing.
    private static func cleaned(_ symbol: String) -> String {
        var text = Substring(symbol.uppercased())
        while text.last == "*" { text.removeLast() }
        while let first = text.first, first == "-" || first == " " { text.removeFirst() }
        return text == "NO NUMBER" || text == "N/A" ? "" : String(text)
    }

    /// A CUSIP in place of a symbol: it has digits, which nine letters that happen to fit have not.
    static func cusip(_ symbol: String) -> String? {
        guard symbol.utf8.count == 9, symbol.utf8.contains(where: { $0 &- 0x30 < 10 }) else { return nil }
        return CUSIP(symbol)?.description
    }

    /// Brokers name a bond by its rate and the date on which it is due.
    private static func isBond(_ name: String) -> Bool {
        name.contains("%") || name.uppercased().contains(" DUE ") || name.uppercased().contains("TREAS")
    }

    private static func hasWord(_ word: StaticString, _ text: String) -> Bool {
        text.utf8.split(separator: 0x20).contains { part in
            part.count == word.utf8CodeUnitCount
                && zip(part, UnsafeBufferPointer(start: word.utf8Start, count: part.count)).allSatisfy {
                    $0 & 0xDF == $1
                }
        }
    }

    /// What the ticker tells: five letters are a mutual fund's if the last is X, a money market fund's if two are.
    private static func type(ofTicker symbol: String, name: String) -> SecurityType {
        let isFund =
            symbol.utf8.count == 5 && symbol.utf8.last == UInt8(ascii: "X") && symbol.utf8.allSatisfy { $0 >= 0x41 }
        if isFund { return symbol.hasSuffix("XX") ? .moneyMarketFund : .mutualFund }
        return hasWord("ETF", name) ? .etf : .other
    }
}

extension ReportedSecurity {
    /// Whether a price of the units comes nearer to the amount in percent of par than for each unit.
    func isQuotedInPercent(_ quantity: Quantity, _ price: Price, _ amount: Amount) -> Bool {
        guard let whole = try? (quantity * price).magnitude,
            let hundredth = try? whole.scaled(by: Ratio(1), over: Ratio(100)),
            let far = try? (whole - amount.magnitude).magnitude,
            let near = try? (hundredth - amount.magnitude).magnitude
        else { return true }
        return near < far
    }
}
