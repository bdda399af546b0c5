import Glibc

/// When colours are used.
package enum ColorChoice: String, CaseIterable, Sendable {
    /// On a terminal, unless `NO_COLOR` is set.
    case auto
    /// Everywhere, unless `NO_COLOR` is set.
    case always
    case never
}

/// Where a command's words go.
package struct Screen: Sendable {
    /// How results are drawn.
    package var look: Look
    /// Whether somebody watches results appear.
    package var isTerminal: Bool
    /// How messages and progress are drawn; without a terminal there they are plain lines.
    package var messageLook: Look
    /// Whether somebody watches messages appear.
    package var messagesAreOnTerminal: Bool
    /// Takes results.
    package var write: @Sendable (String) -> Void
    /// Takes messages and progress.
    package var writeMessage: @Sendable (String) -> Void

    /// Makes a screen.
    package init(
        look: Look,
        isTerminal: Bool = false,
        messageLook: Look = Look(),
        messagesAreOnTerminal: Bool = false,
        write: @escaping @Sendable (String) -> Void,
        writeMessage: @escaping @Sendable (String) -> Void
    ) {
        (self.look, self.isTerminal) = (look, isTerminal)
        (self.messageLook, self.messagesAreOnTerminal) = (messageLook, messagesAreOnTerminal)
        (self.write, self.writeMessage) = (write, writeMessage)
    }

    /// Standard output and standard error of this process.
    package static func standard(color: ColorChoice, environment: [String: String]) -> Screen {
        let (output, messages) = (isatty(STDOUT_FILENO) == 1, isatty(STDERR_FILENO) == 1)
        return Screen(
            look: look(color, isTerminal: output, environment, descriptor: STDOUT_FILENO),
            isTerminal: output,
            messageLook: look(color, isTerminal: messages, environment, descriptor: STDERR_FILENO),
            messagesAreOnTerminal: messages,
            write: { emit($0, to: STDOUT_FILENO) },
            writeMessage: { emit($0, to: STDERR_FILENO) }
        )
    }

    private static func look(
        _ color: ColorChoice,
        isTerminal: Bool,
        _ environment: [String: String],
        descriptor: Int32
    ) -> Look {
        Look(
            width: width(isTerminal: isTerminal, environment, descriptor: descriptor),
            hasColor: usesColor(color, isTerminal: isTerminal, environment: environment),
            isUnicode: isUnicode(environment)
        )
    }

    /// Whether colours are used: asked for, or on a terminal that can show them; never with `NO_COLOR`.
    package static func usesColor(_ color: ColorChoice, isTerminal: Bool, environment: [String: String]) -> Bool {
        guard (environment["NO_COLOR"] ?? "").isEmpty else { return false }
        return switch color {
        case .always: true
        case .never: false
        case .auto: isTerminal && environment["TERM"] != "dumb"
        }
    }

    /// Whether the locale's characters are Unicode.
    package static func isUnicode(_ environment: [String: String]) -> Bool {
        let names = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }.filter { !$0.isEmpty }
        let name = (names.first ?? "").lowercased()
        return name.contains("utf-8") || name.contains("utf8")
    }

    /// The narrowest and widest terminal that is believed.
    private static let plausibleWidths = 20...1000

    private static func width(isTerminal: Bool, _ environment: [String: String], descriptor: Int32) -> Int? {
        if let columns = environment["COLUMNS"].flatMap({ Int($0) }), plausibleWidths.contains(columns) {
            return columns
        }
        guard isTerminal else { return nil }
        var size = winsize()
        let isKnown = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && plausibleWidths.contains(Int(size.ws_col))
        return isKnown ? Int(size.ws_col) : 80
    }

    /// Writes it all; a reader that has gone away ends the process without a word.
    private static func emit(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { exit(errno == EPIPE ? 0 : 1) }
            bytes = bytes.dropFirst(count)
        }
    }
}
