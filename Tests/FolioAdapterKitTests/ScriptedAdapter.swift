import FolioAdapterKit
import FolioModel

/// An adapter that does what the connection's `external_id` says.
struct ScriptedAdapter: ProviderAdapter {
    static let manifest: AdapterManifest = {
        var manifest = AdapterManifest()
        manifest.name = "scripted"
        manifest.version = "1.0"
        manifest.capabilities = ["link", "accounts", "holdings", "transactions"]
        manifest.maximumInflight = 2
        return manifest
    }()

    /// Opened by whoever wants the scripts that wait for it to go on.
    let gate = Latch()
    /// Opened when a script that waits has begun.
    let begun = Latch()

    init() {}

    func configure(_ params: Configure.Params, _ context: CallContext) async throws(AdapterError) -> Configure.Result {
        guard params.config["key"] != nil else {
            var error = AdapterError(.configInvalid, "A key is missing.")
            error.faults = [DataFault()]
            throw error
        }
        return Configure.Result()
    }

    func check(_ params: Check.Params, _ context: CallContext) async throws(AdapterError) -> Check.Result {
        Check.Result()
    }

    func beginLink(_ params: LinkBegin.Params, _ context: CallContext) async throws(AdapterError) -> LinkBegin.Result {
        var result = LinkBegin.Result()
        result.state = params.userReference
        return result
    }

    func completeLink(
        _ params: LinkComplete.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> LinkComplete.Result {
        var result = LinkComplete.Result()
        result.credentials = ["access_token": .string(params.publicToken ?? "")]
        return result
    }

    func accounts(
        _ params: AccountsRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> AccountsRead.Result {
        switch params.connection.externalID {
        case "rotate": context.rotate(params.connection.id, ["access_token": "new"])
        case "wait":
            begun.open()
            await gate.wait()
            if Task.isCancelled { throw AdapterError(.cancelled, "Cancelled.") }
        case "progress":
            context.progress(1, 2, "accounts")
            begun.open()
            await gate.wait()
        case "deaf": await Task { await gate.wait() }.value
        case "relink": throw AdapterError(.authRequired, "The bank asks for a new login.")
        case "long":
            var result = AccountsRead.Result()
            result.institution = Institution(id: nil, name: String(repeating: "x", count: 5 << 20))
            return result
        default: context.log("notice", "Read", ["cursor": "none"])
        }
        return AccountsRead.Result()
    }

    func holdings(
        _ params: HoldingsRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> HoldingsRead.Result {
        var result = HoldingsRead.Result()
        result.counts = HoldingCounts(of: result)
        if params.connection.externalID == "wrong" { result.counts?.cash = 1 }
        return result
    }

    func transactions(
        _ params: TransactionsRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> TransactionsRead.Result {
        var result = TransactionsRead.Result()
        result.removed = [RemovedTransaction("t1")]
        result.counts.removed = params.connection.externalID == "wrong" ? 2 : 1
        if params.connection.externalID == "cursor" { result.nextCursor = String(repeating: "c", count: 16385) }
        return result
    }

    func disconnect(
        _ params: Disconnect.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> Disconnect.Result {
        Disconnect.Result()
    }
}

extension ConnectionContext {
    static func script(_ script: String) -> ConnectionContext {
        var connection = ConnectionContext()
        connection.id = "c1"
        connection.externalID = script
        return connection
    }
}

extension AccountsRead.Params {
    static func script(_ script: String) -> Self {
        var params = Self()
        params.connection = .script(script)
        return params
    }
}

extension HoldingsRead.Params {
    static func script(_ script: String) -> Self {
        var params = Self()
        params.connection = .script(script)
        return params
    }
}

extension TransactionsRead.Params {
    static func script(_ script: String) -> Self {
        var params = Self()
        params.connection = .script(script)
        return params
    }
}

/// Collects what was said, in order.
actor EventRecorder<Element: Sendable> {
    private(set) var elements: [Element] = []

    func add(_ element: Element) { elements.append(element) }
}
