package import FolioAdapterKit

/// Turns what an adapter writes to stderr into log lines: cut, limited in number, the last ones kept.
///
/// Decides without a clock: times are counted from the process's start.
package struct StandardErrorLog: Sendable {
    /// Bytes of a line; the rest is dropped.
    package static let lineLimit = 16 << 10
    /// Lines in a second; more are dropped and counted.
    package static let linesPerSecond = AdapterLimits().logLinesPerSecond
    /// Lines kept to explain a death.
    package static let tailLength = 5

    private var framer = LineFramer(limit: Self.lineLimit, overflow: .cut)
    private var rate = RateWindow(limit: Self.linesPerSecond)
    /// The last lines, oldest first.
    package private(set) var tail: [String] = []

    /// Makes an empty log.
    package init() {}

    /// Takes bytes at a time counted from the start; returns the lines to log.
    package mutating func lines(adding bytes: [UInt8], at time: Duration) -> [AdapterLogLine] {
        handle(framer.frames(adding: bytes), at: time)
    }

    /// Returns what is left when the stream ends.
    package mutating func lastLines(at time: Duration) -> [AdapterLogLine] {
        handle(framer.lastFrames(), at: time) + (rate.takeRefused().map { [.dropped($0)] } ?? [])
    }

    private mutating func handle(_ frames: [LineFramer.Frame], at time: Duration) -> [AdapterLogLine] {
        var lines: [AdapterLogLine] = rate.takeRefused(at: time).map { [.dropped($0)] } ?? []
        for case .line(let bytes) in frames {
            let line = Self.parse(String(decoding: bytes, as: UTF8.self))
            tail = tail.suffix(Self.tailLength - 1) + [line.message]
            if rate.admits(at: time) { lines.append(line) }
        }
        return lines
    }

    /// Reads the sd-daemon prefix `<3>` to `<7>`; without one, a line is of level `info`.
    static func parse(_ text: String) -> AdapterLogLine {
        let levels = ["<3>": "error", "<4>": "warning", "<5>": "notice", "<6>": "info", "<7>": "debug"]
        guard let level = levels[String(text.prefix(3))] else { return AdapterLogLine(level: "info", message: text) }
        return AdapterLogLine(level: level, message: String(text.dropFirst(3)))
    }
}
