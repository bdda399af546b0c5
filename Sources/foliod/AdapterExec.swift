import ArgumentParser
import FolioDaemon

struct AdapterExec: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adapter-exec",
        abstract: "Becomes a third party's adapter; the daemon starts it so.",
        shouldDisplay: false
    )

    @Argument(help: "The process id of the daemon.")
    var parent: Int32

    @Option(help: "The adapter's name.")
    var name: String

    @Option(help: "The address space it may take.")
    var memoryMib: UInt32

    @Option(help: "Which file was looked at.")
    var stamp: String

    @Argument(help: "The executable.")
    var path: String

    func run() throws {
        let trampoline = PluginTrampoline(
            parent: parent,
            name: name,
            memoryMebibytes: UInt64(memoryMib),
            stamp: stamp,
            path: path
        )
        let end = trampoline.run()
        StandardError.print("<3>foliod adapter-exec: \(end.fault)")
        throw ExitCode(end.status)
    }
}
