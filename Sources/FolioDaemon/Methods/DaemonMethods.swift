import FolioAdapterKit
import Glibc
import FolioModel
package import FolioRPC
import FolioStore

/// What the daemon says of itself: `system.*`, `mode.get`, `users.*`, `adapters.*`.
enum DaemonMethods {
    static func all(_ services: DaemonServices) -> [MethodDefinition] {
        [
            info(services), health(services), reload(services), mode(services), adapters(services), restart(services),
        ] + users(services)
    }

    private static func info(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "system.info",
            summary: "Which daemon this is.",
            params: NoParams.self,
            result: SystemInfo.self
        ) { (_, context) throws(RPCError) in
            _ = try services.permission(context)
            let configuration = services.settings.value.configuration
            var info = SystemInfo()
            info.version = FolioVersion.current
            info.pid = Int(getpid())
            info.startedAt = services.startedAt
            info.mode = configuration.daemonMode
            info.socket = configuration.socket.path
            info.store.location = services.store.location.description
            info.store.schemaVersion = try services.reading { try services.store.schemaVersion() }
            info.store.sizeBytes = try services.reading { try services.store.sizeBytes() }
            return info
        }
    }

    private static func health(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "system.health",
            summary: "Whether everything works, part by part.",
            params: NoParams.self,
            result: SystemHealth.self
        ) { (_, context) throws(RPCError) in
            _ = try services.permission(context)
            return await HealthReport.make(services)
        }
    }

    private static func reload(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "system.reload",
            summary: "Reads the configuration again; a file with any error changes nothing.",
            params: ReloadParams.self,
            result: ReloadResult.self,
            admin: true,
            waits: true,
            errors: [.invalidData]
        ) { (params, _) throws(RPCError) in
            do throws(ConfigurationErrors) {
                let isDry = params.isDry ?? false
                let report = try await services.reload(isDry)
                var result = ReloadResult()
                if !isDry { result.applied = report.applied }
                (result.file, result.settings) = (report.file, report.settings)
                result.plan = report.steps.map(AdapterStepRow.init)
                return result
            } catch {
                throw RPCError(error)
            }
        }
    }

    private static func mode(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "mode.get",
            summary: "Which accounts a user sees, and what apps can offer.",
            params: UserParams.self,
            result: ModeResult.self
        ) { (params, context) throws(RPCError) in
            let user = try services.user(params.user, context)
            let mode = try services.mode(of: user)
            let connections = try services.reading { try services.store.connections(user: user) }
            let settings = services.settings.value
            let sources = services.adapters.providers.filter { name in
                settings.isEnabled(name) && mode.includes(services.adapters.source(of: name))
            }
            return ModeResult(
                mode: mode,
                features: settings.configuration.features,
                dataSources: sources,
                hasConnection: connections.contains { mode.includes(services.adapters.source(of: $0.provider)) }
            )
        }
    }

    private static func users(_ services: DaemonServices) -> [MethodDefinition] {
        [
            MethodDefinition(
                "users.list",
                summary: "The portfolio users there are.",
                params: NoParams.self,
                result: UserList.self,
                admin: true
            ) { (_, context) throws(RPCError) in
                let permission = try services.permission(context)
                var list = UserList()
                for user in try services.reading({ try services.store.users() }) where permission.allows(user.name) {
                    list.users.append(try row(user.name, stored: user.mode, services))
                }
                return list
            },
            MethodDefinition(
                "users.set",
                summary: "Gives a user a mode of its own, or takes it away; the user is made where it is new.",
                params: UserSetParams.self,
                result: UserRow.self,
                admin: true,
                waits: true
            ) { (params, context) throws(RPCError) in
                guard try services.permission(context).allows(params.user) else { throw .forbidden() }
                guard UserName.isValid(params.user) else {
                    throw .invalidParams(path: "user", "a user name has 1 to 64 of A-Z a-z 0-9 . _ -, no leading dot")
                }
                try services.reading { try services.store.setMode(user: params.user, mode: params.mode?.rawValue) }
                await services.modesChanged()
                return try row(params.user, stored: params.mode?.rawValue, services)
            },
            MethodDefinition(
                "users.remove",
                summary: "Ends the user's connections and erases everything of the user.",
                params: UserNameParams.self,
                result: RemovedRows.self,
                admin: true,
                waits: true,
                errors: [.notFound]
            ) { (params, context) throws(RPCError) in
                guard try services.permission(context).allows(params.user) else { throw .forbidden() }
                guard try services.reading({ try services.store.hasUser(params.user) }) else {
                    throw .notFound(what: "user", id: params.user)
                }
                var removed = try await services.connections.removeAll(of: params.user, cause: context.requestID)
                let rest = try services.reading { try services.store.removeUser(params.user) }
                removed.merge(rest, uniquingKeysWith: +)
                await services.modesChanged()
                return RemovedRows(removed)
            },
        ]
    }

    private static func row(_ user: String, stored: String?, _ services: DaemonServices) throws(RPCError) -> UserRow {
        var row = UserRow()
        row.user = user
        row.storedMode = stored.flatMap(OperatingMode.init(rawValue:))
        row.mode = services.settings.value.configuration.effectiveMode(user: user, stored: row.storedMode)
        row.connections = try services.reading { try services.store.connections(user: user).count }
        return row
    }

    private static func adapters(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "adapters.list",
            summary: "The adapters, how each is, and why it runs or doesn't.",
            params: NoParams.self,
            result: AdapterList.self
        ) { (_, context) throws(RPCError) in
            _ = try services.permission(context)
            var list = AdapterList()
            list.adapters = await services.adapters.statuses().map(AdapterRow.init)
            return list
        }
    }

    private static func restart(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "adapters.restart",
            summary: "Ends an adapter's process and starts it anew.",
            params: AdapterNameParams.self,
            result: AdapterRow.self,
            admin: true,
            waits: true,
            errors: [.notFound]
        ) { (params, _) throws(RPCError) in
            guard await services.adapters.restart(params.name),
                let status = await services.adapters.statuses().first(where: { $0.name == params.name })
            else { throw .notFound(what: "adapter", id: params.name) }
            return AdapterRow(status)
        }
    }
}

