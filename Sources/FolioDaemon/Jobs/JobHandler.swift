package import FolioModel
package import FolioStore

/// Why a job did not succeed.
package struct JobFailure: Error, Hashable, Sendable {
    /// A stable word, such as the vendor's `ITEM_LOGIN_REQUIRED`, or `cancelled`.
    package var code: String
    /// One sentence without credentials or account numbers.
    package var message: String
    /// When to try the same job again; `nil` for not at all.
    package var retryAfter: Duration?
    /// The `data` of the error that a waiting caller gets; `null` for none.
    package var detail: JSONValue

    package init(code: String, message: String, retryAfter: Duration? = nil, detail: JSONValue = .null) {
        (self.code, self.message, self.retryAfter, self.detail) = (code, message, retryAfter, detail)
    }

    /// Somebody cancelled the job.
    package static let cancelled = JobFailure(code: "cancelled", message: "The job was cancelled.")
}

/// Tells how far a job is.
package struct JobReporter: Sendable {
    private let report: @Sendable (Int, Int?, String) -> Void

    package init(_ report: @escaping @Sendable (Int, Int?, String) -> Void) { self.report = report }

    /// So many of so many; `total` is `nil` while unknown.
    package func callAsFunction(done: Int, total: Int?, unit: String) { report(done, total, unit) }
}

/// One kind of long work.
///
/// It may be run again after a crash, from the start, and must then end in the same store.
package protocol JobHandler: Sendable {
    /// Whether it counts against the number of jobs running at once; one that only waits for others does not.
    var takesPlace: Bool { get }

    /// Tries before a job has failed for good, where it fails for passing reasons.
    var maximumAttempts: Int { get }

    /// What of the payload is kept with a job that has ended, however it did: all of it unless the handler says
    /// otherwise.
    func payloadToKeep(of job: JobRecord) -> JSONValue

    /// Does the work and gives the job's result.
    func run(_ job: JobRecord, _ report: JobReporter) async throws(JobFailure) -> JSONValue
}

extension JobHandler {
    package var takesPlace: Bool { true }

    package var maximumAttempts: Int { RetryPolicy.maximumAttempts }

    package func payloadToKeep(of job: JobRecord) -> JSONValue { job.payload }
}
