import FolioCLI
import FolioClient
import FolioModel
import Testing

@Suite struct SessionTests {
    @Test func `a job is followed to its end, each change once`() async throws {
        let daemon = ScriptedDaemon([
            .success(job("queued")), .success(job("running", done: 1, total: 4, left: 65)),
            .success(job("running", done: 1, total: 4, left: 65)), .success(job("succeeded", done: 4, total: 4)),
        ])
        let (paper, clock) = (Paper(), SleepingClock())
        let watcher = JobWatcher(client: daemon, screen: paper.screen(), clock: clock, limit: .seconds(60))
        let ended = try await watcher.follow("j_1")
        #expect(ended["state"] == "succeeded")
        #expect(
            paper.messages == """
                sync  queued
                sync  running  ██████░░░░░░░░░░░░░░░░░░ 25%  1/4 pages  1:05 left
                sync  succeeded  ████████████████████████ 100%  4/4 pages

                """
        )
        #expect(clock.now.offset == .milliseconds(100 + 150 + 225))
        #expect(daemon.asked == Array(repeating: #"jobs.get {"job":"j_1"}"#, count: 4))
    }

    @Test func `a job that waits for another attempt says why`() async throws {
        let refused: JSONValue = ["code": "rate_limited", "message": "Too many requests."]
        let daemon = ScriptedDaemon([
            .success(job("running")), .success(job("queued", error: refused)),
            .success(job("running", error: refused)), .success(job("succeeded")),
        ])
        let paper = Paper()
        let watcher = JobWatcher(client: daemon, screen: paper.screen(), clock: SleepingClock(), limit: .seconds(60))
        _ = try await watcher.follow("j_1")
        #expect(
            paper.messages == """
                sync  running
                sync  queued  tried again later: Too many requests.
                sync  running
                sync  succeeded

                """
        )
    }

    @Test func `on a terminal progress stays on one line that fits`() async throws {
        let daemon = ScriptedDaemon([
            .success(job("running", done: 1, total: 4)), .success(job("succeeded", done: 4, total: 4)),
        ])
        let paper = Paper()
        let screen = paper.screen(isWatched: true, width: 30)
        let watcher = JobWatcher(client: daemon, screen: screen, clock: SleepingClock(), limit: .seconds(60))
        _ = try await watcher.follow("j_1")
        #expect(
            paper.messages
                == "\rsync  running  ██████░░░░░░░…\u{1B}[K\rsync  succeeded  ███████████…\u{1B}[K\n"
        )
    }

    @Test func `a job is not waited for longer than the limit`() async {
        let daemon = ScriptedDaemon([.success(job("running"))])
        let clock = SleepingClock()
        let watcher = JobWatcher(client: daemon, screen: Paper().screen(), clock: clock, limit: .seconds(10))
        await #expect(throws: FolioClientError.timedOut) { _ = try await watcher.follow("j_1") }
        #expect((.seconds(10)..<Duration.seconds(11)).contains(clock.now.offset))
    }

    @Test func `a failed job says why and where, and fails the command`() async throws {
        let error: JSONValue = [
            "code": "bad_vendor_data", "message": "CSV files are wrong in 1 place; nothing is changed.",
            "data": [
                "name": "invalid_data", "hint": "Correct the places in data.errors and try again.",
                "errors": [["file": "holdings.csv", "line": 3, "column": 56, "message": "quantity: a number"]],
            ],
        ]
        let daemon = ScriptedDaemon([.success(["job": "j_1"]), .success(job("failed", error: error))])
        let paper = Paper()
        let session = Session(client: daemon, screen: paper.screen(), isJSON: false, clock: SleepingClock())
        #expect(try await session.start("connections.refresh", [:], follows: true) == .failed)
        #expect(
            paper.messages == """
                sync  failed
                folio: CSV files are wrong in 1 place; nothing is changed.
                  holdings.csv:3:56: quantity: a number
                Correct these places and try again.

                """
        )
    }

    @Test func `a cancelled job fails the command, too`() async throws {
        let daemon = ScriptedDaemon([.success(job("cancelled"))])
        let paper = Paper()
        let session = Session(client: daemon, screen: paper.screen(), isJSON: true, clock: SleepingClock())
        #expect(try await session.follow("j_1") == .failed)
        #expect(paper.messages == "sync  cancelled\nfolio: The job was cancelled.\n")
        #expect(paper.output.hasPrefix(#"{"id":"j_1","kind":"sync","state":"cancelled""#))
    }

    @Test func `work that is not followed names its job`() async throws {
        let daemon = ScriptedDaemon([.success(["connection": "c_1", "job": "j_1"])])
        let paper = Paper()
        let session = Session(client: daemon, screen: paper.screen(), isJSON: false, clock: SleepingClock())
        #expect(try await session.start("connections.complete", [:], follows: false) == .ok)
        #expect(paper.output == "connection c_1, job j_1\n")
        #expect(paper.messages.isEmpty)
    }

    @Test func `a connection is waited for until it has been read`() async throws {
        let waiting: JSONValue = ["connections": [["id": "c_1", "provider": "csv", "status": "pending"]]]
        let connections = try Samples.json(Samples.connections)
        let (paper, clock) = (Paper(), SleepingClock())
        let daemon = ScriptedDaemon([.success(waiting), .success(connections)])
        let session = Session(client: daemon, screen: paper.screen(), isJSON: false, clock: clock)
        try await session.waitForConnection(provider: "plaid", user: "alice", limit: .seconds(5))
        #expect(paper.output.contains("c_hrj90vw4z1z1y"))
        #expect(clock.now.offset == .milliseconds(200))
        #expect(daemon.asked.first == #"connections.list {"user":"alice"}"#)
        await #expect(throws: FolioClientError.timedOut) {
            try await session.waitForConnection(provider: "csv", user: nil, limit: .seconds(5))
        }
    }

    @Test func `a command without a daemon tells how to start one`() async {
        let paper = Paper()
        let status = await SessionRun.run(socket: "/nonexistent/s", screen: paper.screen(), isJSON: false) { _ in .ok }
        #expect(status == .unreachable)
        #expect(paper.messages.hasPrefix("folio: No daemon answers at /nonexistent/s: No such file or directory\n"))
        #expect(paper.messages.contains("Start it with `foliod`"))
    }
}
