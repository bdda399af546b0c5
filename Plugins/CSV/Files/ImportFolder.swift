import FolioCrypto
import FolioModel
import Glibc

/// The system's words for an error number.
enum SystemReason {
    static func text(_ errno: Int32) -> String { strerror(errno).map { String(cString: $0) } ?? "error \(errno)" }
}

/// An open file, closed when nobody holds it any more.
final class OpenFile: Sendable {
    let descriptor: Int32

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// What the system says of it now; `nil` where it says nothing.
    var signature: FileSignature? {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        return FileSignature(status)
    }

    /// Whether its last byte ends a line; `false` for an empty one.
    func endsWithLineFeed(size: Int64) -> Bool {
        guard size > 0 else { return false }
        var byte: UInt8 = 0
        return pread(descriptor, &byte, 1, off_t(size - 1)) == 1 && byte == UInt8(ascii: "\n")
    }
}

/// What changes whenever a file's content does.
struct FileSignature: Hashable, Sendable {
    let device: UInt64
    let inode: UInt64
    let size: Int64
    /// Last change of the content, and of the content or anything else about the file.
    let modified: Timestamp
    let changed: Timestamp
    private let nanoseconds: [Int]
    let isRegular: Bool

    /// Whether it may be the same content elsewhere: the same file, of the same length, last written at the same time.
    ///
    /// Only the content itself proves it.
    func mayHaveContent(of other: FileSignature) -> Bool {
        device == other.device && inode == other.inode && size == other.size && modified == other.modified
            && nanoseconds.first == other.nanoseconds.first
    }

    fileprivate init(_ status: stat) {
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int64(status.st_size)
        modified = Timestamp(status.st_mtim)
        changed = Timestamp(status.st_ctim)
        nanoseconds = [Int(status.st_mtim.tv_nsec), Int(status.st_ctim.tv_nsec)]
        isRegular = status.st_mode & S_IFMT == S_IFREG
    }
}

