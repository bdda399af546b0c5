import FolioModel
import FolioRPC
import FolioStore

/// `assets.get` and `assets.search`: what is known of securities, and from whom.
enum AssetMethods {
    static func all(_ services: DaemonServices) -> [MethodDefinition] { [asset(services), search(services)] }

    private static let defaultRows = 20

    private static func asset(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "assets.get",
            summary: "What is known of a security, from all providers, with where each field is from.",
            params: AssetParams.self,
            result: AssetDetails.self,
            errors: [.notFound]
        ) { (params, context) throws(RPCError) in
            let user = try services.user(params.user, context)
            // Everybody is answered as that user; who sees everyone then learns what only others' files name.
            let viewers: [String?] = try services.permission(context).seesEveryone ? [user, nil] : [user]
            for viewer in viewers {
                guard let details = try details(params, viewer, services) else { continue }
                let quote = try services.reading { try services.store.quote(security: details.row.assetID, user: user) }
                return details.priced(quote)
            }
            throw .notFound(what: "security", id: params.assetID ?? params.symbol ?? "")
        }
    }

    private static func details(
        _ params: AssetParams,
        _ viewer: String?,
        _ services: DaemonServices
    ) throws(RPCError) -> AssetDetails? {
        let store = services.store
        switch (params.assetID, params.symbol) {
        case (let id?, nil):
            let known = try services.reading { try store.securityDetails(id: id, user: viewer) }
            guard let known else { return nil }
            let isHeld = try services.reading { try store.holds(known.merged.security.id, user: viewer) }
            return AssetDetails(known, isHeld: isHeld, others: [], showsStatements: params.showsOrigins ?? false)
        case (nil, let symbol?):
            guard (1...AssetSearchParams.maximumQuery).contains(symbol.count) else {
                throw .invalidParams(path: "symbol", "1 to \(AssetSearchParams.maximumQuery) characters are expected")
            }
            let found = try services.reading { try store.findSecurities(symbol: symbol, user: viewer) }
            guard let best = found.first,
                let known = try services.reading({ try store.securityDetails(id: best.security.id, user: viewer) })
            else { return nil }
            return AssetDetails(
                known,
                isHeld: best.isHeld,
                others: Array(found.dropFirst()),
                showsStatements: params.showsOrigins ?? false
            )
        case (nil, nil), (.some, .some):
            throw .invalidParams(path: "symbol", "either symbol or asset_id is expected")
        }
    }

    private static func search(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "assets.search",
            summary: "Securities whose symbol, name or identifier matches, best first.",
            params: AssetSearchParams.self,
            result: AssetList.self,
            waits: true
        ) { (params, context) throws(RPCError) in
            let permission = try services.permission(context)
            guard (1...AssetSearchParams.maximumQuery).contains(params.query.count) else {
                throw .invalidParams(path: "query", "1 to \(AssetSearchParams.maximumQuery) characters are expected")
            }
            let limit = try RecordMethods.limit(params.limit ?? defaultRows)
            var list = AssetList()
            for user in permission.seesEveryone ? [nil] : permission.users.sorted().map(Optional.some) {
                let found = try services.reading {
                    try services.store.searchSecurities(params.query, limit: limit, user: user)
                }
                for security in found where !list.assets.contains(where: { $0.assetID == security.id }) {
                    list.assets.append(AssetRow(security, quote: nil))
                }
            }
            list.assets = Array(list.assets.prefix(limit))
            if list.assets.isEmpty || params.isEverywhere == true {
                let matches = await services.prices.search(params.query, limit: limit, cause: "rpc:assets.search")
                list.matches = matches.map(AssetMatch.init)
            }
            return list
        }
    }
}
