package import FolioAdapterKit

/// Carries calls to price sources, by name.
package protocol PriceSources: Sendable {
    /// What the source can do.
    ///
    /// - Throws: `adapter_not_running` where there is nobody to ask.
    func abilities(of source: String) async throws(AdapterError) -> Set<String>

    /// Carries one call to the source.
    func call<M: AdapterMethod>(
        _ method: M.Type,
        _ params: M.Params,
        source: String,
        cause: String
    ) async throws(AdapterError) -> M.Result
}

extension AdapterPool: PriceSources {
    package func abilities(of source: String) async throws(AdapterError) -> Set<String> {
        let supervisor = try await running(source)
        // A call waits for one that is starting; only then it has said what it can do.
        if await supervisor.status.state != .running {
            _ = try await supervisor.call(Ping.self, Empty(), cause: "foliod:prices")
        }
        return Set(await supervisor.status.capabilities)
    }

    package func call<M: AdapterMethod>(
        _ method: M.Type,
        _ params: M.Params,
        source: String,
        cause: String
    ) async throws(AdapterError) -> M.Result {
        try await running(source).call(method, params, cause: cause)
    }
}
