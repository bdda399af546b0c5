package import FolioAdapterKit
import FolioModel
import Synchronization

/// Reads accounts from CSV files that a user puts into `<directory>/<user>/`; docs/csv.md has the layouts.
///
/// One file is a page, or several pages of at most ``pageLimit`` rows. Nothing is kept but surveys of unchanged files
/// and places in half-read ones, all of which can be had again from the files.
package struct CSVAdapter: ProviderAdapter {
    /// Rows of one page.
    static let pageLimit = 500

    private let state: CSVState

    /// Makes an adapter that has not been configured yet.
    package init() { self.init(clock: .system, limits: CSVLimits()) }

    /// Makes an adapter with another clock and other limits, for tests.
    init(clock: SettlingClock, limits: CSVLimits) { state = CSVState(clock: clock, limits: limits) }

    package static var manifest: AdapterManifest {
        var manifest = AdapterManifest()
        (manifest.name, manifest.version, manifest.kind) = ("csv", "1.0.0", .provider)
        manifest.capabilities = ["accounts", "holdings", "transactions", "import", "reconfigure"]
        manifest.configSchema = CSVConfiguration.schema
        manifest.credentialsSchema = ["type": "object", "additionalProperties": false]
        manifest.link.flow = .none
        manifest.maximumInflight = 2
        manifest.pageLimit = pageLimit
        manifest.source = "external"
        return manifest
    }

    // MARK: Lifecycle

    package func configure(
        _ params: Configure.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> Configure.Result {
        let configuration = try CSVConfiguration(params.config)
        if !params.dryRun { state.configure(configuration) }
        return Configure.Result()
    }

    package func check(_ params: Check.Params, _ context: CallContext) async throws(AdapterError) -> Check.Result {
        let directory = try state.directory()
        var line = CheckLine()
        line.name = "directory"
        if let reason = ImportFolder.problem(with: directory) { (line.status, line.detail) = ("failed", reason) }
        var result = Check.Result()
        (result.status, result.checks) = (line.status, [line])
        return result
    }

    // MARK: Linking

    package func beginLink(
        _ params: LinkBegin.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> LinkBegin.Result {
        var result = LinkBegin.Result()
        result.flow = .none
        return result
    }

    package func completeLink(
        _ params: LinkComplete.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> LinkComplete.Result {
        throw AdapterError(.unsupported, "Files in the user's folder make the connection by themselves.")
    }

    package func disconnect(
        _ params: Disconnect.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> Disconnect.Result {
        Disconnect.Result()  // the files are the user's own and stay
    }

    // MARK: Reading

    package func accounts(
        _ params: AccountsRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> AccountsRead.Result {
        let folder = try await state.survey(params.connection, context)
        var result = AccountsRead.Result()
        result.accounts = folder.survey.accounts
        result.institution = folder.survey.institution
        return result
    }

    package func holdings(
        _ params: HoldingsRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> HoldingsRead.Result {
        let folder = try await state.survey(params.connection, context)
        return try HoldingsPages(folder: folder, state: state).page(params)
    }

    package func transactions(
        _ params: TransactionsRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> TransactionsRead.Result {
        let folder = try await state.survey(params.connection, context)
        return try TransactionPages(folder: folder, state: state).page(params)
    }

    // MARK: Importing

    package func inspectImport(
        _ params: ImportInspect.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> ImportInspect.Result {
        var result = ImportInspect.Result()
        result.files = try state.inspect(params.directory, context).map(InspectedFile.init)
        return result
    }
}
