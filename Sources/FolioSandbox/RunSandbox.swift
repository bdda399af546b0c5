package import FolioModel
import Glibc
import UnixSignals

/// Serves the world until SIGINT or SIGTERM, after printing address and credentials to standard output.
///
/// The lines are `name=value`, for people and scripts alike; the last one is `ready`.
///
/// - Parameters:
///   - world: What is served.
///   - host: The address to bind; loopback unless one knows better.
///   - port: The port; 0 takes a free one.
/// - Throws: The system's error where the address can't be bound.
package func serveSandbox(_ world: SandboxWorld, host: String = "127.0.0.1", port: Int = 0) async throws {
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
    let server = try await SandboxServer.start(host: host, port: port, world: world)
    print(sandboxUsage(baseURL: server.baseURL, lastDay: world.lastDay))
    fflush(nil)
    for await _ in signals { break }
    try await server.stop()
}

/// What a person or a script needs to know to talk to a running sandbox.
package func sandboxUsage(baseURL: String, lastDay: Day) -> String {
    """
    base_url=\(baseURL)
    last_day=\(lastDay)
    plaid_client_id=\(SandboxCredentials.plaidClientID)
    plaid_secret=\(SandboxCredentials.plaidSecret)
    plaid_institution=\(SandboxCredentials.plaidInstitution)
    alpaca_key_id=\(SandboxCredentials.alpacaKeyID)
    alpaca_secret=\(SandboxCredentials.alpacaSecret)
    fmp_apikey=\(SandboxCredentials.fmpKey)
    ready
    """
}
