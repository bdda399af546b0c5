import Dispatch
import FolioClient
import FolioModel
import Glibc
import Synchronization
import Testing

/// The real daemon as a child process, with a configuration, a store and a socket of its own.
final class FoliodProcess: Sendable {
    /// The longest wait for the daemon to serve.
    static let startBound = Duration.seconds(60)
    /// The longest wait for it to end, in seconds; then it is killed, and its status says so.
    static let endBound = 60

    let pid: pid_t
    let place: DaemonPlace
    let log: LineLog

    /// Starts the daemon and returns when it serves.
    static func start(_ place: DaemonPlace) async throws -> FoliodProcess {
        let process = try launch(place)
        let isServing = await process.log.wait(for: "Serving", bound: startBound)
        try #require(isServing, "the daemon did not start: \(process.log.text)")
        return process
    }

    /// Starts the daemon and returns at once.
    static func launch(_ place: DaemonPlace) throws -> FoliodProcess { try FoliodProcess(place) }

    private init(_ place: DaemonPlace) throws {
        self.place = place
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        try #require(socketpair(AF_UNIX, kind, 0, &ends) == 0)
        pid = try Self.spawn(place, standardError: ends[1])
        close(ends[1])
        log = LineLog(descriptor: ends[0])
    }

    private static func spawn(_ place: DaemonPlace, standardError: Int32) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, standardError, 2)
        let executable = try BuiltProgram.path("foliod")
        let arguments = [executable, "run", "--config", place.configuration]
        let environment = ["PATH=/usr/bin:/bin", "HOME=\(place.directory)"]
        var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
        defer { for text in argv + envp { free(text) } }
        var pid = pid_t()
        try #require(posix_spawn(&pid, executable, &actions, nil, &argv, &envp) == 0)
        return pid
    }

    func signal(_ number: Int32) { kill(pid, number) }

    /// Ends the daemon with a signal and waits until it is gone; its exit status, or the signal that ended it, negative.
    @discardableResult
    func end(_ number: Int32 = SIGTERM) async -> Int32 {
        kill(pid, number)
        let pid = pid
        let last = DispatchWorkItem { kill(pid, SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(Self.endBound), execute: last)
        defer { last.cancel() }
        let status = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                var status: Int32 = 0
                while waitpid(pid, &status, 0) < 0, errno == EINTR {}
                continuation.resume(returning: status)
            }
        }
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
    }

    /// The processes that the daemon has started and that are still there.
    var children: [Int] { ProcessTable.children(of: Int(pid)) }
}

/// Where the programs of this package are.
enum BuiltProgram {
    /// A program that was built with this test: beside the test's own executable, or in a directory above.
    static func path(_ name: String) throws -> String {
        let own = realpath("/proc/self/exe", nil)
        defer { free(own) }
        let places = [own.map { String(cString: $0) }, CommandLine.arguments.first].compactMap { $0 }
        for place in places {
            var parts = place.split(separator: "/")
            while !parts.isEmpty {
                parts.removeLast()
                let candidate = "/" + (parts + [Substring(name)]).joined(separator: "/")
                var status = stat()
                if stat(candidate, &status) == 0, status.st_mode & S_IFMT == S_IFREG { return candidate }
            }
        }
        Issue.record("no \(name) beside \(places)")
        return ""
    }
}

/// What a process writes, line by line; waits end with the line, with the output's end, or at their bound.
final class LineLog: Sendable {
    private struct Waiter {
        let number: Int
        let needle: String
        let offset: Int
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var text = ""
        var isAtEnd = false
        var nextNumber = 0
        var waiters: [Waiter] = []
    }

    private let state = Mutex(State())

    /// Reads the descriptor to its end, and closes it.
    init(descriptor: Int32) {
        DispatchQueue(label: "line-log").async { [self] in
            var buffer = [UInt8](repeating: 0, count: 16 << 10)
            while true {
                let count = read(descriptor, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                let piece = count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
                let done: [(Waiter, Bool)] = state.withLock { state in
                    if let piece { state.text += piece } else { state.isAtEnd = true }
                    let found = state.waiters.map { ($0, Self.isThere($0.needle, $0.offset, state.text)) }
                    let done = found.filter { $0.1 || state.isAtEnd }
                    state.waiters.removeAll { waiter in done.contains { $0.0.number == waiter.number } }
                    return done
                }
                for (waiter, isThere) in done { waiter.continuation.resume(returning: isThere) }
                guard piece != nil else { break }
            }
            close(descriptor)
        }
    }

    private static func isThere(_ needle: String, _ offset: Int, _ text: String) -> Bool {
        text.utf8.dropFirst(offset).split(separator: UInt8(ascii: "\n")).contains { line in
            String(Substring(line)).contains(needle)
        }
    }

    /// All that was written so far.
    var text: String { state.withLock { $0.text } }

    /// How many bytes were written so far: a mark to wait from.
    var mark: Int { state.withLock { $0.text.utf8.count } }

    /// Waits for a line with that text behind a mark; false where it did not come.
    func wait(for needle: String, after mark: Int = 0, bound: Duration) async -> Bool {
        await withCheckedContinuation { continuation in
            let number: Int? = state.withLock { state in
                if Self.isThere(needle, mark, state.text) || state.isAtEnd { return nil }
                state.nextNumber += 1
                state.waiters.append(
                    Waiter(number: state.nextNumber, needle: needle, offset: mark, continuation: continuation)
                )
                return state.nextNumber
            }
            guard let number else {
                continuation.resume(returning: Self.isThere(needle, mark, text))
                return
            }
            let seconds = Int(bound.components.seconds)
            DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(seconds)) { self.expire(number) }
        }
    }

