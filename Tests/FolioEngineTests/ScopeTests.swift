import FolioEngine
import FolioModel
import Testing

@Suite struct ScopeTests {
    private func world() throws -> World {
        var world = World()
        world.account("a", connection: "p1", institution: "First Bank")
        world.account("b", connection: "p2", institution: "Second Bank")
        world.account("c", provider: "alpaca", source: .brokerage)
        world.security("BRK.B") { ($0.sector, $0.industry, $0.country) = ("Financials", "Insurance", "US") }
        world.security("BTC", .cryptocurrency)
        world.security("BND", .etf)
        world.security("T-BILL", .treasuryBill)
        for (account, symbol, value) in [("a", "BRK.B", 400), ("b", "BRK.B", 100), ("c", "BTC", 250), ("a", "BND", 60)]
        {
            try world.hold(account, symbol, "1") { $0.value = Amount(value) }
        }
        try world.hold("b", "T-BILL", "1") { $0.value = Amount(90) }
        try world.cash("c", "100")
        return world
    }

    private func total(_ change: (inout Scope) -> Void) throws -> String {
        try world().scoped(change).value().totalValue.description
    }

    @Test func `each filter lets its own through`() throws {
        #expect(try total { _ in } == "1000.00")
        #expect(try total { $0.account = "a" } == "460.00")
        #expect(try total { $0.connection = "p2" } == "190.00")
        #expect(try total { $0.source = "all" } == "1000.00")
        #expect(try total { $0.source = "external" } == "650.00")
        #expect(try total { $0.source = "brokerage" } == "350.00")
        #expect(try total { $0.source = "alpaca" } == "350.00")
        #expect(try total { $0.source = "csv" } == "0.00")
        #expect(try total { $0.assetClass = .cash } == "100.00")
        #expect(try total { $0.assetClass = .fund } == "60.00")
        #expect(try total { ($0.symbol, $0.account) = ("BRK.B", "b") } == "100.00")
        #expect(try total { ($0.account, $0.source) = ("a", "brokerage") } == "0.00")
    }

    @Test(arguments: ["BRK.B", "BRK-B", "brk/b"])
    func `a symbol is found in any spelling, and has no cash`(symbol: String) throws {
        #expect(try total { $0.symbol = symbol } == "500.00")
    }

    @Test(arguments: ["BTC", "BTC/USD", "btcusd"])
    func `a coin is found by its pair`(symbol: String) throws {
        let scoped = try world().scoped { $0.symbol = symbol }
        #expect(try scoped.value().totalValue.description == "250.00")
        #expect(try scoped.value().cash.description == "0.00")
        #expect(try scoped.accounts().accounts.map(\.id) == ["c"])
    }

    @Test func `weights are of the slice`() throws {
        let rows = try world().scoped { $0.account = "a" }.positions().positions
        #expect(rows.map(\.weight?.description) == ["0.869565217391", "0.130434782609"])  // 400 / 460, 60 / 460
    }

    @Test(arguments: [
        (AllocationKey.cashStockBond, "stock=560.00 other=250.00 cash=100.00 bond=90.00"),
        (.assetClass, "equity=500.00 crypto=250.00 cash=100.00 fixed_income=90.00 fund=60.00"),
        (.securityType, "stock=500.00 cryptocurrency=250.00 cash=100.00 treasury_bill=90.00 etf=60.00"),
        (.sector, "Financials=500.00 unknown=400.00 cash=100.00"),
        (.industry, "Insurance=500.00 unknown=400.00 cash=100.00"),
        (.country, "US=500.00 unknown=400.00 cash=100.00"),
        (.account, "a=460.00 c=350.00 b=190.00"),
        (.institution, "First Bank=460.00 unknown=350.00 Second Bank=190.00"),
        (.source, "plaid=650.00 alpaca=350.00"),
        (.currency, "USD=1000.00"),
    ])
    func `every allocation has all of it, cash included`(key: AllocationKey, slices: String) throws {
        let result = try world().scoped().allocation(by: key)
        #expect(result.slices.map { "\($0.key)=\($0.value)" }.joined(separator: " ") == slices)
        #expect(result.total.description == "1000.00")
        #expect(try result.slices.compactMap(\.percentage).sum().description == "1")
    }

    @Test func `slices have names for people`() throws {
        let result = try world().scoped().allocation(by: .assetClass)
        #expect(result.slices.map(\.name) == ["Equity", "Crypto", "Cash", "Fixed income", "Fund"])
        #expect(try world().scoped().allocation(by: .account).slices.map(\.name).first == "Account a")
        #expect(try world().scoped().allocation(by: .sector).slices.map(\.name)[1] == "Unknown")
    }
}
