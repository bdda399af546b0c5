package import FolioAdapterKit

/// What to start.
package struct ProcessLaunch: Hashable, Sendable {
    /// An absolute path.
    package var executable: String
    package var arguments: [String]
    /// The whole environment.
    package var environment: [String: String]
    /// An existing directory: the process's own.
    package var workingDirectory: String

    /// Makes a launch.
    package init(executable: String, arguments: [String], environment: [String: String], workingDirectory: String) {
        (self.executable, self.arguments) = (executable, arguments)
        (self.environment, self.workingDirectory) = (environment, workingDirectory)
    }
}

/// How long a process that has to end may take over each step.
package struct ProcessPatience: Hashable, Sendable {
    /// From the end of its stdin to SIGTERM.
    package var endOfInput = Duration.seconds(5)
    /// From SIGTERM to SIGKILL, both to its group.
    package var term = Duration.seconds(5)
    /// From the end of its stdout to SIGTERM.
    package var closedOutput = Duration.seconds(1)
    /// How long its pipes may stay open after its end.
    package var openPipes = Duration.seconds(2)

    /// What the adapter protocol says.
    package init() {}
}

/// How a process ended.
package struct ProcessEnd: Hashable, Sendable {
    /// What happened.
    package enum Cause: Hashable, Sendable {
        /// It could not be started at all; why.
        case notStarted(String)
        /// It left with this code.
        case exited(Int)
        /// It was ended by this signal.
        case signalled(Int)
    }

    package var cause: Cause
    /// Why the host ended it; `nil` if the host did not.
    package var fault: SessionFault?
    /// Its last lines on stderr, oldest first, unredacted.
    package var lastWords: [String] = []

    /// One sentence for a person.
    package var description: String {
        var text =
            switch cause {
            case .notStarted(let reason): "The adapter could not be started: \(reason)"
            case .exited(let code): "The adapter left with code \(code)"
            case .signalled(let signal): "The adapter was ended by signal \(signal)"
            }
        switch fault {
        case .protocolErrors(let reason)?: text += " after it broke the protocol: \(reason)"
        case .unresponsive(let method)?: text += " because it did not answer a cancelled \(method)"
        case .silent(let pings)?: text += " because it was silent and answered none of \(pings) pings"
        case nil: break
        }
        return lastWords.isEmpty ? text : text + "; its last words: " + lastWords.joined(separator: " | ")
    }
}
