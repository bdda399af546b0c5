import Glibc

/// An adapter that does one thing wrong, the one its first argument names: what the supervisor is tested with.
///
/// It knows no more of the protocol than it takes to get as far as its fault. `accounts.read` meets the fault, or the
/// method that the fault is about; everything else is answered.
@main
enum HostileAdapter {
    static func main() {
        let name = CommandLine.arguments.dropFirst().first ?? ""
        guard let fault = Fault(rawValue: name) else {
            Output.write("usage: HostileAdapter FAULT\n", to: STDERR_FILENO)
            exit(64)
        }
        if fault == .ignoresEnd { signal(SIGTERM, SIG_IGN) }
        if fault == .garbageAtStart { for _ in 0..<5 { Output.write("Welcome!\n") } }
        var session = Session(fault: fault)
        while let line = Input.line() { session.take(line) }
        if fault == .ignoresEnd { stay() }
    }
}

/// What it does wrong.
enum Fault: String {
    case none
    case silentAtStart = "silent-at-start"
    case garbageAtStart = "garbage-at-start"
    case hugeManifest = "huge-manifest"
    /// Its configuration's `at` says how much of the answer is written before it dies.
    case dies
    case hangs
    case halfLine = "half-line"
    case drips
    case garbage
    case longLine = "long-line"
    case floodsOutput = "floods-output"
    case floodsErrors = "floods-errors"
    case twice
    case closesOutput = "closes-output"
    case ignoresEnd = "ignores-end"
    case leavesGrandchild = "leaves-grandchild"
    case leavesDaemon = "leaves-daemon"
    case answersLate = "answers-late"
    case wrongCounts = "wrong-counts"
    case floatingMoney = "floating-money"
    case hugeCursor = "huge-cursor"
    case deep
    case tellsSecret = "tells-secret"
    case foreignCredentials = "foreign-credentials"
    case deafToPings = "deaf-to-pings"
    case samePage = "same-page"
    case twoPages = "two-pages"
    case endlessPages = "endless-pages"
}

/// Does nothing more, for ever.
func stay() -> Never { while true { pause() } }

struct Session {
    let fault: Fault
    private var bytesOfAnswer = 0
    private var lateID: String?

    init(fault: Fault) { self.fault = fault }

