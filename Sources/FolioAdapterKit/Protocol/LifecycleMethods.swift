public import FolioModel

/// What an adapter is: no network, no files, safe to ask at any time.
public enum Describe: AdapterMethod {
    public static let name = "describe"
    public static let idleLimit = Duration.seconds(10)
    public static let hardLimit = Duration.seconds(10)

    /// Who asks.
    public struct Params: WireObject, Hashable {
        public var host = HostIdentity()
        public var protocols: [String] = ["1"]
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("host", \.host), WireField("protocols", \.protocols, "Versions the host speaks."),
        ]
    }

    public typealias Result = AdapterManifest
}

/// Name and version of the daemon.
public struct HostIdentity: WireObject, Hashable {
    public var name = "foliod"
    public var version = ""
    public init() {}
    public static let fields: [WireField<Self>] = [WireField("name", \.name), WireField("version", \.version)]
}

/// What kind of adapter it is.
public enum AdapterKind: String, WireEnum {
    case provider, prices, both
}

/// How users connect an account.
public enum LinkFlow: String, WireEnum {
    case hosted, fields, none
}

/// What an adapter says of itself.
public struct AdapterManifest: WireObject, Hashable {
    public var protocolVersion = "1"
    public var name = ""
    public var version = ""
    public var kind = AdapterKind.provider
    /// What it can do: `link`, `accounts`, `holdings`, `transactions`, `orders`, `prices.latest` and so on.
    public var capabilities: [String] = []
    /// JSON Schema of `configure.config`.
    public var configSchema: JSONValue = [:]
    /// JSON Schema of the credentials.
    public var credentialsSchema: JSONValue = [:]
    public var link = LinkOffer()
    public var maximumInflight = 4
    /// Bytes a line may have.
    public var maximumLine = 4 << 20
    /// Rows a page may have.
    public var pageLimit = 500
    public var rate: RateLimit?
    /// Hosts it talks to.
    public var hosts: [String] = []
    public var documentationURL: String?
    /// Why it cannot run at all.
    public var disable: String?
    /// Whether its accounts are elsewhere or with the brokerage that trades.
    public var source: String?

    /// Makes a manifest with nothing set.
    public init() {}

    public static let fields: [WireField<Self>] = [
        WireField("protocol", \.protocolVersion, optional: true),
        WireField("name", \.name, optional: true),
        WireField("version", \.version, optional: true),
        WireField("kind", \.kind, optional: true),
        WireField("capabilities", \.capabilities, optional: true),
        WireField("config_schema", \.configSchema, optional: true),
        WireField("credentials_schema", \.credentialsSchema, optional: true),
        WireField("link", \.link, optional: true),
        WireField("max_inflight", \.maximumInflight, optional: true),
        WireField("max_line", \.maximumLine, optional: true),
        WireField("page_limit", \.pageLimit, optional: true),
        WireField("rate", \.rate),
        WireField("hosts", \.hosts, optional: true),
        WireField("docs_url", \.documentationURL),
        WireField("disable", \.disable, "Why it cannot run at all."),
        WireField("source", \.source, "external (the default) or brokerage."),
    ]
}

/// How users connect an account.
public struct LinkOffer: WireObject, Hashable {
    public var flow = LinkFlow.none
    public init() {}
    public static let fields: [WireField<Self>] = [WireField("flow", \.flow, optional: true)]
}

/// The vendor's limit, kept by the host.
public struct RateLimit: WireObject, Hashable {
    public var requestsPerMinute = 0
    /// `adapter` or `connection`.
    public var scope = "connection"
    public init() {}
    public static let fields: [WireField<Self>] = [
        WireField("requests_per_minute", \.requestsPerMinute), WireField("scope", \.scope, optional: true),
    ]
}

/// Hands an adapter its configuration; with `dry_run` it only checks it.
public enum Configure: AdapterMethod {
    public static let name = "configure"
    public static let idleLimit = Duration.seconds(10)
    public static let hardLimit = Duration.seconds(10)

    public struct Params: WireObject, Hashable {
        public var config: JSONValue = [:]
        public var features: [String: Bool] = [:]
        /// A private directory, mode 0700.
        public var dataDirectory: String?
        public var generation = 0
        public var dryRun = false
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("config", \.config, optional: true),
            WireField("features", \.features, optional: true),
            WireField("data_dir", \.dataDirectory, "A private directory, mode 0700."),
            WireField("generation", \.generation, optional: true),
            WireField("dry_run", \.dryRun, optional: true),
        ]
    }

    public struct Result: WireObject, Hashable {
        public var warnings: [ConfigurationFault] = []
        public init() {}
        public static let fields: [WireField<Self>] = [WireField("warnings", \.warnings, optional: true)]
    }
}

/// What is wrong in a configuration, and where.
public struct ConfigurationFault: WireObject, Hashable {
    /// JSON pointer into `config`.
    public var path = ""
    public var message = ""
    public init() {}
    public static let fields: [WireField<Self>] = [WireField("path", \.path), WireField("message", \.message)]
}

/// One cheap authenticated call, to see whether things work.
public enum Check: AdapterMethod {
    public static let name = "check"
    public static let idleLimit = Duration.seconds(30)
    public static let hardLimit = Duration.seconds(30)

    public struct Params: WireObject, Hashable {
        public var connection: ConnectionContext?
        public init() {}
        public static let fields: [WireField<Self>] = [WireField("connection", \.connection)]
    }

    public struct Result: WireObject, Hashable {
        /// `ok`, `degraded` or `failed`.
        public var status = "ok"
        public var checks: [CheckLine] = []
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("status", \.status), WireField("checks", \.checks, optional: true),
        ]
    }
}

/// One thing looked at.
public struct CheckLine: WireObject, Hashable {
    public var name = ""
    public var status = "ok"
    public var detail: String?
    public init() {}
    public static let fields: [WireField<Self>] = [
        WireField("name", \.name), WireField("status", \.status), WireField("detail", \.detail),
    ]
}

/// Asks whether the adapter still answers.
public enum Ping: AdapterMethod {
    public static let name = "ping"
    public static let idleLimit = Duration.seconds(10)
    public static let hardLimit = Duration.seconds(10)
    public typealias Params = Empty

    public struct Result: WireObject, Hashable {
        public var inflight = 0
        public init() {}
        public static let fields: [WireField<Self>] = [WireField("inflight", \.inflight, optional: true)]
    }
}

/// Finish up; then the host closes stdin.
public enum Shutdown: AdapterMethod {
    public static let name = "shutdown"
    public static let idleLimit = Duration.seconds(5)
    public static let hardLimit = Duration.seconds(5)

    public struct Params: WireObject, Hashable {
        public var deadlineMilliseconds = 5000
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("deadline_ms", \.deadlineMilliseconds, optional: true)
        ]
    }

    public typealias Result = Empty
}
