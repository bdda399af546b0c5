import ArgumentParser
import FolioCLI
import FolioClient
import FolioModel
import Glibc

struct Connections: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists, makes, refreshes and removes connections to providers.",
        subcommands: [List.self, Link.self, Complete.self, Refresh.self, Remove.self, Wait.self],
        defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists connections and how each is (the default).")
        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let params = ScopeOptions.user(global.user)
            try await global.run { (session) throws(FolioClientError) in
                try await session.show("connections.list", params, DaemonViews.connections)
                return .ok
            }
        }
    }

    struct Link: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Starts connecting an account, or repairing a connection."
        )
        @OptionGroup var global: GlobalOptions
        @Argument(help: "plaid, alpaca or csv.") var provider: String
        @Option(help: ArgumentHelp("The connection to repair.", valueName: "id")) var connection: String?

        func run() async throws {
            let (provider, connection) = (provider, connection)
            let params = ScopeOptions.user(
                global.user,
                [("provider", .string(provider)), ("connection", connection.map { .string($0) })]
            )
            try await global.run { (session) throws(FolioClientError) in
                try await session.show("connections.link", params) { answer, look in
                    DaemonViews.link(answer, provider: provider, connection: connection, look)
                }
                return .ok
            }
        }
    }

    struct Complete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Finishes connecting and reads the accounts for the first time.",
            discussion: """
                  folio connections complete plaid --public-token public-sandbox-…
                  folio connections complete alpaca --field key_id=… --field secret=@secret-file

                name=@file takes the first line of a file, so that a secret shows in no list of processes.
                """
        )
        @OptionGroup var global: GlobalOptions
        @Argument(help: "plaid, alpaca or csv.") var provider: String
        @Option(help: ArgumentHelp("What Plaid's link flow ended with.", valueName: "token")) var publicToken: String?
        @Option(help: ArgumentHelp("A field that `connections link` asks for.", valueName: "name=value"))
        var field: [String] = []
        @Option(help: ArgumentHelp("The connection that is being repaired.", valueName: "id")) var connection: String?
        @Flag(help: "Don't wait for the first reading.") var noWait = false

        func validate() throws { _ = try fields() }

        private func fields() throws -> JSONValue {
            do throws(UsageError) {
                return try CallParameters.fields(field) { path in
                    guard let file = fopen(path, "re") else { return nil }
                    defer { fclose(file) }
                    var buffer = [CChar](repeating: 0, count: 4096)
                    guard fgets(&buffer, Int32(buffer.count), file) != nil else { return nil }
                    let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                    return String(text.prefix { !$0.isNewline })
                }
            } catch {
                throw ValidationError(error.message)
            }
        }

        func run() async throws {
            let fields = try fields()
            let params = ScopeOptions.user(
                global.user,
                [
                    ("provider", .string(provider)), ("public_token", publicToken.map { .string($0) }),
                    ("fields", field.isEmpty ? nil : fields), ("connection", connection.map { .string($0) }),
                ]
            )
            let follows = !noWait
            try await global.run { (session) throws(FolioClientError) in
                try await session.start("connections.complete", params, follows: follows)
            }
        }
    }

    struct Refresh: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Reads one connection again, or all of them.")
        @OptionGroup var global: GlobalOptions
        @Argument(help: "Only this one, by id.") var connection: String?
        @Flag(help: "Don't wait for the end.") var noWait = false

        func run() async throws {
            let params = ScopeOptions.user(global.user, [("connection", connection.map { .string($0) })])
            let follows = !noWait
            try await global.run { (session) throws(FolioClientError) in
                try await session.start("connections.refresh", params, follows: follows)
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ends the provider's access and erases the connection with everything it brought."
        )
        @OptionGroup var global: GlobalOptions
        @Argument(help: "The connection, by id.") var connection: String
        @Flag(help: "Don't ask.") var yes = false

        func validate() throws {
            guard yes || isatty(STDIN_FILENO) == 1 else {
                throw ValidationError("without a terminal to ask on, say --yes")
            }
        }

        func run() async throws {
            if !yes {
                print("Erase \(PlainText.of(connection)) and everything it brought? [y/N] ", terminator: "")
                guard readLine()?.lowercased().hasPrefix("y") == true else { throw ExitCode(1) }
            }
            let params = ScopeOptions.user(global.user, [("connection", .string(connection))])
            try await global.run { (session) throws(FolioClientError) in
                try await session.show("connections.remove", params, DaemonViews.removed)
                return .ok
            }
        }
    }

    struct Wait: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Waits until a provider has a connection that has been read."
        )
        @OptionGroup var global: GlobalOptions
        @Argument(help: "plaid, alpaca or csv.") var provider: String
        @Option(help: ArgumentHelp("How long at most.", valueName: "seconds")) var timeout = 60

        func run() async throws {
            let (provider, user, limit) = (provider, global.user, Duration.seconds(max(0, timeout)))
            try await global.run { (session) throws(FolioClientError) in
                try await session.waitForConnection(provider: provider, user: user, limit: limit)
                return .ok
            }
        }
    }
}

extension ScopeOptions {
    /// Parameters of a method that is about a user.
    static func user(_ user: String?, _ more: [(String, JSONValue?)] = []) -> JSONValue {
        var choice = ScopeChoice()
        choice.user = user
        return choice.params(more)
    }
}

struct Jobs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists, follows and cancels long work.",
        subcommands: [List.self, Wait.self, Cancel.self],
        defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists jobs (the default).")
        @OptionGroup var global: GlobalOptions
        @Option(help: "queued, running, succeeded, failed or cancelled.") var state: String?
        @Option(help: ArgumentHelp("How many, 1 to 500.", valueName: "count")) var limit: Int?

        func run() async throws {
            let params = ScopeOptions.user(
                global.user,
                [("state", state.map { .string($0) }), ("limit", limit.map { .int($0) })]
            )
            try await global.run { (session) throws(FolioClientError) in
                try await session.show("jobs.list", params, DaemonViews.jobs)
                return .ok
            }
        }
    }

    struct Wait: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Follows a job to its end.")
        @OptionGroup var global: GlobalOptions
        @Argument(help: "The job, by id.") var job: String
        @Option(help: ArgumentHelp("How long at most.", valueName: "seconds")) var timeout = 3600

        func run() async throws {
            let (job, limit) = (job, Duration.seconds(max(0, timeout)))
            try await global.run { (session) throws(FolioClientError) in
                try await session.follow(job, limit: limit)
            }
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Ends a job; what it has stored stays.")
        @OptionGroup var global: GlobalOptions
        @Argument(help: "The job, by id.") var job: String

        func run() async throws {
            let job = job
            try await global.run { (session) throws(FolioClientError) in
                try await session.show("jobs.cancel", ["job": .string(job)]) { answer, _ in
                    answer["cancelled"]?.bool == true ? "Cancelled.\n" : "It had already ended.\n"
                }
                return .ok
            }
        }
    }
}
