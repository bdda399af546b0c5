import ArgumentParser
import FolioCLI
import FolioClient
import FolioModel
import Glibc

struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Shows how the daemon is (the default).")
    @OptionGroup var global: GlobalOptions
    @Option(help: ArgumentHelp("Wait so long for a daemon that is just starting.", valueName: "seconds"))
    var wait = 0

    func validate() throws {
        guard (0...3600).contains(wait) else { throw ValidationError("--wait takes 0 to 3600 seconds") }
    }

    func run() async throws {
        try await global.run(patience: .seconds(wait)) { (session) throws(FolioClientError) in
            try await session.status()
            return .ok
        }
    }
}

struct Mode: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows or sets which accounts a user sees.",
        discussion: "Example: folio mode --set hybrid --user alice"
    )
    @OptionGroup var global: GlobalOptions
    @Option(help: ArgumentHelp("aggregation, brokerage, hybrid or disabled (for admins).", valueName: "mode"))
    var set: String?

    func run() async throws {
        let (user, mode) = (global.user, set)
        try await global.run { (session) throws(FolioClientError) in
            if let mode {
                let params: JSONValue = ["user": .string(user ?? "default"), "mode": .string(mode)]
                _ = try await session.client.call("users.set", params)
            }
            var scope = ScopeChoice()
            scope.user = user
            try await session.show("mode.get", scope.params(), DaemonViews.mode)
            return .ok
        }
    }
}

struct Adapters: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lists adapters and how each is, or restarts one.")
    @OptionGroup var global: GlobalOptions
    @Option(help: ArgumentHelp("End this adapter's process and start it anew (for admins).", valueName: "name"))
    var restart: String?

    func run() async throws {
        let name = restart
        try await global.run { (session) throws(FolioClientError) in
            if let name { _ = try await session.client.call("adapters.restart", ["name": .string(name)]) }
            try await session.show("adapters.list", [:], DaemonViews.adapters)
            return .ok
        }
    }
}

struct Reload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes the daemon read its configuration again; a file with any error changes nothing."
    )
    @OptionGroup var global: GlobalOptions

    func run() async throws {
        try await global.run { (session) throws(FolioClientError) in
            try await session.show("system.reload", [:], DaemonViews.reload)
            return .ok
        }
    }
}

struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copies the store while work goes on, and checks the copy."
    )
    @OptionGroup var global: GlobalOptions
    @Argument(help: "The new file; the daemon writes it.") var path: String

    func run() async throws {
        let file = path.hasPrefix("/") ? path : Self.workingDirectory + "/" + path
        try await global.run { (session) throws(FolioClientError) in
            try await session.show("store.backup", ["path": .string(file)]) { answer, _ in
                "Copied to \(PlainText.of(answer["path"]?.string ?? file)), \(answer["size_bytes"]?.figureText ?? "0") bytes\n"
            }
            return .ok
        }
    }

    private static var workingDirectory: String {
        guard let text = getcwd(nil, 0) else { return "." }
        defer { free(text) }
        return String(cString: text)
    }
}

struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Looks whether the store is whole and its sums agree.")
    @OptionGroup var global: GlobalOptions

    func run() async throws {
        try await global.run { (session) throws(FolioClientError) in
            let answer = try await session.client.call("store.check", [:])
            session.show(answer, DaemonViews.checks)
            return answer["ok"]?.bool == false ? .failed : .ok
        }
    }
}

struct Call: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Calls any method of the interface and prints the answer as JSON.",
        discussion: """
            key=value takes the value as JSON where it is JSON, else as a text; key==value always as a text, key:=value
            always as JSON. A single {…} is the whole object.

              folio call portfolio.value source=external
              folio call portfolio.activities types='["buy"]' limit=5
              folio call rpc.discover
            """
    )
    @OptionGroup var global: GlobalOptions
    @Argument(help: "Such as portfolio.value.") var method: String
    @Argument(help: "Parameters: key=value.") var parameters: [String] = []

    func validate() throws { _ = try params() }

    private func params() throws -> JSONValue {
        do throws(UsageError) {
            return try CallParameters.parse(parameters)
        } catch {
            throw ValidationError(error.message)
        }
    }

    func run() async throws {
        let params = try params()
        let (method, user) = (method, global.user)
        try await global.run { (session) throws(FolioClientError) in
            var params = params
            if let user, case .object(var object) = params, object["user"] == nil {
                object["user"] = .string(user)
                params = .object(object)
            }
            try await session.call(method, params)
            return .ok
        }
    }
}
