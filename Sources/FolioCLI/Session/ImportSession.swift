package import FolioClient
import FolioModel

/// What was said on the command line of `folio import`.
package struct ImportChoice: Sendable, Hashable {
    package var user: String?
    package var account: String?
    /// `auto`, `replace` or `keep`.
    package var policy = "auto"
    /// Whether only to look.
    package var isDryRun = false
    /// Whether to take the files without asking.
    package var isYes = false

    /// Chooses nothing.
    package init() {}
}

/// Uploads files, shows what they are and would change, asks, and imports them.
package struct ImportSession: Sendable {
    private let session: Session
    private let choice: ImportChoice
    /// Asks a person; whether the answer was yes.
    private let ask: @Sendable (String) -> Bool

    /// Makes one.
    package init(session: Session, choice: ImportChoice, ask: @escaping @Sendable (String) -> Bool) {
        (self.session, self.choice, self.ask) = (session, choice, ask)
    }

    /// Does it all.
    ///
    /// - Parameter files: Opened already.
    /// - Returns: What the process should say.
    /// - Throws: The daemon's error.
    package func run(_ files: [UploadFile]) async throws(FolioClientError) -> ExitStatus {
        let id = try await upload(files)
        guard let id else { return .failed }
        var status = ExitStatus.failed
        var isOpen = true
        do throws(FolioClientError) {
            if choice.isYes, !choice.isDryRun {
                (status, isOpen) = try await take(id, showsFiles: true)
            } else {
                (status, isOpen) = try await look(id)
            }
        } catch {
            await discard(id)
            throw error
        }
        if isOpen { await discard(id) }
        return status
    }

    // MARK: Uploading

    /// Sends the files; `nil` where one could not be read, which was said.
    private func upload(_ files: [UploadFile]) async throws(FolioClientError) -> String? {
        let announced = files.map { file -> JSONValue in ["name": .string(file.name), "size": .int(file.size)] }
        let begun = try await session.client.call(
            "imports.begin",
            params([("files", .array(announced))])
        )
        guard let id = begun["import"]?.string, let chunk = begun["chunk_bytes"]?.int, chunk > 0 else {
            throw .protocolViolation("imports.begin has no import or chunk_bytes")
        }
        let total = files.reduce(0) { $0 + $1.size }
        var bar = UploadBar(screen: session.screen, total: total)
        for file in files {
            var offset = 0
            while offset < file.size {
                let count = min(chunk, file.size - offset)
                let bytes: ArraySlice<UInt8>
                do throws(UsageError) {
                    bytes = try file.bytes(from: offset, count: count)
                } catch {
                    bar.end()
                    session.screen.writeMessage("folio: " + PlainText.of(error.message) + "\n")
                    await discard(id)
                    return nil
                }
                let part: JSONValue = [
                    "import": .string(id), "file": .string(file.name), "offset": .int(offset),
                    "data": .string(Base64Text.encode(bytes)),
                ]
                _ = try await session.client.call("imports.append", part)
                offset += count
                bar.advance(by: count)
            }
        }
        bar.end()
        return id
    }

    private func params(_ more: [(String, JSONValue?)]) -> JSONValue {
        var scope = ScopeChoice()
        scope.user = choice.user
        return scope.params(more)
    }

    private func importParams(_ id: String, waits: Bool) -> JSONValue {
        params([
            ("import", .string(id)), ("account", choice.account.map { .string($0) }),
            ("policy", .string(choice.policy)), ("wait", waits ? true : nil),
        ])
    }

    /// What is not taken goes at once; where that fails, the daemon forgets it by itself.
    private func discard(_ id: String) async {
        do throws(FolioClientError) {
            _ = try await session.client.call("imports.discard", ["import": .string(id)])
        } catch {
            return
        }
    }

    // MARK: Looking and taking

    private func look(_ id: String) async throws(FolioClientError) -> (ExitStatus, isOpen: Bool) {
        let report: JSONValue
        switch try await outcome("imports.preview", id) {
        case .report(let answer): report = answer
        case .failure(let job):
            session.tell(failed: job)
            return (.failed, true)
        }
        session.show(report) { report, look in ImportViews.preview(report, look) + ImportViews.advice(report) }
        switch report["state"]?.string {
        case "nothing_to_do": return (.ok, true)
        case "ready" where choice.isDryRun: return (.ok, true)
        case "ready":
            guard ask("Import? [y/N] ") else { return (.failed, true) }
            return try await take(id, showsFiles: false)
        default: return (.failed, true)
        }
    }

    private func take(_ id: String, showsFiles: Bool) async throws(FolioClientError) -> (ExitStatus, isOpen: Bool) {
        switch try await outcome("imports.apply", id) {
        case .report(let report):
            session.show(report) { report, look in
                ImportViews.applied(report, showsFiles: showsFiles, look) + ImportViews.advice(report)
            }
            return (.ok, false)
        case .failure(let job):
            // What is wrong with files is told better beside what they are.
            if showsFiles, case .report(let report) = try await outcome("imports.preview", id),
                !ImportViews.advice(report).isEmpty
            {
                session.show(report) { report, look in ImportViews.preview(report, look) + ImportViews.advice(report) }
            } else {
                session.tell(failed: job)
            }
            return (.failed, true)
        }
    }

    private enum Outcome {
        case report(JSONValue)
        /// The job as it ended.
        case failure(JSONValue)
    }

    /// What a preview or an import ended with; its job is followed.
    private func outcome(_ method: String, _ id: String) async throws(FolioClientError) -> Outcome {
        if session.isJSON {
            let answer = try await session.client.call(method, importParams(id, waits: true))
            return .report(answer["report"] ?? .null)
        }
        let started = try await session.client.call(method, importParams(id, waits: false))
        guard let job = started["job"]?.string else { throw .protocolViolation("\(method) has no job") }
        let ended = try await session.watch(job)
        return ended["state"]?.string == "succeeded" ? .report(ended["result"] ?? .null) : .failure(ended)
    }
}

/// How much has been sent, on a terminal.
private struct UploadBar {
    private static let width = 24

    private let screen: Screen
    private let total: Int
    private var sent = 0
    private var shown = -1

    init(screen: Screen, total: Int) { (self.screen, self.total) = (screen, total) }

    mutating func advance(by count: Int) {
        sent += count
        guard screen.messagesAreOnTerminal, total > 0 else { return }
        let percent = sent * 100 / total
        guard percent != shown else { return }
        shown = percent
        let look = screen.messageLook
        let filled = percent * Self.width / 100
        let bar =
            String(repeating: look.full, count: filled) + String(repeating: look.empty, count: Self.width - filled)
        let line = "upload  \(bar) \(percent)%  \(sent / 1_000_000)/\(total / 1_000_000) MB"
        let room = max(1, (look.width ?? 80) - 1)
        screen.writeMessage("\r" + DisplayWidth.cut(line, to: room, ellipsis: look.ellipsis) + "\u{1B}[K")
    }

    func end() {
        if screen.messagesAreOnTerminal, shown >= 0 { screen.writeMessage("\r\u{1B}[K") }
    }
}
