package import FolioModel
import FolioRPC
package import FolioStore

/// What the methods work with.
package struct DaemonServices: Sendable {
    package let store: Store
    package let settings: CurrentSettings
    package let jobs: JobRunner
    package let adapters: AdapterPool
    package let connections: ConnectionDesk
    package let imports: ImportDesk
    package let portfolios: PortfolioCache
    package let prices: PriceDesk
    package let history: HistoryDesk
    package let sealer: CredentialSealer
    package let vault: CredentialVault
    package let startedAt: Timestamp
    /// What time it is.
    package let now: @Sendable () -> Timestamp
    /// Reads the configuration again, or only says what that would do.
    package let reload: @Sendable (_ isDry: Bool) async throws(ConfigurationErrors) -> ReloadReport
    /// Starts and stops adapters after a user's mode changed.
    package let modesChanged: @Sendable () async -> Void
    /// What the last automatic reload had to say against the file; `nil` where it was taken.
    package let configurationFault: @Sendable () async -> String?

    /// Who may do what, for this caller.
    func permission(_ context: RPCContext) throws(RPCError) -> AccessPolicy.Permission {
        let caller = context.caller
        guard let permission = settings.value.access.permission(uid: caller.uid, groups: caller.groups) else {
            throw .forbidden()
        }
        return permission
    }

    /// The portfolio user that a call is about.
    func user(_ name: String?, _ context: RPCContext) throws(RPCError) -> String {
        try permission(context).resolve(user: name) { (user) throws(RPCError) in
            if user == AccessPolicy.defaultUser { return true }
            return try reading { try store.hasUser(user) } || settings.value.configuration.users[user] != nil
        }
    }

    /// The mode in force for a user.
    func mode(of user: String) throws(RPCError) -> OperatingMode {
        let stored = try reading { try store.storedMode(user: user) }
        return settings.value.configuration.effectiveMode(
            user: user,
            stored: stored.flatMap(OperatingMode.init(rawValue:))
        )
    }

    /// The user's portfolio, the scope checked against it.
    func portfolio(_ params: ScopeParams, _ context: RPCContext) throws(RPCError) -> PortfolioView {
        let user = try user(params.user, context)
        let view = try reading { try portfolios.view(of: user) }
        try params.check(against: view.facts, sources: adapters.providers)
        return view
    }

    /// Runs a read or write of the store; its failure is the daemon's, with the reason in the log.
    func reading<Result>(_ body: () throws -> Result) throws(RPCError) -> Result {
        do {
            return try body()
        } catch let error as RPCError {
            throw error
        } catch StoreError.notFound(let what, let id) {
            throw .notFound(what: what, id: id)
        } catch let error as StoreError {
            throw .internalError("The store failed: \(error.description)")
        } catch {
            throw .internalError("The figures could not be computed: \(error).")
        }
    }
}
