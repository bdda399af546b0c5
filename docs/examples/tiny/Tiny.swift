import FolioAdapterKit
import FolioModel

@main struct Tiny: PriceSource {
    static let manifest: AdapterManifest = {
        var manifest = AdapterManifest()
        (manifest.name, manifest.version, manifest.kind) = ("tiny", "0.1.0", .prices)
        manifest.capabilities = ["prices.latest"]
        return manifest
    }()

    func configure(_ params: Configure.Params, _ context: CallContext) async throws(AdapterError) -> Configure.Result {
        Configure.Result()
    }

    func check(_ params: Check.Params, _ context: CallContext) async throws(AdapterError) -> Check.Result {
        Check.Result()
    }

    func latest(
        _ params: PricesLatest.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> PricesLatest.Result {
        let prices = ["AAPL": "254.43", "KO": "66.03"]  // texts, as the vendor sent them
        var result = PricesLatest.Result()
        result.quotes = params.items.map { item in
            guard let price = prices[item.ticker].flatMap({ Price(exactly: $0) }) else {
                return PricesLatest.Quote(item.reference, ItemError(.notFound, "There is no such symbol."))
            }
            var quote = PricesLatest.Quote()
            (quote.reference, quote.price, quote.currency) = (item.reference, price, .usd)
            quote.asOf = Timestamp("2025-09-23T20:00:00Z")
            return quote
        }
        return result
    }
}
