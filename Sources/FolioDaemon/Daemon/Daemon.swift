import CSys
import FolioModel
package import FolioRPC
import FolioStore
import Glibc
package import Logging
import ServiceLifecycle
import UnixSignals

/// What the command line decides.
package struct DaemonOptions: Sendable {
    /// The configuration file; `nil` for the search path.
    package var configurationPath: String?
    /// Replaces `socket.path`.
    package var socketPath: String?
    package var environment: [String: String]
    /// How each bundled adapter is run, by name, in the order of `adapters.list`.
    package var adapters: [(name: String, launch: AdapterLaunch)]
    /// The executable that starts third parties' adapters, by `adapter-exec`; `nil` where none is ever started.
    package var trampoline: String?
    /// Asked about their parts of a configuration before it is in force.
    package var trial = ConfigurationTrial()

    package init(
        configurationPath: String?,
        socketPath: String?,
        environment: [String: String],
        adapters: [(name: String, launch: AdapterLaunch)]
    ) {
        (self.configurationPath, self.socketPath) = (configurationPath, socketPath)
        (self.environment, self.adapters) = (environment, adapters)
    }
}

/// Why the daemon did not start: lines for a person.
package struct StartFailure: Error, CustomStringConvertible {
    /// One fault a line.
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// The daemon: everything wired together, from start to end.
package struct Daemon: Sendable {
    /// How long the daemon takes to stop at most: the jobs', the requests' and the adapters' times together.
    package static let stopTime = JobRunner.stopTime + requestStopTime + RPCServer.farewell + AdapterPool.stopTime

    /// Of that, how long requests may take to end.
    static let requestStopTime = Duration.seconds(3)

    private let services: DaemonServices
    private let server: RPCServer
    private let reloader: Reloader
    private let imports: ImportWatcher
    private let plugins: PluginWatcher
    private let path: String?
    private let logger: Logger

    /// Opens the store and wires everything; nothing runs yet.
    ///
    /// Throws ``StartFailure`` with every reason.
    package init(_ options: DaemonOptions, style: FolioLogHandler.Style, logger: Logger) throws(StartFailure) {
        let startedAt = Timestamp.now
        self.logger = logger
        path = Configuration.locate(option: options.configurationPath, environment: options.environment).map(absolute)
        let socketPath = options.socketPath
        let overriding: @Sendable (inout Configuration) -> Void = { configuration in
            if let socketPath { configuration.socket.path = socketPath }
        }
        var configuration: Configuration
        do throws(ConfigurationErrors) {
            configuration = try Configuration.load(path: path, environment: options.environment)
        } catch {
            throw StartFailure(error.description)
        }
        overriding(&configuration)
        let secrets = configuration.resolveSecrets(environment: options.environment)
        guard secrets.faults.isEmpty else {
            throw StartFailure(secrets.faults.map(\.description).joined(separator: "\n"))
        }
        style.set(configuration.log)
        let (store, sealer) = try Self.open(configuration, options.environment)
        let settings = CurrentSettings(
            Settings(
                configuration: configuration,
                secrets: secrets,
                access: AccessPolicy(configuration, logger: logger),
                generation: 1
            )
        )
        let vault = CredentialVault(store: store, sealer: sealer, logger: logger)
        let progress = AdapterProgressBoard()
        let adapters = AdapterPool(
            launches: options.adapters,
            trampoline: options.trampoline,
            dataRoot: Self.directory(of: configuration.secrets.keyFile) + "/adapters",
            plan: AdapterPlan(configuration, modes: [], secrets: secrets),
            vault: vault,
            progress: progress,
            secrets: { settings.value.confidential + vault.secrets },
            store: store,
            awaitsPlan: true,
            logger: logger
        )
        let jobs = JobRunner(store: store)
        let portfolios = PortfolioCache(store: store, settings: settings)
        let prices = PriceDesk(store: store, settings: settings, sources: adapters, logger: logger)
        let desk = ConnectionDesk(store: store, settings: settings, adapters: adapters, jobs: jobs, vault: vault)
        let imports = ImportWatcher(store: store, jobs: jobs)
        let plugins = PluginWatcher()
        let reloader = Reloader(
            path: path,
            environment: options.environment,
            trial: options.trial,
            overriding: overriding,
            store: store,
            settings: settings,
            adapters: adapters,
            jobs: jobs,
            imports: imports,
            plugins: plugins,
            style: style,
            logger: logger
        )
        services = DaemonServices(
            store: store,
            settings: settings,
            jobs: jobs,
            adapters: adapters,
            connections: desk,
            imports: ImportDesk(
                store: store,
                settings: settings,
                adapters: adapters,
                jobs: jobs,
                vault: vault,
                progress: progress
            ),
            portfolios: portfolios,
            prices: prices,
            history: HistoryDesk(
                store: store,
                settings: settings,
                portfolios: portfolios,
                prices: StorePrices(store: store) { question, cause in await prices.ask(question, cause: cause) }
            ),
            sealer: sealer,
            vault: vault,
            startedAt: startedAt,
            now: { .now },
            reload: { (isDry) async throws(ConfigurationErrors) in
                try await isDry ? reloader.preview() : reloader.reload()
            },
            modesChanged: { await reloader.carryOut() },
            configurationFault: { await reloader.fault }
        )
        (self.reloader, self.imports, self.plugins) = (reloader, imports, plugins)
        server = RPCServer(
            registry: MethodTable.registry(services),
            limits: RPCLimits(configuration.limits),
            logger: logger,
            authorize: MethodTable.authorize(settings),
            accessStamp: { settings.generation }
        )
    }

    private static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    private static func open(
        _ configuration: Configuration,
        _ environment: [String: String]
    ) throws(StartFailure) -> (Store, CredentialSealer) {
        let location: StoreLocation
        switch configuration.store.location {
        case .memory: location = .memory
        case .file(let path):
            makeDirectory(directory(of: path))
            location = .file(path)
        }
        makeDirectory(directory(of: configuration.secrets.keyFile))
        do {
            let store = try Store.open(location: location)
            try store.ensureUser(AccessPolicy.defaultUser)
            let key = try MasterKey.load(path: configuration.secrets.keyFile, environment: environment)
            return (store, CredentialSealer(key: key))
        } catch let error as StoreError {
            throw StartFailure(error.description)
        } catch {
            throw StartFailure("\(error)")
        }
    }

    /// Makes a missing directory for the daemon alone, and its missing parents; what is there stays as it is.
    private static func makeDirectory(_ path: String) {
        guard access(path, F_OK) != 0 else { return }
        let parent = directory(of: path)
        if parent != path { makeDirectory(parent) }
        mkdir(path, 0o700)
    }

    /// Serves until SIGTERM or SIGINT, then ends in order within ``stopTime``.
    package func run() async throws {
        // Credentials pass through this process: it leaves no core file.
        if csys_forbid_dumps() != 0 { logger.warning("Core files could not be forbidden") }
        try await services.jobs.register(services)
        await withLogger(logger) { _ in await services.imports.open() }  // before anything reads the files
        let group = ServiceGroup(
            configuration: Self.group(
                // Ended from the last to the first: jobs stop before the adapters they call.
                [
                    AdapterService(pool: services.adapters, reloader: reloader, plugins: plugins), imports,
                    ReloadService(reloader: reloader, path: path),
                    SocketService(server: server, settings: services.settings, logger: logger), services.jobs,
                    services.imports, Scheduler(services),
                ],
                logger: logger
            )
        )
        try await withLogger(logger) { _ in try await group.run() }
        try services.store.close()
    }

    private static func group(
        _ services: [any Service],
        logger: Logger
    ) -> ServiceGroupConfiguration {
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) },
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = stopTime
        return configuration
    }
}

