import CSys
import Glibc

/// Why a small file was not read.
enum FileReadError: Error, Hashable, CustomStringConvertible {
    case system(Int32)
    case notAFile
    case tooLong(Int)
    case notText

    var description: String {
        switch self {
        case .system(let code): "cannot be read: \(String(cString: strerror(code)))"
        case .notAFile: "cannot be read: not a regular file"
        case .tooLong(let limit): "cannot be read: longer than \(limit) bytes"
        case .notText: "cannot be read: not UTF-8"
        }
    }
}

/// Reads small files whole.
enum BoundedFile {
    /// Reads a regular file of at most so many bytes; never waits, as on a pipe.
    ///
    /// - Returns: Its bytes and its permission bits.
    static func read(
        _ path: String,
        maximumBytes: Int
    ) throws(FileReadError) -> (bytes: [UInt8], permissions: UInt32) {
        let descriptor = csys_open(path, O_RDONLY | O_NONBLOCK, 0)
        guard descriptor >= 0 else { throw .system(errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
        guard status.st_size <= maximumBytes else { throw .tooLong(maximumBytes) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16384)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count == 0 { break }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw .system(errno)
            }
            bytes += buffer[..<count]
            guard bytes.count <= maximumBytes else { throw .tooLong(maximumBytes) }
        }
        return (bytes, status.st_mode & 0o7777)
    }
}
