import FolioModel

/// What a symbol of Alpaca's names.
enum AlpacaSymbols {
    /// Coins that other coins are traded against; longer codes before those they end in.
    static let coinsThatPay = ["USDT", "USDC", "USDG", "BTC", "ETH"]

    /// What coins are traded against.
    private static let quotes = coinsThatPay + ["USD"]

    /// The shortest joined pair, such as `BTCUSD`: shares have at most five letters.
    private static let shortestPair = 6

    /// Below it, what follows a slash is a class of shares.
    private static let shortestQuote = 3

    /// Asset classes of bonds, whose prices are percent of their face.
    private static let bonds: Set<String> = ["treasury", "corporate"]

    /// A security by its symbol and, where known, its class.
    static func security(_ symbol: String, assetClass: String?) -> ReportedSecurity {
        var security = ReportedSecurity()
        (security.externalID, security.ticker) = (symbol, symbol)
        switch assetClass {
        case "us_option", nil:
            if let option = OCCSymbol(symbol) {
                (security.type, security.option) = (.option, option.contract)
                (security.externalID, security.ticker) = (option.description, option.description)
            } else if assetClass == nil, let (coin, _) = pair(symbol) {
                self.name(coin, &security)
            } else if assetClass == nil, let cusip = CUSIP(symbol) {
                bond(&security)
                (security.cusip, security.ticker) = (cusip.description, nil)
            } else {
                security.type = assetClass == nil ? .stock : .option
            }
        case "us_equity": security.type = .stock
        case "crypto": name(pair(symbol)?.coin ?? symbol, &security)
        case .some(let name) where bonds.contains(name): bond(&security)
        default: security.type = .other
        }
        return security
    }

    /// A coin is the same whatever it is traded against.
    private static func name(_ coin: String, _ security: inout ReportedSecurity) {
        (security.type, security.ticker, security.externalID) = (.cryptocurrency, coin, "\(coin)/USD")
    }

    private static func bond(_ security: inout ReportedSecurity) {
        security.type = .bond
        security.fixedIncome = FixedIncome()
        security.fixedIncome?.priceBasis = .percentOfPar
    }

    /// Coin, and what it is traded against, of `BTC/USD` or `BTCUSD`; `nil` for anything else.
    static func pair(_ symbol: String) -> (coin: String, quote: String)? {
        if let slash = symbol.firstIndex(of: "/") {
            let (coin, quote) = (symbol[..<slash], symbol[symbol.index(after: slash)...])
            return coin.isEmpty || quote.utf8.count < shortestQuote ? nil : (String(coin), String(quote))
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