extension Timestamp {
    fileprivate init(_ time: timespec) {
        self.init(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}

/// The bytes of a file from its start, hashed as they pass.
struct FileSource: CSVByteSource {
    /// Bytes asked for at a time.
    static let chunkBytes = 64 << 10

    let file: OpenFile
    private var offset: Int64 = 0
    private var hash = SHA256()

    init(_ file: OpenFile) { self.file = file }

    mutating func nextChunk() throws(CSVFailure) -> [UInt8] {
        var failure: Int32 = 0
        let chunk = [UInt8](unsafeUninitializedCapacity: Self.chunkBytes) { buffer, count in
            var result = -1
            repeat {
                result = pread(file.descriptor, buffer.baseAddress, Self.chunkBytes, off_t(offset))
            } while result < 0 && errno == EINTR
            failure = result < 0 ? errno : 0
            count = max(0, result)
        }
        guard failure == 0 else { throw .unreadable(errno: failure) }
        offset += Int64(chunk.count)
        hash.update(chunk)
        return chunk
    }

    /// SHA-256 of a whole file, 64 hexadecimal digits; of what was read where its task was cancelled.
    static func digest(of file: OpenFile) throws(CSVFailure) -> String {
        var source = FileSource(file)
        while try !source.nextChunk().isEmpty, !Task.isCancelled {}
        return source.digest
    }

    /// The bytes read so far.
    var bytesRead: Int { Int(offset) }

    /// SHA-256 of what has been read, 64 hexadecimal digits.
    var digest: String { hash.digest.hexadecimal }
}

/// A user's folder: who may be in it, and what of it is read.
struct ImportFolder: Sendable {
    /// Files of one user; with more of them none is read.
    static let maximumFiles = 1000

    /// What tells it from other folders.
    let path: String
    private let descriptor: OpenFile

    /// Whether the name can be a folder's: 1 to 64 of `A-Z a-z 0-9 . _ -`, no dot at the start.
    static func isUserName(_ name: String) -> Bool {
        let bytes = name.utf8
        return (1...64).contains(bytes.count) && bytes.first != UInt8(ascii: ".")
            && bytes.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    /// Why the import directory cannot be read; `nil` where it can.
    static func problem(with directory: String) -> String? {
        access(directory, R_OK | X_OK) == 0 ? nil : SystemReason.text(errno)
    }

    /// Opens the user's folder; a link in its place is refused.
    init(directory: String, user: String) throws(Failure) {
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
        let parent = Glibc.open(directory, flags)
        guard parent >= 0 else { throw .unavailable("the import directory", errno) }
        let base = OpenFile(parent)
        let folder = openat(base.descriptor, user, flags | O_NOFOLLOW)
        guard folder >= 0 else {
            let reason = errno
            if reason == ENOENT { throw .missing }
            throw .unavailable("the user's folder of the import directory", reason)
        }
        (descriptor, path) = (OpenFile(folder), directory + "/" + user)
    }

    /// Opens the directory of files that are not imported yet.
    init(path: String) throws(Failure) {
        guard path.hasPrefix("/"), !path.utf8.contains(0) else { throw .unavailable("the files' directory", ENOENT) }
        let folder = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
        guard folder >= 0 else { throw .unavailable("the files' directory", errno) }
        (descriptor, self.path) = (OpenFile(folder), path)
    }

    /// Why a folder could not be opened or listed.
    enum Failure: Error, Hashable {
        /// There is no such folder.
        case missing
        /// The system refused; what, and its error number.
        case unavailable(String, Int32)
        /// More than ``maximumFiles`` files.
        case tooMany
        /// A file is still being written.
        case unsettled
        /// Nobody waits for it any more.
        case cancelled
    }

    /// Names of the files to be read, sorted by their bytes: `*.csv` in any case, neither hidden nor somebody's draft.
    func fileNames() throws(Failure) -> [FileName] { try names(where: \.isCandidate) }

    /// Names in the folder, sorted by their bytes.
    func names(where isWanted: (FileName) -> Bool) throws(Failure) -> [FileName] {
        let copy = openat(descriptor.descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { throw .unavailable("the user's folder of the import directory", errno) }
        guard let stream = fdopendir(copy) else {
            let reason = errno
            close(copy)
            throw .unavailable("the user's folder of the import directory", reason)
        }
        defer { closedir(stream) }
        var names: [FileName] = []
        while let entry = readdir(stream) {
            guard let name = FileName(entry), isWanted(name) else { continue }
            guard names.count < Self.maximumFiles else { throw .tooMany }
            names.append(name)
        }
        return names.sorted()
    }

    /// Opens a file; `nil` where it is gone, a link, or no regular file.
    func open(_ name: FileName) throws(Failure) -> (OpenFile, FileSignature)? {
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        let opened = openat(descriptor.descriptor, name.zeroEnded, flags)
        guard opened >= 0 else {
            let reason = errno
            if [ENOENT, ELOOP, ENXIO].contains(reason) { return nil }
            throw .unavailable("the file \(name.display)", reason)
        }
        let file = OpenFile(opened)
        guard let signature = file.signature, signature.isRegular else { return nil }
        return (file, signature)
    }
}

/// The account that the user named for a file: a file of its own beside it, of one line.
struct Sidecar: Hashable, Sendable {
    /// The account's name, or what is wrong with it.
    enum Content: Hashable, Sendable {
        case account(String)
        case wrong(String)
    }

    static let suffix = ".account"

    let signature: FileSignature
    let content: Content

    /// Reads the one beside the file; `nil` where there is none.
    init?(of file: FileName, in folder: ImportFolder) throws(ImportFolder.Failure) {
        guard let (open, signature) = try folder.open(file.appending(Self.suffix)) else { return nil }
        self.signature = signature
        let limit = CSVColumn.account.textLimit
        var bytes = [UInt8](repeating: 0, count: limit + 3)
        let count = pread(open.descriptor, &bytes, bytes.count, 0)
        guard count >= 0 else { throw .unavailable("the file \(file.display)\(Self.suffix)", errno) }
        bytes.removeLast(bytes.count - count)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        while bytes.last == UInt8(ascii: "\n") || bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        let text = String(validating: bytes, as: UTF8.self).map(CSVHeader.words)
        guard let text, !text.isEmpty, text.utf8.count <= limit, !bytes.contains(where: { $0 < 0x20 }) else {
            content = .wrong("one line with the account's name, at most \(limit) bytes, is expected")
            return
        }
        content = .account(text)
    }
}

/// A file's name as the system has it: bytes, not always text.
struct FileName: Hashable, Comparable, Sendable {
    let bytes: [UInt8]

    /// Takes the name of a directory's entry, which is only as long as its name.
    init?(_ entry: UnsafeMutablePointer<dirent>) {
        guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return nil }
        let name = UnsafeRawPointer(entry) + offset
        let length = strlen(name.assumingMemoryBound(to: CChar.self))
        guard length > 0 else { return nil }
        bytes = Array(UnsafeRawBufferPointer(start: name, count: length))
    }

    /// The name with more behind it.
    func appending(_ suffix: String) -> FileName { FileName(bytes: bytes + suffix.utf8) }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// Whether it is the file that names another's account.
    var isSidecar: Bool { bytes.suffix(Sidecar.suffix.utf8.count).elementsEqual(Sidecar.suffix.utf8) }

    /// For the system's calls.
    var zeroEnded: [CChar] { bytes.map { CChar(bitPattern: $0) } + [0] }

    /// Whether it ends in `.csv` and is neither hidden nor what an editor or browser calls its half-written files.
    ///
    /// Names that end in `~`, `.tmp`, `.part` or `.crdownload` do not end in `.csv`.
    var isCandidate: Bool {
        let lower = bytes.map { byte in (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
        return lower.count > 4 && lower.suffix(4) == Array(".csv".utf8)
            && lower.first != UInt8(ascii: ".") && lower.first != UInt8(ascii: "~")
    }

    /// The name for people: control characters, and bytes that are not UTF-8, are replaced.
    var display: String {
        String(
            String.UnicodeScalarView(
                String(decoding: bytes, as: UTF8.self).unicodeScalars.map { scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .format, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
                    default: scalar
                    }
                }
            )
        )
    }

    static func < (left: FileName, right: FileName) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }
}
