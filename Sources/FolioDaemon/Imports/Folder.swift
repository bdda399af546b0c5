import CSys
import Glibc

/// Why something in a directory did not work.
struct FolderError: Error, Hashable, CustomStringConvertible {
    /// What was tried, such as `moving history.csv`.
    let what: String
    /// The system's error number.
    let number: Int32

    /// One sentence.
    var description: String {
        let reason = strerror(number).map { String(cString: $0) } ?? "error \(number)"
        return "In the import directory, \(what) failed: \(reason)."
    }
}

/// A directory by its descriptor: what is done in it can't be led elsewhere by a link that takes its place.
final class Folder: Sendable {
    /// Bytes copied or compared at a time.
    private static let pieceBytes = 256 << 10

    private static let directoryFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC

    let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Opens a directory by its path; `nil` where there is none.
    static func open(_ path: String) throws(FolderError) -> Folder? {
        try opened(Glibc.open(path, directoryFlags), "opening it")
    }

    private static func opened(_ descriptor: Int32, _ what: String) throws(FolderError) -> Folder? {
        guard descriptor < 0 else { return Folder(descriptor: descriptor) }
        guard errno == ENOENT else { throw FolderError(what: what, number: errno) }
        return nil
    }

    // MARK: Directories in it

    /// Opens a directory in it, never through a link; `nil` where there is none.
    func folder(_ name: String) throws(FolderError) -> Folder? {
        try Self.opened(openat(descriptor, name, Self.directoryFlags | O_NOFOLLOW), "opening \(name)")
    }

