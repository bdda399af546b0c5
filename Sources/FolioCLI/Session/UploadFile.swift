import Glibc

/// A file that goes to the daemon: by its name there, and read a part at a time.
package final class UploadFile: Sendable {
    /// The longest name that the daemon takes, in bytes.
    private static let longestName = 200
    /// The most that standard input or a pipe may give, in bytes: the daemon's limit of a file.
    package static let longestStream = 200_000_000
    private static let pieceBytes = 256 << 10

    /// What the daemon is told.
    package let name: String
    package let size: Int

    private let descriptor: Int32

    private init(_ descriptor: Int32, name: String, size: Int) {
        (self.descriptor, self.name, self.size) = (descriptor, name, size)
    }

    deinit { close(descriptor) }

    /// Opens a file; `-` is standard input.
    ///
    /// What is no regular file is kept in a file of its own first, for its length has to be known.
    ///
    /// - Parameters:
    ///   - path: As it was written.
    ///   - taken: Names of files before it, which it does not get.
    /// - Returns: The file.
    /// - Throws: ``UsageError`` with the reason.
    package static func open(_ path: String, taken: Set<String>) throws(UsageError) -> UploadFile {
        let isStream = path == "-"
        let descriptor = isStream ? dup(STDIN_FILENO) : Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw fault(path) }
        let name = unique(Self.name(of: isStream ? "stdin" : path), taken)
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
            close(descriptor)
            throw UsageError("\(path): a file is expected, not a directory")
        }
        if status.st_mode & S_IFMT == S_IFREG, !isStream {
            return UploadFile(descriptor, name: name, size: Int(status.st_size))
        }
        defer { close(descriptor) }
        return try keep(descriptor, path, name: name)
    }

    private static func fault(_ path: String) -> UsageError {
        UsageError("\(path): " + String(cString: strerror(errno)))
    }

    /// Copies a stream into a file without a name.
    private static func keep(_ stream: Int32, _ path: String, name: String) throws(UsageError) -> UploadFile {
        let directory = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array((directory + "/folio-import-XXXXXX").utf8CString)
        let copy = mkstemp(&template)
        guard copy >= 0 else { throw fault(directory) }
        unlink(template)
        var buffer = [UInt8](repeating: 0, count: pieceBytes)
        var size = 0
        while true {
            let count = read(stream, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                guard count == 0 else { throw fault(path) }
                return UploadFile(copy, name: name, size: size)
            }
            guard size + count <= longestStream else {
                close(copy)
                throw UsageError("\(path): more than \(longestStream) bytes")
            }
            guard pwrite(copy, buffer, count, off_t(size)) == count else {
                let error = fault(directory)
                close(copy)
                throw error
            }
            size += count
        }
    }

    /// The bytes from an offset on, so many.
    ///
    /// - Throws: ``UsageError`` where they can't be read, or are fewer: somebody writes the file.
    package func bytes(from offset: Int, count: Int) throws(UsageError) -> ArraySlice<UInt8> {
        var buffer = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let result = buffer.withUnsafeMutableBytes { bytes in
                pread(descriptor, bytes.baseAddress.map { $0 + filled }, count - filled, off_t(offset + filled))
            }
            if result < 0, errno == EINTR { continue }
            guard result >= 0 else { throw Self.fault(name) }
            guard result > 0 else { throw UsageError("\(name): the file became shorter while it was read") }
            filled += result
        }
        return buffer[...]
    }

    // MARK: Names

    /// The name that the daemon gets: the path's last part, in the form that it takes.
    package static func name(of path: String) -> String {
        let last = path.split(separator: "/").last.map(String.init) ?? "file"
        var name = String(PlainText.of(last).drop { $0 == "." || $0 == "~" }).replacing("\u{FFFD}", with: "_")
        if name.isEmpty { name = "file" }
        if name.count < 5 || name.suffix(4).lowercased() != ".csv" { name += ".csv" }
        while name.utf8.count > longestName { name.remove(at: name.index(name.endIndex, offsetBy: -5)) }
        return name
    }

    /// The name, with a number where a file before has it.
    package static func unique(_ name: String, _ taken: Set<String>) -> String {
        guard taken.contains(name) else { return name }
        for number in 2... {
            let candidate = "\(name.dropLast(4))_\(number)\(name.suffix(4))"
            if !taken.contains(candidate) { return candidate }
        }
        return name
    }
}
