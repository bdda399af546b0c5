import FolioModel

/// A symbol in FMP's spelling, and what its form tells.
struct FMPSymbol: Hashable, Sendable {
    /// What is listed under it, as far as the form tells.
    enum Form: Hashable, Sendable {
        /// Listed in the United States: no suffix.
        case american
        /// Listed elsewhere: `VOD.L`.
        case foreign
        /// A coin and what it is priced in: `BTCUSD`.
        case coin(currency: Currency)
        /// A currency and what it is priced in: `EURUSD`.
        case exchangeRate(currency: Currency)
        /// `^GSPC`.
        case index
    }

    /// Upper case: `BRK-B`.
    let text: String
    let form: Form

    /// The longest symbol taken.
    private static let maximumLength = 24

    /// Takes a symbol in this or a usual other spelling; `nil` for what cannot be one of FMP's.
    ///
    /// What is listed in the United States has no suffix there: a point before a class of shares becomes a hyphen.
    init?(_ ticker: String, mic: String? = nil) {
        let text = Self.spelled(ticker, isAmerican: mic.map { FMPMarkets.american.contains($0) } ?? false)
        guard (1...Self.maximumLength).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowed),
            text.utf8.contains(where: Self.isLetterOrDigit)
        else { return nil }
        (self.text, form) = (text, Self.form(text))
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool { isLetterOrDigit(byte) || "-.^=&".utf8.contains(byte) }

    /// What two spellings of one symbol have in common: `BRK.B` and `BRK-B` are the same here.
    var key: String { Self.key(text) }

    /// The same of any text.
    static func key(_ text: String) -> String { text.uppercased().replacing(".", with: "-") }

    /// A class of shares with a point instead of the hyphen: which of the two FMP knows is not documented.
    var otherSpelling: String? {
        guard form == .american, let match = text.wholeMatch(of: /([A-Z]{1,5})-([A-Z])/) else { return nil }
        return "\(match.1).\(match.2)"
    }

    /// Whether it trades at weekends, too.
    var tradesEveryDay: Bool { if case .coin = form { true } else { false } }

    // MARK: Spelling

    private static func spelled(_ ticker: String, isAmerican: Bool) -> String {
        var text = ticker.uppercased()
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        if let pair = joinedPair(text) { return pair }
        text = text.replacing("/", with: "-").replacing(" ", with: "-")
        guard let point = text.lastIndex(of: "."), point > text.startIndex else { return preferred(text) }
        let suffix = String(text[text.index(after: point)...])
        if !isAmerican, FMPMarkets.bySuffix[suffix] != nil { return text }
        return preferred(text.replacing(".", with: "-"))
    }

    /// `BTC/USD`, `BTC-USD` and `EUR/USD` in one word; `nil` for anything else.
    private static func joinedPair(_ text: String) -> String? {
        guard let sign = text.firstIndex(where: { "/-".contains($0) }), sign > text.startIndex else { return nil }
        let quote = String(text[text.index(after: sign)...])
        guard quote.utf8.count == 3, FMPMarkets.currencies.contains(quote) else { return nil }
        return String(text[..<sign]) + quote
    }

    /// A preferred share as FMP writes it: `BAC-PR-K` and `BAC-PRK` are `BAC-PK`.
    private static func preferred(_ text: String) -> String {
        guard let match = text.wholeMatch(of: /([A-Z]{1,5})-PR-?([A-Z])/) else { return text }
        return "\(match.1)-P\(match.2)"
    }

    // MARK: Form

    private static func form(_ text: String) -> Form {
        if text.hasPrefix("^") { return .index }
        if let point = text.lastIndex(of: "."), FMPMarkets.bySuffix[String(text[text.index(after: point)...])] != nil {
            return .foreign
        }
        guard let currency = quoteCurrency(text) else { return .american }
        let base = String(text.dropLast(3))
        return FMPMarkets.currencies.contains(base) ? .exchangeRate(currency: currency) : .coin(currency: currency)
    }

    /// What a pair is priced in; shares and funds of the United States have at most five letters.
    private static func quoteCurrency(_ text: String) -> Currency? {
        guard text.utf8.allSatisfy(isLetterOrDigit) else { return nil }
        let code = String(text.suffix(3))
        let isPair = text.utf8.count >= 6 ? FMPMarkets.currencies.contains(code) : text.utf8.count > 3 && code == "USD"
        return isPair ? Currency(code) : nil
    }
}

/// Markets by the words that FMP has for them.
enum FMPMarkets {
    /// Market codes of the United States.
    static let american: Set<String> = [
        "XNAS", "XNGS", "XNCM", "XNMS", "XNYS", "ARCX", "XASE", "BATS", "BATO", "IEXG", "OTCM", "OTCB", "OTCQ", "PINX",
        "PINC", "PSGM",
    ]

