import Glibc

/// Why the socket cannot be served.
package struct ListenError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The socket's path.
    package let path: String

    /// What is in the way, as a sentence.
    package let reason: String

    /// One sentence with the path.
    package var description: String { "Cannot listen on \(path): \(reason)" }
}

/// A listening Unix socket with its rights set before the first client can connect.
struct ListeningSocket {
    /// Where and for whom to listen.
    struct Place {
        let path: String
        let mode: UInt32
        let group: String?
        let makesFolder: Bool
    }

    /// Connections that may wait to be accepted.
    static let backlog: Int32 = 256

    /// How often, 10 ms apart, the folder's lock is tried while another daemon starts beside this one.
    static let lockAttempts = 100

    let path: String
    let descriptor: Int32
    /// What is not as asked for, but no reason to stop.
    let warnings: [String]
    private let inode: UInt64

    /// Binds: a socket file left by a dead daemon is removed, one of a living daemon is an error.
    init(_ place: Place) throws(ListenError) {
        path = place.path
        func fault(_ reason: String) -> ListenError { ListenError(path: place.path, reason: reason) }
        guard let address = UnixAddress(place.path) else {
            throw fault("the path is longer than \(UnixAddress.maximumLength) bytes or empty")
        }
        let folder = try Self.openFolder(place)
        defer { Glibc.close(folder) }
        try Self.makeRoom(at: place.path, address)
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw fault(Self.lastError()) }
        var isKept = false
        defer { if !isKept { Glibc.close(socket) } }
        // Nobody gets in before group and mode are set: there is no listen() yet.
        guard address.bind(socket) == 0 else { throw fault(Self.lastError()) }
        warnings = Self.setGroup(place)
        var status = stat()
        guard chmod(place.path, mode_t(place.mode)) == 0, listen(socket, Self.backlog) == 0,
            lstat(place.path, &status) == 0
        else {
            let error = fault(Self.lastError())
            unlink(place.path)
            throw error
        }
        inode = UInt64(status.st_ino)
        descriptor = socket
        isKept = true
    }

    /// Removes the socket file, unless it is another's by now.
    func removeFile() {
        var status = stat()
        guard lstat(path, &status) == 0, UInt64(status.st_ino) == inode else { return }
        unlink(path)
    }

    private static func lastError() -> String { String(cString: strerror(errno)) }

    /// Opens the folder and locks it for as long as it stays open, so that two daemons do not clear up at once.
    private static func openFolder(_ place: Place) throws(ListenError) -> Int32 {
        let end = place.path.lastIndex(of: "/")
        let folder = end.map { $0 == place.path.startIndex ? "/" : String(place.path[..<$0]) } ?? "."
        if place.makesFolder, mkdir(folder, 0o700) != 0, errno != EEXIST {
            throw ListenError(path: place.path, reason: "the folder cannot be made: \(lastError())")
        }
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw ListenError(path: place.path, reason: "the folder cannot be opened: \(lastError())")
        }
        guard isOurs(descriptor) else {
            Glibc.close(descriptor)
            let reason = "its folder belongs to somebody else, or everybody may write to it"
            throw ListenError(path: place.path, reason: reason)
        }
        var attempt = 0
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            attempt += 1
            guard errno == EWOULDBLOCK || errno == EINTR, attempt < lockAttempts else {
                Glibc.close(descriptor)
                throw ListenError(path: place.path, reason: "the folder is locked by another process")
            }
            usleep(10_000)
        }
        return descriptor
    }

    /// Whether nobody but root and this user can put another socket in place of ours.
    private static func isOurs(_ folder: Int32) -> Bool {
        var status = stat()
        guard fstat(folder, &status) == 0, status.st_uid == geteuid() || status.st_uid == 0 else { return false }
        let isOpenToAll = status.st_mode & S_IWOTH != 0
        return !isOpenToAll || status.st_mode & S_ISVTX != 0
    }

    /// Removes the socket of a daemon that is no more.
    private static func makeRoom(at path: String, _ address: UnixAddress) throws(ListenError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw ListenError(path: path, reason: "there is a file that is not a socket")
        }
        let probe = Glibc.socket(
            AF_UNIX,
            Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue),
            0
        )
        guard probe >= 0 else { throw ListenError(path: path, reason: lastError()) }
        defer { Glibc.close(probe) }
        // A full queue of a living daemon is EAGAIN; only a refusal says that nobody is there.
        guard address.connect(probe) != 0, errno == ECONNREFUSED else {
            throw ListenError(path: path, reason: "another daemon answers there")
        }
        guard unlink(path) == 0 else {
            throw ListenError(path: path, reason: "the old socket cannot be removed: \(lastError())")
        }
    }

    private static func setGroup(_ place: Place) -> [String] {
        guard let name = place.group else { return [] }
        guard let id = groupID(name) else {
            return ["There is no group \(name); the socket belongs to the daemon's own group"]
        }
        guard chown(place.path, uid_t.max, id) == 0 else {
            return ["The socket cannot be given to the group \(name): \(lastError())"]
        }
        return []
    }

    /// The id of a group by name or number.
    private static func groupID(_ name: String) -> gid_t? {
        if let id = gid_t(name) { return id }
        var record = Glibc.group()
        var found: UnsafeMutablePointer<Glibc.group>?
        var text = [CChar](repeating: 0, count: 64 << 10)
        guard getgrnam_r(name, &record, &text, text.count, &found) == 0, found != nil else { return nil }
        return record.gr_gid
    }
}

/// A path as the kernel's address of a Unix socket.
struct UnixAddress {
    /// The longest path.
    static let maximumLength = 107

    private var address = sockaddr_un()

    init?(_ path: String) {
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, bytes.count <= Self.maximumLength, !bytes.contains(0) else { return nil }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    }

    func bind(_ descriptor: Int32) -> Int32 { withAddress { Glibc.bind(descriptor, $0, $1) } }

    func connect(_ descriptor: Int32) -> Int32 { withAddress { Glibc.connect(descriptor, $0, $1) } }

    private func withAddress(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
