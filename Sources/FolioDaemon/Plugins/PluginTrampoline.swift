import CSys
import Glibc

/// Becomes a third party's adapter: shuts this process in, looks at the executable once more, and executes it.
///
/// All of it on one thread, as the kernel keeps the death signal of a parent for the thread that asked.
package struct PluginTrampoline: Sendable {
    /// Descriptors that an adapter may have open.
    package static let descriptorLimit: UInt64 = 256

    /// The exit status where the executable is refused or can't be executed, as a shell's.
    private static let refused: Int32 = 126
    /// The exit status where the process could not be shut in, as in `sysexits.h`.
    private static let unconfined: Int32 = 71

    /// The process id of the daemon that starts the adapter.
    package var parent: Int32
    /// The adapter's name, for its environment.
    package var name: String
    /// The address space it may take, in MiB.
    package var memoryMebibytes: UInt64
    /// Which file was looked at (``FileStamp/text``).
    package var stamp: String
    /// The executable's absolute path without links.
    package var path: String

    /// Makes a trampoline.
    package init(parent: Int32, name: String, memoryMebibytes: UInt64, stamp: String, path: String) {
        (self.parent, self.name, self.memoryMebibytes) = (parent, name, memoryMebibytes)
        (self.stamp, self.path) = (stamp, path)
    }

    /// Executes the adapter; returns only where that failed.
    ///
    /// - Returns: The exit status, and what went wrong in one sentence.
    package func run() -> (status: Int32, fault: String) {
        guard csys_set_parent_death_signal(SIGKILL) == 0 else { return failed("PR_SET_PDEATHSIG") }
        guard getppid() == parent else { return (Self.unconfined, "the daemon that started this is gone") }
        if let fault = directoryFault { return (Self.unconfined, fault) }
        signal(SIGPIPE, SIG_DFL)
        umask(0o077)
        guard csys_cloexec_from(3) == 0 else { return failed("close_range") }
        if let fault = PluginFile.faultBeforeRunning(path, stamp: stamp) { return (Self.refused, fault) }
        return execute()
    }

    private func failed(_ what: String) -> (status: Int32, fault: String) {
        (Self.unconfined, "\(what) failed: \(String(cString: strerror(errno)))")
    }

    /// Why the working directory is not a private one.
    private var directoryFault: String? {
        var status = stat()
        guard stat(".", &status) == 0 else { return "the working directory can't be looked at" }
        guard status.st_uid == geteuid(), status.st_mode & 0o077 == 0 else {
            return "the working directory is not this user's alone"
        }
        return nil
    }

    private func execute() -> (status: Int32, fault: String) {
        let variables = AdapterEnvironment.variables(adapter: name).map { $0.key + "=" + $0.value }.sorted()
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(path), nil]
        var environment: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) } + [nil]
        defer { for text in arguments + environment { free(text) } }
        // With everything in place, as this program itself may need more than the adapter gets.
        guard csys_confine(memoryMebibytes << 20, Self.descriptorLimit) == 0 else { return failed("its limits") }
        execve(path, &arguments, &environment)
        return (Self.refused, "\(path) can't be executed: \(String(cString: strerror(errno)))")
    }
}
