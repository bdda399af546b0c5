package import FolioAdapterKit
import Glibc

/// One run of the suite over an adapter's command, with its directories, and its recording where one is wanted.
package struct ConformanceRun: Sendable {
    private let command: [String]
    private let options: ConformanceOptions
    private let recording: String?
    private let replaying: String?

    /// Makes a run.
    ///
    /// - Parameters:
    ///   - command: The adapter's program and its arguments.
    ///   - options: What it is given; the working directory is made by the run.
    ///   - recording: The directory in which the session and the vendor's answers are kept, if they are.
    ///   - replaying: The directory of such a recording whose answers stand for the vendor, if they do.
    package init(
        command: [String],
        options: ConformanceOptions,
        recording: String? = nil,
        replaying: String? = nil
    ) {
        (self.command, self.options) = (command, options)
        (self.recording, self.replaying) = (recording, replaying)
    }

    /// Runs the scenarios; what it made is gone afterwards, the recording aside.
    ///
    /// - Parameter onLine: Told of each scenario as it ends.
    /// - Returns: What was found.
    /// - Throws: ``ConformanceFailure`` where the adapter can't be started at all, or a file can't be written or read.
    package func run(onLine: @Sendable (ConformanceLine) -> Void = { _ in }) async throws -> ConformanceReport {
        let subject = try ProcessSubject(command: command)
        let directory = try ConformanceFile.temporaryDirectory()
        defer { ConformanceFile.erase(directory) }
        var options = options
        options.workDirectory = directory
        if let recording { return try await record(subject, options, to: recording, onLine) }
        if let replaying { return try await replay(subject, options, from: replaying, onLine) }
        return await ConformanceSuite.run(subject, options, onLine: onLine)
    }
}
