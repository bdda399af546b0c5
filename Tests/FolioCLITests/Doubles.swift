import FolioCLI
import FolioClient
import FolioModel
import Synchronization

/// A clock whose time passes only by sleeping.
final class SleepingClock: Clock, Sendable {
    struct Instant: InstantProtocol {
        var offset: Duration

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (one: Instant, other: Instant) -> Bool { one.offset < other.offset }
    }

    private let slept = Mutex(Duration.zero)

    var now: Instant { Instant(offset: slept.withLock { $0 }) }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        slept.withLock { $0 = max($0, deadline.offset) }
    }
}

/// A daemon that says what it was told to; its last answer again and again.
final class ScriptedDaemon: RPCCalling {
    private let answers: Mutex<[Result<JSONValue, FolioClientError>]>
    private let calls = Mutex<[String]>([])

    init(_ answers: [Result<JSONValue, FolioClientError>]) { self.answers = Mutex(answers) }

    var asked: [String] { calls.withLock { $0 } }

    func call(_ method: String, _ params: JSONValue) async throws(FolioClientError) -> JSONValue {
        calls.withLock { $0.append("\(method) \(params.text)") }
        let answer = answers.withLock { $0.count > 1 ? $0.removeFirst() : $0.first }
        guard let answer else { throw .closed }
        return try answer.get()
    }
}

/// What was written, apart by where.
final class Paper: Sendable {
    private let texts = Mutex((output: "", messages: ""))

    var output: String { texts.withLock { $0.output } }
    var messages: String { texts.withLock { $0.messages } }

    func screen(isWatched: Bool = false, width: Int? = nil) -> Screen {
        Screen(
            look: Look(width: width),
            messageLook: Look(width: width),
            messagesAreOnTerminal: isWatched,
            write: { text in self.texts.withLock { $0.output += text } },
            writeMessage: { text in self.texts.withLock { $0.messages += text } }
        )
    }
}

/// A job as `jobs.get` tells it.
func job(_ state: String, done: Int = 0, total: Int? = nil, left: Int? = nil, error: JSONValue = .null) -> JSONValue {
    [
        "id": "j_1", "kind": "sync", "state": .string(state),
        "progress": ["done": .int(done), "total": total.map { .int($0) } ?? .null, "unit": "pages"],
        "eta_s": left.map { .int($0) } ?? .null, "error": error,
    ]
}

/// A daemon that answers by what it is asked.
struct AnsweringDaemon: RPCCalling {
    let answer: @Sendable (_ method: String, _ params: JSONValue) -> JSONValue?

    func call(_ method: String, _ params: JSONValue) async throws(FolioClientError) -> JSONValue {
        guard let answer = answer(method, params) else { throw .closed }
        return answer
    }
}

/// Numbers from a seed, the same every time.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
