/// What the process says when it ends.
package enum ExitStatus: Int32, Sendable {
    case ok = 0
    /// The daemon answered with an error, or what was asked for went wrong.
    case failed = 1
    /// No daemon answers.
    case unreachable = 2
    /// The arguments make no sense.
    case usage = 64
}

/// Arguments that make no sense, found only after parsing.
package struct UsageError: Error, Hashable, Sendable {
    /// One sentence, with what to do instead.
    package let message: String

    /// Makes the error.
    package init(_ message: String) { self.message = message }
}
