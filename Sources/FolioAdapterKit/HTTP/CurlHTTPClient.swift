import CCurl
import FolioModel
import Synchronization

/// An HTTP client over libcurl: one thread of its own drives every transfer, connections are reused.
///
/// `https` to anywhere, plain `http` to a loopback address only. Redirects are answers, not followed: a vendor's API
/// has none, and a credential must not wander. Proxies come from the environment as curl reads it, never for loopback.
public final class CurlHTTPClient: HTTPClient {
    /// Requests that may wait or run at once; one more is refused.
    static let maximumRequests = 256

    private let loop: CurlLoop
    private let tickets = Atomic<UInt64>(0)

    /// Makes a client; its thread starts with the first request and ends with the client.
    ///
    /// - Parameter userAgent: What the vendor sees, such as `folio/0.1.0`.
    public init(userAgent: String = "folio/\(AdapterKit.version)") {
        loop = CurlLoop(userAgent: userAgent)
    }

    deinit { loop.close() }

    /// Sends one request; see ``HTTPClient/send(_:)``.
    public func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let ticket = tickets.add(1, ordering: .relaxed).newValue
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                loop.submit(CurlLoop.Submission(ticket: ticket, request: request, continuation: continuation))
                // A task cancelled before this point had nothing to cancel yet.
                if Task.isCancelled { loop.cancel(ticket) }
            }
        } onCancel: {
            loop.cancel(ticket)
        }
        return try result.get()
    }

    /// Ends what is running with ``HTTPFailure/Kind/interrupted`` and returns when the thread has let go of everything.
    public func close() async {
        loop.close()
        await loop.untilEnded()
    }
}

/// Facts about this library.
public enum AdapterKit {
    /// The version that bundled adapters and the daemon carry.
    public static let version = FolioVersion.current
}
