import FolioModel

/// What a symbol of Alpaca's names.
enum AlpacaSymbols {
    /// Currencies that crypto is traded against; longer codes first, as one may end in another.
    private static let quotes = ["USDT", "USDC", "USDG", "USD", "BTC", "ETH"]

    /// The shortest joined pair, such as `BTCUSD`: shares have at most five letters.
    private static let shortestPair = 6

    /// A security by its symbol and, where known, its class.
    static func security(_ symbol: String, assetClass: String?) -> ReportedSecurity {
        var security = ReportedSecurity()
        security.externalID = symbol
        security.ticker = symbol
        if let option = OCCSymbol(symbol), assetClass == nil || assetClass == "us_option" {
            (security.type, security.ticker, security.option) = (.option, option.description, option.contract)
            security.externalID = option.description
        } else if assetClass == "crypto" || assetClass == nil, let (coin, quote) = pair(symbol) {
            (security.type, security.ticker) = (.cryptocurrency, coin)
            security.externalID = "\(coin)/\(quote)"
            security.currency = Currency(quote) ?? .usd
        } else if assetClass == "crypto" {
            security.type = .cryptocurrency
        } else {
            security.type = assetClass == nil || assetClass == "us_equity" ? .stock : .other
        }
        return security
    }

    /// Coin and quote currency of `BTC/USD` or `BTCUSD`; `nil` for anything else.
    static func pair(_ symbol: String) -> (coin: String, quote: String)? {
        if let slash = symbol.firstIndex(of: "/") {
            let (coin, quote) = (symbol[..<slash], symbol[symbol.index(after: slash)...])
            return coin.isEmpty || quote.isEmpty ? nil : (String(coin), String(quote))
        }
        guard symbol.utf8.count >= shortestPair else { return nil }
        for quote in quotes where symbol.hasSuffix(quote) && symbol.utf8.count > quote.utf8.count {
            return (String(symbol.dropLast(quote.utf8.count)), quote)
        }
        return nil
    }

    /// Market identifier codes by Alpaca's names of exchanges.
    static let markets = [
        "NASDAQ": "XNAS", "NYSE": "XNYS", "ARCA": "ARCX", "NYSEARCA": "ARCX", "AMEX": "XASE", "BATS": "BATS",
        "OTC": "OTCM",
    ]
}
