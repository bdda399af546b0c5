package import FolioModel

package struct SystemInfo: WireObject, Hashable {
    package var name = "foliod"
    package var version = ""
    package var protocolVersion = "1"
    package var pid = 0
    package var startedAt = Timestamp(seconds: 0)
    package var mode = OperatingMode.aggregation
    package var store = StoreInfo()
    package var socket = ""
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("name", \.name), WireField("version", \.version),
        WireField("protocol", \.protocolVersion, "Of this interface."), WireField("pid", \.pid),
        WireField("started_at", \.startedAt), WireField("mode", \.mode, "The daemon's own."),
        WireField("store", \.store), WireField("socket", \.socket),
    ]
}

package struct StoreInfo: WireObject, Hashable {
    package var kind = "sqlite"
    package var location = ""
    package var schemaVersion = 0
    package var sizeBytes = 0
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("kind", \.kind), WireField("location", \.location),
        WireField("schema_version", \.schemaVersion), WireField("size_bytes", \.sizeBytes),
    ]
}

/// How well something is.
package enum HealthStatus: String, WireEnum, Comparable {
    case ok, degraded, failing

    private var rank: Int {
        switch self {
        case .ok: 0
        case .degraded: 1
        case .failing: 2
        }
    }

    package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
}

package struct SystemHealth: WireObject, Hashable {
    package var status = HealthStatus.ok
    package var checks: [HealthCheck] = []
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("status", \.status, "The worst of the checks."), WireField("checks", \.checks),
    ]
}

package struct HealthCheck: WireObject, Hashable {
    package var name = ""
    package var status = HealthStatus.ok
    package var detail = ""
    package init() {}
    package init(_ name: String, _ status: HealthStatus, _ detail: String) {
        (self.name, self.status, self.detail) = (name, status, detail)
    }
    package static let fields: [WireField<Self>] = [
        WireField("name", \.name), WireField("status", \.status), WireField("detail", \.detail),
    ]
}

package struct ModeResult: WireObject, Hashable {
    package var mode = OperatingMode.aggregation
    package var features: [String: Bool] = [:]
    package var dataSources: [String] = []
    package var capabilities = Capabilities()
    package var messages: [String: String] = [:]
    package var onboarding = Onboarding()
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("mode", \.mode, "The user's."), WireField("features", \.features),
        WireField("data_sources", \.dataSources, "Adapters that this mode shows."),
        WireField("capabilities", \.capabilities),
        WireField("messages", \.messages, "What to tell people of a capability that is off."),
        WireField("onboarding", \.onboarding),
    ]
}

package struct Capabilities: WireObject, Hashable {
    package var connectAccounts = false
    package var trading = false
    package var brokerageComponents = false
    package var intraday = false
    package var historyReconstruction = false
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("connect_accounts", \.connectAccounts), WireField("trading", \.trading),
        WireField("brokerage_components", \.brokerageComponents), WireField("intraday", \.intraday),
        WireField("history_reconstruction", \.historyReconstruction),
    ]
}

package struct Onboarding: WireObject, Hashable {
    package var steps: [String] = []
    package var next = "done"
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("steps", \.steps, "In order."), WireField("next", \.next, "The first that is not done."),
    ]
}

package struct UserList: WireObject, Hashable {
    package var users: [UserRow] = []
    package var nextCursor: String?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("users", \.users), WireField("next_cursor", \.nextCursor),
    ]
}

package struct UserRow: WireObject, Hashable {
    package var user = ""
    package var mode = OperatingMode.aggregation
    package var storedMode: OperatingMode?
    package var connections = 0
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("user", \.user), WireField("mode", \.mode, "In force."),
        WireField("stored_mode", \.storedMode, "As users.set left it; null for none."),
        WireField("connections", \.connections),
    ]
}

package struct UserSetParams: WireObject, Hashable {
    package var user = ""
    package var mode: OperatingMode?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("user", \.user), WireField("mode", \.mode, "null takes the user's own mode away."),
    ]
}

package struct UserNameParams: WireObject, Hashable {
    package var user = ""
    package init() {}
    package static let fields: [WireField<Self>] = [WireField("user", \.user)]
}

package struct AdapterList: WireObject, Hashable {
    package var adapters: [AdapterRow] = []
    package var nextCursor: String?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("adapters", \.adapters), WireField("next_cursor", \.nextCursor),
    ]
}

