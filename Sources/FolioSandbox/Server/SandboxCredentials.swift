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

    /// The key of a firm at Alpaca's Broker API.
    package static let brokerKeyID = "CKSANDBOX00000000001"

    /// The secret that belongs to ``brokerKeyID``.
    package static let brokerSecret = "sandboxsecret00000000000000000000000002"

    /// FMP's `apikey`.
    package static let fmpKey = "sandboxfmpkey0000000000000000001"

    /// The institution of the Plaid item.
    package static let plaidInstitution = "ins_109508"
}
