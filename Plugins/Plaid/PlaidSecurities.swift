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

    /// Units of the underlying in one contract, 1 for all but options.
    var unitsPerContract: Int {
        reported.type == .option ? reported.option?.multiplier ?? OptionContract().multiplier : 1
    }

    /// Notes that prices are in percent of par.
    mutating func quoteInPercent() {
        reported.fixedIncome = reported.fixedIncome ?? FixedIncome()
        reported.fixedIncome?.priceBasis = .percentOfPar
    }
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

    /// What a type is where the subtype is missing, new, `cash` or `other`.
    static let typesByType: [String: SecurityType] = [
        "cash": .cash, "cryptocurrency": .cryptocurrency, "equity": .stock, "etf": .etf, "fixed income": .bond,
        "loan": .loan, "mutual fund": .mutualFund, "derivative": .other, "other": .other,
    ]

    /// Subtypes that say no more than the type does.
    private static let vagueSubtypes: Set<String> = ["", "cash", "other"]

    /// The coins among Plaid's unofficial currency codes, and others widely held: never money, whatever the type.
    private static let coins = Set(
        "ADA BAT BCH BNB BTC BTG BSV DASH DOGE ETC ETH LSK LTC NEO OMG QTUM SOL USDC USDT XLM XMR XRP ZEC ZRX"
            .split(separator: " ").map(String.init)
    )

    /// The codes of money that a ticker may be, ISO 4217 and Plaid's own; any other ticker of cash is a fund's.
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
    static func read(_ answer: VendorObject, _ notes: PlaidNotes) throws(AdapterError) -> [String: PlaidSecurity] {
        var securities: [String: PlaidSecurity] = [:]
        for object in try answer.objects("securities") {
            notes.members(of: object, .security)
            let security = try security(object, notes)
            securities[security.reported.externalID] = security
        }
        return securities
    }

    private static func security(_ object: VendorObject, _ notes: PlaidNotes) throws(AdapterError) -> PlaidSecurity {
        var security = ReportedSecurity()
        security.externalID = try object.string("security_id")
        let currency = try PlaidAccounts.currency(object)
        if currency == nil { notes.doubt(.currencyMissing, "security") }
        security.currency = currency ?? .usd
        security.name = try object.optionalString("name")
        let kind = try PlaidKind(object)
        if let money = money(kind, fallback: security.currency) {
            security.type = .cash
            return PlaidSecurity(reported: security, form: .currency(money))
        }
        security.type = type(of: kind, notes)
        security.ticker = kind.ticker.map { OCCSymbol($0)?.description ?? kind.code ?? $0 }
        security.mic = try object.optionalString("market_identifier_code")
        security.cusip = try object.optionalString("cusip")
        security.isin = try object.optionalString("isin")
        security.sedol = try object.optionalString("sedol")
        security.figi = try object.optionalString("figi")
        security.isCashEquivalent = try object.optionalBool("is_cash_equivalent") ?? false
        security.closePrice = try object.optionalFigure("close_price")
        let updated = try object.time("update_datetime", notes)
        security.closePriceAsOf = try object.optionalDay("close_price_as_of") ?? updated?.newYorkDay
        security.sector = try object.optionalString("sector")
        security.industry = try object.optionalString("industry")
        security.option = try option(object, kind, notes)
        if security.option != nil { security.type = .option }
        if security.type == .option, security.option == nil {
            notes.doubt(.optionWithoutTerms, security.externalID)
        }
        security.fixedIncome = try object.optionalObject("fixed_income").map { (terms) throws(AdapterError) in
            try fixedIncome(terms, notes)
        }
        return PlaidSecurity(reported: security, form: .security)
    }

    /// The currency that a security is; `nil` for anything else, money market funds and coins included.
    ///
    /// Of type `cash` it has a currency's code as its ticker, or none; `CUR:` and a currency's code is money under any
    /// type.
    private static func money(_ kind: PlaidKind, fallback: Currency) -> Currency? {
        guard let ticker = kind.ticker else {
            return kind.isCash && vagueSubtypes.contains(kind.subtype) ? fallback : nil
        }
        let code = kind.code ?? ticker.uppercased()
        guard kind.isCash || kind.code != nil, !coins.contains(code) else { return nil }
        return currencies.contains(code) || (kind.isCash && code == fallback.code) ? Currency(code) : nil
    }

    private static func type(of kind: PlaidKind, _ notes: PlaidNotes) -> SecurityType {
        if let type = typesBySubtype[kind.subtype], !kind.isCash { return type }
        if !vagueSubtypes.contains(kind.subtype), typesBySubtype[kind.subtype] == nil {
            notes.word(kind.subtype, in: "securities.subtype")
        }
        let isCoin = kind.code != nil || coins.contains(kind.ticker?.uppercased() ?? "")
        if kind.isCash { return isCoin ? .cryptocurrency : .moneyMarketFund }
        if let type = typesByType[kind.type], type != .other { return type }
        if kind.type != "", typesByType[kind.type] == nil { notes.word(kind.type, in: "securities.type") }
        return kind.code != nil ? .cryptocurrency : .other
    }

    /// The terms as stated, else those in the ticker; `nil` for anything but options.
    private static func option(
        _ object: VendorObject,
        _ kind: PlaidKind,
        _ notes: PlaidNotes
    ) throws(AdapterError) -> OptionContract? {
        let symbol = kind.ticker.flatMap { OCCSymbol($0)?.contract }
        guard let terms = try object.optionalObject("option_contract") else { return symbol }
        notes.members(of: terms, .optionContract)
        guard let word = try terms.optionalString("contract_type"),
            let expiration = try terms.optionalDay("expiration_date"),
            let strike: Price = try terms.optionalFigure("strike_price"),
            let underlying = try terms.optionalString("underlying_security_ticker")
        else { return symbol }
        guard let right = OptionContract.Right(rawValue: word.lowercased()) else {
            notes.word(word, in: "option_contract.contract_type")
            return symbol
        }
        var option = OptionContract()
        (option.right, option.expiration, option.strike, option.underlying) = (right, expiration, strike, underlying)
        return option
    }

    private static func fixedIncome(_ object: VendorObject, _ notes: PlaidNotes) throws(AdapterError) -> FixedIncome {
        notes.members(of: object, .fixedIncome)
        var terms = FixedIncome()
        if let yield = try object.optionalObject("yield_rate") {
            let percentage: Ratio? = try yield.optionalFigure("percentage")
            terms.yieldRate = try yield.exactly("percentage") { () throws(ArithmeticOverflow) in
                try percentage?.scaled(by: Ratio(1), over: Ratio(100))
            }
            terms.yieldType = try yield.optionalString("type")
        }
        terms.maturityDate = try object.optionalDay("maturity_date")
        terms.issueDate = try object.optionalDay("issue_date")
        terms.faceValue = try object.optionalFigure("face_value")
        return terms
    }
}

/// The words by which Plaid says what a security is.
private struct PlaidKind {
    /// Empty where missing.
    let type: String
    /// Empty where missing.
    let subtype: String
    let ticker: String?
    /// What stands behind `CUR:` in the ticker, such as `USD` or `BTC`.
    let code: String?

    init(_ object: VendorObject) throws(AdapterError) {
        type = try object.optionalString("type") ?? ""
        subtype = try object.optionalString("subtype") ?? ""
        ticker = try object.optionalString("ticker_symbol")
        let upper = ticker?.uppercased() ?? ""
        code = upper.hasPrefix(Self.prefix) ? String(upper.dropFirst(Self.prefix.count)) : nil
    }

    private static let prefix = "CUR:"

    /// Whether it is money or a money market fund.
    var isCash: Bool { type == "cash" || (type.isEmpty && subtype == "cash") }
}
