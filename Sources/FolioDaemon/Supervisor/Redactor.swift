package import FolioAdapterKit
import FolioModel

/// Blanks known secrets out of what is kept or logged.
package struct Redactor: Sendable {
    /// Shorter ones would blank out ordinary text.
    package static let shortestSecret = 6
    /// What stands in a secret's place.
    package static let blank = "[redacted]"
    /// Bytes kept of an error.
    package static let errorLength = 200

    private let secrets: @Sendable () -> [String]

    /// Makes a redactor.
    ///
    /// - Parameter secrets: Gives the secrets in force: asked each time, for they rotate.
    package init(secrets: @escaping @Sendable () -> [String]) { self.secrets = secrets }

    /// The text without secrets, in whatever form they stand there (``SecretForms``).
    package func clean(_ text: String) -> String {
        // The longest first, so that one that is part of another leaves nothing of it.
        let found = secrets().filter { $0.utf8.count >= Self.shortestSecret }.flatMap(SecretForms.all)
            .filter { SecretForms.contains(text, $0) }.sorted { $0.utf8.count > $1.utf8.count }
        return found.reduce(text) { text, secret in SecretForms.replace(secret, in: text, with: Self.blank) }
    }

    /// The text without secrets, cut to ``errorLength`` bytes a scalar whole or not there.
    package func summary(_ text: String) -> String {
        clean(text).cut(toBytes: Self.errorLength)
    }

    /// The error without secrets.
    package func clean(_ error: AdapterError) -> AdapterError {
        var error = error
        error.message = clean(error.message)
        error.vendorCode = error.vendorCode.map(clean)
        error.vendorRequestID = error.vendorRequestID.map(clean)
        error.faults = error.faults.map { fault in
            var fault = fault
            fault.message = clean(fault.message)
            fault.file = fault.file.map(clean)
            fault.path = fault.path.map(clean)
            return fault
        }
        for (name, value) in error.details { if let text = value.string { error.details[name] = .string(clean(text)) } }
        return error
    }

    /// The log line without secrets.
    package func clean(_ line: AdapterLogLine) -> AdapterLogLine {
        var line = line
        line.message = clean(line.message)
        line.fields = Dictionary(
            line.fields.map { (clean($0.key), clean($0.value)) },
            uniquingKeysWith: { first, _ in first }
        )
        return line
    }
}
