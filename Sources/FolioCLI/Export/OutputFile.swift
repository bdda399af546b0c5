import Glibc

/// A file that appears whole or not at all, and takes nobody's place unasked.
package struct OutputFile: Sendable, Hashable {
    /// As it was written on the command line.
    package let path: String
    private let target: String
    private let isForced: Bool
    /// Whether it is a pipe or a device, which is written as it is.
    private let isStream: Bool

    /// Looks whether a file can be made there.
    ///
    /// - Parameters:
    ///   - path: Where; a symbolic link means what it leads to.
    ///   - isForced: Whether it may take the place of another.
    /// - Throws: ``UsageError`` with the reason.
    package init(_ path: String, isForced: Bool) throws(UsageError) {
        (self.path, self.isForced) = (path, isForced)
        var status = stat()
        guard stat(path, &status) == 0 else {
            guard errno == ENOENT else { throw Self.fault(path) }
            (target, isStream) = (path, false)
            guard access(Self.directory(of: path), W_OK | X_OK) == 0 else { throw Self.fault(path) }
            return
        }
        let format = status.st_mode & S_IFMT
        guard format != S_IFDIR else { throw UsageError("\(path): a file is expected, not a directory") }
        isStream = format != S_IFREG
        guard isStream || isForced else { throw UsageError("\(path) is there already; --force replaces it") }
        guard !isStream else {
            target = path
            return
        }
        guard let resolved = realpath(path, nil) else { throw Self.fault(path) }
        defer { free(resolved) }
        target = String(cString: resolved)
    }

    private static func fault(_ path: String) -> UsageError {
        UsageError("\(path): " + String(cString: strerror(errno)))
    }

    private static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Writes it all beside its place, and puts it there only when it is safe on disk.
    ///
    /// Only the owner may read it, unless it takes the place of a file that others may.
    ///
    /// - Throws: ``UsageError`` with the reason; nothing is left behind then.
    package func write(_ text: String) throws(UsageError) {
        guard !isStream else { return try writeStream(text) }
        var template = Array((Self.directory(of: target) + "/.folio-export-XXXXXX").utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw Self.fault(path) }
        let temporary = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        do throws(UsageError) {
            defer { close(descriptor) }
            try Self.write(text, to: descriptor, path)
            var status = stat()
            if isForced, stat(target, &status) == 0 { fchmod(descriptor, status.st_mode & 0o777) }
            guard fsync(descriptor) == 0 else { throw Self.fault(path) }
        } catch {
            unlink(temporary)
            throw error
        }
        try place(temporary)
    }

    private func place(_ temporary: String) throws(UsageError) {
        if isForced {
            guard rename(temporary, target) == 0 else {
                let error = Self.fault(path)
                unlink(temporary)
                throw error
            }
            return
        }
        // A link is refused where something has come there meanwhile.
        defer { unlink(temporary) }
        guard link(temporary, target) == 0 else {
            throw errno == EEXIST ? UsageError("\(path) is there already; --force replaces it") : Self.fault(path)
        }
    }

    private func writeStream(_ text: String) throws(UsageError) {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.fault(path) }
        defer { close(descriptor) }
        try Self.write(text, to: descriptor, path)
    }

    private static func write(_ text: String, to descriptor: Int32, _ path: String) throws(UsageError) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw fault(path) }
            bytes = bytes.dropFirst(count)
        }
    }
}
