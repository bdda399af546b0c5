import CSys
import Glibc
import Synchronization

extension Caller {
    /// Asks the kernel who is at the other end of a connected Unix socket; `nil` where it does not say.
    init?(peerOf descriptor: Int32, directory: GroupDirectory) {
        var peer = csys_peer_t()
        guard csys_peer_credentials(descriptor, &peer) == 0 else { return nil }
        let groups = Self.processGroups(descriptor) + directory.groups(uid: peer.uid, gid: peer.gid)
        self.init(pid: peer.pid, uid: peer.uid, gid: peer.gid, groups: groups)
    }

    /// The further groups the peer's process had when it connected; empty where the kernel does not say.
    private static func processGroups(_ descriptor: Int32) -> [UInt32] {
        let option: Int32 = 59  // SO_PEERGROUPS, which Glibc's module leaves out
        var groups = [UInt32](repeating: 0, count: 64)
        for _ in 0..<2 {
            var length = socklen_t(groups.count * MemoryLayout<UInt32>.stride)
            if getsockopt(descriptor, SOL_SOCKET, option, &groups, &length) == 0 {
                return Array(groups.prefix(Int(length) / MemoryLayout<UInt32>.stride))
            }
            guard errno == ERANGE else { return [] }
            groups = [UInt32](repeating: 0, count: Int(length) / MemoryLayout<UInt32>.stride)
        }
        return []
    }
}

/// The groups that the user database gives a user, remembered for a short while.
final class GroupDirectory: Sendable {
    private struct Entry {
        let groups: [UInt32]
        let readAt: ContinuousClock.Instant
    }

    /// How long an entry holds.
    static let lifetime = Duration.seconds(10)

    /// Users remembered at a time.
    static let maximumEntries = 256

    private let entries = Mutex<[UInt64: Entry]>([:])

    /// All groups of the user with that primary group; empty for a user the database does not know.
    func groups(uid: UInt32, gid: UInt32) -> [UInt32] {
        let key = UInt64(uid) << 32 | UInt64(gid)
        let now = ContinuousClock.now
        if let entry = entries.withLock({ $0[key] }), now - entry.readAt < Self.lifetime { return entry.groups }
        let groups = Self.read(uid: uid, gid: gid)
        entries.withLock { entries in
            if entries.count >= Self.maximumEntries { entries = [:] }
            entries[key] = Entry(groups: groups, readAt: now)
        }
        return groups
    }

    private static func read(uid: UInt32, gid: UInt32) -> [UInt32] {
        var record = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var text = [CChar](repeating: 0, count: 16 << 10)
        guard getpwuid_r(uid, &record, &text, text.count, &found) == 0, found != nil, let name = record.pw_name
        else { return [] }
        var count: Int32 = 64
        for _ in 0..<2 {
            var groups = [gid_t](repeating: 0, count: Int(count))
            if getgrouplist(name, gid, &groups, &count) >= 0 { return Array(groups.prefix(Int(count))) }
        }
        return []
    }
}
