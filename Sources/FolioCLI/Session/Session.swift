package import FolioClient
package import FolioModel

/// One command at work: asks the daemon and shows the answer.
package struct Session: Sendable {
    package let client: any RPCCalling
    package let screen: Screen
    /// Whether answers are printed as the JSON they are.
    package let isJSON: Bool
    private let clock: any Clock<Duration>

    /// Makes a session.
    package init(
        client: any RPCCalling,
        screen: Screen,
        isJSON: Bool,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        (self.client, self.screen, self.isJSON, self.clock) = (client, screen, isJSON, clock)
    }

    /// Prints an answer: as JSON, else as it is drawn for people.
    package func show(_ answer: JSONValue, _ draw: (JSONValue, Look) -> String) {
        screen.write(isJSON ? json(answer) : draw(answer, screen.look))
    }

    private func json(_ answer: JSONValue) -> String { (screen.isTerminal ? answer.pretty() : answer.text) + "\n" }

    /// Calls a method and prints the answer.
    package func show(
        _ method: String,
        _ params: JSONValue = [:],
        _ draw: (JSONValue, Look) -> String
    ) async throws(FolioClientError) {
        show(try await client.call(method, params), draw)
    }

    /// Calls any method and prints the answer as JSON.
    package func call(_ method: String, _ params: JSONValue) async throws(FolioClientError) {
        screen.write(try await client.call(method, params).pretty() + "\n")
    }

    /// Shows how the daemon is.
    package func status() async throws(FolioClientError) {
        let info = try await client.call("system.info", [:])
        let health = try await client.call("system.health", [:])
        show(["info": info, "health": health]) { _, look in DaemonViews.status(info: info, health: health, look) }
    }

    /// Shows activities or orders with the names of their accounts.
    package func showWithAccounts(
        _ method: String,
        _ params: JSONValue,
        user: String?,
        _ draw: (JSONValue, [String: String], Look) -> String
    ) async throws(FolioClientError) {
        let answer = try await client.call(method, params)
        let names = isJSON ? [:] : try await accountNames(user: user)
        show(answer) { answer, look in draw(answer, names, look) }
    }

    /// Accounts' names by id.
    func accountNames(user: String?) async throws(FolioClientError) -> [String: String] {
        var scope = ScopeChoice()
        scope.user = user
        var names: [String: String] = [:]
        for account in try await client.call("accounts.list", scope.params())["accounts"]?.array ?? [] {
            guard let id = account["id"]?.string else { continue }
            names[id] = account["name"]?.string
        }
        return names
    }

    /// How long jobs are waited for unless said otherwise.
    package static let jobLimit = Duration.seconds(3600)

    /// Follows a job to its end; fails where the job did.
    package func follow(_ job: String, limit: Duration = jobLimit) async throws(FolioClientError) -> ExitStatus {
        let watcher = JobWatcher(client: client, screen: screen, clock: clock, limit: limit)
        let ended = try await watcher.follow(job)
        if isJSON { screen.write(json(ended)) }
        guard ended["state"]?.string != "succeeded" else { return .ok }
        tell(failed: ended)
        return .failed
    }

    /// Follows a job to its end, in silence unless somebody watches, and leaves no trace of its progress.
    ///
    /// - Returns: The job as it ended.
    /// - Throws: The daemon's error.
    func watch(_ job: String) async throws(FolioClientError) -> JSONValue {
        let (write, isWatched) = (screen.writeMessage, screen.messagesAreOnTerminal)
        var quiet = screen
        quiet.writeMessage = { text in
            guard isWatched else { return }
            write(text == "\n" ? "\r\u{1B}[K" : text)
        }
        let watcher = JobWatcher(client: client, screen: quiet, clock: clock, limit: Self.jobLimit)
        return try await watcher.follow(job)
    }

    /// Says why a job failed.
    func tell(failed job: JSONValue) {
        let cancelled = job["state"]?.string == "cancelled"
        screen.writeMessage(ErrorReport.text(jobError: cancelled ? nil : job["error"], screen.messageLook))
    }

    /// Starts long work by a call, and follows its job unless told not to.
    package func start(
        _ method: String,
        _ params: JSONValue,
        follows: Bool
    ) async throws(FolioClientError) -> ExitStatus {
        let answer = try await client.call(method, params)
        guard follows, let job = answer["job"]?.string else {
            show(answer) { answer, _ in
                PlainText.of(
                    ["connection", "job"].compactMap { name in answer[name]?.string.map { "\(name) \($0)" } }
                        .joined(separator: ", ")
                ) + "\n"
            }
            return .ok
        }
        return try await follow(job)
    }

    private static let pause = Duration.milliseconds(200)

    /// Waits until a provider has an active connection that has been read.
    package func waitForConnection(
        provider: String,
        user: String?,
        limit: Duration
    ) async throws(FolioClientError) {
        var scope = ScopeChoice()
        scope.user = user
        var waited = Duration.zero
        while true {
            let answer = try await client.call("connections.list", scope.params())
            let ready = (answer["connections"]?.array ?? []).first { connection in
                connection["provider"]?.string == provider && connection["status"]?.string == "active"
                    && connection["refreshed_at"]?.string != nil
            }
            if let ready {
                let list: JSONValue = ["connections": .array([ready])]
                return show(list, DaemonViews.connections)
            }
            guard waited < limit else { throw .timedOut }
            do { try await clock.sleep(for: Self.pause) } catch { throw .closed }
            waited += Self.pause
        }
    }
}

/// Runs one command from connecting to the exit status.
package enum SessionRun {
    private static let pause = Duration.milliseconds(100)

    /// Connects, runs the body, and reports what went wrong.
    ///
    /// - Parameters:
    ///   - socket: Where the daemon listens.
    ///   - screen: Where words go.
    ///   - isJSON: Whether answers and errors are printed as JSON.
    ///   - patience: How long a daemon that does not answer yet is waited for.
    ///   - body: The command.
    /// - Returns: What the process should say.
    package static func run(
        socket: String,
        screen: Screen,
        isJSON: Bool,
        patience: Duration = .zero,
        _ body: @Sendable (Session) async throws(FolioClientError) -> ExitStatus
    ) async -> ExitStatus {
        do throws(FolioClientError) {
            let client = try await connect(socket, patience)
            return try await body(Session(client: client, screen: screen, isJSON: isJSON))
        } catch {
            screen.writeMessage(isJSON ? ErrorReport.json(error) : ErrorReport.text(error, screen.messageLook))
            return ErrorReport.status(error)
        }
    }

    private static func connect(
        _ socket: String,
        _ patience: Duration
    ) async throws(FolioClientError) -> DaemonConnection {
        let deadline = ContinuousClock.now + patience
        while true {
            do throws(FolioClientError) {
                return try DaemonConnection(path: socket)
            } catch {
                guard ContinuousClock.now < deadline else { throw error }
            }
            do { try await Task.sleep(for: pause) } catch { throw .closed }
        }
    }
}
