import Glibc
import Testing

/// Programs that were built with these tests.
enum Built {
    /// The daemon.
    static func foliod() throws -> String { try executable("foliod") }

    /// A program beside the test's own executable, or in a directory above.
    static func executable(_ name: String) throws -> String {
        let own = realpath("/proc/self/exe", nil)
        defer { free(own) }
        let places = [own.map { String(cString: $0) }, CommandLine.arguments.first].compactMap { $0 }
        for place in places {
            var parts = place.split(separator: "/")
            while !parts.isEmpty {
                parts.removeLast()
                let candidate = "/" + (parts + [Substring(name)]).joined(separator: "/")
                var status = stat()
                if stat(candidate, &status) == 0, status.st_mode & S_IFMT == S_IFREG { return candidate }
            }
        }
        return try #require(nil as String?, "no \(name) beside \(places)")
    }
}

/// Python, where this system has it.
enum Python {
    /// Whether `python3` is in the path.
    static var isThere: Bool {
        let search = getenv("PATH").map { String(cString: $0) } ?? ""
        return search.split(separator: ":").contains { access("\($0)/python3", X_OK) == 0 }
    }
}

/// Files of tests.
enum Scratch {
    /// Makes an empty directory.
    static func make() throws -> String {
        var template = Array("/tmp/folio-conformance-tests-XXXXXX".utf8CString)
        return String(cString: try #require(mkdtemp(&template)))
    }

    /// Removes a directory with all that is in it.
    static func erase(_ path: String) {
        for name in names(in: path) {
            let entry = path + "/" + name
            if unlink(entry) != 0 { erase(entry) }
        }
        rmdir(path)
    }

    /// The names in a directory, sorted.
    static func names(in path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// The whole of a file as text.
    static func text(of path: String) throws -> String {
        let file = try #require(fopen(path, "re"), "\(path)")
        defer { fclose(file) }
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            guard count > 0 else { return String(decoding: result, as: UTF8.self) }
            result += buffer[..<count]
        }
    }

    /// Writes a file.
    static func write(_ text: String, to path: String, mode: mode_t = 0o600) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        try #require(descriptor >= 0, "\(path)")
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        try #require(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
    }
}

/// The repository that these tests were compiled from.
enum Repository {
    /// The absolute path of a file in it.
    static func path(_ name: String, file: String = #filePath) -> String {
        file.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/" + name
    }
}
