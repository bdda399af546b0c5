import Dispatch
import Glibc

/// Says when something in a directory changed: a file written, moved in or out, made or removed.
///
/// Watches directories, not files, because editors and deployments replace files by renaming.
package final class DirectoryWatcher: Sendable {
    /// Names of entries that changed in a watched directory; newest kept when nobody reads.
    package let changes: AsyncStream<Change>

    /// One change.
    package struct Change: Sendable, Hashable {
        /// The watched directory.
        package let directory: String
        /// The entry's name; empty for the directory itself, and where events were lost.
        package let name: String
    }

    /// Changes kept for a slow reader; beyond it the oldest go, and a reader looks at everything anyway.
    private static let maximumPending = 1024

    private let state: State

    // All access to the descriptor and the watches is on the queue.
    private final class State: @unchecked Sendable {
        let queue = DispatchQueue(label: "folio.directory-watcher")
        let descriptor: Int32
        var directories: [Int32: String] = [:]
        var watches: [String: Int32] = [:]
        var source: (any DispatchSourceRead)?

        init?() {
            descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
            guard descriptor >= 0 else { return nil }
        }
    }

    /// Makes a watcher without directories; `nil` where the kernel has no inotify instance left.
    package init?() {
        guard let state = State() else { return nil }
        self.state = state
        let (stream, continuation) = AsyncStream.makeStream(
            of: Change.self,
            bufferingPolicy: .bufferingNewest(Self.maximumPending)
        )
        changes = stream
        let source = DispatchSource.makeReadSource(fileDescriptor: state.descriptor, queue: state.queue)
        source.setEventHandler { [unowned state] in Self.drain(state, continuation) }
        source.setCancelHandler { [descriptor = state.descriptor] in
            close(descriptor)
            continuation.finish()
        }
        state.queue.sync { state.source = source }
        source.activate()
    }

    deinit { stop() }

    /// Ends the stream of changes.
    package func stop() {
        state.queue.sync {
            state.source?.cancel()
            state.source = nil
        }
    }

    /// Starts to watch a directory; `false` where it does not exist or cannot be watched.
    ///
    /// Watching it again does nothing; where another directory has taken its place, only that one is watched.
    ///
    /// With `attributes`, a change of an entry's owner or permissions counts, too.
    @discardableResult
    package func watch(_ directory: String, attributes: Bool = false) -> Bool {
        var mask = UInt32(IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_DELETE_SELF)
        if attributes { mask |= UInt32(IN_ATTRIB) }
        return state.queue.sync {
            guard state.source != nil else { return false }
            let watch = inotify_add_watch(state.descriptor, directory, mask | UInt32(IN_ONLYDIR))
            guard watch >= 0 else { return false }
            if let old = state.watches.updateValue(watch, forKey: directory), old != watch {
                state.directories[old] = nil
                inotify_rm_watch(state.descriptor, old)
            }
            state.directories[watch] = directory
            return true
        }
    }

    private static func drain(_ state: State, _ continuation: AsyncStream<Change>.Continuation) {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = read(state.descriptor, &buffer, buffer.count)
            guard count > 0 else { return }
            var offset = 0
            while offset + 16 <= count {
                let (watch, mask, length) = buffer.withUnsafeBytes { bytes in
                    (
                        bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self),
                        bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self),
                        Int(bytes.loadUnaligned(fromByteOffset: offset + 12, as: UInt32.self))
                    )
                }
                let name = buffer[(offset + 16)..<min(count, offset + 16 + length)].prefix { $0 != 0 }
                offset += 16 + length
                if mask & UInt32(IN_Q_OVERFLOW) != 0 {
                    for directory in state.directories.values {
                        continuation.yield(Change(directory: directory, name: ""))
                    }
                } else if let directory = state.directories[watch] {
                    if mask & UInt32(IN_IGNORED) != 0 {
                        state.directories[watch] = nil
                        state.watches[directory] = nil
                    }
                    continuation.yield(Change(directory: directory, name: String(decoding: name, as: UTF8.self)))
                }
            }
        }
    }
}
