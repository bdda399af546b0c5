import FolioModel

/// How the price of a security is made.
enum PriceModel: Sendable {
    /// Real series mixed by weight, the movement damped to so many percent, from that many cents on.
    case mix([(series: [Int], weight: Int)], dampPercent: Int, firstCents: Int)

    /// Always a dollar.
    case dollar

    /// From so many cents on, a little more every day.
    case accruing(firstCents: Int)

    /// A discount that melts until maturity.
    case bill

    /// Worked out from the security behind the option.
    case option
}

/// A security with the way its price is made.
struct CatalogEntry: Sendable {
    let security: WorldSecurity
    let model: PriceModel
}

/// The securities of the sandbox world.
enum SecurityCatalog {
    static func entry(
        _ key: String,
        _ name: String,
        _ type: SecurityType,
        cusip: String? = nil,
        exchange: String,
        sector: (String, String)? = nil,
        dividend: Int = 0,
        split: WorldSecurity.Split? = nil,
        bond: WorldSecurity.BondTerms? = nil,
        symbol: String?? = .none,
        _ model: PriceModel
    ) -> CatalogEntry {
        CatalogEntry(
            security: WorldSecurity(
                key: key,
                symbol: symbol ?? key,
                name: name,
                type: type,
                cusip: cusip,
                exchange: exchange,
                sector: sector?.0,
                industry: sector?.1,
                dividend: dividend,
                option: nil,
                bond: bond,
                split: split
            ),
            model: model
        )
    }

    static func follow(_ series: [Int], from cents: Int, damp: Int = 100) -> PriceModel {
        .mix([(series, 1)], dampPercent: damp, firstCents: cents)
    }

    /// The market as a whole: three series in equal parts.
    private static func market(from cents: Int, damp: Int = 60) -> PriceModel {
        .mix(
            [(PriceSeries.broad, 1), (PriceSeries.steady, 1), (PriceSeries.value, 1)],
            dampPercent: damp,
            firstCents: cents
        )
    }

    /// Shares, in order of their tickers.
    static func shares(splitDay: Day) -> [CatalogEntry] {
        let software = ("Technology Services", "Packaged Software")
        let internet = ("Technology Services", "Internet Software or Services")
        let retail = ("Retail Trade", "Internet Retail")
        let chips = ("Electronic Technology", "Semiconductors")
        let split = WorldSecurity.Split(day: splitDay, numerator: 2, denominator: 1)
        return [
            entry(
                "AAPL",
                "Apple Inc.",
                .stock,
                cusip: "037833100",
                exchange: "NASDAQ",
                sector: ("Electronic Technology", "Telecommunications Equipment"),
                dividend: 2600,
                follow(PriceSeries.momentum, from: 15240)
            ),
            entry(
                "AMZN",
                "Amazon.com Inc.",
                .stock,
                cusip: "023135106",
                exchange: "NASDAQ",
                sector: retail,
                follow(PriceSeries.broad, from: 16480)
            ),
            entry(
                "BAC.PRL",
                "Bank of America Corporation 7.25% Series L",
                .preferredStock,
                exchange: "NYSE",
                sector: ("Finance", "Major Banks"),
                dividend: 181_250,
                follow(PriceSeries.steady, from: 121_900, damp: 25)
            ),
            entry(
                "BRK.B",
                "Berkshire Hathaway Inc. Class B",
                .stock,
                cusip: "084670702",
                exchange: "NYSE",
                sector: ("Finance", "Multi-Line Insurance"),
                market(from: 43120, damp: 80)
            ),
            entry(
                "GOOGL",
                "Alphabet Inc. Class A",
                .stock,
                cusip: "02079K305",
                exchange: "NASDAQ",
                sector: internet,
                dividend: 2100,
                follow(PriceSeries.broad, from: 14890, damp: 85)
            ),
            entry(
                "IBM",
                "International Business Machines Corporation",
                .stock,
                cusip: "459200101",
                exchange: "NYSE",
                sector: ("Technology Services", "Information Technology Services"),
                dividend: 16800,
                follow(PriceSeries.value, from: 23460)
            ),
            entry(
                "JNJ",
                "Johnson & Johnson",
                .stock,
                cusip: "478160104",
                exchange: "NYSE",
                sector: ("Health Technology", "Pharmaceuticals: Major"),
                dividend: 13000,
                follow(PriceSeries.value, from: 16350, damp: 50)
            ),
            entry(
                "KO",
                "The Coca-Cola Company",
                .stock,
                cusip: "191216100",
                exchange: "NYSE",
                sector: ("Consumer Non-Durables", "Beverages: Non-Alcoholic"),
                dividend: 5100,
                follow(PriceSeries.steady, from: 6475)
            ),
            entry(
                "MSFT",
                "Microsoft Corporation",
                .stock,
                cusip: "594918104",
                exchange: "NASDAQ",
                sector: software,
                dividend: 8300,
                follow(PriceSeries.steady, from: 42730)
            ),
            entry(
                "NVDA",
                "NVIDIA Corporation",
                .stock,
                cusip: "67066G104",
                exchange: "NASDAQ",
                sector: chips,
                dividend: 100,
                split: split,
                follow(PriceSeries.growth, from: 4210)
            ),
            entry(
                "TSLA",
                "Tesla Inc.",
                .stock,
                cusip: "88160R101",
                exchange: "NASDAQ",
                sector: ("Consumer Durables", "Motor Vehicles"),
                follow(PriceSeries.momentum, from: 21960, damp: 70)
            ),
            entry(
                "TSM",
                "Taiwan Semiconductor Manufacturing Company Ltd. ADR",
                .depositaryReceipt,
                cusip: "874039100",
                exchange: "NYSE",
                sector: chips,
                dividend: 7600,
                .mix([(PriceSeries.growth, 1), (PriceSeries.steady, 3)], dampPercent: 100, firstCents: 11320)
            ),
        ]
    }

