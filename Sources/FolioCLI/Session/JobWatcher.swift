package import FolioClient
package import FolioModel

/// How far a job is.
struct JobProgress: Sendable, Hashable {
    let state: String
    let done: Int
    let total: Int?
    let unit: String
    let secondsLeft: Int?
    /// Why it waits for another attempt; empty where it doesn't.
    let reason: String

    init(_ job: JSONValue) {
        state = job["state"]?.string ?? ""
        done = job["progress"]?["done"]?.int ?? 0
        total = job["progress"]?["total"]?.int
        unit = job["progress"]?["unit"]?.string ?? ""
        secondsLeft = job["eta_s"]?.int
        reason = state == "queued" ? job["error"]?["message"]?.string ?? "" : ""
    }

    /// Whether it has ended, well or not.
    var hasEnded: Bool { state == "succeeded" || state == "failed" || state == "cancelled" }

    /// Such as `3/12 pages`; empty before anything is done.
    var counts: String {
        guard done > 0 || total != nil else { return "" }
        return String(done) + (total.map { "/\($0)" } ?? "") + (unit.isEmpty ? "" : " " + unit)
    }

    private static let barWidth = 24

    /// One line with a bar where the total is known.
    func line(_ kind: String, _ look: Look) -> String {
        var parts = [kind, state]
        if let total, total > 0 {
            let filled = min(Self.barWidth, max(0, done * Self.barWidth / total))
            let bar =
                String(repeating: look.full, count: filled)
                + String(repeating: look.empty, count: Self.barWidth - filled)
            parts.append("\(bar) \(min(100, max(0, done * 100 / total)))%")
        }
        if !counts.isEmpty { parts.append(counts) }
        if let secondsLeft, !hasEnded {
            let seconds = secondsLeft % 60
            parts.append("\(secondsLeft / 60):\(seconds < 10 ? "0" : "")\(seconds) left")
        }
        if !reason.isEmpty { parts.append("tried again later: " + reason) }
        return PlainText.of(parts.joined(separator: "  "))
    }
}

/// Follows a job to its end and shows how it goes.
package struct JobWatcher: Sendable {
    let client: any RPCCalling
    let screen: Screen
    let clock: any Clock<Duration>
    /// How long a job is waited for.
    let limit: Duration

    private static let firstPause = Duration.milliseconds(100)
    private static let longestPause = Duration.seconds(1)

    /// Makes a watcher.
    package init(client: any RPCCalling, screen: Screen, clock: any Clock<Duration>, limit: Duration) {
        (self.client, self.screen, self.clock, self.limit) = (client, screen, clock, limit)
    }

    /// Waits for the job's end.
    ///
    /// - Returns: The job as `jobs.get` tells it last.
    /// - Throws: The daemon's error; ``FolioClientError/timedOut`` past the limit.
    package func follow(_ id: String) async throws(FolioClientError) -> JSONValue {
        var (pause, waited) = (Self.firstPause, Duration.zero)
        var shown: JobProgress?
        while true {
            let job = try await client.call("jobs.get", ["job": .string(id)])
            let progress = JobProgress(job)
            if progress != shown { show(job, progress) }
            shown = progress
            if progress.hasEnded {
                if screen.messagesAreOnTerminal { screen.writeMessage("\n") }
                return job
            }
            guard waited < limit else { throw .timedOut }
            do { try await clock.sleep(for: pause) } catch { throw .closed }
            waited += pause
            pause = min(pause * 1.5, Self.longestPause)
        }
    }

    private func show(_ job: JSONValue, _ progress: JobProgress) {
        let look = screen.messageLook
        let line = progress.line(job["kind"]?.string ?? "job", look)
        guard screen.messagesAreOnTerminal else { return screen.writeMessage(line + "\n") }
        let width = max(1, (look.width ?? 80) - 1)
        screen.writeMessage("\r" + DisplayWidth.cut(line, to: width, ellipsis: look.ellipsis) + "\u{1B}[K")
    }
}

extension Duration {
    fileprivate static func * (duration: Duration, factor: Double) -> Duration {
        .milliseconds(Int(Double(duration / .milliseconds(1)) * factor))
    }
}
