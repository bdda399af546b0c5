import FolioModel
import Glibc
import Testing

/// `folio export` against the daemon, judged by Beancount where that is installed (Debian: `beancount`).
@Suite(.timeLimit(.minutes(5))) struct ExportedLedgerTests {
    private static let hasBeanCheck = system("command -v bean-check >/dev/null 2>&1") == 0

    /// Runs a line of the shell; what it wrote, and how it ended.
    private func run(_ line: String) throws -> (text: String, status: Int32) {
        let pipe = try #require(popen("exec 2>&1; " + line, "r"))
        var bytes: [UInt8] = []
        while case let byte = getc(pipe), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
        return (String(decoding: bytes, as: UTF8.self), pclose(pipe))
    }

    @Test(.enabled(if: ExportedLedgerTests.hasBeanCheck, "bean-check is not installed"))
    func `the ledger of three providers holds, and is written once`() async throws {
        try await ConnectedDaemon.run { daemon in
            _ = try await daemon.connectAll()
            let folio = try BuiltProgram.path("folio")
            let file = daemon.place.directory + "/folio.beancount"
            let export = "\(folio) export activities --format beancount --socket \(daemon.place.socket) -o \(file)"
            let first = try run(export)
            #expect(first.status == 0, "\(first.text)")
            let judged = try run("BEANCOUNT_DISABLE_LOAD_CACHE=1 bean-check \(file)")
            #expect(judged.text == "")
            #expect(judged.status == 0)
            let again = try run(export)
            #expect(again.text == "folio: \(file) is there already; --force replaces it\n")
            #expect(again.status == 1 << 8)
        }
    }
}
