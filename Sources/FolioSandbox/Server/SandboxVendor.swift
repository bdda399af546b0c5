import FolioModel

/// The vendor whose API a path belongs to.
enum SandboxVendor: Sendable {
    case plaid, alpaca, fmp

    init(path: String) {
        if path.hasPrefix("/v1/") || path.hasPrefix("/v2/") || path.hasPrefix("/v1beta3/") {
            self = .alpaca
        } else if path == "/stable" || path.hasPrefix("/stable/") || path.hasPrefix("/api/v") {
            self = .fmp
        } else {
            self = .plaid
        }
    }

    /// A failure in the vendor's own form.
    func failure(status: Int, requestID: String) -> SandboxResponse {
        switch self {
        case .plaid: PlaidError(status: status).response(requestID: requestID)
        case .alpaca: AlpacaError(status: status).response
        case .fmp: FMPError.response(status: status)
        }
    }

    /// The vendor's documented error of that name; `nil` where it has none.
    func error(named name: String, requestID: String) -> SandboxResponse? {
        switch self {
        case .plaid: PlaidError.byCode[name]?.response(requestID: requestID)
        case .alpaca: AlpacaError.byName[name]?.response
        case .fmp: FMPError.byName[name]?.response
        }
    }

    /// The names of the vendor's documented errors, in order.
    var errorNames: [String] {
        switch self {
        case .plaid: PlaidError.byCode.keys.sorted()
        case .alpaca: AlpacaError.byName.keys.sorted()
        case .fmp: FMPError.byName.keys.sorted()
        }
    }
}
