extension AdapterSkeleton {
    /// A source of prices in Swift.
    static let swiftPrices = #"""
        import FolioAdapterKit
        import FolioModel

        /// A source of prices for foliod.
        ///
        /// Replace what `price` and `closes` return with what your vendor says; docs/adapters.md of folio explains every method.
        @main struct {{Type}}: PriceSource {
            static let manifest: AdapterManifest = {
                var manifest = AdapterManifest()
                (manifest.name, manifest.version, manifest.kind) = ("{{name}}", "0.1.0", .prices)
                manifest.capabilities = ["prices.latest", "prices.eod", "reconfigure"]
                manifest.configSchema = [
                    "type": "object",
                    "properties": ["api_key": ["type": "string", "description": "The vendor's key."]],
                ]
                var rate = RateLimit()
                (rate.requestsPerMinute, rate.scope) = (300, "adapter")
                manifest.rate = rate
                manifest.hosts = []  // the vendor's hosts, such as "api.example.com"
                return manifest
            }()

            func configure(
                _ params: Configure.Params,
                _ context: CallContext
            ) async throws(AdapterError) -> Configure.Result {
                var reader = ConfigurationReader(params.config)
                _ = reader.text("api_key")
                try reader.finish(adapter: "{{name}}")
                return Configure.Result()
            }

            /// One cheap request to the vendor, to see whether the key works.
            func check(_ params: Check.Params, _ context: CallContext) async throws(AdapterError) -> Check.Result {
                Check.Result()
            }

            /// The newest prices: for each item a quote, or an error of that item alone.
            func latest(
                _ params: PricesLatest.Params,
                _ context: CallContext
            ) async throws(AdapterError) -> PricesLatest.Result {
                var result = PricesLatest.Result()
                result.quotes = params.items.map { item in
                    guard let price = Self.price(of: item.ticker) else {
                        return PricesLatest.Quote(item.reference, ItemError(.notFound, "There is no such symbol."))
                    }
                    var quote = PricesLatest.Quote()
                    (quote.reference, quote.price, quote.currency) = (item.reference, price, .usd)
                    (quote.asOf, quote.session) = (Timestamp("2025-09-23T20:00:00Z"), .closed)
                    return quote
                }
                return result
            }

            /// Closes as traded, oldest first; dates without a price are left out.
            func endOfDay(
                _ params: PricesEndOfDay.Params,
                _ context: CallContext
            ) async throws(AdapterError) -> PricesEndOfDay.Result {
                var result = PricesEndOfDay.Result()
                for item in params.items {
                    guard let price = Self.price(of: item.ticker) else {
                        let error = ItemError(.notFound, "There is no such symbol.")
                        result.series.append(PricesEndOfDay.Series(item.reference, error))
                        continue
                    }
                    var series = PricesEndOfDay.Series()
                    (series.reference, series.currency) = (item.reference, .usd)
                    (series.completeFrom, series.completeTo) = (item.from, item.to)
                    for date in Self.dates(from: item.from, to: item.to) {
                        series.dates.append(date)
                        series.close.append(price)
                    }
                    result.series.append(series)
                    context.progress(result.series.count, params.items.count, "series")
                }
                return result
            }

            // MARK: The vendor

            /// The vendor's price, read from the text it came as; `nil` for a symbol that the vendor does not know.
            private static func price(of ticker: String) -> Price? {
                ["AAPL": "254.43", "MSFT": "509.23", "KO": "66.03"][ticker].flatMap { Price(exactly: $0) }
            }

            /// The dates that the vendor has closes of.
            private static func dates(from first: Day, to last: Day) -> [Day] {
                guard first <= last else { return [] }
                return (first.number...last.number).prefix(10_000).map { Day(number: $0) }
            }
        }

        """#
}
