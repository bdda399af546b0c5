import FolioAdapterKit
import FolioModel

/// A listing as FMP's searches show it: some have currency and exchange, others only a name.
struct FMPListing: Hashable, Sendable {
    let symbol: FMPSymbol
    var name: String?
    /// FMP's word: `GBp`.
    var currency: String?
    /// FMP's short name: `NASDAQ`.
    var exchange: String?
    var isin: String?
    var cusip: String?
    var isFund = false
    var isETF = false
    var isADR = false

    /// Reads a row of any search or of a profile; `nil` where its symbol is none that could be asked for.
    init?(_ row: VendorObject) {
        guard let word = row.value("symbol")?.string, let symbol = FMPSymbol(word) else { return nil }
        // A symbol that would be asked for in another spelling is another symbol.
        guard FMPSymbol.key(word) == symbol.key else { return nil }
        self.symbol = symbol
        func text(_ names: String...) -> String? {
            names.lazy.compactMap { row.value($0)?.string }.first { !$0.isEmpty }
        }
        name = text("name", "companyName")
        (currency, exchange) = (text("currency"), text("exchange"))
        (isin, cusip) = (text("isin"), text("cusip"))
        func flag(_ name: String) -> Bool { row.value(name)?.bool ?? false }
        (isFund, isETF, isADR) = (flag("isFund"), flag("isEtf"), flag("isAdr"))
    }

    /// ISO 10383 code; from the exchange, else from the suffix.
    var mic: String? {
        if let mic = exchange.flatMap({ FMPMarkets.byExchange[$0.uppercased()] }) { return mic }
        guard symbol.form == .foreign, let point = symbol.text.lastIndex(of: ".") else { return nil }
        return FMPMarkets.bySuffix[String(symbol.text[symbol.text.index(after: point)...])]
    }

    /// Coins, exchange rates and indices are told by their exchange or their form; `nil` where FMP does not say.
    var type: SecurityType? {
        let exchange = exchange?.uppercased() ?? ""
        if FMPMarkets.coins.contains(exchange) { return .cryptocurrency }
        if FMPMarkets.exchangeRates.contains(exchange) { return .cash }
        switch symbol.form {
        case .coin: return .cryptocurrency
        case .exchangeRate: return .cash
        case .index: return .other
        case .american, .foreign: break
        }
        if isETF { return .etf }
        if isFund || Self.isFundTicker(symbol) { return .mutualFund }
        return isADR ? .depositaryReceipt : nil
    }

    /// Funds of the United States have five letters, the last one an X.
    private static func isFundTicker(_ symbol: FMPSymbol) -> Bool {
        symbol.form == .american && symbol.text.utf8.count == 5 && symbol.text.hasSuffix("X")
            && symbol.text.utf8.allSatisfy { $0 >= UInt8(ascii: "A") }
    }

    /// What prices are in; `nil` where neither FMP nor the form says.
    var unit: FMPUnit? {
        switch symbol.form {
        case .coin(let currency), .exchangeRate(let currency): FMPUnit(currency)
        case .american: currency.flatMap { FMPUnit($0) } ?? .dollar
        case .foreign, .index: currency.flatMap { FMPUnit($0) }
        }
    }

    /// As the host gets it, with the currency that prices will have.
    func match(score: Ratio? = nil) -> SymbolMatch {
        var match = SymbolMatch()
        (match.ticker, match.mic, match.name, match.type) = (symbol.text, mic, name, type)
        (match.currency, match.isin, match.cusip, match.score) = (unit?.currency.code, isin, cusip, score)
        return match
    }
}

/// How like two names of companies or funds are.
enum FMPNames {
    /// Words that say nothing of which company it is.
    private static let empty: Set<String> = [
        "inc", "incorporated", "corp", "corporation", "co", "company", "ltd", "limited", "plc", "sa", "ag", "nv", "se",
        "the", "of", "and", "common", "stock", "shares", "share", "shs", "ordinary", "class", "cl", "com", "new", "adr",
        "ads", "sponsored", "series", "depositary", "holdings", "holding", "group", "trust", "fund", "etf", "usd", "us",
    ]

    /// Letters by which an abbreviation is told.
    private static let shortestAbbreviation = 3

    /// 0 to 100, the share of the shorter name's words that the other one has, too; `nil` where one has no words.
    static func likeness(_ left: String?, _ right: String?) -> Int? {
        guard let left, let right else { return nil }
        let (some, others) = (words(left), words(right))
        let (fewer, more) = some.count <= others.count ? (some, others) : (others, some)
        guard !fewer.isEmpty else { return nil }
        return fewer.filter { word in more.contains { isLike(word, $0) } }.count * 100 / fewer.count
    }

    /// The words of a name that say which one it is.
    static func words(_ name: String) -> [String] {
        let words = name.prefix(200).lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        let telling = words.filter { !empty.contains($0) }
        return telling.isEmpty ? words : telling
    }

    private static func isLike(_ left: String, _ right: String) -> Bool {
        if left == right { return true }
        let shorter = min(left.count, right.count)
        guard shorter >= shortestAbbreviation else { return false }
        let common = zip(left, right).prefix { $0 == $1 }.count
        return common == shorter || common > shortestAbbreviation
    }
}
