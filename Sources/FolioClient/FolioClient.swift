public import FolioModel
import Glibc

/// A connection to the daemon: any number of calls at a time, each answered on its own.
///
/// Closed when it is let go of. A thread of its own reads and writes, so that nothing here blocks a Swift task.
public final class FolioClient: Sendable {
    /// Notifications kept for a reader that is slow; older ones are dropped.
    public static let keptNotifications = 1024

    /// What the daemon says without being asked; ends with the connection.
    ///
    /// For one reader.
    public let notifications: AsyncStream<FolioNotification>

    private let session: ClientSession

    private init(session: ClientSession, notifications: AsyncStream<FolioNotification>) {
        self.session = session
        self.notifications = notifications
    }

    deinit { session.close() }

    /// Connects to the daemon that serves a path.
    ///
    /// - Throws: ``FolioClientError/unreachable(path:reason:)``.
    public static func connect(path: String) throws(FolioClientError) -> FolioClient {
        let (stream, continuation) = AsyncStream.makeStream(
            of: FolioNotification.self,
            bufferingPolicy: .bufferingNewest(keptNotifications)
        )
        let session = try ClientSession(path: path) { notification in
            if let notification { continuation.yield(notification) } else { continuation.finish() }
        }
        session.start()
        return FolioClient(session: session, notifications: stream)
    }

    /// Where the daemon's socket is for this process: `FOLIOD_SOCKET`, `/run/foliod/foliod.sock` where it exists,
    /// `$XDG_RUNTIME_DIR/foliod.sock`, else `/tmp/foliod-UID/foliod.sock`.
    public static func defaultSocketPath(environment: [String: String]) -> String {
        SocketLocation.forClient(environment: environment, uid: getuid()) { access($0, F_OK) == 0 }
    }

    /// Calls a method and waits for its result.
    ///
    /// - Parameters:
    ///   - method: The name, such as `portfolio.value`.
    ///   - params: An object.
    ///   - timeout: How long to wait; without limit where `nil`.
    /// - Returns: The result as the daemon sent it.
    /// - Throws: The daemon's error, or why there is no answer.
    public func call(
        _ method: String,
        _ params: JSONValue = [:],
        timeout: Duration? = nil
    ) async throws(FolioClientError) -> JSONValue {
        let session = session
        let number = session.reserve()
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                session.send(number: number, method: method, params: params, timeout: timeout) {
                    continuation.resume(returning: $0)
                }
            }
        } onCancel: {
            session.cancel(number)
        }
        return try outcome.get()
    }

    /// Ends the connection; calls under way end with ``FolioClientError/closed``.
    public func close() { session.close() }
}
