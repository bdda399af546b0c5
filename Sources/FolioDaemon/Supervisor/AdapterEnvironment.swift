import Glibc

/// The environment of an adapter's process: nothing but what is listed here.
package enum AdapterEnvironment {
    /// Variables that pass from the daemon to its adapters.
    package static let inherited = [
        "PATH", "LANG", "TZ", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR",
        "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY",
        "http_proxy", "https_proxy", "all_proxy", "no_proxy",
    ]

    /// Returns the variables of an adapter; `lookUp` gives the daemon's own.
    package static func variables(
        adapter name: String,
        lookUp: (String) -> String? = { variable in getenv(variable).map { String(cString: $0) } }
    ) -> [String: String] {
        var variables = ["FOLIO_ADAPTER": "1", "FOLIO_PROTOCOLS": "1", "FOLIO_ADAPTER_NAME": name]
        for variable in inherited { variables[variable] = lookUp(variable) }
        return variables
    }
}

/// A directory that only its owner may use.
package enum PrivateDirectory {
    /// Makes the directory and the ones above it as far as they are missing, each with mode 0700.
    ///
    /// - Throws: The system's error number.
    package static func make(_ path: String) throws(PrivateDirectoryError) {
        var made = ""
        for part in path.split(separator: "/") {
            made += "/" + part
            if mkdir(made, 0o700) != 0, errno != EEXIST {
                // A directory above may be closed to us and still be passed through.
                var status = stat()
                guard stat(made, &status) == 0 else { throw PrivateDirectoryError(path: made, number: errno) }
            }
        }
        guard chmod(path, 0o700) == 0 else { throw PrivateDirectoryError(path: path, number: errno) }
    }
}

/// Why a private directory can't be made.
package struct PrivateDirectoryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The directory in question.
    package let path: String
    /// The system's error number.
    package let number: Int32

    /// One sentence for a person.
    package var description: String { "The directory \(path) can't be made: \(String(cString: strerror(number)))" }
}
