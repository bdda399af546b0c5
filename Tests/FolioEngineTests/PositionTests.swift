import FolioEngine
import FolioModel
import Testing

@Suite struct PositionTests {
    private func only(_ world: World) throws -> PositionRow {
        let positions = try world.scoped().positions().positions
        #expect(positions.count == 1)
        return try #require(positions.first)
    }

    @Test func `a security in two accounts is one position with both sources`() throws {
        var world = World()
        world.account("a", institution: "First Bank")
        world.account("b", provider: "alpaca", source: .brokerage, institution: "Alpaca")
        world.security("AAPL") { $0.name = "Apple Inc." }
        try world.hold("a", "AAPL", "10", cost: "1500")
        try world.hold("b", "AAPL", "5", cost: "900")
        try world.quote("AAPL", "195.50", previous: "190")
        let row = try only(world)
        #expect(row.quantity.description == "15")
        #expect(row.side == .long)
        #expect(row.marketValue?.description == "2932.50")  // 15 × 195.50
        #expect(row.costBasis?.description == "2400.00")  // 1500 + 900
        #expect(row.averageEntryPrice?.description == "160")  // 2400 / 15
        #expect(row.unrealizedGain?.description == "532.50")
        #expect(row.unrealizedGainRatio?.description == "0.221875")  // 532.50 / 2400
        #expect(row.currentPrice?.description == "195.5")
        #expect(row.priceSource == "fmp")
        #expect(row.changeToday?.description == "0.028947368421")  // 5.50 / 190
        #expect(row.unrealizedIntradayGain?.description == "82.50")  // 5.50 × 15
        #expect(row.weight?.description == "1")
        #expect(row.dataSource == "hybrid")
        #expect(row.institutions == ["Alpaca", "First Bank"])
        #expect(row.isTradable)
        #expect(row.sources.map(\.account) == ["a", "b"])
        #expect(row.sources.map(\.marketValue?.description) == ["1955.00", "977.50"])
        #expect(row.sources.map(\.isTradable) == [false, true])
    }

    @Test func `grouped by account, each holding is a position of its own`() throws {
        var world = World()
        world.account("a")
        world.account("b", provider: "csv")
        world.security("AAPL")
        try world.hold("a", "AAPL", "10")
        try world.hold("b", "AAPL", "5")
        try world.quote("AAPL", "100")
        let rows = try world.scoped().positions(group: .account).positions
        #expect(rows.map(\.marketValue?.description) == ["1000.00", "500.00"])
        #expect(rows.map(\.dataSource) == ["plaid", "csv"])
        #expect(rows.map(\.assetID) == ["s-AAPL", "s-AAPL"])
    }

    @Test func `the provider's own value counts where its price is newer than the quote`() throws {
        var world = World()
        world.account("a")
        world.security("FUND", .mutualFund)
        try world.quote("FUND", "11", asOf: World.close.adding(seconds: -86_400))
        try world.hold("a", "FUND", "10") {
            $0.price = Price(12)
            $0.value = Amount(exactly: "120.01")
            $0.priceAsOf = World.close
        }
        let row = try only(world)
        #expect(row.marketValue?.description == "120.01")
        #expect(row.currentPrice?.description == "12")
        #expect(row.priceSource == "plaid")
    }

    @Test func `the provider's own value counts unless a quote is strictly newer`() throws {
        for (time, seconds, value) in [
            (World.close, 0, "120.01"), (World.close, 1, "110.00"), (nil, 0, "120.01"), (nil, -1, "120.01"),
            (nil, 1, "110.00"),
        ] as [(Timestamp?, Int64, String)] {
            var world = World()
            world.account("a")
            world.security("FUND", .mutualFund)
            try world.quote("FUND", "11", asOf: World.close.adding(seconds: seconds))
            try world.hold("a", "FUND", "10") {
                $0.price = Price(12)
                $0.value = Amount(exactly: "120.01")
                $0.priceAsOf = time
            }
            #expect(try only(world).marketValue?.description == value)
        }
    }

    @Test func `a statement with a value alone outranks an older quote`() throws {
        var world = World()
        world.account("a")
        world.security("FUND", .mutualFund)
        try world.quote("FUND", "11", asOf: World.close.adding(seconds: -90 * 86_400))
        try world.hold("a", "FUND", "10") { $0.value = Amount(150) }
        let row = try only(world)
        #expect(row.marketValue?.description == "150.00")
        #expect(row.sources.map(\.price) == [nil])
    }

    @Test func `an option's own price per contract does not break its stated value`() throws {
        var world = World()
        world.account("a")
        world.security("NFLX180201C00355000", .option)
        try world.quote("NFLX180201C00355000", "1910")
        try world.hold("a", "NFLX180201C00355000", "3") {
            ($0.price, $0.value, $0.priceAsOf) = (Price(1910), Amount(5730), World.close)
        }
        let row = try only(world)
        #expect(row.marketValue?.description == "5730.00")
        #expect(row.priceSource == "plaid")
    }

