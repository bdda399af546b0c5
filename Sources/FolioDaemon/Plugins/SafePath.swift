import Glibc

/// Why a path is not trusted: one sentence.
struct SafePathFault: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Follows a path as the kernel would, and trusts nothing on it that a third user could change.
///
/// Every directory that is passed, those behind links included, must belong to root or to the daemon's user and be
/// writable by nobody else; one with the sticky bit, such as `/tmp`, may be writable where the entry followed belongs
/// to one of them. So nobody else can make the path lead elsewhere, neither before nor after it was looked at.
enum SafePath {
    /// Links followed in one path.
    static let maximumLinks = 16

    /// The path of a directory with every link resolved.
    ///
    /// The directory itself may not be writable by others, sticky or not.
    static func directory(_ path: String, user: uid_t = geteuid()) throws(SafePathFault) -> String {
        let resolved = try follow(path, user)
        try check(resolved, user, mayBeSticky: false)
        return resolved
    }

    private static func follow(_ path: String, _ user: uid_t) throws(SafePathFault) -> String {
        var rest = components(path)
        var here = ""
        var links = 0
        try check("/", user, mayBeSticky: true)
        while !rest.isEmpty {
            let next = rest.removeFirst()
            if next == ".." {
                here = String(here[..<(here.lastIndex(of: "/") ?? here.startIndex)])
                continue
            }
            let entry = here + "/" + next
            let status = try status(of: entry)
            try checkOwner(entry, status, user)
            if status.st_mode & S_IFMT == S_IFLNK {
                links += 1
                guard links <= maximumLinks else { throw SafePathFault("\(path) leads through too many links") }
                let target = try target(of: entry)
                if target.hasPrefix("/") { here = "" }
                rest = components(target) + rest
                continue
            }
            guard status.st_mode & S_IFMT == S_IFDIR else { throw SafePathFault("\(entry) is not a directory") }
            try check(entry, user, mayBeSticky: true)
            here = entry
        }
        return here.isEmpty ? "/" : here
    }

    private static func components(_ path: String) -> [String] {
        path.split(separator: "/").map(String.init).filter { $0 != "." }
    }

    /// Whether others could change what is in the directory.
    private static func check(_ path: String, _ user: uid_t, mayBeSticky: Bool) throws(SafePathFault) {
        let status = try status(of: path)
        try checkOwner(path, status, user)
        let isSticky = mayBeSticky && status.st_mode & S_ISVTX != 0
        guard status.st_mode & 0o022 == 0 || isSticky else {
            throw SafePathFault("the directory \(path) can be written by others: chmod go-w \(path)")
        }
    }

    /// Whether root or the daemon's user owns what is there.
    static func checkOwner(_ path: String, _ status: stat, _ user: uid_t) throws(SafePathFault) {
        guard status.st_uid == 0 || status.st_uid == user else {
            throw SafePathFault(
                "\(path) belongs to user \(status.st_uid), neither to root nor to the daemon's user \(user)"
            )
        }
    }

    private static func status(of path: String) throws(SafePathFault) -> stat {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            throw SafePathFault("\(path) can't be looked at: \(String(cString: strerror(errno)))")
        }
        return status
    }

    private static func target(of link: String) throws(SafePathFault) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(link, &buffer, buffer.count)
        guard count > 0, count < buffer.count,
            let target = String(validating: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
        else {
            throw SafePathFault("the link \(link) can't be read")
        }
        return target
    }
}
