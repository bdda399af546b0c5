import FolioModel
import Synchronization

/// What was seen in all sessions of a run, besides what the scenarios ask for.
package final class ConformanceAudit: Sendable {
    /// What a finding is about.
    package enum Topic: Hashable, Sendable, CaseIterable {
        /// Lines on stdout that are no messages of the protocol.
        case lines
        /// Ids that are not those of a request in flight, or answered twice.
        case ids
        /// Results that do not fit their schema.
        case schema
        /// Figures that are no decimal strings.
        case figures
        /// Dates and times of another form.
        case times
        /// Members that this version of the protocol does not know.
        case unknownMembers
        /// Results that contradict themselves or pass a bound.
        case contradictions
        /// Errors of another form.
        case errors
        /// Progress that goes back, or names no request in flight.
        case progress
        /// Log lines and rotated credentials of another form, and words on stderr without end.
        case notifications
        /// A planted secret where it must not be.
        case secrets
    }

    /// Findings kept of each topic; more of the same say nothing new.
    static let maximumFindings = 20

    private let findings = Mutex<[Topic: [String]]>([:])

    package init() {}

    /// Remembers a finding, once.
    func note(_ topic: Topic, _ finding: String) {
        findings.withLock { findings in
            var known = findings[topic, default: []]
            guard known.count < Self.maximumFindings, !known.contains(finding) else { return }
            known.append(finding)
            findings[topic] = known
        }
    }

    /// What was found, oldest first.
    package func findings(_ topic: Topic) -> [String] { findings.withLock { $0[topic] ?? [] } }
}

/// Secrets that the suite hands to adapters to see where they turn up.
package enum PlantedSecret {
    /// Worth nothing anywhere.
    package static let credential = "planted-credential-9d41c07b52ea"
    package static let configured = "planted-key-5b8e20f3a96d"
    package static let publicToken = "planted-token-c3f17a64d80e"

    static let all = [credential, configured, publicToken]

    /// The first of them in the bytes; `nil` where there is none.
    static func found(in bytes: [UInt8]) -> String? {
        // All begin with the same word, which is rare: most lines are read once.
        guard Bytes.contains(bytes, Array("planted-".utf8)) else { return nil }
        return all.first { Bytes.contains(bytes, Array($0.utf8)) }
    }
}

/// Searching bytes.
enum Bytes {
    static func contains(_ bytes: [UInt8], _ needle: [UInt8]) -> Bool {
        guard let first = needle.first, bytes.count >= needle.count else { return false }
        var index = bytes.startIndex
        let last = bytes.endIndex - needle.count
        while index <= last {
            if bytes[index] == first, bytes[index..<(index + needle.count)].elementsEqual(needle) { return true }
            index += 1
        }
        return false
    }

    /// The beginning of a line for a message: printable, and short.
    static func sample(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes.prefix(120), as: UTF8.self)
        let shown = String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 ? " " : $0 }))
        return bytes.count > 120 ? shown + "…" : shown
    }
}
