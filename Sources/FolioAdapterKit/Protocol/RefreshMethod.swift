public import FolioModel

/// Asks the vendor to read the institution now, not at its own time; what is new comes with later reads.
///
/// For adapters with the capability `refresh`; others answer `unsupported`, as does a connection whose institution or
/// contract does not allow it. Vendors charge for it, so it is never sent twice.
public enum RefreshRequest: AdapterMethod {
    public static let name = "refresh.request"
    public static let idleLimit = Duration.seconds(60)
    public static let hardLimit = Duration.seconds(120)
    public static let isRepeatable = false

    public struct Params: WireObject, Hashable {
        public var connection = ConnectionContext()
        public init() {}
        public static let fields: [WireField<Self>] = [WireField("connection", \.connection)]
    }

    public typealias Result = Empty
}
