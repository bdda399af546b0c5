package import FolioModel
import FolioRPC

/// The filter that every portfolio method takes.
package struct ScopeParams: WireObject, Hashable {
    package var user: String?
    package var account: String?
    package var connection: String?
    package var source: String?
    package var symbol: String?
    package var assetClass: AssetClass?

    package init() {}

    package static let fields: [WireField<Self>] = [
        WireField("user", \.user, "The portfolio user; by default the caller's only one, or `default` for an admin."),
        WireField("account", \.account, "Only this account, by id."),
        WireField("connection", \.connection, "Only this connection, by id."),
        WireField("source", \.source, "`all`, `external`, `brokerage` or an adapter's name."),
        WireField("symbol", \.symbol, "Only this security; has no cash."),
        WireField("asset_class", \.assetClass, "Only this class; `cash` is one."),
    ]

    /// The scope without the user.
    package var scope: Scope {
        var scope = Scope()
        scope.account = account
        scope.connection = connection
        scope.source = source
        scope.symbol = symbol
        scope.assetClass = assetClass
        return scope
    }

    /// Refuses an account or connection that is not the user's, and a source that nobody knows.
    func check(against facts: PortfolioFacts, sources: [String]) throws(RPCError) {
        if let account, !facts.accounts.contains(where: { $0.id == account }) {
            throw .notFound(what: "account", id: account)
        }
        if let connection, !facts.connections.contains(where: { $0.id == connection }) {
            throw .notFound(what: "connection", id: connection)
        }
        let known = ["all", "external", "brokerage"] + sources
        if let source, !known.contains(source) {
            let hint = NearMiss.nearest(to: source, among: known).map { ", did you mean \"\($0)\"?" } ?? ""
            throw .invalidParams(path: "source", "one of \(known.joined(separator: ", ")) is expected\(hint)")
        }
    }
}

/// Parameters of a method that is about one user and nothing else.
package struct UserParams: WireObject, Hashable {
    package var user: String?

    package init() {}

    package static let fields: [WireField<Self>] = [WireField("user", \.user, "The portfolio user.")]
}

/// What a method answers that starts long work.
package struct JobStarted: WireObject, Hashable {
    package var job = ""

    package init() {}

    package init(_ job: String) { self.job = job }

    package static let fields: [WireField<Self>] = [WireField("job", \.job, "To be asked for with jobs.get.")]
}

/// Rows that a removal took away.
package struct RemovedRows: WireObject, Hashable {
    package var removed: [String: Int] = [:]

    package init() {}

    package init(_ removed: [String: Int]) { self.removed = removed }

    package static let fields: [WireField<Self>] = [WireField("removed", \.removed, "Rows by table.")]
}