    /// Whether there is a directory of that name, not a link to one.
    func isFolder(_ name: String) throws(FolderError) -> Bool {
        var status = stat()
        guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            guard errno == ENOENT else { throw FolderError(what: "looking at \(name)", number: errno) }
            return false
        }
        return status.st_mode & S_IFMT == S_IFDIR
    }

    /// Opens a directory in it that is made, for the daemon alone, where it is missing.
    func makeFolder(_ name: String) throws(FolderError) -> Folder {
        if mkdirat(descriptor, name, 0o700) != 0, errno != EEXIST {
            throw FolderError(what: "making \(name)", number: errno)
        }
        guard let folder = try folder(name) else { throw FolderError(what: "opening \(name)", number: ENOENT) }
        return folder
    }

    /// Removes a directory in it with the files in it and in its own directories; nothing where there is none.
    func removeFolder(_ name: String) throws(FolderError) {
        guard let folder = try folder(name) else { return }
        try folder.removeContents(depth: 0)
        if unlinkat(descriptor, name, AT_REMOVEDIR) != 0, errno != ENOENT {
            throw FolderError(what: "removing \(name)", number: errno)
        }
    }

    /// Removes all files in it, and its directories.
    func removeContents() throws(FolderError) { try removeContents(depth: 0) }

    private static let maximumDepth = 4

    private func removeContents(depth: Int) throws(FolderError) {
        for name in try names() {
            if unlinkat(descriptor, name, 0) == 0 || errno == ENOENT { continue }
            guard errno == EISDIR || errno == EPERM, depth < Self.maximumDepth, let inner = try folder(name) else {
                throw FolderError(what: "removing \(name)", number: errno)
            }
            try inner.removeContents(depth: depth + 1)
            guard unlinkat(descriptor, name, AT_REMOVEDIR) == 0 || errno == ENOENT else {
                throw FolderError(what: "removing \(name)", number: errno)
            }
        }
    }

    /// The names in it, sorted; those that are not UTF-8 are left out.
    func names() throws(FolderError) -> [String] {
        let copy = openat(descriptor, ".", Self.directoryFlags)
        guard copy >= 0, let stream = fdopendir(copy) else {
            let number = errno
            if copy >= 0 { close(copy) }
            throw FolderError(what: "listing it", number: number)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { continue }
            let start = (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self)
            guard let name = String(validatingCString: start), name != ".", name != ".." else { continue }
            names.append(name)
        }
        return names.sorted()
    }

    // MARK: Files in it

    /// The size of a regular file; `nil` where there is none.
    func size(of name: String) throws(FolderError) -> Int? {
        var status = stat()
        guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            guard errno == ENOENT else { throw FolderError(what: "looking at \(name)", number: errno) }
            return nil
        }
        return status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
    }

    /// Whether there is anything of that name.
    func has(_ name: String) throws(FolderError) -> Bool {
        var status = stat()
        if fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 { return true }
        guard errno == ENOENT else { throw FolderError(what: "looking at \(name)", number: errno) }
        return false
    }

    /// Opens a regular file for reading; `nil` where there is none.
    private func reading(_ name: String) throws(FolderError) -> OpenedFile? {
        let opened = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard opened >= 0 else {
            guard errno == ENOENT || errno == ELOOP else { throw FolderError(what: "opening \(name)", number: errno) }
            return nil
        }
        let file = OpenedFile(opened)
        var status = stat()
        guard fstat(opened, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return file
    }

    private func writing(_ name: String, _ flags: Int32) throws(FolderError) -> OpenedFile {
        let opened = openat(descriptor, name, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | flags, 0o600)
        guard opened >= 0 else { throw FolderError(what: "writing \(name)", number: errno) }
        return OpenedFile(opened)
    }

    /// The bytes of a file up to a limit; `nil` where there is none, or it is longer.
    func bytes(of name: String, limit: Int) throws(FolderError) -> [UInt8]? {
        guard let file = try reading(name) else { return nil }
        var bytes: [UInt8] = []
        while true {
            let piece = try file.read(Self.pieceBytes, at: bytes.count, name)
            guard !piece.isEmpty else { return bytes }
            bytes += piece
            guard bytes.count <= limit else { return nil }
        }
    }

    /// Writes bytes into a file from an offset on.
    func write(_ bytes: [UInt8], to name: String, at offset: Int) throws(FolderError) {
        try writing(name, 0).write(bytes, at: offset, name)
    }

    /// Puts bytes in the place of a file: durable, and whole or not at all.
    func replace(_ name: String, with bytes: [UInt8]) throws(FolderError) {
        let draft = name + ".draft"
        let file = try writing(draft, O_TRUNC)
        try file.write(bytes, at: 0, draft)
        try file.sync(draft)
        guard renameat(descriptor, draft, descriptor, name) == 0 else {
            throw FolderError(what: "writing \(name)", number: errno)
        }
        try sync()
    }

    /// Copies a file into another directory.
    func copy(_ name: String, to target: Folder, as newName: String) throws(FolderError) {
        guard let source = try reading(name) else { throw FolderError(what: "reading \(name)", number: ENOENT) }
        let copy = try target.writing(newName, O_TRUNC)
        var offset = 0
        while true {
            let piece = try source.read(Self.pieceBytes, at: offset, name)
            guard !piece.isEmpty else { return }
            try copy.write(piece, at: offset, newName)
            offset += piece.count
        }
    }

    /// Makes a file appear in another directory as well, without a copy where the filesystem can do that.
    func link(_ name: String, to target: Folder, as newName: String) throws(FolderError) {
        if linkat(descriptor, name, target.descriptor, newName, 0) == 0 { return }
        guard errno == EPERM || errno == ENOTSUP || errno == EMLINK else {
            throw FolderError(what: "placing \(newName)", number: errno)
        }
        try copy(name, to: target, as: newName)
    }

    /// Whether two files have the same bytes.
    func hasSameBytes(_ name: String, as other: String, in folder: Folder) throws(FolderError) -> Bool {
        guard let one = try reading(name), let two = try folder.reading(other) else { return false }
        var offset = 0
        while true {
            let piece = try one.read(Self.pieceBytes, at: offset, name)
            guard try two.read(Self.pieceBytes, at: offset, other) == piece else { return false }
            guard !piece.isEmpty else { return true }
            offset += piece.count
        }
    }

    /// Removes a file; nothing where there is none.
    func remove(_ name: String) throws(FolderError) {
        guard unlinkat(descriptor, name, 0) == 0 || errno == ENOENT else {
            throw FolderError(what: "removing \(name)", number: errno)
        }
    }

    /// What came of a move.
    enum Move { case done, sourceMissing, targetExists }

    /// Moves a file into another directory of the filesystem, in one step.
    func move(_ name: String, to target: Folder, as newName: String, replacing: Bool) throws(FolderError) -> Move {
        let status =
            replacing
            ? renameat(descriptor, name, target.descriptor, newName)
            : csys_rename_exclusive(descriptor, name, target.descriptor, newName)
        if status == 0 { return .done }
        switch errno {
        case ENOENT: return .sourceMissing
        case EEXIST: return .targetExists
        default: throw FolderError(what: "moving \(newName)", number: errno)
        }
    }

    /// Makes a file's bytes durable.
    func sync(_ name: String) throws(FolderError) {
        guard let file = try reading(name) else { throw FolderError(what: "opening \(name)", number: ENOENT) }
        try file.sync(name)
    }

    /// Makes the directory's own entries durable.
    func sync() throws(FolderError) {
        guard fsync(descriptor) == 0 else { throw FolderError(what: "syncing it", number: errno) }
    }
}

/// An open file, closed when nobody holds it any more.
private final class OpenedFile: Sendable {
    let descriptor: Int32

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// As many bytes as there are, up to a count; none at the end.
    func read(_ count: Int, at offset: Int, _ name: String) throws(FolderError) -> [UInt8] {
        var number: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = 0
            while filled < count, let base = buffer.baseAddress {
                let result = pread(descriptor, base + filled, count - filled, off_t(offset + filled))
                if result < 0, errno == EINTR { continue }
                if result < 0 { number = errno }
                guard result > 0 else { break }
                filled += result
            }
        }
        guard number == 0 else { throw FolderError(what: "reading \(name)", number: number) }
        return bytes
    }

    func write(_ bytes: [UInt8], at offset: Int, _ name: String) throws(FolderError) {
        var written = 0
        while written < bytes.count {
            let result = bytes.withUnsafeBytes { bytes in
                pwrite(
                    descriptor,
                    bytes.baseAddress.map { $0 + written },
                    bytes.count - written,
                    off_t(offset + written)
                )
            }
            if result < 0, errno == EINTR { continue }
            guard result > 0 else { throw FolderError(what: "writing \(name)", number: errno) }
            written += result
        }
    }

    func sync(_ name: String) throws(FolderError) {
        guard fsync(descriptor) == 0 else { throw FolderError(what: "syncing \(name)", number: errno) }
    }
}
