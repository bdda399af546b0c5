package import FolioModel

/// Turns a method's name and parameters into a call of the adapter, and its result into JSON.
package struct AdapterDispatcher: Sendable {
    private let adapter: any Adapter

    /// Makes a dispatcher of one adapter.
    package init(_ adapter: any Adapter) { self.adapter = adapter }

    /// Calls the adapter.
    ///
    /// - Parameters:
    ///   - method: The name on the wire.
    ///   - params: What the host sent; members nobody knows are ignored.
    ///   - context: What the adapter can say meanwhile.
    ///   - inflight: How many requests are being worked on, for `ping`.
    /// - Returns: The result as JSON.
    /// - Throws: The adapter's error, `invalid_params`, or `method_not_found`.
    package func answer(
        _ method: String,
        _ params: JSONValue,
        _ context: CallContext,
        inflight: Int
    ) async throws(AdapterError) -> [UInt8] {
        switch method {
        case Describe.name:
            return try await invoke(Describe.self, params) { (params) throws(AdapterError) in try describe(params) }
        case Configure.name:
            return try await invoke(Configure.self, params) { (params) throws(AdapterError) in
                try await adapter.configure(params, context)
            }
        case Check.name:
            return try await invoke(Check.self, params) { (params) throws(AdapterError) in
                try await adapter.check(params, context)
            }
        case Ping.name:
            var result = Ping.Result()
            result.inflight = inflight
            return result.json
        case Shutdown.name: return Shutdown.Result().json
        default:
            if let source = adapter as? any PriceSource,
                let answer = try await answer(source, method, params, context)
            {
                return answer
            }
            guard let provider = adapter as? any ProviderAdapter else { throw Self.unknown(method) }
            return try await answer(provider, method, params, context)
        }
    }

    /// The answer of a price source; `nil` where it is not one of its methods.
    private func answer(
        _ source: any PriceSource,
        _ method: String,
        _ params: JSONValue,
        _ context: CallContext
    ) async throws(AdapterError) -> [UInt8]? {
        switch method {
        case PricesLatest.name:
            try await invoke(PricesLatest.self, params) { (params) throws(AdapterError) in
                try await source.latest(params, context)
            }
        case PricesEndOfDay.name:
            try await invoke(PricesEndOfDay.self, params) { (params) throws(AdapterError) in
                try await source.endOfDay(params, context)
            }
        case SymbolsSearch.name:
            try await invoke(SymbolsSearch.self, params) { (params) throws(AdapterError) in
                try await source.search(params, context)
            }
        case SymbolsResolve.name:
            try await invoke(SymbolsResolve.self, params) { (params) throws(AdapterError) in
                try await source.resolve(params, context)
            }
        case ActionsRead.name:
            try await invoke(ActionsRead.self, params) { (params) throws(AdapterError) in
                try await source.actions(params, context)
            }
        case CalendarRead.name:
            try await invoke(CalendarRead.self, params) { (params) throws(AdapterError) in
                try await source.calendar(params, context)
            }
        default: nil
        }
    }

    private func answer(
        _ provider: any ProviderAdapter,
        _ method: String,
        _ params: JSONValue,
        _ context: CallContext
    ) async throws(AdapterError) -> [UInt8] {
        switch method {
        case LinkBegin.name:
            try await invoke(LinkBegin.self, params) { (params) throws(AdapterError) in
                try await provider.beginLink(params, context)
            }
        case LinkComplete.name:
            try await invoke(LinkComplete.self, params) { (params) throws(AdapterError) in
                try await provider.completeLink(params, context)
            }
        case AccountsRead.name:
            try await invoke(AccountsRead.self, params) { (params) throws(AdapterError) in
                try await provider.accounts(params, context)
            }
        case HoldingsRead.name:
            try await invoke(HoldingsRead.self, params) { (params) throws(AdapterError) in
                try await provider.holdings(params, context)
            }
        case TransactionsRead.name:
            try await invoke(TransactionsRead.self, params) { (params) throws(AdapterError) in
                try await provider.transactions(params, context)
            }
        case HistoryRead.name:
            try await invoke(HistoryRead.self, params) { (params) throws(AdapterError) in
                try await provider.history(params, context)
            }
        case OrdersRead.name:
            try await invoke(OrdersRead.self, params) { (params) throws(AdapterError) in
                try await provider.orders(params, context)
            }
        case RefreshRequest.name:
            try await invoke(RefreshRequest.self, params) { (params) throws(AdapterError) in
                try await provider.requestRefresh(params, context)
            }
        case Disconnect.name:
            try await invoke(Disconnect.self, params) { (params) throws(AdapterError) in
                try await provider.disconnect(params, context)
            }
        case ImportInspect.name:
            try await invoke(ImportInspect.self, params) { (params) throws(AdapterError) in
                try await provider.inspectImport(params, context)
            }
        default: throw Self.unknown(method)
        }
    }

    private func describe(_ params: Describe.Params) throws(AdapterError) -> AdapterManifest {
        let manifest = type(of: adapter).manifest
        guard params.protocols.contains(manifest.protocolVersion) else {
            throw AdapterError(.protocolUnsupported, "This adapter speaks protocol \(manifest.protocolVersion) only.")
        }
        return manifest
    }

    private func invoke<M: AdapterMethod>(
        _ method: M.Type,
        _ params: JSONValue,
        _ body: (M.Params) async throws(AdapterError) -> M.Result
    ) async throws(AdapterError) -> [UInt8] {
        let decoded: M.Params
        do {
            decoded = try M.Params(wire: params, at: WirePath(unknownMembers: .ignored, "params"))
        } catch {
            throw AdapterError(.invalidParams, "\(error)")
        }
        return try await body(decoded).json
    }

    private static func unknown(_ method: String) -> AdapterError {
        AdapterError(.unknownMethod, "This adapter has no method \(method.prefix(64)).")
    }
}
