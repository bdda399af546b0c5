import FolioModel
import FolioRPC
import FolioStore

/// `mappings.*`: which symbols of price sources securities are, and what a person decides of them.
enum MappingMethods {
    static func all(_ services: DaemonServices) -> [MethodDefinition] {
        [list(services), resolve(services), ignore(services)]
    }

    private static func list(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "mappings.list",
            summary: "Which symbols of price sources securities are, by symbol.",
            params: MappingListParams.self,
            result: MappingList.self
        ) { (params, context) throws(RPCError) in
            let permission = try services.permission(context)
            let limit = try RecordMethods.limit(params.limit)
            var list = MappingList()
            var seen: Set<String> = []
            for user in permission.seesEveryone ? [nil] : permission.users.sorted().map(Optional.some) {
                let found = try services.reading {
                    try services.store.mappings(state: params.state, limit: limit, user: user)
                }
                for (mapping, security) in found
                where seen.insert(mapping.security + " " + mapping.source).inserted {
                    list.mappings.append(MappingRow(mapping, security))
                }
            }
            list.mappings = Array(list.mappings.prefix(limit))
            return list
        }
    }

    private static func security(_ id: String, _ services: DaemonServices) throws(RPCError) -> Security {
        guard let security = try services.reading({ try services.store.security(id: id) }) else {
            throw .notFound(what: "security", id: id)
        }
        return security
    }

    private static func resolve(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "mappings.resolve",
            summary: "Says which symbol a security is; what the former one brought counts no more.",
            params: MappingResolveParams.self,
            result: MappingResolution.self,
            admin: true,
            waits: true,
            errors: [.notFound]
        ) { (params, context) throws(RPCError) in
            let security = try security(params.security, services)
            guard SymbolDecision.isUsable(params.symbol) else {
                let limit = SymbolDecision.longestSymbol
                throw .invalidParams(path: "symbol", "1 to \(limit) visible characters are expected")
            }
            let chain = services.prices.chain
            guard let source = params.source ?? chain.first, chain.contains(source) else {
                let names = chain.isEmpty ? "none is configured beside the store" : chain.joined(separator: ", ")
                throw .invalidParams(path: "source", "a price source is expected: \(names)")
            }
            do throws(StoreError) {
                let outcome = try await services.prices.resolve(
                    security,
                    to: params.symbol,
                    at: source,
                    cause: "rpc:mappings.resolve"
                )
                var resolution = MappingResolution()
                if let mapping = try services.store.mappings(of: [security.id], source: source)[security.id] {
                    resolution.mapping = MappingRow(mapping, security)
                }
                (resolution.state, resolution.missing) = (outcome.state, outcome.missing)
                resolution.detail = outcome.detail
                return resolution
            } catch {
                throw .internalError("The store failed: \(error.description)")
            }
        }
    }

    private static func ignore(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "mappings.ignore",
            summary: "Says that a security needs no symbol of a price source.",
            params: MappingIgnoreParams.self,
            result: MappingList.self,
            admin: true,
            waits: true,
            errors: [.notFound]
        ) { (params, _) throws(RPCError) in
            let security = try security(params.security, services)
            do throws(StoreError) {
                try await services.prices.ignore(security)
                var list = MappingList()
                for source in services.prices.chain.isEmpty ? [AdapterPlan.storeName] : services.prices.chain {
                    guard let mapping = try services.store.mappings(of: [security.id], source: source)[security.id]
                    else { continue }
                    list.mappings.append(MappingRow(mapping, security))
                }
                return list
            } catch {
                throw .internalError("The store failed: \(error.description)")
            }
        }
    }
}
