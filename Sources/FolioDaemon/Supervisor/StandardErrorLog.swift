package import FolioAdapterKit

/// Turns what an adapter writes to stderr into log lines: cut, limited in number, the last ones kept.
///
/// Decides without a clock: times are counted from the process's start.
package struct StandardErrorLog: Sendable {
    /// Bytes of a line; the rest is dropped.
    package static let lineLimit = 16 << 10
    /// Lines in a second; more are dropped and counted.
    package static let linesPerSecond = 100
    /// Lines kept to explain a death.
    package static let tailLength = 5

    private var framer = LineFramer(limit: Self.lineLimit, overflow: .cut)
    private var second = 0
    private var linesInSecond = 0
    private var droppedLines = 0
    /// The last lines, oldest first.
    package private(set) var tail: [String] = []

    /// Makes an empty log.
    package init() {}

    /// Takes bytes at so many seconds after the start; returns the lines to log.
    package mutating func lines(adding bytes: [UInt8], atSecond now: Int) -> [AdapterLogLine] {
        handle(framer.frames(adding: bytes), atSecond: now)
    }

    /// Returns what is left when the stream ends.
    package mutating func lastLines(atSecond now: Int) -> [AdapterLogLine] {
        handle(framer.lastFrames(), atSecond: now) + droppedNotice()
    }

    private mutating func handle(_ frames: [LineFramer.Frame], atSecond now: Int) -> [AdapterLogLine] {
        var lines: [AdapterLogLine] = []
        if now != second {
            lines += droppedNotice()
            (second, linesInSecond) = (now, 0)
        }
        for case .line(let bytes) in frames {
            let line = Self.parse(String(decoding: bytes, as: UTF8.self))
            tail = tail.suffix(Self.tailLength - 1) + [line.message]
            linesInSecond += 1
            if linesInSecond <= Self.linesPerSecond { lines.append(line) } else { droppedLines += 1 }
        }
        return lines
    }

    private mutating func droppedNotice() -> [AdapterLogLine] {
        guard droppedLines > 0 else { return [] }
        defer { droppedLines = 0 }
        return [
            AdapterLogLine(
                level: "warning",
                message: "Lines were dropped from an adapter's log",
                fields: ["count": String(droppedLines)]
            )
        ]
    }

    /// Reads the sd-daemon prefix `<3>` to `<7>`; without one, a line is of level `info`.
    static func parse(_ text: String) -> AdapterLogLine {
        let levels = ["<3>": "error", "<4>": "warning", "<5>": "notice", "<6>": "info", "<7>": "debug"]
        guard let level = levels[String(text.prefix(3))] else { return AdapterLogLine(level: "info", message: text) }
        return AdapterLogLine(level: level, message: String(text.dropFirst(3)))
    }
}
