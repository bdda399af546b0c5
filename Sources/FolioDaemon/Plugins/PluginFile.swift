import CSys
import FolioCrypto
import Glibc

/// A third party's executable as it was found: exactly this one is run, or none.
package struct PluginFile: Sendable, Hashable {
    /// Where it is, its directory's links resolved; `nil` where there is none.
    package var path: String?
    /// Which file it is; `nil` where there is none, or it can't be looked at.
    package var stamp: FileStamp?
    /// Its content's digest, in lower-case hexadecimal; `nil` where it was not read.
    package var sha256: String?
    /// Why it is not run, in one sentence; `nil` where it may.
    package var refusal: String?
}

/// What tells one version of a file from another without reading it.
package struct FileStamp: Sendable, Hashable {
    private let device: UInt64
    private let inode: UInt64
    private let size: Int64
    /// In nanoseconds.
    private let modified: Int64
    private let changed: Int64

    init(_ status: stat) {
        (device, inode, size) = (UInt64(status.st_dev), UInt64(status.st_ino), Int64(status.st_size))
        modified = Self.nanoseconds(status.st_mtim)
        changed = Self.nanoseconds(status.st_ctim)
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000).partialValue &+ Int64(time.tv_nsec)
    }

    /// As an argument: numbers with colons between them.
    package var text: String { "\(device):\(inode):\(size):\(modified):\(changed)" }
}

extension PluginFile {
    /// The longest executable that is taken, in bytes.
    static let maximumBytes: Int64 = 512 << 20

    /// Looks for the executable in directories, the first that has an entry of that name counting, safe or not.
    ///
    /// - Parameters:
    ///   - plugin: Whose, and what its content must be.
    ///   - directories: Absolute paths.
    ///   - known: The file as it was read before: where its stamp is the same, its digest is not made again.
    /// - Returns: The file, or why it is not run.
    package static func find(
        _ plugin: Configuration.Plugin,
        in directories: [String],
        known: PluginFile? = nil
    ) -> PluginFile {
        var file = PluginFile()
        do throws(SafePathFault) {
            guard TextForm.isAdapterName(plugin.name), !ConfigurationReader.bundledAdapters.contains(plugin.name) else {
                throw SafePathFault("\(plugin.name) is not a name for a third-party adapter")
            }
            for directory in directories {
                var status = stat()
                if lstat(directory + "/" + plugin.name, &status) == 0 {
                    file.path = directory + "/" + plugin.name
                    try file.read(in: directory, plugin, known)
                    return file
                }
                guard errno == ENOENT || errno == ENOTDIR else {
                    let reason = String(cString: strerror(errno))
                    throw SafePathFault("\(directory)/\(plugin.name) can't be looked at: \(reason)")
                }
            }
            let places =
                directories.isEmpty ? "plugins.directories, which is empty" : directories.joined(separator: ", ")
            throw SafePathFault("there is no executable \(plugin.name) in \(places)")
        } catch {
            file.refusal = error.description
        }
        return file
    }

    private mutating func read(
        in directory: String,
        _ plugin: Configuration.Plugin,
        _ known: PluginFile?
    ) throws(SafePathFault) {
        let path = try SafePath.directory(directory) + "/" + plugin.name
        self.path = path
        let opened = try OpenedPlugin(path)
        stamp = opened.stamp
        if let known, known.path == path, known.stamp == opened.stamp, let digest = known.sha256 {
            sha256 = digest
        } else {
            sha256 = try opened.digest()
        }
        guard let pin = plugin.sha256, pin != sha256 else { return }
        throw SafePathFault("its SHA-256 is \(sha256 ?? ""), but plugins.enabled wants \(pin)")
    }

    /// Looks once more at a file that was found, as the last thing before it is run.
    ///
    /// - Returns: Why it is not run; `nil` where it is still the same file and still safe.
    package static func faultBeforeRunning(_ path: String, stamp: String) -> String? {
        do throws(SafePathFault) {
            guard let slash = path.lastIndex(of: "/") else { throw SafePathFault("\(path) is not an absolute path") }
            let directory = String(path[..<slash])
            guard try SafePath.directory(directory.isEmpty ? "/" : directory) == directory else {
                throw SafePathFault("\(path) leads through a link")
            }
            guard try OpenedPlugin(path).stamp.text == stamp else {
                throw SafePathFault("\(path) was replaced after it was looked at")
            }
            return nil
        } catch {
            return error.description
        }
    }
}

/// An executable that passed every check of its own, open to be read.
private final class OpenedPlugin {
    private static let pieceBytes = 256 << 10

    let stamp: FileStamp
    private let descriptor: Int32
    private let path: String

    deinit { close(descriptor) }

    init(_ path: String, user: uid_t = geteuid()) throws(SafePathFault) {
        self.path = path
        descriptor = csys_open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0)
        let number = errno
        var status = stat()
        // Set for every path out of here, as the descriptor is closed by deinit.
        guard descriptor >= 0, fstat(descriptor, &status) == 0 else {
            stamp = FileStamp(status)
            throw SafePathFault(
                number == ELOOP
                    ? "\(path) is a link: put the executable itself there, or name its directory in plugins.directories"
                    : "\(path) can't be opened: \(String(cString: strerror(number)))"
            )
        }
        stamp = FileStamp(status)
        guard status.st_mode & S_IFMT == S_IFREG else { throw SafePathFault("\(path) is not a regular file") }
        try SafePath.checkOwner(path, status, user)
        guard status.st_mode & 0o022 == 0 else {
            throw SafePathFault("\(path) can be written by others: chmod go-w \(path)")
        }
        guard status.st_mode & 0o111 != 0, faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) == 0 else {
            throw SafePathFault("\(path) is not executable: chmod +x \(path)")
        }
        guard status.st_size <= PluginFile.maximumBytes else {
            throw SafePathFault("\(path) is longer than \(PluginFile.maximumBytes) bytes")
        }
    }

    func digest() throws(SafePathFault) -> String {
        var hash = SHA256()
        var buffer = [UInt8](repeating: 0, count: Self.pieceBytes)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw SafePathFault("\(path) can't be read: \(String(cString: strerror(errno)))") }
            guard count > 0 else { break }
            hash.update(count == buffer.count ? buffer : Array(buffer[..<count]))
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, FileStamp(status) == stamp else {
            throw SafePathFault("\(path) changed while it was read")
        }
        return hash.digest.hexadecimal
    }
}
