/// What an adapter put out.
package enum ConformanceOutput: Hashable, Sendable {
    /// A line of stdout without its end.
    case line([UInt8])
    /// A line of stdout that was longer than a line may be, and is gone.
    case oversized
    /// A line of stderr without its end.
    case errorLine([UInt8])
}

/// How a started adapter ended.
package enum ConformanceEnd: Hashable, Sendable, CustomStringConvertible {
    case exited(Int)
    case signalled(Int)

    package var description: String {
        switch self {
        case .exited(let code): "left with code \(code)"
        case .signalled(let signal): "was ended by signal \(signal)"
        }
    }
}

/// How an adapter is started.
package struct ConformanceStart: Hashable, Sendable {
    /// An existing directory, private to this start: the adapter's working directory.
    package var directory: String
    /// Whether it gets what a host gives it, or `FOLIO_ADAPTER` alone.
    package var hasEnvironment = true
    /// Whether it is started in a network namespace without any way out.
    package var isWithoutNetwork = false

    package init(directory: String) { self.directory = directory }
}

/// Bytes to and from one started adapter, whatever carries them.
package protocol ConformancePort: Sendable {
    /// What it puts out, in order within stdout and within stderr; ends with the adapter. Read once.
    var output: AsyncStream<ConformanceOutput> { get }

    /// The process's id while there is one; `nil` in the host's process.
    var processID: Int? { get }

    /// Writes to its stdin, behind what was written before.
    func send(_ bytes: [UInt8])

    /// Ends its stdin, behind what was written before.
    func closeInput()

    /// Sends a signal to the process itself.
    func signal(_ number: Int32)

    /// Waits for its end, at most so long; `nil` where it has not ended.
    func end(within limit: Duration) async -> ConformanceEnd?

    /// Ends it by force, with all that it left behind, and returns once nothing is left.
    func destroy() async
}

/// An adapter that can be started any number of times.
package protocol ConformanceSubject: Sendable {
    /// What is tested, for people: the command, or the type.
    var title: String { get }

    /// Whether each start is a process of its own.
    var isProcess: Bool { get }

    /// Starts it.
    ///
    /// - Throws: ``ConformanceFailure`` where it can't be started, ``ConformanceSkip`` where this system does not
    ///   allow such a start.
    func start(_ start: ConformanceStart) async throws -> any ConformancePort
}
