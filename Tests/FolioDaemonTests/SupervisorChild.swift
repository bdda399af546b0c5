import FolioDaemon
import Glibc
import Testing

/// A child process for tests: a shell script, as every system has a shell.
///
/// It speaks enough of the protocol for a session; `behaviour` is shell code that runs for each `accounts.read`, with
/// the request's id in `$id`.
struct SupervisorChild {
    let directory: String
    let script: String

    init(
        behaviour: String = "answer '{\"accounts\":[]}'",
        configure: String = "answer '{}'",
        atStart: String = "",
        atEnd: String = ""
    ) throws {
        var template = Array("/tmp/folio-supervisor-XXXXXX".utf8CString)
        directory = String(cString: try #require(mkdtemp(&template)))
        script = directory + "/child.sh"
        let text = """
            answer() { printf '{"jsonrpc":"2.0","id":"%s","result":%s}\\n' "$id" "$1"; }
            fail() { printf '{"jsonrpc":"2.0","id":"%s","error":{"code":%s,"message":"%s"}}\\n' "$id" "$1" "$2"; }
            \(atStart)
            while IFS= read -r line; do
                id=${line#*'"id":"'}
                id=${id%%'"'*}
                case $line in
                *'"method":"describe"'*) answer '{"protocol":"1","name":"child","version":"7","max_inflight":4}' ;;
                *'"method":"configure"'*) \(configure) ;;
                *'"method":"shutdown"'*) answer '{}' ;;
                *'"method":"accounts.read"'*|*'"method":"link.complete"'*) \(behaviour) ;;
                esac
            done
            \(atEnd)
            """
        let file = try #require(fopen(script, "we"))
        fputs(text, file)
        fclose(file)
    }

    var dataDirectory: String { directory + "/data" }

    var launch: ProcessLaunch {
        ProcessLaunch(
            executable: "/bin/sh",
            arguments: [script],
            environment: ["PATH": "/usr/bin:/bin", "FOLIO_ADAPTER": "1"],
            workingDirectory: directory
        )
    }

    /// Makes the named pipe `pipe` and opens it for reading, which does not wait for a writer.
    func makePipe() throws -> CInt {
        try #require(mkfifo(directory + "/pipe", 0o600) == 0)
        let descriptor = open(directory + "/pipe", O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        return try #require(descriptor >= 0 ? descriptor : nil)
    }

    func erase() {
        for name in ["child.sh", "died", "pipe"] { unlink(directory + "/" + name) }
        rmdir(dataDirectory)
        rmdir(directory)
    }

    /// Whether a process is there, be it as a zombie.
    static func exists(_ pid: Int) -> Bool { access("/proc/\(pid)", F_OK) == 0 }
}