    /// Funds and coins.
    static let fundsAndCoins: [CatalogEntry] = [
        entry(
            "BND",
            "Vanguard Total Bond Market ETF",
            .etf,
            cusip: "921937835",
            exchange: "NASDAQ",
            dividend: 6600,
            follow(PriceSeries.steady, from: 7268, damp: 15)
        ),
        entry(
            "QQQ",
            "Invesco QQQ Trust Series 1",
            .etf,
            cusip: "46090E103",
            exchange: "NASDAQ",
            dividend: 7000,
            .mix([(PriceSeries.momentum, 1), (PriceSeries.broad, 2)], dampPercent: 60, firstCents: 44210)
        ),
        entry(
            "SCHD",
            "Schwab US Dividend Equity ETF",
            .etf,
            exchange: "NYSEARCA",
            dividend: 2500,
            market(from: 2740, damp: 40)
        ),
        entry(
            "VOO",
            "Vanguard S&P 500 ETF",
            .etf,
            cusip: "922908363",
            exchange: "NYSEARCA",
            dividend: 17400,
            market(from: 49870)
        ),
        entry(
            "VTI",
            "Vanguard Total Stock Market ETF",
            .etf,
            cusip: "922908769",
            exchange: "NYSEARCA",
            dividend: 9100,
            market(from: 26150)
        ),
        entry(
            "VXUS",
            "Vanguard Total International Stock ETF",
            .etf,
            cusip: "921909768",
            exchange: "NASDAQ",
            dividend: 4300,
            follow(PriceSeries.value, from: 6230, damp: 70)
        ),
        entry(
            "VFIAX",
            "Vanguard 500 Index Fund Admiral Shares",
            .mutualFund,
            cusip: "922908710",
            exchange: "",
            dividend: 16800,
            market(from: 46130)
        ),
        entry("SPAXX", "Fidelity Government Money Market Fund", .moneyMarketFund, exchange: "", dividend: 35, .dollar),
        entry(
            "STABLE-II",
            "Granite Stable Value Fund II",
            .mutualFund,
            exchange: "",
            symbol: .some(nil),
            .accruing(firstCents: 1562)
        ),
        entry(
            "BTC",
            "Bitcoin",
            .cryptocurrency,
            exchange: "CRYPTO",
            follow(PriceSeries.growth, from: 3_841_200, damp: 40)
        ),
        entry(
            "ETH",
            "Ethereum",
            .cryptocurrency,
            exchange: "CRYPTO",
            follow(PriceSeries.momentum, from: 231_400, damp: 90)
        ),
    ]
}
