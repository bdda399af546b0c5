import FolioModel

/// A request with what the sandbox knows of it besides.
struct SandboxCall: Sendable {
    let request: SandboxRequest
    let vendor: SandboxVendor

    /// The body of a Plaid request; `nil` where it is no JSON.
    let body: JSONValue?

    /// The id that the answer carries.
    let requestID: String

    let now: Timestamp

    /// What a page of the answer does that it should not.
    var quirk = PageQuirk()

    init(_ request: SandboxRequest, requestID: String, at now: Timestamp) {
        (self.request, self.requestID, self.now) = (request, requestID, now)
        vendor = SandboxVendor(path: request.path)
        body = vendor == .plaid ? try? JSONValue(parsing: request.body, limits: Self.limits) : nil
    }

    private static let limits = JSONLimits(depth: 16, bytes: 1 << 20)
}

/// What a page does that it should not.
struct PageQuirk: Sendable {
    /// Rows before the place asked for with which it begins.
    var repeatedRows = 0

    /// By how much it misstates the total.
    var totalError = 0
}

/// What becomes of a request.
enum SandboxOutcome: Sendable {
    /// How an answer goes out.
    enum Delivery: Hashable, Sendable {
        case whole
        /// So many milliseconds late.
        case delayed(Int)
        /// The head, half of the body, and the end of the connection.
        case cutOff
        /// So many bytes at a time, so many milliseconds apart.
        case dripping(bytes: Int, milliseconds: Int)
    }

    case answer(SandboxResponse, Delivery)
    case disconnect
    case silence
}

/// The three vendors over one state of the world, each made when it is first asked.
struct SandboxVendors: Sendable {
    private let world: SandboxWorld
    private let dialect: SandboxDialect
    lazy var plaid = PlaidSandbox(world: world, dialect: dialect.plaid)
    lazy var alpaca = AlpacaSandbox(world: world, dialect: dialect.alpaca)
    lazy var fmp = FMPSandbox(world: world, dialect: dialect.fmp)

    init(world: SandboxWorld, dialect: SandboxDialect) { (self.world, self.dialect) = (world, dialect) }
}
