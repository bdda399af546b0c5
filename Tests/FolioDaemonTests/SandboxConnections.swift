import FolioDaemon
import FolioSandbox

extension ConnectionDesk {
    /// Connects the sandbox's item at Plaid and its account at Alpaca to the user `default`; the jobs that read them wait.
    func connect(to sandbox: SandboxServer) async throws {
        var link = LinkParams()
        link.provider = "plaid"
        _ = try await beginLink(user: "default", mode: .hybrid, link, cause: "test")
        var plaid = CompleteParams()
        (plaid.provider, plaid.publicToken) = ("plaid", try await SandboxLink.publicToken(at: sandbox.baseURL))
        _ = try await complete(user: "default", mode: .hybrid, plaid, cause: "test")
        var alpaca = CompleteParams()
        alpaca.provider = "alpaca"
        alpaca.filledFields = [
            "key_id": SandboxCredentials.alpacaKeyID, "secret": SandboxCredentials.alpacaSecret,
        ]
        _ = try await complete(user: "default", mode: .hybrid, alpaca, cause: "test")
    }
}
