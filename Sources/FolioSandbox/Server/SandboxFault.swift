/// Something that goes wrong on purpose, so that a client's handling of it can be tried.
package struct SandboxFault: Sendable {
    /// What goes wrong.
    package enum Effect: Sendable {
        /// The vendor's error of that HTTP status instead of the answer.
        case status(Int)

        /// The vendor's answer to too many requests.
        case rateLimited

        /// The answer, cut off in the middle of its JSON.
        case garbled

        /// The answer, so many milliseconds late.
        case delayed(milliseconds: Int)

        /// The connection is closed without an answer.
        case disconnected
    }

    /// The endpoint: the beginning of the path.
    package let path: String

    /// What goes wrong.
    package let effect: Effect

    /// How many requests it hits before it is over.
    package var remaining: Int

    /// Makes a fault that hits the next `count` requests to paths that begin with `path`.
    package init(path: String, effect: Effect, count: Int = 1) {
        self.path = path
        self.effect = effect
        self.remaining = count
    }
}

/// The keys the sandbox accepts: made up, the same everywhere, worth nothing.
package enum SandboxCredentials {
    /// Plaid's `client_id`.
    package static let plaidClientID = "sandbox-client-000000000001"

    /// Plaid's `secret`.
    package static let plaidSecret = "sandbox-secret-000000000001"

    /// Alpaca's `APCA-API-KEY-ID`.
    package static let alpacaKeyID = "PKSANDBOX00000000001"

    /// Alpaca's `APCA-API-SECRET-KEY`.
    package static let alpacaSecret = "sandboxsecret00000000000000000000000001"

    /// FMP's `apikey`.
    package static let fmpKey = "sandboxfmpkey0000000000000000001"

    /// The institution of the Plaid item.
    package static let plaidInstitution = "ins_109508"
}