package struct AdapterRow: WireObject, Hashable {
    package var name = ""
    package var kind = "provider"
    package var version: String?
    package var state = ""
    package var launch = ""
    package var pid: Int?
    package var restarts = 0
    package var lastError: String?
    package var capabilities: [String] = []
    package var reason = ""
    package var nextAttemptAt: Timestamp?
    package var path: String?
    package var sha256: String?
    package var refused: String?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("name", \.name), WireField("kind", \.kind, "provider, prices or both"),
        WireField("version", \.version),
        WireField("state", \.state, "running, stopped, disabled, starting, backing_off or failed"),
        WireField("launch", \.launch, "in_process or process"), WireField("pid", \.pid),
        WireField("restarts", \.restarts, "Since the daemon started."), WireField("last_error", \.lastError),
        WireField("capabilities", \.capabilities),
        WireField("reason", \.reason, "Why it is or isn't enabled in this mode."),
        WireField("next_attempt_at", \.nextAttemptAt, "When it is started again; null when it isn't waiting."),
        WireField("path", \.path, "The executable of a third party's adapter; null for the others."),
        WireField("sha256", \.sha256, "The digest of that executable, as it was looked at for its last start."),
        WireField("refused", \.refused, "Why that executable is not run; null where it is."),
    ]
}

package struct AdapterNameParams: WireObject, Hashable {
    package var name = ""
    package init() {}
    package static let fields: [WireField<Self>] = [WireField("name", \.name)]
}

package struct JobListParams: WireObject, Hashable {
    package var user: String?
    package var state: String?
    package var limit: Int?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("user", \.user, "Only jobs of this user; an admin sees all without it."),
        WireField("state", \.state, "queued, running, succeeded, failed or cancelled"),
        WireField("limit", \.limit, "1 to 500, by default 50."),
    ]
}

package struct JobList: WireObject, Hashable {
    package var jobs: [JobRow] = []
    package var nextCursor: String?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("jobs", \.jobs, "Newest first."), WireField("next_cursor", \.nextCursor),
    ]
}

package struct JobParams: WireObject, Hashable {
    package var job = ""
    package init() {}
    package static let fields: [WireField<Self>] = [WireField("job", \.job)]
}

package struct JobRow: WireObject, Hashable {
    package var id = ""
    package var kind = ""
    package var state = ""
    package var progress = JobProgressRow()
    package var etaSeconds: Int?
    package var attempts = 0
    package var error: JobError?
    package var result: JSONValue = .null
    package var connection: String?
    package var createdAt = Timestamp(seconds: 0)
    package var updatedAt = Timestamp(seconds: 0)
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("id", \.id), WireField("kind", \.kind),
        WireField("state", \.state, "queued, running, succeeded, failed or cancelled"),
        WireField("progress", \.progress), WireField("eta_s", \.etaSeconds, "null where it can't be told."),
        WireField("attempts", \.attempts), WireField("error", \.error), WireField("result", \.result),
        WireField("connection", \.connection, "What it is about, where it is one connection."),
        WireField("created_at", \.createdAt), WireField("updated_at", \.updatedAt),
    ]
}

package struct JobProgressRow: WireObject, Hashable {
    package var done = 0
    package var total: Int?
    package var unit: String?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("done", \.done), WireField("total", \.total, "null while unknown."), WireField("unit", \.unit),
    ]
}

package struct JobError: WireObject, Hashable {
    package var code = ""
    package var message = ""
    package var data = JSONValue.null
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("code", \.code), WireField("message", \.message),
        WireField(
            "data",
            \.data,
            "As in the error of a call with `wait`; null where there is no more to say."
        ),
    ]
}

package struct CancelResult: WireObject, Hashable {
    package var cancelled = false
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("cancelled", \.cancelled, "false where the job had already ended.")
    ]
}

package struct BackupParams: WireObject, Hashable {
    package var path = ""
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("path", \.path, "An absolute path where nothing is yet; the daemon writes it.")
    ]
}

package struct BackupResult: WireObject, Hashable {
    package var path = ""
    package var sizeBytes = 0
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("path", \.path), WireField("size_bytes", \.sizeBytes, "Of the checked copy."),
    ]
}

package struct StoreCheck: WireObject, Hashable {
    package var isOK = true
    package var checks: [HealthCheck] = []
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("ok", \.isOK),
        WireField("checks", \.checks, "Integrity, foreign keys, and the sums that must agree."),
    ]
}
