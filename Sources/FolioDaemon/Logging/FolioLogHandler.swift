import FolioModel
import Glibc
package import Logging
import Synchronization

/// Writes log lines to standard error, for people or for machines.
package struct FolioLogHandler: LogHandler {
    /// What is written and how; shared by all loggers, so that a reload reaches them.
    package final class Style: Sendable {
        private let state: Mutex<(level: Logger.Level, isJSON: Bool)>

        package init(level: Logger.Level, isJSON: Bool) { state = Mutex((level, isJSON)) }

        /// Takes another level and format.
        package func set(level: Logger.Level, isJSON: Bool) { state.withLock { $0 = (level, isJSON) } }

        var value: (level: Logger.Level, isJSON: Bool) { state.withLock { $0 } }
    }

    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let style: Style

    package init(label: String, style: Style) { (self.label, self.style) = (label, style) }

    package var logLevel: Logger.Level {
        get { style.value.level }
        set {}
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided, uniquingKeysWith: { _, new in new }) }
        if let own = event.metadata { all.merge(own, uniquingKeysWith: { _, new in new }) }
        let line =
            style.value.isJSON
            ? Self.json(event.level, event.message.description, all)
            : Self.text(event.level, event.message.description, all)
        Self.write(line)
    }

    private static func text(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata) -> String {
        var line = "\(Timestamp.now) \(level.rawValue) \(printable(message))"
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            let text = printable("\(value)")
            let isPlain = !text.isEmpty && !text.contains(" ") && !text.contains("\"") && !text.contains("=")
            line += " \(key)=" + (isPlain ? text : "\"" + text.split(separator: "\"").joined(separator: "\\\"") + "\"")
        }
        return line + "\n"
    }

    private static func json(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata) -> String {
        var object = JSONObject([
            ("time", .string(Timestamp.now.description)), ("level", .string(level.rawValue)),
            ("message", .string(message)),
        ])
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) where object[key] == nil {
            object[key] = .string("\(value)")
        }
        return JSONValue.object(object).text + "\n"
    }

    /// A line stays one line, and no control character reaches a terminal.
    private static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) }) else {
            return text
        }
        return String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) ? " " : $0 }
            )
        )
    }

    private static func write(_ line: String) {
        let bytes = Array(line.utf8)
        _ = bytes.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
    }
}
