package import FolioModel
import Synchronization

/// Texts that must not be told, each with what stands in its place: `redacted-1`, `redacted-2` and so on.
///
/// The same secret always has the same word, so that what refers to it still does.
package final class SecretWords: Sendable {
    /// Shorter ones would blank out ordinary text.
    package static let shortest = 6

    private let words = Mutex<[String]>([])

    package init() {}

    /// Takes secrets in; what is too short or known already is passed over.
    package func learn(_ secrets: [String]) {
        words.withLock { words in
            for secret in secrets where secret.utf8.count >= Self.shortest && !words.contains(secret) {
                words.append(secret)
            }
        }
    }

    /// Takes in what stands anywhere in a value under a name that secrets have, or under one of these names.
    package func learn(in value: JSONValue, named names: Set<String> = []) {
        switch value {
        case .array(let values): for value in values { learn(in: value, named: names) }
        case .object(let object):
            for (name, value) in object {
                if Self.isSecret(name) || names.contains(name) {
                    learn(value.texts)
                } else {
                    learn(in: value, named: names)
                }
            }
        case .null, .bool, .number, .string: break
        }
    }

    /// The text without secrets, in whatever form they stand there (``SecretForms``).
    package func clean(_ text: String) -> String {
        let known = words.withLock { Array($0.enumerated()) }
        let forms = known.flatMap { number, secret in SecretForms.all(of: secret).map { (number, form: $0) } }
        // The longest first, so that one that is part of another leaves nothing of it.
        return forms.sorted { $0.form.utf8.count > $1.form.utf8.count }.reduce(text) { text, known in
            guard SecretForms.contains(text, known.form) else { return text }
            return SecretForms.replace(known.form, in: text, with: "redacted-\(known.0 + 1)")
        }
    }

    private static let names = ["secret", "key", "token", "password", "client_id", "apikey"]

    /// Whether a member of that name holds a secret, by its name.
    package static func isSecret(_ name: String) -> Bool {
        let name = name.lowercased()
        return names.contains { name == $0 || name.hasSuffix("_" + $0) || name.hasPrefix($0 + "_") }
    }

    /// The texts of a configuration that are secrets by their names.
    static func inConfiguration(_ config: JSONValue) -> [String] {
        (config.object ?? JSONObject()).filter { isSecret($0.name) }.flatMap(\.value.texts)
    }
}