    mutating func take(_ line: String) {
        guard let method = Field.text("method", in: line) else { return }
        let id = Field.text("id", in: line) ?? ""
        switch method {
        case "describe": describe(id)
        case "configure":
            bytesOfAnswer = Field.number("at", in: line) ?? 0
            Output.answer(id, "{}")
        case "ping": if fault != .deafToPings { Output.answer(id, "{}") }
        case "shutdown": Output.answer(id, "{}")
        case "$/cancel": cancelled()
        case "accounts.read", "link.complete": accounts(id, line)
        case "holdings.read": Output.answer(id, Body.holdings(fault))
        case "transactions.read": Output.answer(id, Body.transactions(fault, cursor: Field.text("cursor", in: line)))
        default: Output.write(#"{"jsonrpc":"2.0","id":"\#(id)","error":{"code":-32601,"message":"no"}}"# + "\n")
        }
    }

    private func describe(_ id: String) {
        switch fault {
        case .silentAtStart, .garbageAtStart: return
        default:
            let version = fault == .hugeManifest ? String(repeating: "9", count: 100_000) : "1"
            Output.answer(
                id,
                #"{"protocol":"1","name":"hostile","version":"\#(version)","capabilities":["accounts","holdings"],"#
                    + #""max_inflight":4}"#
            )
        }
    }

    private func cancelled() {
        guard let lateID else { return }
        Output.answer(lateID, Body.accounts)
    }

    private mutating func accounts(_ id: String, _ line: String) {
        let answer = Output.line(id, Body.accounts)
        switch fault {
        case .dies:
            Output.write(String(decoding: answer.utf8.prefix(bytesOfAnswer), as: UTF8.self))
            Output.write("dying at \(bytesOfAnswer)\n", to: STDERR_FILENO)
            _exit(9)
        case .hangs: return
        case .halfLine: Output.write(String(answer.prefix(answer.count / 2)))
        case .drips: Flood.start { Flood.drip() }
        case .garbage: for _ in 0..<40 { Output.write("1e5 } ] what?\n") }
        case .longLine:
            Output.write(#"{"jsonrpc":"2.0","id":"\#(id)","result":{"accounts":[],"note":""#)
            for _ in 0..<160 { Output.write(String(repeating: "x", count: 64 << 10)) }
            Output.write("\"}}\n")
        case .floodsOutput:
            Flood.start { Flood.run(STDOUT_FILENO, #"{"method":"$/log","params":{"message":"flood"}}"# + "\n") }
            Output.write(answer)
        case .floodsErrors:
            Flood.start { Flood.run(STDERR_FILENO, "a line of the flood\n") }
            Output.write(answer)
        case .twice:
            Output.write(Output.line("foliod:never#1", "{}"))
            Output.write(answer + answer)
        case .closesOutput:
            close(STDOUT_FILENO)
            stay()
        case .leavesGrandchild, .leavesDaemon:
            Grandchild.start(inOwnSession: fault == .leavesDaemon)
            _exit(3)
        case .answersLate: lateID = id
        case .tellsSecret: tell(Field.text("token", in: line) ?? "", id)
        case .foreignCredentials:
            Output.write(
                #"{"method":"$/credentials","params":{"id":"\#(id)","connection":"another","credentials":{}}}"# + "\n"
            )
            Output.write(answer)
        case .deep:
            Output.answer(id, String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000))
            Output.write(answer)
        default: Output.write(answer)
        }
    }

    /// Says the secret wherever something is kept or logged.
    private func tell(_ secret: String, _ id: String) {
        Output.write("my token is \(secret)\u{301} and \(secret)\n", to: STDERR_FILENO)
        Output.write(
            #"{"method":"$/log","params":{"message":"\#(secret)","fields":{"\#(secret)":"\#(secret)"}}}"# + "\n"
        )
        Output.write(
            #"{"jsonrpc":"2.0","id":"\#(id)","error":{"code":1005,"message":"refused \#(secret)\#u{301}","data":"#
                + #"{"kind":"vendor_error","class":"permanent","vendor":{"code":"\#(secret)","request_id":"\#(secret)"},"#
                + #""errors":[{"file":"\#(secret)","message":"\#(secret)"}]}}}"# + "\n"
        )
    }
}

/// What answers say.
enum Body {
    static let accounts = #"{"accounts":[{"external_id":"a1","name":"A","type":"investment","currency":"USD"}]}"#

    static func holdings(_ fault: Fault) -> String {
        let money = fault == .floatingMoney ? "0.1" : "\"0.1\""
        return #"{"as_of":"2025-09-23T20:00:00Z","securities":[],"holdings":[],"#
            + #""cash":[{"account":"a1","currency":"USD","amount":\#(money)}]}"#
    }

    static func transactions(_ fault: Fault, cursor: String?) -> String {
        let number = Int(cursor ?? "") ?? 0
        let next =
            switch fault {
            case .hugeCursor: String(repeating: "c", count: 1 << 20)
            case .samePage: "1"
            case .twoPages: number == 1 ? "2" : "1"
            default: String(number + 1)
            }
        let hasMore = [.samePage, .twoPages, .endlessPages].contains(fault)
        let count = fault == .wrongCounts ? 7 : 1
        return #"{"added":[{"external_id":"t\#(number)","account":"a1","date":"2025-01-02","type":"deposit","#
            + #""currency":"USD","cash_delta":"1.00"}],"modified":[],"removed":[],"next_cursor":"\#(next)","#
            + #""has_more":\#(hasMore),"counts":{"added":\#(count),"modified":0,"removed":0}}"#
    }
}

/// Members of a line, found without reading it.
enum Field {
    static func text(_ name: String, in line: String) -> String? {
        rest(name, line).flatMap { $0.first == "\"" ? String($0.dropFirst().prefix { $0 != "\"" }) : nil }
    }

    static func number(_ name: String, in line: String) -> Int? {
        rest(name, line).flatMap { Int($0.prefix { $0.isNumber }) }
    }

    private static func rest(_ name: String, _ line: String) -> Substring? {
        guard let found = line.firstRange(of: "\"\(name)\":") else { return nil }
        return line[found.upperBound...]
    }
}

enum Input {
    /// The next line; `nil` at the end.
    static func line() -> String? { readLine(strippingNewline: true) }
}

enum Output {
    static func line(_ id: String, _ result: String) -> String {
        #"{"jsonrpc":"2.0","id":"\#(id)","result":\#(result)}"# + "\n"
    }

    static func answer(_ id: String, _ result: String) { write(line(id, result)) }

    static func write(_ text: String, to descriptor: CInt = STDOUT_FILENO) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}

enum Flood {
    /// Runs something beside the session.
    static func start(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let work = Unmanaged.passRetained(Work(body))
        pthread_create(
            &thread,
            nil,
            { argument in
                if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body() }
                return nil
            },
            work.toOpaque()
        )
        pthread_detach(thread)
    }

    private final class Work {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Writes a line as fast as it is taken.
    static func run(_ descriptor: CInt, _ line: String) {
        let block = String(repeating: line, count: max(4096 / line.utf8.count, 1))
        while true { Output.write(block, to: descriptor) }
    }

    /// Writes a byte a second.
    static func drip() {
        while true {
            Output.write("{")
            sleep(1)
        }
    }
}

enum Grandchild {
    /// Starts a process that holds all of this one's pipes.
    static func start(inOwnSession: Bool) {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        // POSIX_SPAWN_SETSID of <spawn.h>, which Swift can't import.
        if inOwnSession { posix_spawnattr_setflags(&attributes, 0x80) }
        let arguments = ["sleep", "30"]
        var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var pid = pid_t()
        posix_spawn(&pid, "/bin/sleep", nil, &attributes, &argv, environ)
        Output.write("grandchild \(pid)\n", to: STDERR_FILENO)
    }
}
