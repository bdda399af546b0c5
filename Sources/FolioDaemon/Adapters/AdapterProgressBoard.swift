package import FolioAdapterKit
import Synchronization

/// Hands what adapters say of how far a call is to whoever the call is for.
package final class AdapterProgressBoard: Sendable {
    private let listeners = Mutex<[String: @Sendable (AdapterProgress) -> Void]>([:])

    package init() {}

    /// Calls the listener with the progress of every call of that cause until ``stopListening(to:)``.
    func listen(to cause: String, _ listener: @escaping @Sendable (AdapterProgress) -> Void) {
        listeners.withLock { $0[cause] = listener }
    }

    func stopListening(to cause: String) { listeners.withLock { _ = $0.removeValue(forKey: cause) } }

    /// Takes progress from an adapter.
    package func take(_ event: AdapterEvent) {
        // A request's id is its cause, a slash, and a name of its own.
        guard case .progress(let progress) = event, let end = progress.requestID.lastIndex(of: "/") else { return }
        let cause = String(progress.requestID[..<end])
        listeners.withLock { $0[cause] }?(progress)
    }
}
