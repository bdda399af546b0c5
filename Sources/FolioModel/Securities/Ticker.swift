/// Tickers in one spelling, whatever the provider's: `BRK-B` and `BRK/B` are `BRK.B`, `BTC/USD` is `BTC`.
package enum Ticker {
    /// The symbol in the spelling that the store uses.
    ///
    /// - Parameters:
    ///   - text: The symbol as the provider writes it.
    ///   - type: Coins and currencies lose their prefix `CUR:` and the currency they are priced in.
    ///   - currency: The currency of prices.
    /// - Returns: Upper case, points between parts; `nil` where the text names nothing.
    package static func normalised(_ text: String, type: SecurityType, currency: Currency) -> String? {
        var symbol = SecurityCode.cleaned(text)
        if symbol.hasPrefix("CUR:") { symbol.removeFirst(4) }
        switch type.identityClass {
        case .crypto: symbol = coin(symbol, currency: currency)
        case .derivative: symbol = OCCSymbol(symbol)?.description ?? separated(symbol)
        case .listed, .fixedIncome, .cash: symbol = separated(symbol)
        }
        let isName = symbol.contains { $0.isLetter || $0.isNumber } && symbol != "N.A" && symbol != "NONE"
        return isName ? symbol : nil
    }

    /// The symbol a person types, looked up as a share's, as a coin's where it ends in what coins are priced in, and as
    /// an option's.
    package static func candidates(_ text: String) -> [String] {
        let cleaned = SecurityCode.cleaned(text)
        let priced = coinCurrencies.filter { currency in
            guard cleaned.hasSuffix(currency.code) else { return false }
            // Joined to another coin's, the code is part of a name: WBTC, STETH.
            let before = cleaned.dropLast(currency.code.count).last
            return before.map { "/-_:. ".contains($0) } ?? false || !pairedCoins.contains(currency)
        }
        let coins = priced.map { (SecurityType.cryptocurrency, $0) }
        var symbols: [String] = []
        for (type, currency) in [(.stock, .usd)] + coins + [(.option, .usd)] {
            guard let symbol = normalised(text, type: type, currency: currency), !symbols.contains(symbol)
            else { continue }
            symbols.append(symbol)
        }
        return symbols
    }

    /// What coins are priced in, longer codes before those they end in.
    private static let coinCurrencies = currencies(["USDT", "USDC", "USDG", "USD", "EUR", "GBP"]) + pairedCoins
    private static let pairedCoins = currencies(["BTC", "ETH"])

    private static func currencies(_ codes: [String]) -> [Currency] { codes.compactMap { Currency($0) } }

    /// One point between the parts, whichever sign or blanks stand there.
    private static func separated(_ symbol: String) -> String {
        var result = ""
        for character in symbol {
            let isSeparator = "./- ".contains(character)
            if !isSeparator { result.append(character) } else if !result.hasSuffix(".") { result.append(".") }
        }
        return result.hasSuffix(".") ? String(result.dropLast()) : result
    }

    /// The coin alone: `BTC` for `BTC/USD`, `BTC-USD` and `BTCUSD`, while `USDC`, `BUSD` and `PYUSD` stay what they are.
    private static func coin(_ symbol: String, currency: Currency) -> String {
        if let separator = symbol.firstIndex(where: { "/-_:. ".contains($0) }) {
            return String(symbol[..<separator])
        }
        guard symbol.hasSuffix(currency.code), !coinsThatEndInACurrency.contains(symbol) else { return symbol }
        let base = symbol.dropLast(currency.code.count)
        return base.count >= shortestStrippedCoin ? String(base) : symbol
    }

    /// Below this many letters, the currency's code is part of the coin's own name.
    private static let shortestStrippedCoin = 3

    private static let coinsThatEndInACurrency: Set<String> = [
        "CRVUSD", "ALUSD", "DEUSD", "MIMUSD", "FRXUSD", "SUSDUSD",
    ]
}

extension Security {
    /// Whether its symbol is the one that somebody asked for, in any spelling.
    package func goes(by text: String) -> Bool {
        symbol != nil && symbol == Ticker.normalised(text, type: type, currency: currency)
    }
}