/// The path from the root.
private func absolute(_ path: String) -> String {
    guard !path.hasPrefix("/") else { return path }
    guard let directory = getcwd(nil, 0) else { return path }
    defer { free(directory) }
    return String(cString: directory) + "/" + path
}

extension JobRunner {
    /// Says who does the jobs.
    fileprivate func register(_ services: DaemonServices) throws {
        let sync = SyncJob(store: services.store, adapters: services.adapters, vault: services.vault)
        register(RebuildingJob(sync, jobs: self), for: SyncJob.kind)
        register(
            HistoryJob(desk: services.history, adapters: services.adapters, vault: services.vault, now: services.now),
            for: HistoryJob.kind
        )
        register(EndOfDayJob(desk: services.history, now: services.now), for: EndOfDayJob.kind)
        register(RefreshJob(store: services.store, jobs: self, adapters: services.adapters), for: RefreshJob.kind)
        register(RevokeJob(adapters: services.adapters, sealer: services.sealer), for: RevokeJob.kind)
        register(AdoptJob(desk: services.connections, settings: services.settings), for: AdoptJob.kind)
        register(services.imports.job(applies: false), for: ImportJob.previewKind)
        register(RebuildingJob(services.imports.job(applies: true), jobs: self), for: ImportJob.applyKind)
    }
}

extension RPCLimits {
    /// The limits of a configuration.
    package init(_ limits: Configuration.Limits) {
        self.init()
        messageBytes = limits.messageBytes
        depth = limits.jsonDepth
        requestsInFlight = limits.requestsInFlight
        connections = limits.connections
        unsentBytes = limits.unsentBytes
    }
}

/// Runs the adapters that the configuration wants.
struct AdapterService: Service {
    let pool: AdapterPool
    let reloader: Reloader
    let plugins: PluginWatcher

    func run() async throws {
        await reloader.carryOut()
        await withTaskGroup { group in
            group.addTask {
                // What a third party's adapter says of itself may change who is wanted.
                for await _ in pool.discoveries.cancelOnGracefulShutdown() { await reloader.lookAtAdapters() }
            }
            group.addTask { await plugins.run { await reloader.lookAtAdapters() } }
            try? await gracefulShutdown()
            await pool.stopAll()
            group.cancelAll()
        }
    }
}

/// Serves the socket.
struct SocketService: Service {
    let server: RPCServer
    let settings: CurrentSettings
    let logger: Logger

    func run() async throws {
        let socket = settings.value.configuration.socket
        let group: String?
        switch socket.group {
        case .name(let name)?: group = name
        case .number(let number)?: group = String(number)
        case nil: group = nil
        }
        let warnings = try await server.start(path: socket.path, mode: socket.mode, group: group)
        for warning in warnings { logger.warning("Socket is not as configured", metadata: ["detail": "\(warning)"]) }
        logger.notice("Serving", metadata: ["socket": "\(socket.path)"])
        try? await gracefulShutdown()
        await server.stop(grace: Daemon.requestStopTime)
    }
}