    private func expire(_ number: Int) {
        let waiter: Waiter? = state.withLock { state in
            guard let index = state.waiters.firstIndex(where: { $0.number == number }) else { return nil }
            return state.waiters.remove(at: index)
        }
        waiter?.continuation.resume(returning: false)
    }
}

/// What `/proc` says of processes.
enum ProcessTable {
    /// Ids of the processes whose parent is this one.
    static func children(of parent: Int) -> [Int] {
        names(in: "/proc").compactMap { Int($0) }.filter { self.parent(of: $0) == parent }
    }

    /// Whether the process runs: it is there, and not only waits to be reaped.
    static func isAlive(_ pid: Int) -> Bool {
        guard let fields = fields(of: pid) else { return false }
        return fields.first != "Z" && fields.first != "X"
    }

    /// Whether the process does not leave the signal to the system: it ignores it, or has something that takes it.
    static func minds(_ signal: Int32, _ pid: Int) -> Bool {
        ["SigIgn", "SigCgt"].contains { name in
            let mask = status(name, of: pid).flatMap { UInt64($0, radix: 16) } ?? 0
            return mask >> UInt64(signal - 1) & 1 == 1
        }
    }

    /// The most memory that the process has used at once, in KiB, without the pages of its program and libraries: those
    /// of a test's build are several times a release's.
    static func peakMemory(of pid: Int) -> Int? {
        func figure(_ name: String) -> Int? { status(name, of: pid)?.split(separator: " ").first.flatMap { Int($0) } }
        guard let peak = figure("VmHWM"), let files = figure("RssFile") else { return nil }
        return peak - files
    }

    /// A line of `/proc/PID/status`.
    private static func status(_ name: String, of pid: Int) -> String? {
        let text = String(decoding: Scratch.bytes(of: "/proc/\(pid)/status"), as: UTF8.self)
        let line = text.split(separator: "\n").first { $0.hasPrefix(name + ":") }
        return line.map { $0.dropFirst(name.utf8.count + 1).trimmingPrefix(while: \.isWhitespace) }.map(String.init)
    }

    private static func parent(of pid: Int) -> Int? { fields(of: pid)?.dropFirst().first.flatMap { Int($0) } }

    /// State and parent, from `/proc/PID/stat` behind the name in parentheses.
    private static func fields(of pid: Int) -> [Substring]? {
        let text = String(decoding: Scratch.bytes(of: "/proc/\(pid)/stat"), as: UTF8.self)
        guard let end = text.lastIndex(of: ")") else { return nil }
        return text[text.index(after: end)...].split(separator: " ")
    }

    private static func names(in directory: String) -> [String] { Scratch.names(in: directory) }
}

/// Files of tests.
enum Scratch {
    /// Makes an empty directory.
    static func make() throws -> String {
        var template = Array("/tmp/folio-daemon-XXXXXX".utf8CString)
        return String(cString: try #require(mkdtemp(&template)))
    }

    /// Removes a directory with all that is in it.
    static func erase(_ path: String) {
        for name in names(in: path) {
            let entry = path + "/" + name
            if unlink(entry) != 0 { erase(entry) }
        }
        rmdir(path)
    }

    /// The names in a directory, sorted.
    static func names(in path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// The whole of a file; empty where it can't be read.
    static func bytes(of path: String) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return result }
            result.append(contentsOf: buffer[..<count])
        }
    }

    /// Replaces a file by renaming a new one over it, as editors and deployments do.
    static func replace(_ path: String, with text: String, mode: mode_t = 0o600) throws {
        let draft = path + ".tmp"
        try write(text, to: draft, mode: mode)
        try #require(rename(draft, path) == 0)
    }

    /// Writes a file in place.
    static func write(_ text: String, to path: String, mode: mode_t = 0o600) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        try #require(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
    }
}
