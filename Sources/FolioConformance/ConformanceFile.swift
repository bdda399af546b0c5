import CSys
package import FolioAdapterKit
import Glibc

/// Files of the suite.
package enum ConformanceFile {
    /// Writes a file anew, whole or not at all, readable by its owner.
    package static func write(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o600) throws(ConformanceFailure) {
        let draft = path + ".tmp"
        let descriptor = csys_open(draft, O_WRONLY | O_CREAT | O_TRUNC, mode)
        guard descriptor >= 0 else { throw failure(path) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let reason = failure(path)
                close(descriptor)
                unlink(draft)
                throw reason
            }
            rest = rest.dropFirst(count)
        }
        guard close(descriptor) == 0, rename(draft, path) == 0 else { throw failure(path) }
    }

    /// The whole of a file of at most so many bytes.
    package static func read(_ path: String, maximumBytes: Int) throws(ConformanceFailure) -> [UInt8] {
        let descriptor = csys_open(path, O_RDONLY, 0)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(path) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= maximumBytes else {
                throw ConformanceFailure("\(path): longer than \(maximumBytes) bytes")
            }
        }
    }

    /// Makes a directory unless it is there.
    static func makeDirectory(_ path: String) throws(ConformanceFailure) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure(path) }
    }

    /// Makes the directories above a file, as far as they are missing.
    static func makeParents(of path: String) throws(ConformanceFailure) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        var made = ""
        for part in parts {
            made += made.isEmpty && part.isEmpty ? "/" : part + "/"
            if mkdir(made, 0o755) != 0, errno != EEXIST, access(made, F_OK) != 0 { throw failure(made) }
        }
    }

    /// Makes an empty directory of our own.
    static func temporaryDirectory() throws(ConformanceFailure) -> String {
        let place = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(place)/folio-conformance-XXXXXX".utf8CString)
        guard let path = mkdtemp(&template) else { throw failure(place) }
        return String(cString: path)
    }

    /// Removes a directory with all that is in it; symbolic links are removed, never followed.
    static func erase(_ path: String) {
        chmod(path, 0o700)
        for name in names(in: path) {
            let entry = path + "/" + name
            if unlink(entry) != 0 { erase(entry) }
        }
        rmdir(path)
    }

    private static func names(in path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    private static func failure(_ path: String) -> ConformanceFailure {
        ConformanceFailure("\(path): \(String(cString: strerror(errno)))")
    }
}
