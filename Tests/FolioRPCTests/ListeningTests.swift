import FolioClient
import FolioModel
import FolioRPC
import Glibc
import Testing

/// Where the socket is, whose it is, and what stood there before.
struct ListeningTests {
    private func server() -> RPCServer { RPCServer(registry: TestMethods().registry) }

    private func permissions(_ path: String) -> UInt32 {
        var status = stat()
        return lstat(path, &status) == 0 ? UInt32(status.st_mode) & 0o7777 : 0
    }

    private func refusal(_ server: RPCServer, _ path: String) async -> String? {
        do throws(ListenError) {
            try await server.start(path: path)
            await server.stop()
            return nil
        } catch {
            return error.reason
        }
    }

    @Test func `folder and socket are the daemon's alone unless told otherwise`() async throws {
        let path = temporaryPath()
        let first = server()
        #expect(try await first.start(path: path) == [])
        #expect(permissions(path) == 0o600)
        #expect(permissions(String(path.dropLast(2))) == 0o700)
        await first.stop()
        #expect(access(path, F_OK) != 0)
        let second = server()
        #expect(try await second.start(path: path, mode: 0o660, group: String(getgid())) == [])
        #expect(permissions(path) == 0o660)
        await second.stop()
    }

    @Test func `an unknown group is a warning`() async throws {
        let server = server()
        let warnings = try await server.start(path: temporaryPath(), group: "no-such-group")
        #expect(warnings == ["There is no group no-such-group; the socket belongs to the daemon's own group"])
        await server.stop()
    }

    @Test func `a living daemon's socket is left alone`() async throws {
        let path = temporaryPath()
        let first = server()
        try await first.start(path: path)
        #expect(await refusal(server(), path) == "another daemon answers there")
        #expect(try await FolioClient.connect(path: path).call("get_data") == ["hello", 5])
        await first.stop()
    }

    @Test func `a dead daemon's socket is replaced`() async throws {
        let path = temporaryPath()
        #expect(mkdir(String(path.dropLast(2)), 0o700) == 0)
        leaveSocket(at: path)
        #expect(access(path, F_OK) == 0)
        #expect(await refusal(server(), path) == nil)
    }

    @Test func `a file that is no socket is left alone`() async throws {
        let path = temporaryPath()
        #expect(mkdir(String(path.dropLast(2)), 0o700) == 0)
        close(open(path, O_CREAT | O_WRONLY, 0o600))
        #expect(await refusal(server(), path) == "there is a file that is not a socket")
        #expect(access(path, F_OK) == 0)
    }

    @Test func `a folder that everybody may write to is refused, unless it is sticky as /tmp is`() async throws {
        let path = temporaryPath()
        let folder = String(path.dropLast(2))
        #expect(mkdir(folder, 0o700) == 0)
        #expect(chmod(folder, 0o777) == 0)
        #expect(
            await refusal(server(), path) == "its folder belongs to somebody else, or everybody may write to it"
        )
        #expect(chmod(folder, 0o1777) == 0)
        #expect(await refusal(server(), path) == nil)
    }

    @Test func `a path that does not fit is refused`() async throws {
        let reason = await refusal(server(), "/tmp/" + String(repeating: "x", count: 103))
        #expect(reason == "the path is longer than 107 bytes or empty")
    }

    @Test func `daemon and client find the same place`() {
        let none: (String) -> Bool = { _ in false }
        func client(_ environment: [String: String], _ exists: (String) -> Bool) -> String {
            SocketLocation.forClient(environment: environment, uid: 1000, exists: exists)
        }
        #expect(client(["FOLIOD_SOCKET": "/a/b"], none) == "/a/b")
        #expect(client(["XDG_RUNTIME_DIR": "/run/user/1000"], none) == "/run/user/1000/foliod.sock")
        #expect(client([:], none) == "/tmp/foliod-1000/foliod.sock")
        #expect(client(["XDG_RUNTIME_DIR": "/x"]) { $0 == "/run/foliod/foliod.sock" } == "/run/foliod/foliod.sock")
        #expect(SocketLocation.forDaemon(environment: [:], uid: 0) == "/run/foliod/foliod.sock")
        #expect(SocketLocation.forDaemon(environment: [:], uid: 1000) == "/tmp/foliod-1000/foliod.sock")
        let service = ["RUNTIME_DIRECTORY": "/run/foliod", "XDG_RUNTIME_DIR": "/x"]
        #expect(SocketLocation.forDaemon(environment: service, uid: 990) == "/run/foliod/foliod.sock")
    }

    /// Binds and goes away without removing the file, as a killed daemon does.
    private func leaveSocket(at path: String) {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        close(descriptor)
    }
}
