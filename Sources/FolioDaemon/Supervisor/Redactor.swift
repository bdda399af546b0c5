package import FolioAdapterKit

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

    /// The text without secrets.
    package func clean(_ text: String) -> String {
        var text = text
        // The longest first, so that one that is part of another leaves nothing of it.
        for secret in secrets().sorted(by: { $0.utf8.count > $1.utf8.count })
        where secret.utf8.count >= Self.shortestSecret {
            text = text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: Self.blank)
        }
        return text
    }

    /// The text without secrets, cut to ``errorLength`` bytes at a character's border.
    package func summary(_ text: String) -> String {
        var summary = ""
        for character in clean(text) {
            guard summary.utf8.count + character.utf8.count <= Self.errorLength else { break }
            summary.append(character)
        }
        return summary
    }

    /// The error without secrets.
    package func clean(_ error: AdapterError) -> AdapterError {
        var error = error
        error.message = clean(error.message)
        error.vendorCode = error.vendorCode.map(clean)
        error.faults = error.faults.map { fault in
            var fault = fault
            fault.message = clean(fault.message)
            return fault
        }
        return error
    }

    /// The log line without secrets.
    package func clean(_ line: AdapterLogLine) -> AdapterLogLine {
        var line = line
        line.message = clean(line.message)
        line.fields = line.fields.mapValues { clean($0) }
        return line
    }
}
