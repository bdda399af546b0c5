import CSys
import FolioModel
import Glibc

extension Adapter {
    /// The whole of an adapter's program: `@main struct Demo: PriceSource { … }` is all that an author writes.
    ///
    /// See ``AdapterMain/run(_:)``.
    @concurrent public static func main() async { exit(await AdapterMain.run(Self.self)) }
}

/// Serves an adapter as a program of its own.
///
/// ```swift
/// exit(await AdapterMain.run(PlaidAdapter.self))
/// ```
public enum AdapterMain {
    /// The exit code for wrong use, as in `sysexits.h`.
    static let usage: Int32 = 64

    /// Serves an adapter over stdin and stdout until stdin ends.
    ///
    /// The protocol's descriptor is put aside first, so that whatever is printed goes to stderr. Without
    /// `FOLIO_ADAPTER=1` in the environment it says what it is on stderr instead.
    ///
    /// - Returns: The exit code: 0 after stdin's end, 64 when not started by a host, 71 when a descriptor is missing.
    public static func run<A: Adapter>(_ type: A.Type) async -> Int32 {
        guard let value = getenv("FOLIO_ADAPTER"), String(cString: value) == "1" else {
            explain(A.manifest)
            return usage
        }
        let output = csys_duplicate_cloexec(STDOUT_FILENO)
        guard output >= 0, dup2(STDERR_FILENO, STDOUT_FILENO) >= 0 else { return EX_OSERR }
        signal(SIGPIPE, SIG_IGN)
        let parent = getppid()
        // The parent may have died before this took effect; then nobody is left to serve.
        guard csys_set_parent_death_signal(SIGKILL) == 0, getppid() == parent else { return EX_OSERR }
        // Credentials pass through this process.
        guard csys_forbid_dumps() == 0 else { return EX_OSERR }
        await StdioServer(A(), input: STDIN_FILENO, output: output).run(whenStuck: { _exit(0) })
        return 0
    }

    private static func explain(_ manifest: AdapterManifest) {
        let text = """
            \(manifest.name) \(manifest.version) is an adapter of foliod: it is started by the daemon, and speaks the
            protocol folio-adapter/1 on stdin and stdout. Its manifest:
            \(manifest.jsonValue.text)

            """
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