extension RPCError {
    /// What a client sees of a refused configuration.
    package init(_ errors: ConfigurationErrors) {
        self = .invalidData(
            errors: errors.faults.map { fault in
                RPCFileFault(
                    file: fault.file,
                    line: fault.line > 0 ? fault.line : nil,
                    column: fault.column > 0 ? fault.column : nil,
                    message: fault.keyPath.isEmpty ? fault.message : "\(fault.keyPath): \(fault.message)"
                )
            },
            message: "The configuration has errors; the one in force stays.",
            hint: "Correct the places in data.errors; `foliod check-config` shows them, too."
        )
    }
}

extension AdapterRow {
    /// What a client sees of an adapter.
    package init(_ status: AdapterStatus) {
        self.init()
        name = status.name
        kind = status.kind.rawValue
        version = status.version.isEmpty ? nil : status.version
        state = status.state.rawValue
        launch = status.launch == "local" ? "in_process" : status.launch
        pid = status.pid
        restarts = status.restarts
        lastError = status.lastError
        capabilities = status.capabilities
        reason = status.reason
        nextAttemptAt = status.nextAttemptAt
        (path, sha256, refused) = (status.file?.path, status.file?.sha256, status.file?.refusal)
    }
}

extension ModeResult {
    /// What follows from a mode.
    package init(
        mode: OperatingMode,
        features: Configuration.Features,
        dataSources: [String],
        hasConnection: Bool
    ) {
        self.init()
        self.mode = mode
        for (name, isOn) in features.byName { self.features[name] = isOn }
        self.dataSources = dataSources
        capabilities.connectAccounts = mode.includesExternal
        capabilities.trading = mode.includesBrokerage
        capabilities.brokerageComponents = mode.includesBrokerage
        capabilities.intraday = mode != .disabled && features.intradayTracking
        capabilities.historyReconstruction = mode != .disabled && features.historyReconstruction
        if !capabilities.trading { messages["trading"] = "Brokerage capabilities coming soon" }
        onboarding.steps =
            switch mode {
            case .aggregation: ["personalization", "connect_accounts", "done"]
            case .brokerage: ["personalization", "kyc", "funding", "done"]
            case .hybrid: ["personalization", "connect_accounts", "kyc", "funding", "done"]
            case .disabled: ["done"]
            }
        onboarding.next = hasConnection ? "done" : onboarding.steps.first ?? "done"
    }
}
