/// How things are drawn: colour or none, which characters, how wide.
package struct Look: Sendable, Hashable {
    /// Columns there are; `nil` without limit, as in a file.
    package var width: Int?
    /// Whether colours are used.
    package var hasColor: Bool
    /// Whether characters beyond ASCII can be shown.
    package var isUnicode: Bool

    /// Makes a look.
    package init(width: Int? = nil, hasColor: Bool = false, isUnicode: Bool = true) {
        (self.width, self.hasColor, self.isUnicode) = (width, hasColor, isUnicode)
    }

    /// What a text says by its colour.
    package enum Tone: Sendable, Hashable {
        case plain, heading, strong, faint, good, bad, warning

        fileprivate var code: String {
            switch self {
            case .plain: ""
            case .heading: "\u{1B}[1m"
            case .strong: "\u{1B}[1m"
            case .faint: "\u{1B}[2m"
            case .good: "\u{1B}[32m"
            case .bad: "\u{1B}[31m"
            case .warning: "\u{1B}[33m"
            }
        }
    }

    /// The text in the tone's colour.
    package func colored(_ text: String, _ tone: Tone) -> String {
        guard hasColor, tone != .plain, !text.isEmpty else { return text }
        return tone.code + text + "\u{1B}[0m"
    }

    var ellipsis: String { isUnicode ? "…" : "..." }
    var rule: String { isUnicode ? "─" : "-" }
    var nothing: String { isUnicode ? "–" : "-" }
    var full: String { isUnicode ? "█" : "#" }
    var empty: String { isUnicode ? "░" : "." }
    var branch: String { isUnicode ? "├ " : "- " }
    var mask: String { isUnicode ? "·" : "*" }
    var lastBranch: String { isUnicode ? "└ " : "- " }
}
