import FolioModel
package import FolioRPC

/// All methods of the daemon: the one list that dispatch and documents are made from.
package enum MethodTable {
    /// The registry.
    package static func registry(_ services: DaemonServices) -> MethodRegistry {
        MethodRegistry(
            version: FolioVersion.current,
            DaemonMethods.all(services) + ConnectionMethods.all(services) + PortfolioMethods.all(services)
                + RecordMethods.all(services) + AssetMethods.all(services) + UpkeepMethods.all(services)
                + ImportMethods.all(services) + HistoryMethods.all(services) + FindingMethods.all(services)
                + PriceMethods.all(services) + MappingMethods.all(services)
        )
    }

    /// Who may call what at all: a caller without a rule nothing but the description, others all but what is an
    /// administrator's.
    package static func authorize(
        _ settings: CurrentSettings
    ) -> @Sendable (Caller, MethodDefinition) -> RPCError? {
        { caller, method in
            if method.name == "rpc.discover" { return nil }
            let permission = settings.value.access.permission(uid: caller.uid, groups: caller.groups)
            guard let permission, permission.isAdmin || !method.isAdmin else { return .forbidden() }
            return nil
        }
    }
}
