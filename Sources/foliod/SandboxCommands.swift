import ArgumentParser
import FolioAdapterKit
import FolioModel
import FolioSandbox
import Glibc

struct Sandbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serves Plaid's, Alpaca's and FMP's formats over a made-up world, on loopback.",
        discussion: """
            Prints its address and credentials as name=value lines, then the line "ready", and serves until SIGTERM \
            or SIGINT. With --csv-directory it also writes the files of a third account there.
            """
    )

    @Option(help: "The port; 0 takes a free one.")
    var port = 8701

    @Option(help: "The seed of the world: the same seed is the same world.")
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Write the CSV account's files to DIRECTORY/default.", valueName: "directory"))
    var csvDirectory: String?

    func run() async throws {
        do {
            let world = SandboxWorld(seed: seed, endingOn: ExchangeCalendar.lastFinishedSession(at: .now))
            if let csvDirectory { try SandboxCSV.write(world, to: csvDirectory + "/default") }
            try await serveSandbox(world, port: port)
        } catch {
            StandardError.print("foliod sandbox: \(error)")
            throw ExitCode.failure
        }
    }
}

struct SandboxToken: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox-token",
        abstract: "Prints a public token of a running sandbox, as Plaid Link would hand it to an app."
    )

    @Option(help: "The sandbox's address.")
    var url: String

    /// The longest wait for the sandbox.
    private static let timeout = Duration.seconds(10)

    func run() async throws {
        var request = HTTPRequest("POST", url + "/sandbox/public_token/create")
        request.headers = [("Content-Type", "application/json")]
        request.timeout = Self.timeout
        let body: JSONValue = [
            "client_id": .string(SandboxCredentials.plaidClientID), "secret": .string(SandboxCredentials.plaidSecret),
            "institution_id": .string(SandboxCredentials.plaidInstitution), "initial_products": ["investments"],
        ]
        request.body = Array(body.text.utf8)
        do {
            let answer = try await CurlHTTPClient().send(request)
            guard let token = try JSONValue(parsing: answer.body)["public_token"]?.string else {
                throw ValidationError("the sandbox answered \(answer.status) without a public token")
            }
            print(token)
        } catch let failure as HTTPFailure {
            StandardError.print("foliod sandbox-token: \(failure.message)")
            throw ExitCode.failure
        }
    }
}
