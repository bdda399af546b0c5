import FolioModel

extension ConformanceBench {
    /// A request that takes an adapter some work, for what is about requests as such.
    struct Work: Sendable {
        let method: String
        let params: JSONValue
        let limit: Duration
    }

    /// The heaviest request that this adapter can be asked here; at the least `check`, or `describe`.
    func work(_ session: ConformanceSession) async throws -> Work {
        guard reasonToSkip(.vendor) == nil else {
            return Work(method: Describe.name, params: Describe.Params().jsonValue, limit: Describe.hardLimit)
        }
        if reasonToSkip(.provider) == nil, reasonToSkip(.connection) == nil {
            let connection = try await connection(session)
            if manifest.capabilities.contains("holdings") {
                var params = HoldingsRead.Params()
                params.connection = connection
                return Work(method: HoldingsRead.name, params: params.jsonValue, limit: HoldingsRead.hardLimit)
            }
            var params = AccountsRead.Params()
            params.connection = connection
            return Work(method: AccountsRead.name, params: params.jsonValue, limit: AccountsRead.hardLimit)
        }
        if reasonToSkip(.prices) == nil, reasonToSkip(.harmless) == nil,
            manifest.capabilities.contains(PricesLatest.name)
        {
            var params = PricesLatest.Params()
            params.items = options.input.prices.known.enumerated().map { number, ticker in
                var item = PriceItem()
                (item.reference, item.ticker) = ("r\(number)", ticker)
                return item
            }
            return Work(method: PricesLatest.name, params: params.jsonValue, limit: PricesLatest.hardLimit)
        }
        return Work(method: Describe.name, params: Describe.Params().jsonValue, limit: Describe.hardLimit)
    }
}
