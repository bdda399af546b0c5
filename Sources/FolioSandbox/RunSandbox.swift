import FolioModel
import Glibc
import UnixSignals

/// Serves the world until SIGINT or SIGTERM, after printing address and credentials to standard output.
///
/// The lines are `name=value`, for people and scripts alike; the last one is `ready`.
///
/// - Parameters:
///   - world: What is served.
///   - plan: What goes wrong, and what changes.
///   - dialect: How the vendors word what their documentation leaves open.
///   - host: The address to bind; loopback unless one knows better.
///   - port: The port; 0 takes a free one.
/// - Throws: The system's error where the address can't be bound.
package func serveSandbox(
    _ world: SandboxWorld,
    plan: FaultPlan = .none,
    dialect: SandboxDialect = SandboxDialect(),
    host: String = "127.0.0.1",
    port: Int = 0
) async throws {
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
    let server = try await SandboxServer.start(host: host, port: port, world: world, plan: plan, dialect: dialect)
    print(server.usage)
    fflush(nil)
    for await _ in signals { break }
    try await server.stop()
}

extension SandboxServer {
    /// What a person or a script needs to know to talk to the sandbox.
    package var usage: String {
        """
        base_url=\(baseURL)
        last_day=\(world.lastDay)
        plaid_client_id=\(SandboxCredentials.plaidClientID)
        plaid_secret=\(SandboxCredentials.plaidSecret)
        plaid_institution=\(SandboxCredentials.plaidInstitution)
        alpaca_key_id=\(SandboxCredentials.alpacaKeyID)
        alpaca_secret=\(SandboxCredentials.alpacaSecret)
        broker_key_id=\(SandboxCredentials.brokerKeyID)
        broker_secret=\(SandboxCredentials.brokerSecret)
        fmp_apikey=\(SandboxCredentials.fmpKey)
        control_token=\(controlToken)
        ready
        """
    }
}
