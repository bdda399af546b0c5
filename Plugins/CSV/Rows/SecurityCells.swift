import FolioModel

extension CSVRow {
    /// The security that the row names; `nil` where symbol, CUSIP and ISIN are all empty, or one is wrong.
    ///
    /// The external id is the strongest identifier given, so that two rows of one security agree.
    mutating func security(type: SecurityType?, currency: Currency) -> ReportedSecurity? {
        let symbol = label(.symbol)?.uppercased()
        let cusip = code(.cusip, length: 9, example: "037833100")
        let isin = code(.isin, length: 12, example: "US0378331005")
        var security = ReportedSecurity()
        (security.ticker, security.cusip, security.isin) = (symbol, cusip, isin)
        let option = symbol.flatMap { $0.utf8.count >= OCCSymbol.minimumCount ? OCCSymbol($0) : nil }
        security.type = type ?? (option == nil ? .other : .option)
        (security.name, security.exchange) = (label(.name), label(.exchange))
        (security.sector, security.industry) = (label(.sector), label(.industry))
        security.country = code(.country, length: 2, example: "US")
        security.currency = currency
        security.isCashEquivalent = security.type == .moneyMarketFund
        if security.type == .option, let symbol {
            guard let option else {
                fault(.symbol, "an option's OCC symbol such as TSLA230317P00180000 is expected, not \(quoted(symbol))")
                return nil
            }
            (security.ticker, security.option) = (option.description, option.contract)
        }
        if let basis = word(.priceBasis, FixedIncome.PriceBasis.self) {
            if security.type.identityClass == .fixedIncome {
                security.fixedIncome = FixedIncome()
                security.fixedIncome?.priceBasis = basis
            } else if basis == .percentOfPar {
                fault(.priceBasis, "only bonds, bills and loans are priced in percent of par")
            }
        }
        guard let key = security.key else { return nil }
        security.externalID = key
        return security
    }
}

extension OCCSymbol {
    /// Characters of the shortest one.
    static let minimumCount = 16
}

extension ReportedSecurity {
    /// The strongest identifier, so that two rows of one security agree; `nil` where there is none.
    var key: String? {
        if let isin { return "isin:" + isin }
        if let cusip { return "cusip:" + cusip }
        guard let ticker else { return nil }
        if option != nil { return "occ:" + ticker }
        return "\(type.identityClass.rawValue):\(ticker):\(currency)"
    }
}

extension ReportedSecurity {
    /// Takes over what the other row of the same security says and this one does not.
    mutating func fill(from other: ReportedSecurity) {
        ticker = ticker ?? other.ticker
        name = name ?? other.name
        exchange = exchange ?? other.exchange
        cusip = cusip ?? other.cusip
        isin = isin ?? other.isin
        sector = sector ?? other.sector
        industry = industry ?? other.industry
        country = country ?? other.country
        option = option ?? other.option
        fixedIncome = fixedIncome ?? other.fixedIncome
        if type == .other { type = other.type }
        isCashEquivalent = isCashEquivalent || other.isCashEquivalent
    }
}
