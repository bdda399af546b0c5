import FolioModel
import FolioRPC
import Glibc
import Synchronization

/// Lets calls wait until a test says so, and counts them.
final class Gate: Sendable {
    private struct State {
        var waiting: [CheckedContinuation<Void, Never>] = []
        var isOpen = false
        var atOnce = 0
        var most = 0
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    /// The most calls that waited at once.
    var most: Int { state.withLock { $0.most } }

    func wait() async {
        await withCheckedContinuation { continuation in
            let ready: [CheckedContinuation<Void, Never>] = state.withLock { state in
                guard !state.isOpen else { return [continuation] }
                state.waiting.append(continuation)
                state.most = max(state.most, state.waiting.count)
                let reached = state.watchers.filter { $0.count <= state.waiting.count }.map(\.continuation)
                state.watchers.removeAll { $0.count <= state.waiting.count }
                return reached
            }
            for continuation in ready { continuation.resume() }
        }
    }

    /// Returns when so many calls wait.
    func entered(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isReached = state.withLock { state in
                if state.waiting.count >= count { return true }
                state.watchers.append((count, continuation))
                return false
            }
            if isReached { continuation.resume() }
        }
    }

    func letOnePass() { state.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }?.resume() }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

struct Subtraction: WireObject {
    var minuend = 0
    var subtrahend = 0

    static let fields: [WireField<Self>] = [
        WireField("minuend", \.minuend, "What is subtracted from."), WireField("subtrahend", \.subtrahend),
    ]
}

struct Summands: WireObject {
    var values: [Int] = []

    static let fields: [WireField<Self>] = [WireField("values", \.values)]
}

struct Anything: WireObject {
    var value: JSONValue = .null

    static let fields: [WireField<Self>] = [WireField("value", \.value, "Anything.", optional: true)]
}

struct Length: WireObject {
    var bytes = 0

    static let fields: [WireField<Self>] = [WireField("bytes", \.bytes)]
}

struct Identity: WireObject {
    var uid = 0
    var gid = 0
    var pid = 0
    var groups: [Int] = []

    static let fields: [WireField<Self>] = [
        WireField("uid", \.uid), WireField("gid", \.gid), WireField("pid", \.pid), WireField("groups", \.groups),
    ]
}

/// The methods that tests call, and what they leave behind.
final class TestMethods: Sendable {
    let gate = Gate()
    let stamp = Mutex(1)
    /// Changes with the rights of callers; while it is odd, nobody may call `warm`.
    let access = Mutex(0)
    let reads = Mutex(0)
    let closed = Gate()
    let connections = Mutex<[RPCConnection]>([])

    var registry: MethodRegistry {
        MethodRegistry(version: "1.2.3", plain + special)
    }

    private var plain: [MethodDefinition] {
        [
            MethodDefinition("subtract", summary: "Subtracts.", params: Subtraction.self, result: Int.self) {
                (params, _) throws(RPCError) in params.minuend - params.subtrahend
            },
            MethodDefinition("sum", summary: "Adds up.", params: Summands.self, result: Int.self) {
                (params, _) throws(RPCError) in params.values.reduce(0, +)
            },
            MethodDefinition("get_data", summary: "Gives data.", params: NoParams.self, result: JSONValue.self) {
                (_, _) throws(RPCError) in ["hello", 5]
            },
            MethodDefinition("update", summary: "Takes values.", params: Summands.self, result: Bool.self) {
                (_, _) throws(RPCError) in true
            },
            MethodDefinition("echo", summary: "Gives back.", params: Anything.self, result: JSONValue.self) {
                (params, _) throws(RPCError) in params.value
            },
            MethodDefinition("long", summary: "Is long.", params: Length.self, result: String.self) {
                (params, _) throws(RPCError) in String(repeating: "x", count: params.bytes)
            },
            MethodDefinition("secret", summary: "Is for few.", params: NoParams.self, result: Bool.self, admin: true) {
                (_, _) throws(RPCError) in true
            },
        ]
    }

    private var special: [MethodDefinition] {
        [
            MethodDefinition("wait", summary: "Waits.", params: NoParams.self, result: Bool.self, waits: true) {
                (_, _) async throws(RPCError) in
                await self.gate.wait()
                return true
            },
            MethodDefinition("compute", summary: "Takes long.", params: NoParams.self, result: Bool.self) {
                (_, _) async throws(RPCError) in
                await self.gate.wait()
                return true
            },
            MethodDefinition("missing", summary: "Fails.", params: NoParams.self, result: Bool.self) {
                (_, _) throws(RPCError) in throw RPCError.notFound(what: "account", id: "a1")
            },
            MethodDefinition("whoami", summary: "Says who asks.", params: NoParams.self, result: Identity.self) {
                (_, context) throws(RPCError) in
                var identity = Identity()
                identity.uid = Int(context.caller.uid)
                identity.gid = Int(context.caller.gid)
                identity.pid = Int(context.caller.pid)
                identity.groups = context.caller.groups.map(Int.init)
                return identity
            },
            MethodDefinition(
                "warm",
                summary: "Counts its reads.",
                params: Anything.self,
                result: Int.self,
                stamp: { self.stamp.withLock { $0 } },
                handler: { (_, _) throws(RPCError) in
                    self.reads.withLock { reads in
                        reads += 1
                        return reads
                    }
                }
            ),
            MethodDefinition("follow", summary: "Notifies.", params: Length.self, result: Bool.self) {
                (params, context) throws(RPCError) in
                for number in 0..<params.bytes {
                    context.connection.notify("event", number, replacing: "only")
                }
                context.connection.notify("plain", "once")
                context.connection.onClose { self.closed.open() }
                self.connections.withLock { $0.append(context.connection) }
                return true
            },
        ]
    }
}

/// A server on a socket of its own, for the time of a test.
func withServer<Result: Sendable>(
    limits: RPCLimits = RPCLimits(),
    _ body: @Sendable (_ path: String, _ methods: TestMethods, _ server: RPCServer) async throws -> Result
) async throws -> Result {
    let methods = TestMethods()
    let access = { @Sendable in methods.access.withLock { $0 } }
    let server = RPCServer(
        registry: methods.registry,
        limits: limits,
        authorize: { _, method in
            method.isAdmin || method.name == "warm" && !access().isMultiple(of: 2) ? RPCError.forbidden() : nil
        },
        accessStamp: access
    )
    let path = temporaryPath()
    try await server.start(path: path)
    let outcome: Swift.Result<Result, any Error>
    do {
        outcome = .success(try await body(path, methods, server))
    } catch {
        outcome = .failure(error)
    }
    methods.gate.open()
    await server.stop(grace: .seconds(1))
    return try outcome.get()
}

/// A path for a socket in a folder that does not exist yet.
func temporaryPath() -> String { "/tmp/folio-rpc-\(getpid())-\(UInt32.random(in: 0 ... .max))/s" }
