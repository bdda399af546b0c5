public import FolioModel

/// What an adapter can do while it serves a call.
public struct CallContext: Sendable {
    /// The request's id.
    public let id: String

    /// Says how far the call is: at most ten times a second reach the host, and each renews the idle deadline.
    public let progress: @Sendable (_ done: Int, _ total: Int?, _ unit: String?) -> Void

    /// Logs a constant English phrase with values beside it; never a credential or an account number.
    public let log: @Sendable (_ level: String, _ message: String, _ fields: [String: String]) -> Void

    /// Hands rotated credentials to the host, which stores them before anything later on this pipe.
    public let rotate: @Sendable (_ connection: String, _ credentials: JSONValue) -> Void

    /// Makes a context.
    public init(
        id: String,
        progress: @escaping @Sendable (Int, Int?, String?) -> Void,
        log: @escaping @Sendable (String, String, [String: String]) -> Void,
        rotate: @escaping @Sendable (String, JSONValue) -> Void
    ) {
        (self.id, self.progress, self.log, self.rotate) = (id, progress, log, rotate)
    }
}

/// An adapter: one implementation, served over stdio by ``AdapterMain`` or in the daemon by ``LocalChannel``.
public protocol Adapter: Sendable {
    /// What it is; fixed, without network or files.
    static var manifest: AdapterManifest { get }

    /// Makes an adapter that has not been configured yet.
    init()

    /// Takes a configuration, or only checks it.
    func configure(_ params: Configure.Params, _ context: CallContext) async throws(AdapterError) -> Configure.Result

    /// Makes one cheap authenticated call.
    func check(_ params: Check.Params, _ context: CallContext) async throws(AdapterError) -> Check.Result
}

/// A provider of accounts.
///
/// Every call carries its connection; nothing is kept that could not be lost.
public protocol ProviderAdapter: Adapter {
    /// Starts connecting an account, or repairing a connection.
    func beginLink(_ params: LinkBegin.Params, _ context: CallContext) async throws(AdapterError) -> LinkBegin.Result

    /// Finishes connecting.
    func completeLink(
        _ params: LinkComplete.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> LinkComplete.Result

    /// Reads the accounts.
    func accounts(
        _ params: AccountsRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> AccountsRead.Result

    /// Reads what the accounts hold.
    func holdings(
        _ params: HoldingsRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> HoldingsRead.Result

    /// Reads a page of transactions.
    func transactions(
        _ params: TransactionsRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> TransactionsRead.Result

    /// Reads what an account was worth day by day.
    func history(_ params: HistoryRead.Params, _ context: CallContext) async throws(AdapterError) -> HistoryRead.Result

    /// Reads a page of orders.
    func orders(_ params: OrdersRead.Params, _ context: CallContext) async throws(AdapterError) -> OrdersRead.Result

    /// Asks the vendor to read the institution now.
    func requestRefresh(
        _ params: RefreshRequest.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> RefreshRequest.Result

    /// Ends the vendor's access.
    func disconnect(_ params: Disconnect.Params, _ context: CallContext) async throws(AdapterError) -> Disconnect.Result

    /// Says what files are before they are taken.
    func inspectImport(
        _ params: ImportInspect.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> ImportInspect.Result
}

extension ProviderAdapter {
    /// A provider without orders.
    public func orders(
        _ params: OrdersRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> OrdersRead.Result {
        throw AdapterError(.unsupported, "This provider has no orders.")
    }

    /// A provider that is always up to date, or reads at its own time only.
    public func requestRefresh(
        _ params: RefreshRequest.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> RefreshRequest.Result {
        throw AdapterError(.unsupported, "This provider cannot be asked to refresh.")
    }

    /// A provider without files.
    public func inspectImport(
        _ params: ImportInspect.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> ImportInspect.Result {
        throw AdapterError(.unsupported, "This provider has no files to import.")
    }
}