    @Test func `a lone price without a time yields to any quote, and is worth less trust`() throws {
        var world = World()
        world.account("a")
        world.security("FUND", .mutualFund)
        try world.hold("a", "FUND", "10") { $0.price = Price(12) }
        #expect(try only(world).marketValue?.description == "120.00")
        #expect(try world.scoped().value().dataQuality == 80)
        try world.quote("FUND", "11", asOf: World.close.adding(seconds: -1))
        #expect(try only(world).marketValue?.description == "110.00")
        #expect(try world.scoped().value().dataQuality == 100)
    }

    @Test func `a price of a date alone is as new as that session's close`() throws {
        let midnight = Timestamp(try #require(Day("2025-09-23")))
        for (minutes, value) in [(-1, "120.00"), (0, "120.00"), (1, "110.00")] as [(Int64, String)] {
            var world = World()
            world.account("a")
            world.security("FUND", .mutualFund)
            try world.quote("FUND", "11", asOf: World.close.adding(seconds: minutes * 60))
            try world.hold("a", "FUND", "10") { ($0.price, $0.priceAsOf) = (Price(12), midnight) }
            let row = try only(world)
            #expect(row.marketValue?.description == value)
            if minutes < 0 { #expect(row.priceAsOf == midnight) }
        }
        var early = World()
        early.account("a")
        early.security("FUND", .mutualFund)
        try early.quote("FUND", "11", asOf: World.close.adding(seconds: -3600))
        try early.hold("a", "FUND", "10") {
            ($0.price, $0.priceAsOf, $0.asOf) = (Price(12), midnight, World.close.adding(seconds: -7200))
        }
        #expect(try only(early).marketValue?.description == "110.00")  // fetched before the quote
    }

    @Test func `a quote of another price basis values nothing`() throws {
        var world = World()
        world.account("units")
        world.account("face", provider: "csv")
        world.security("T", .bond)
        try world.hold("units", "T", "10") { $0.price = Price(980) }
        try world.hold("face", "T", "10000") { $0.priceBasis = .percentOfPar }
        try world.quote("T", "98.1")
        world.facts.quotes["s-T"]?.priceBasis = .percentOfPar
        let row = try only(world)
        #expect(row.sources.map(\.marketValue?.description) == ["9800.00", "9810.00"])
        #expect(row.averageEntryPrice == nil)
    }

    @Test func `one security in two currencies in one account is one position of two sources`() throws {
        var world = World()
        world.account("a")
        world.security("SHEL")
        try world.rate(.gbp, .usd, "1.25")
        try world.hold("a", "SHEL", "10", cost: "600") { ($0.value, $0.price) = (Amount(700), Price(70)) }
        try world.hold("a", "SHEL", "20", cost: "400", currency: .gbp) { $0.value = Amount(1000) }
        let row = try only(world)
        #expect(row.quantity.description == "30")
        #expect(row.marketValue?.description == "1950.00")  // 700 + 1000 × 1.25
        #expect(row.costBasis?.description == "1100.00")  // 600 + 400 × 1.25
        #expect(row.sources.map(\.marketValue?.description) == ["1250.00", "700.00"])
        #expect(try world.scoped().positions(group: .account).positions.count == 1)
    }

    @Test func `option contracts stand for a hundred shares, or what the provider says`() throws {
        var world = World()
        world.account("a")
        world.security("AAPL260116C00200000", .option)
        try world.hold("a", "AAPL260116C00200000", "2", cost: "500")
        try world.quote("AAPL260116C00200000", "3.15")
        var row = try only(world)
        #expect(row.marketValue?.description == "630.00")  // 2 × 100 × 3.15
        #expect(row.averageEntryPrice?.description == "2.5")  // 500 / (2 × 100)

        world.facts.securities["s-AAPL260116C00200000"]?.option = OptionContract()
        world.facts.securities["s-AAPL260116C00200000"]?.option?.multiplier = 10
        row = try only(world)
        #expect(row.marketValue?.description == "63.00")  // 2 × 10 × 3.15
        #expect(row.averageEntryPrice?.description == "25")  // 500 / (2 × 10)
    }

    @Test func `a bond in percent of par is valued as such`() throws {
        var world = World()
        world.account("a")
        world.security("T", .bond) {
            $0.fixedIncome = FixedIncome()
            $0.fixedIncome?.priceBasis = .percentOfPar
        }
        try world.hold("a", "T", "10000", cost: "9900")
        try world.quote("T", "98.5", previous: "98")
        let row = try only(world)
        #expect(row.marketValue?.description == "9850.00")  // 10000 × 98.5 / 100
        #expect(row.averageEntryPrice?.description == "99")
        #expect(row.unrealizedIntradayGain?.description == "50.00")  // 10000 × 0.5 / 100
    }

    @Test func `a bond that one provider prices per unit and another in percent keeps both values`() throws {
        var world = World()
        world.account("units", provider: "plaid")
        world.account("face", provider: "csv")
        world.security("T", .bond) {
            $0.fixedIncome = FixedIncome()
            $0.fixedIncome?.priceBasis = .percentOfPar
        }
        try world.hold("units", "T", "10") {
            $0.priceBasis = .unit
            $0.value = Amount(exactly: "9800")
            $0.price = Price(exactly: "980")
        }
        try world.hold("face", "T", "10000") { $0.value = Amount(exactly: "9810") }
        try world.quote("T", "98.1", previous: "98")
        #expect(try only(world).marketValue?.description == "19610.00")  // 9800 + 9810, not 10 × 98.1 / 100 + 9810
    }

    @Test func `a short position is negative, and loses when the price rises`() throws {
        var world = World()
        world.account("a")
        world.security("GME")
        try world.hold("a", "GME", "-10", cost: "-1000")
        try world.quote("GME", "120", previous: "125")
        let row = try only(world)
        #expect(row.side == .short)
        #expect(row.marketValue?.description == "-1200.00")
        #expect(row.unrealizedGain?.description == "-200.00")
        #expect(row.unrealizedGainRatio?.description == "-0.2")  // −200 / 1000
        #expect(row.averageEntryPrice?.description == "100")
        #expect(row.unrealizedIntradayGain?.description == "50.00")  // −10 × −5
    }

    @Test func `long and short of one security add up and have no average price`() throws {
        var world = World()
        world.account("a")
        world.account("b")
        world.security("GME")
        try world.hold("a", "GME", "-10", cost: "-1000")
        try world.hold("b", "GME", "4", cost: "450")
        try world.quote("GME", "120")
        let row = try only(world)
        #expect(row.quantity.description == "-6")
        #expect(row.side == .short)
        #expect(row.costBasis?.description == "-550.00")
        #expect(row.averageEntryPrice == nil)
        #expect(row.sources.map(\.quantity.description) == ["-10", "4"])
    }

    @Test func `one unknown cost basis makes the sum and the gain unknown, not zero`() throws {
        var world = World()
        world.account("a")
        world.account("b")
        world.security("AAPL")
        try world.hold("a", "AAPL", "10", cost: "1500")
        try world.hold("b", "AAPL", "5")
        try world.quote("AAPL", "200")
        let result = try world.scoped().positions()
        let row = try #require(result.positions.first)
        #expect(row.costBasis == nil)
        #expect(row.averageEntryPrice == nil)
        #expect(row.unrealizedGain == nil)
        #expect(row.unrealizedGainRatio == nil)
        #expect(row.sources.map(\.costBasis?.description) == ["1500.00", nil])
        #expect(result.totals.costBasis == nil)
        #expect(result.totals.costBasisKnown.description == "1500.00")
        #expect(result.totals.unrealizedGain == nil)
    }

    @Test func `a holding without any price stays a position and counts nothing`() throws {
        var world = World()
        world.account("a")
        world.security("AAPL")
        world.security("ODD", .other)
        try world.hold("a", "AAPL", "1")
        try world.hold("a", "ODD", "7", cost: "100")
        try world.quote("AAPL", "200")
        let result = try world.scoped().positions()
        #expect(result.positions.map(\.symbol) == ["AAPL", "ODD"])
        #expect(result.positions.map(\.marketValue?.description) == ["200.00", nil])
        #expect(result.totals.totalValue.description == "200.00")
        #expect(try world.scoped().value().dataQuality == 66)  // 200 × 100 / (200 + 100)
    }

    @Test func `a holding of nothing is no position`() throws {
        var world = World()
        world.account("a")
        world.security("AAPL")
        try world.hold("a", "AAPL", "0")
        try world.quote("AAPL", "200")
        #expect(try world.scoped().positions().positions.isEmpty)
    }

    @Test func `an average price below a cent keeps its digits`() throws {
        var world = World()
        world.account("a")
        world.security("SHIB", .cryptocurrency)
        world.security("AAPL")
        try world.hold("a", "SHIB", "1000000", cost: "12.3456789")
        try world.hold("a", "AAPL", "3", cost: "100")
        try world.quote("SHIB", "0.00002")
        try world.quote("AAPL", "100")
        let rows = try world.scoped().positions().positions
        #expect(rows.map(\.averageEntryPrice?.description) == ["33.333333", "0.000012345679"])
    }

    @Test func `every key of the contract is written, null where nothing is known`() throws {
        var world = World()
        world.account("a")
        world.security("AAPL")
        try world.hold("a", "AAPL", "1")
        let json = try only(world).jsonValue
        let expected = """
            asset_id symbol name exchange asset_class security_type qty side avg_entry_price cost_basis market_value \
            unrealized_pl unrealized_plpc current_price price_as_of price_source change_today unrealized_intraday_pl \
            weight currency sector industry country option_contract fixed_income tradable marginable shortable \
            data_source institutions sources
            """
        #expect(json.object?.memberNames == expected.split(separator: " ").map(String.init))
        #expect(json["market_value"] == .null)
        #expect(json["qty"] == "1")
        let source =
            "adapter connection account account_name account_type institution qty market_value cost_basis price"
        let names = json["sources"]?.array?.first?.object?.memberNames
        #expect(names == (source + " as_of tradable").split(separator: " ").map(String.init))
    }
}