    /// Market codes by FMP's short names of exchanges.
    static let byExchange: [String: String] = [
        "NASDAQ": "XNAS", "NYSE": "XNYS", "AMEX": "XASE", "NYSEARCA": "ARCX", "CBOE": "BATS", "BATS": "BATS",
        "OTC": "OTCM", "PNK": "OTCM", "OTCM": "OTCM",
        "LSE": "XLON", "XETRA": "XETR", "FSX": "XFRA", "TSX": "XTSE", "TSXV": "XTSX", "NEO": "NEOE", "PAR": "XPAR",
        "AMS": "XAMS", "BRU": "XBRU", "LIS": "XLIS", "MIL": "XMIL", "BME": "XMAD", "SIX": "XSWX", "VIE": "XWBO",
        "STO": "XSTO", "HEL": "XHEL", "CPH": "XCSE", "OSL": "XOSL", "ICE": "XICE", "DUB": "XDUB", "WSE": "XWAR",
        "ATH": "XATH", "IST": "XIST", "JPX": "XTKS", "HKSE": "XHKG", "SES": "XSES", "ASX": "XASX", "NZE": "XNZE",
        "NSE": "XNSE", "BSE": "XBOM", "KSC": "XKRX", "KOE": "XKOS", "TAI": "XTAI", "SHH": "XSHG", "SHZ": "XSHE",
        "SET": "XBKK", "KLS": "XKLS", "JKT": "XIDX", "TLV": "XTAE", "JNB": "XJSE", "MEX": "XMEX", "SAO": "BVMF",
        "BUE": "XBUE", "SAU": "XSAU",
    ]

    /// Market codes by the suffixes of FMP's symbols.
    static let bySuffix: [String: String] = [
        "L": "XLON", "DE": "XETR", "F": "XFRA", "TO": "XTSE", "V": "XTSX", "NE": "NEOE", "CN": "XCNQ", "PA": "XPAR",
        "AS": "XAMS", "BR": "XBRU", "LS": "XLIS", "MI": "XMIL", "MC": "XMAD", "SW": "XSWX", "VI": "XWBO",
        "ST": "XSTO", "HE": "XHEL", "CO": "XCSE", "OL": "XOSL", "IC": "XICE", "IR": "XDUB", "WA": "XWAR",
        "AT": "XATH", "IS": "XIST", "T": "XTKS", "HK": "XHKG", "SI": "XSES", "AX": "XASX", "NZ": "XNZE",
        "NS": "XNSE", "BO": "XBOM", "KS": "XKRX", "KQ": "XKOS", "TW": "XTAI", "TWO": "ROCO", "SS": "XSHG",
        "SZ": "XSHE", "BK": "XBKK", "KL": "XKLS", "JK": "XIDX", "TA": "XTAE", "JO": "XJSE", "MX": "XMEX",
        "SA": "BVMF", "BA": "XBUE", "SR": "XSAU", "DU": "XDUS", "HM": "XHAM", "MU": "XMUN", "SG": "XSTU",
        "BE": "XBER", "PR": "XPRA", "BD": "XBUD", "RO": "XBSE", "TL": "XTAL",
    ]

    /// FMP's names of markets that are no exchange of shares.
    static let coins: Set<String> = ["CRYPTO", "CCC"]
    static let exchangeRates: Set<String> = ["FOREX", "CCY"]

    /// Currencies that pairs are made of.
    static let currencies: Set<String> = [
        "USD", "EUR", "GBP", "JPY", "CHF", "CAD", "AUD", "NZD", "CNY", "CNH", "HKD", "SGD", "SEK", "NOK", "DKK", "ISK",
        "PLN", "CZK", "HUF", "RON", "BGN", "TRY", "ILS", "RUB", "UAH", "MXN", "BRL", "ARS", "CLP", "COP", "PEN", "UYU",
        "ZAR", "EGP", "NGN", "KES", "GHS", "MAD", "AED", "SAR", "QAR", "KWD", "BHD", "OMR", "JOD", "INR", "PKR", "LKR",
        "BDT", "KRW", "TWD", "THB", "IDR", "MYR", "PHP", "VND", "KZT",
    ]
}

/// What figures of a listing are in.
struct FMPUnit: Hashable, Sendable {
    let currency: Currency
    /// The figures are in this part of the currency.
    let divisor: Int

    static let dollar = FMPUnit(.usd)

    init(_ currency: Currency, divisor: Int = 1) { (self.currency, self.divisor) = (currency, divisor) }

    /// Reads FMP's word for a currency; upper and lower case tell pence from pounds.
    ///
    /// Pence keep their own code `GBX`, which everything here knows; other parts become the whole currency.
    init?(_ word: String) {
        switch word {
        case "GBp", "GBX", "GBx":
            guard let pence = Currency("GBX") else { return nil }
            self.init(pence)
        case "ZAc", "ZAC": self.init(whole: "ZAR", 100)
        case "ILA", "ILa": self.init(whole: "ILS", 100)
        case "KWF": self.init(whole: "KWD", 1000)
        default:
            guard word.utf8.count == 3, word.utf8.allSatisfy({ (65...90).contains($0) }) else { return nil }
            self.init(whole: word, 1)
        }
    }

    private init?(whole code: String, _ divisor: Int) {
        guard let currency = Currency(code) else { return nil }
        self.init(currency, divisor: divisor)
    }

    /// Whether FMP's figures are in a part of a currency, such as pence.
    var isPart: Bool { divisor != 1 || currency.code == "GBX" }

    /// A stated figure in the currency; `nil` where it is no price: nothing, or below.
    func price(_ stated: Price?) -> Price? {
        guard let stated, stated > .zero else { return nil }
        guard divisor != 1 else { return stated }
        let price = try? stated.scaled(by: Ratio(1), over: Ratio(divisor))
        return price.flatMap { $0 > .zero ? $0 : nil }
    }
}
