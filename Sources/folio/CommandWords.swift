import ArgumentParser
import FolioCLI
import FolioModel

/// A command whose default command takes words of its own, so that none is a mistyped command.
protocol TakesAnyWord: ParsableCommand {}

/// Looks at the words that choose a command, before the parser takes an unknown one for the default command's argument.
enum CommandWords {
    /// The options before a command that take a value.
    private static let optionsWithValue: Set = ["--socket", "--user", "--color"]

    /// What is wrong with the words; `nil` where a command is chosen, or where the parser knows better.
    static func complaint(_ arguments: [String], about root: any ParsableCommand.Type) -> String? {
        var (command, path, rest) = (root, [name(root)], arguments[...])
        while let word = rest.popFirst() {
            if optionsWithValue.contains(word) {
                _ = rest.popFirst()
            } else if word.hasPrefix("-") {
                guard word == "--json" || word == "--ascii" || word.contains("=") else { return nil }
            } else {
                let choices = command.configuration.subcommands
                guard !choices.isEmpty, word != "help" else { return nil }
                guard let choice = choices.first(where: { name($0) == word }) else {
                    if command is any TakesAnyWord.Type { return nil }
                    return unknown(word, path, choices.map(name))
                }
                command = choice
                path.append(word)
            }
        }
        return nil
    }

    private static func name(_ command: any ParsableCommand.Type) -> String {
        command.configuration.commandName ?? String(describing: command).lowercased()
    }

    private static func unknown(_ word: String, _ path: [String], _ choices: [String]) -> String {
        let command = path.joined(separator: " ")
        let near = NearMiss.nearest(to: word, among: choices).map { "; did you mean \(command) \($0)?" } ?? "."
        return "There is no command \(PlainText.of("\(command) \(word)"))\(near)\n"
            + "Commands: \(choices.joined(separator: ", "))\n  See '\(command) --help' for more information."
    }
}
