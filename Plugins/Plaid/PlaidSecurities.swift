import FolioAdapterKit
import FolioModel

/// A security of an answer, and what it is to us.
struct PlaidSecurity {
    /// How it is held.
    enum Form: Hashable {
        /// Money of a currency: reported as cash.
        case currency(Currency)
        /// Anything else: reported as a holding.
        case security
    }

    var reported: ReportedSecurity
    let form: Form

    /// Units of one contract, 1 for all but options.
    var unitsPerContract: Int { reported.option?.multiplier ?? 1 }
}

/// Securities of an answer, by Plaid's id.
enum PlaidSecurities {
    /// What a subtype is; asked first, as it is finer than the type.
    static let typesBySubtype: [String: SecurityType] = [
        "common stock": .stock, "real estate investment trust": .stock, "convertible equity": .stock,
        "limited partnership unit": .stock, "unit": .stock,
        "preferred equity": .preferredStock, "preferred convertible": .preferredStock,
        "depositary receipt": .depositaryReceipt,
        "etf": .etf,
        "mutual fund": .mutualFund, "fund of funds": .mutualFund,
        "bill": .treasuryBill, "cash management bill": .treasuryBill,
        "asset backed security": .bond, "bond": .bond, "bond with warrants": .bond, "convertible bond": .bond,
        "depositary receipt on debt": .bond, "float rating note": .bond, "medium term note": .bond,
        "money market debt": .bond, "mortgage backed security": .bond, "municipal bond": .bond, "note": .bond,
        "treasury inflation protected securities": .bond,
        "option": .option, "warrant": .warrant,
        "cryptocurrency": .cryptocurrency,
        "hedge fund": .other, "private equity fund": .other, "structured equity product": .other,
    ]

    /// What a type is where the subtype is missing, new or `other`.
    static let typesByType: [String: SecurityType] = [
        "cash": .cash, "cryptocurrency": .cryptocurrency, "equity": .stock, "etf": .etf, "fixed income": .bond,
        "loan": .loan, "mutual fund": .mutualFund, "derivative": .other, "other": .other,
    ]

    /// The ISO 4217 codes that a cash security's ticker may be; any other ticker of one is a fund's.
    private static let currencies = Set(
        """
        AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
        CLP CNY CNH COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GBX GEL GHS GIP GMD GNF GTQ GYD HKD
        HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD
        MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR
        RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS
        UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL
        """.split(whereSeparator: \.isWhitespace).map(String.init)
    )

    /// Reads the `securities` of an answer.
    static func read(_ answer: VendorObject) throws(AdapterError) -> [String: PlaidSecurity] {
        var securities: [String: PlaidSecurity] = [:]
        for object in try answer.objects("securities") {
            let security = try security(object)
            securities[security.reported.externalID] = security
        }
        return securities
    }

    private static func security(_ object: VendorObject) throws(AdapterError) -> PlaidSecurity {
        var security = ReportedSecurity()
        security.externalID = try object.string("security_id")
        security.currency = try PlaidAccounts.currency(object) ?? .usd
        security.name = try object.optionalString("name")
        let ticker = try object.optionalString("ticker_symbol")
        if let money = try currency(of: object, ticker: ticker, fallback: security.currency) {
            security.type = .cash
            return PlaidSecurity(reported: security, form: .currency(money))
        }
        security.type = try type(of: object)
        security.ticker = normalised(ticker)
        security.mic = try object.optionalString("market_identifier_code")
        security.cusip = try object.optionalString("cusip")
        security.isin = try object.optionalString("isin")
        security.sedol = try object.optionalString("sedol")
        security.figi = try object.optionalString("figi")
        security.isCashEquivalent = try object.optionalBool("is_cash_equivalent") ?? false
        security.closePrice = try object.optionalFigure("close_price")
        let updated = try object.optionalTimestamp("update_datetime")
        security.closePriceAsOf = try object.optionalDay("close_price_as_of") ?? updated?.newYorkDay
        security.sector = try object.optionalString("sector")
        security.industry = try object.optionalString("industry")
        security.option = try option(object, ticker: ticker)
        if security.option != nil { security.type = .option }
        security.fixedIncome = try object.optionalObject("fixed_income").map(fixedIncome)
        return PlaidSecurity(reported: security, form: .security)
    }

    /// `CUR:BTC` is `BTC`, and an OCC symbol loses its blanks.
    private static func normalised(_ ticker: String?) -> String? {
        guard let ticker else { return nil }
        if ticker.hasPrefix("CUR:") { return String(ticker.dropFirst(4)) }
        return OCCSymbol(ticker)?.description ?? ticker
    }

    /// The currency that a security of type `cash` is; `nil` for anything else, a money market fund included.
    private static func currency(
        of object: VendorObject,
        ticker: String?,
        fallback: Currency
    ) throws(AdapterError) -> Currency? {
        guard try object.optionalString("type") == "cash" else { return nil }
        guard let ticker = ticker?.uppercased() else { return fallback }
        if ticker.hasPrefix("CUR:") { return Currency(ticker.dropFirst(4)) ?? fallback }
        return ticker == fallback.code || currencies.contains(ticker) ? Currency(ticker) : nil
    }

    private static func type(of object: VendorObject) throws(AdapterError) -> SecurityType {
        let type = try object.optionalString("type") ?? "other"
        if type == "cash" { return .moneyMarketFund }
        let subtype = try object.optionalString("subtype") ?? ""
        return typesBySubtype[subtype] ?? typesByType[type] ?? .other
    }

    private static func option(_ object: VendorObject, ticker: String?) throws(AdapterError) -> OptionContract? {
        guard let terms = try object.optionalObject("option_contract") else {
            return ticker.flatMap { OCCSymbol($0)?.contract }
        }
        var option = OptionContract()
        let right = try terms.string("contract_type")
        switch right {
        case "call": option.right = .call
        case "put": option.right = .put
        default: throw terms.fault("contract_type", "call or put is expected")
        }
        option.expiration = try terms.day("expiration_date")
        option.strike = try terms.figure("strike_price")
        option.underlying = try terms.string("underlying_security_ticker")
        return option
    }

    private static func fixedIncome(_ object: VendorObject) throws(AdapterError) -> FixedIncome {
        var terms = FixedIncome()
        if let yield = try object.optionalObject("yield_rate") {
            let percentage: Ratio? = try yield.optionalFigure("percentage")
            do {
                terms.yieldRate = try percentage?.scaled(by: Ratio(1), over: Ratio(100))
            } catch {
                throw yield.fault("percentage", "a figure in range is expected")
            }
            terms.yieldType = try yield.optionalString("type")
        }
        terms.maturityDate = try object.optionalDay("maturity_date")
        terms.issueDate = try object.optionalDay("issue_date")
        terms.faceValue = try object.optionalFigure("face_value")
        return terms
    }
}
