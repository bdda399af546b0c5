import CSys
import Glibc

/// Where a store lives.
package enum StoreLocation: Hashable, Sendable, CustomStringConvertible {
    /// In a file, made where it is missing; its directory must exist.
    case file(String)
    /// In memory, gone when closed: for tests.
    case memory

    /// The path, or `:memory:`.
    package var description: String {
        switch self {
        case .file(let path): path
        case .memory: ":memory:"
        }
    }
}

/// The exclusive claim on a store's file: a lock on `<path>.lock` that ends with the process, however it ends.
final class StoreLock: Sendable {
    private let descriptor: Int32

    /// Claims the store.
    init(path: String) throws(StoreError) {
        let descriptor = csys_open(path + ".lock", O_RDWR | O_CREAT, 0o600)
        guard descriptor >= 0 else {
            throw .unavailable("The lock file \(path).lock cannot be opened: \(SystemCall.reason).")
        }
        guard csys_lock_exclusive(descriptor) == 0 else {
            let pid = Self.pid(in: descriptor)
            _ = Glibc.close(descriptor)
            throw .locked(path: path, pid: pid)
        }
        let text = Array("\(getpid())\n".utf8)
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, text, text.count, 0) == text.count else {
            let reason = SystemCall.reason
            _ = Glibc.close(descriptor)
            throw .unavailable("The lock file \(path).lock cannot be written: \(reason).")
        }
        self.descriptor = descriptor
    }

    deinit { _ = Glibc.close(descriptor) }

    private static func pid(in descriptor: Int32) -> Int? {
        var buffer = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return nil }
        return Int(String(decoding: buffer[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }
}

/// What is looked at before SQLite touches a file.
enum StoreFile {
    private static let magic = Array("SQLite format 3\0".utf8)
    private static let headerLength = 100

    /// Refuses a directory that is missing or cannot be written.
    static func checkDirectory(_ directory: String) throws(StoreError) {
        var info = stat()
        guard stat(directory, &info) == 0, info.st_mode & S_IFMT == S_IFDIR else {
            throw .unavailable("The directory \(directory) does not exist.")
        }
        guard access(directory, W_OK | X_OK) == 0 else {
            throw .unavailable("The directory \(directory) cannot be written: \(SystemCall.reason).")
        }
    }

    /// Makes the file with mode 0600 where it is missing, and refuses what cannot be a store.
    static func prepare(_ path: String) throws(StoreError) {
        var info = stat()
        let isNew = stat(path, &info) != 0
        guard isNew || info.st_mode & S_IFMT == S_IFREG else {
            throw .unavailable("\(path) is not a file, so it cannot be the store.")
        }
        let descriptor = csys_open(path, isNew ? O_RDWR | O_CREAT : O_RDWR, 0o600)
        guard descriptor >= 0 else { throw .unavailable("The store \(path) cannot be opened: \(SystemCall.reason).") }
        defer { _ = Glibc.close(descriptor) }
        try checkHeader(descriptor, path: path)
        if info.st_mode & 0o077 != 0, !isNew { _ = fchmod(descriptor, 0o600) }
    }

    private static func checkHeader(_ descriptor: Int32, path: String) throws(StoreError) {
        var header = [UInt8](repeating: 0, count: headerLength)
        let count = pread(descriptor, &header, header.count, 0)
        guard count != 0 else { return }
        guard count == headerLength, header.starts(with: magic) else {
            throw .corrupt("\(path) is not an SQLite database")
        }
    }

    /// Length in bytes; 0 where it cannot be read.
    static func size(of path: String) -> Int {
        var info = stat()
        return stat(path, &info) == 0 ? Int(info.st_size) : 0
    }

    /// The part before the last slash; `.` where there is none.
    static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

/// What the last system call said.
enum SystemCall {
    /// The reason in words, from `errno`.
    static var reason: String { String(cString: strerror(errno)) }
}
