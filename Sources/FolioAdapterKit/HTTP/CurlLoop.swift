import CCurl
import Glibc
import Synchronization

/// The thread under ``CurlHTTPClient``: takes work from an inbox, lets libcurl's multi handle run, hands out results.
final class CurlLoop: Sendable {
    typealias Outcome = Result<HTTPResponse, HTTPFailure>

    /// A request that waits for the thread.
    struct Submission: Sendable {
        let ticket: UInt64
        let request: HTTPRequest
        let continuation: CheckedContinuation<Outcome, Never>
    }

    /// The multi handle.
    ///
    /// Sendable because the thread alone uses it, except for `curl_multi_wakeup`, which libcurl allows from anywhere
    /// and which is only called under the inbox's lock while the handle is there.
    private struct Multi: @unchecked Sendable {
        let handle: UnsafeMutableRawPointer
    }

    private struct Inbox {
        var multi: Multi?
        var isClosed = false
        var hasEnded = false
        /// Submitted and not answered yet.
        var unanswered = 0
        var submissions: [Submission] = []
        var cancellations: [UInt64] = []
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    /// `CURL_GLOBAL_ALL`, a macro that Swift does not see; once a process, as libcurl demands.
    private static let isInitialized = curl_global_init(3) == CURLE_OK

    /// Connections kept open or opened at once.
    private static let maximumConnections = 16
    private static let maximumConnectionsPerHost = 8

    /// The longest sleep of the thread; work and timeouts wake it earlier.
    private static let longestPoll: Int32 = 60_000

    private let userAgent: String
    private let inbox = Mutex(Inbox())

    init(userAgent: String) { self.userAgent = userAgent }

    // MARK: From any task

    func submit(_ submission: Submission) {
        let refusal: HTTPFailure? = inbox.withLock { inbox in
            guard !inbox.isClosed else { return HTTPFailure(.interrupted, "The HTTP client is closed.") }
            guard inbox.unanswered < CurlHTTPClient.maximumRequests else {
                return HTTPFailure(.interrupted, "Too many HTTP requests at once.")
            }
            if inbox.multi == nil {
                guard let multi = start() else {
                    return HTTPFailure(.interrupted, "The HTTP client could not start its thread.")
                }
                inbox.multi = multi
            }
            inbox.unanswered += 1
            inbox.submissions.append(submission)
            wake(inbox)
            return nil
        }
        if let refusal { submission.continuation.resume(returning: .failure(refusal)) }
    }

    func cancel(_ ticket: UInt64) {
        inbox.withLock { inbox in
            guard inbox.multi != nil else { return }
            inbox.cancellations.append(ticket)
            wake(inbox)
        }
    }

    func close() {
        inbox.withLock { inbox in
            inbox.isClosed = true
            if inbox.multi == nil { inbox.hasEnded = true }
            wake(inbox)
        }
    }

    func untilEnded() async {
        await withCheckedContinuation { continuation in
            let hasEnded = inbox.withLock { inbox in
                if !inbox.hasEnded { inbox.waiters.append(continuation) }
                return inbox.hasEnded
            }
            if hasEnded { continuation.resume() }
        }
    }

    private func wake(_ inbox: Inbox) {
        if let multi = inbox.multi { curl_multi_wakeup(multi.handle) }
    }

    /// Makes the multi handle and its thread; called with the inbox locked.
    private func start() -> Multi? {
        guard Self.isInitialized, let handle = curl_multi_init() else { return nil }
        _ = ccurl_multi_set_long(handle, CURLMOPT_MAX_TOTAL_CONNECTIONS, Self.maximumConnections)
        _ = ccurl_multi_set_long(handle, CURLMOPT_MAX_HOST_CONNECTIONS, Self.maximumConnectionsPerHost)
        _ = ccurl_multi_set_long(handle, CURLMOPT_MAXCONNECTS, Self.maximumConnections)
        DetachedThread.start { self.run() }
        return Multi(handle: handle)
    }

    // MARK: On the thread

    private func run() {
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        guard let multi = inbox.withLock({ $0.multi })?.handle else { return }
        var active: [UInt64: CurlTransfer] = [:]
        while turn(multi, &active) {}
        let failure = HTTPFailure(.interrupted, "The HTTP client is closed.")
        for transfer in active.values { finish(transfer, .failure(failure), multi) }
        end(multi, failure)
    }

    /// One round: new work, transfers, results, sleep; `false` when the client is closed.
    private func turn(_ multi: UnsafeMutableRawPointer, _ active: inout [UInt64: CurlTransfer]) -> Bool {
        let (submissions, cancellations, isClosed) = inbox.withLock { inbox in
            defer { (inbox.submissions, inbox.cancellations) = ([], []) }
            return (inbox.submissions, inbox.cancellations, inbox.isClosed)
        }
        for submission in submissions { begin(submission, multi, &active) }
        for ticket in cancellations {
            guard let transfer = active.removeValue(forKey: ticket) else { continue }
            finish(transfer, .failure(HTTPFailure(.cancelled, "The request was cancelled.")), multi)
        }
        guard !isClosed else { return false }
        var running: Int32 = 0
        _ = curl_multi_perform(multi, &running)
        var remaining: Int32 = 0
        while let message = curl_multi_info_read(multi, &remaining)?.pointee {
            guard message.msg == CURLMSG_DONE, let easy = message.easy_handle,
                let ticket = CurlTransfer.ticket(of: easy), let transfer = active.removeValue(forKey: ticket)
            else { continue }
            finish(transfer, transfer.outcome(of: message.data.result), multi)
        }
        _ = curl_multi_poll(multi, nil, 0, Self.longestPoll, nil)
        return true
    }

    private func begin(
        _ submission: Submission,
        _ multi: UnsafeMutableRawPointer,
        _ active: inout [UInt64: CurlTransfer]
    ) {
        do throws(HTTPFailure) {
            let transfer = try CurlTransfer(submission, userAgent: userAgent)
            guard curl_multi_add_handle(multi, transfer.easy) == CURLM_OK else {
                transfer.release()
                throw HTTPFailure(.interrupted, "The request could not be started.")
            }
            active[submission.ticket] = transfer
        } catch {
            answer(submission.continuation, .failure(error))
        }
    }

    private func finish(_ transfer: CurlTransfer, _ outcome: Outcome, _ multi: UnsafeMutableRawPointer) {
        curl_multi_remove_handle(multi, transfer.easy)
        transfer.release()
        answer(transfer.continuation, outcome)
    }

    private func answer(_ continuation: CheckedContinuation<Outcome, Never>, _ outcome: Outcome) {
        inbox.withLock { $0.unanswered -= 1 }
        continuation.resume(returning: outcome)
    }

    private func end(_ multi: UnsafeMutableRawPointer, _ failure: HTTPFailure) {
        let left = inbox.withLock { inbox in
            defer { (inbox.multi, inbox.submissions) = (nil, []) }
            return inbox.submissions
        }
        for submission in left { answer(submission.continuation, .failure(failure)) }
        curl_multi_cleanup(multi)
        let waiters = inbox.withLock { inbox in
            inbox.hasEnded = true
            defer { inbox.waiters = [] }
            return inbox.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
