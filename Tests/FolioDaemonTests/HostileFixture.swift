import FolioAdapterKit
import FolioDaemon
import FolioModel
import FolioStore
import Glibc
import Logging
import Synchronization
import Testing

/// A supervisor over `HostileAdapter`, on a clock that the test moves.
struct HostileFixture {
    /// The first wait before a new start, with the fixture's jitter: as long as no other wait.
    static let firstWait = Duration.milliseconds(1125)

    let supervisor: AdapterSupervisor
    let clock: ManualClock
    let events: EventLog
    private let directory: String
    private let configuration: JSONValue

    init(
        _ fault: String,
        clock: ManualClock = ManualClock(),
        configuration: JSONValue = [:],
        secrets: [String] = [],
        store: Store? = nil
    ) throws {
        let events = EventLog()
        (self.clock, self.events, self.configuration) = (clock, events, configuration)
        directory = try Scratch.make()
        supervisor = AdapterSupervisor(
            name: "plaid",
            launch: .process(executable: try BuiltProgram.path("HostileAdapter"), arguments: [fault]),
            clock: clock,
            jitter: { 0.8125 },
            now: { clock.time },
            secrets: { secrets },
            store: store,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            onEvent: { events.add($0) }
        )
    }

    func start() async {
        await supervisor.start(configuration: configuration, features: [:], dataDirectory: directory + "/data")
    }

    /// Ends it by signal: nobody moves the clock for a farewell.
    func stop() async {
        let supervisor = supervisor
        async let stopped: Void = supervisor.stop(reason: "the test is over")
        while await supervisor.status.pid != nil {
            await supervisor.hurry()
            await Task.yield()
        }
        await stopped
        Scratch.erase(directory)
    }

    /// Lets whoever waits for one of these times wait no longer, until something is reached.
    func pass(_ waits: [Duration], until isReached: () async -> Bool) async {
        while await !isReached() {
            for wait in waits where clock.hasSleeper(for: wait) { clock.advance(by: wait) }
            await Task.yield()
        }
    }

    /// How a read ends, with these times passing.
    func outcome(
        of reading: Reading,
        connection: String = "c1",
        passing waits: [Duration]
    ) async -> Result<Void, AdapterError> {
        let done = Latch()
        async let result = Result { () async throws(AdapterError) in
            defer { done.open() }
            try await read(reading, connection: connection)
        }
        await pass(waits) { done.isOpen }
        return await result
    }

    func read(_ method: Reading, connection: String = "c1") async throws(AdapterError) {
        var context = ConnectionContext()
        context.id = connection
        context.credentials = ["token": .string(Self.secret)]
        switch method {
        case .accounts:
            var params = AccountsRead.Params()
            params.connection = context
            _ = try await supervisor.call(AccountsRead.self, params, cause: "test")
        case .holdings:
            var params = HoldingsRead.Params()
            params.connection = context
            _ = try await supervisor.call(HoldingsRead.self, params, cause: "test")
        case .transactions:
            var params = TransactionsRead.Params()
            params.connection = context
            _ = try await supervisor.call(TransactionsRead.self, params, cause: "test")
        }
    }

    /// What credentials hold.
    static let secret = "planted-secret-0815"

    enum Reading: Sendable { case accounts, holdings, transactions }
}

extension ManualClock {
    /// A time that moves with the clock.
    var time: Timestamp {
        let (seconds, attoseconds) = now.offset.components
        return Timestamp(milliseconds: 1_758_657_600_000 + seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}

/// What an adapter said, in order.
final class EventLog: Sendable {
    private let events = Mutex<[AdapterEvent]>([])

    func add(_ event: AdapterEvent) { events.withLock { $0.append(event) } }

    var all: [AdapterEvent] { events.withLock { $0 } }
}

/// What this process holds of the system.
struct Holdings: Hashable {
    let descriptors: Int
    let children: Set<Int>

    static var now: Holdings {
        Holdings(
            descriptors: Scratch.names(in: "/proc/self/fd").count,
            children: Set(ProcessTable.children(of: Int(getpid())))
        )
    }

    static var threads: Int { Scratch.names(in: "/proc/self/task").count }

    /// Memory in use, in KiB.
    static var memory: Int {
        let pages = String(decoding: Scratch.bytes(of: "/proc/self/statm"), as: UTF8.self).split(separator: " ")
        return (pages.dropFirst().first.flatMap { Int($0) } ?? 0) * 4
    }
}
