import FolioDaemon
import Glibc
import Testing

@Suite struct PluginFileTests {
    /// A directory of third parties' adapters that is erased with the test.
    private static func withPlace(_ body: (_ directory: String, _ path: String) throws -> Void) throws {
        let scratch = try Scratch.make()
        defer { Scratch.erase(scratch) }
        let directory = scratch + "/plugins"
        try body(directory, try PluginScript().install("acme", in: directory))
    }

    private static func find(_ directories: String..., name: String = "acme", sha256: String? = nil) -> PluginFile {
        PluginFile.find(Configuration.Plugin(name: name, sha256: sha256), in: directories, known: nil)
    }

    @Test func `a file that only its owner can write is taken, with its digest`() throws {
        try Self.withPlace { directory, path in
            try Scratch.write("abc", to: path, mode: 0o755)
            let file = Self.find(directory)
            #expect(file.refusal == nil)
            #expect(file.path == path)
            #expect(file.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")  // FIPS 180-4
            #expect(Self.find(directory, sha256: file.sha256).refusal == nil)
            #expect(PluginFile.faultBeforeRunning(path, stamp: try #require(file.stamp).text) == nil)
        }
    }

    @Test func `a file that others can write is refused`() throws {
        for mode: mode_t in [0o775, 0o757, 0o777] {
            try Self.withPlace { directory, path in
                chmod(path, mode)
                #expect(Self.find(directory).refusal == "\(path) can be written by others: chmod go-w \(path)")
            }
        }
    }

    @Test func `a directory that others can write is refused, sticky or not`() throws {
        for mode: mode_t in [0o775, 0o757, 0o1777] {
            try Self.withPlace { directory, _ in
                chmod(directory, mode)
                let reason = "the directory \(directory) can be written by others: chmod go-w \(directory)"
                #expect(Self.find(directory).refusal == reason)
            }
        }
    }

    @Test func `a directory on the way that others can write is refused`() throws {
        try Self.withPlace { directory, _ in
            let above = String(directory.dropLast("/plugins".count))
            chmod(above, 0o777)
            defer { chmod(above, 0o700) }
            let reason = "the directory \(above) can be written by others: chmod go-w \(above)"
            #expect(Self.find(directory).refusal == reason)
        }
    }

    @Test func `what is not an executable regular file is refused`() throws {
        try Self.withPlace { directory, path in
            chmod(path, 0o644)
            #expect(Self.find(directory).refusal == "\(path) is not executable: chmod +x \(path)")
            unlink(path)
            let places = "there is no executable acme in \(directory), /nonexistent"
            #expect(Self.find(directory, "/nonexistent").refusal == places)
            mkdir(path, 0o755)
            #expect(Self.find(directory).refusal == "\(path) is not a regular file")
            rmdir(path)
            mkfifo(path, 0o755)
            #expect(Self.find(directory).refusal == "\(path) is not a regular file")
            unlink(path)
            symlink("/bin/sh", path)
            #expect(Self.find(directory).refusal?.hasPrefix("\(path) is a link") == true)
            unlink(path)
            symlink("/nonexistent", path)
            #expect(Self.find(directory).refusal?.hasPrefix("\(path) is a link") == true)
        }
    }

    @Test func `a file of another user is refused`() throws {
        guard geteuid() == 0 else { return }
        try Self.withPlace { directory, path in
            chown(path, 12345, 0)
            let reason = "belongs to user 12345, neither to root nor to the daemon's user 0"
            #expect(Self.find(directory).refusal == "\(path) \(reason)")
            chown(path, 0, 0)
            chown(directory, 12345, 0)
            #expect(Self.find(directory).refusal == "\(directory) \(reason)")
        }
    }

    @Test func `the first directory that has the name counts, even where its file is refused`() throws {
        try Self.withPlace { directory, path in
            let scratch = try Scratch.make()
            defer { Scratch.erase(scratch) }
            let second = try PluginScript().install("acme", in: scratch)
            #expect(Self.find("/nonexistent", directory, scratch).path == path)
            chmod(path, 0o777)
            #expect(Self.find(directory, scratch).refusal != nil)
            #expect(Self.find(scratch, directory).path == second)
        }
    }

    @Test func `a directory may be reached through links that nobody else could turn`() throws {
        try Self.withPlace { directory, path in
            let scratch = try Scratch.make()
            defer { Scratch.erase(scratch) }
            symlink(directory, scratch + "/link")
            symlink("./link/.", scratch + "/again")
            #expect(Self.find(scratch + "/again").path == path)
            mkdir(scratch + "/open", 0o777)
            chmod(scratch + "/open", 0o777)
            symlink(directory, scratch + "/open/link")
            #expect(Self.find(scratch + "/open/link").refusal?.contains("\(scratch)/open can be written") == true)
            symlink("loop", scratch + "/loop")
            #expect(Self.find(scratch + "/loop").refusal?.contains("Too many levels") == true)
        }
    }

    @Test func `another content than the pinned one is refused`() throws {
        try Self.withPlace { directory, path in
            let digest = try #require(Self.find(directory).sha256)
            try Scratch.write("#!/bin/sh\n", to: path, mode: 0o755)
            let file = Self.find(directory, sha256: digest)
            #expect(file.refusal?.hasPrefix("its SHA-256 is ") == true)
            #expect(file.refusal?.hasSuffix(", but plugins.enabled wants \(digest)") == true)
        }
    }

    @Test(arguments: ["plaid", "fmp", "cached", "../acme", "Acme", "", "a/b", String(repeating: "a", count: 33)])
    func `a name that is not a third party's is refused`(name: String) throws {
        try Self.withPlace { directory, _ in
            #expect(Self.find(directory, name: name).refusal == "\(name) is not a name for a third-party adapter")
        }
    }

    @Test func `a file that was replaced or opened to others after it was looked at is not run`() throws {
        try Self.withPlace { directory, path in
            let stamp = try #require(Self.find(directory).stamp).text
            chmod(directory, 0o777)
            let reason = "the directory \(directory) can be written by others: chmod go-w \(directory)"
            #expect(PluginFile.faultBeforeRunning(path, stamp: stamp) == reason)
            chmod(directory, 0o755)
            #expect(PluginFile.faultBeforeRunning(path, stamp: stamp) == nil)
            try PluginScript(version: "2").install("acme", in: directory)
            let replaced = "\(path) was replaced after it was looked at"
            #expect(PluginFile.faultBeforeRunning(path, stamp: stamp) == replaced)
            #expect(PluginFile.faultBeforeRunning("acme", stamp: stamp) == "acme is not an absolute path")
        }
    }
}
