import FolioClient
import FolioModel
import FolioRPC
import Glibc
import Synchronization
import Testing

/// Parameters, rights, warm answers, notifications and the end, through the client library.
struct MethodTests {
    private func refusal(_ client: FolioClient, _ method: String, _ params: JSONValue = [:]) async -> FolioClientError?
    {
        do throws(FolioClientError) {
            _ = try await client.call(method, params)
            return nil
        } catch {
            return error
        }
    }

    private func path(of error: FolioClientError?) -> String? {
        guard case .rpc(code: -32602, name: "invalid_params", _, _, let data) = error else { return nil }
        return data["path"]?.string
    }

    @Test func `an empty array is no parameters, any other array is refused as a whole`() async throws {
        try await withServer { path, _, _ in
            let client = try FolioClient.connect(path: path)
            #expect(try await client.call("get_data", []) == ["hello", 5])
            #expect(self.path(of: await refusal(client, "get_data", [1])) == "")
            #expect(self.path(of: await refusal(client, "subtract", [])) == "minuend")
        }
    }

    @Test func `an unknown key is reported before a missing one`() async throws {
        try await withServer { path, _, _ in
            let client = try FolioClient.connect(path: path)
            let unknown = await refusal(client, "subtract", ["minuend": 1, "subtrahand": 2])
            #expect(self.path(of: unknown) == "subtrahand")
            #expect(
                unknown?.description
                    == #"The parameter "subtrahand" is wrong: unknown key, did you mean "subtrahend"?."#
            )
            #expect(self.path(of: await refusal(client, "subtract", ["minuend": 1])) == "subtrahend")
            #expect(self.path(of: await refusal(client, "sum", ["values": [1, "2"]])) == "values[1]")
        }
    }

    @Test func `errors carry name, hint and their own data`() async throws {
        try await withServer { path, _, _ in
            let client = try FolioClient.connect(path: path)
            let expected = FolioClientError.rpc(
                code: -32001,
                name: "not_found",
                message: "There is no such account.",
                hint: "List what there is and use an id from there.",
                data: [
                    "name": "not_found", "hint": "List what there is and use an id from there.",
                    "what": "account", "id": "a1",
                ]
            )
            #expect(await refusal(client, "missing") == expected)
            guard case .rpc(code: -32002, name: "forbidden", _, _, _) = await refusal(client, "secret") else {
                Issue.record("secret was not refused")
                return
            }
        }
    }

    @Test func `the kernel says who asks`() async throws {
        let answer = try await withServer { path, _, _ in
            try await FolioClient.connect(path: path).call("whoami")
        }
        #expect(answer["uid"]?.int == Int(getuid()))
        #expect(answer["gid"]?.int == Int(getgid()))
        #expect(answer["pid"]?.int == Int(getpid()))
        #expect(answer["groups"]?.array?.contains(.int(Int(getgid()))) == true)
    }

    @Test func `a warm answer holds while its stamp stays`() async throws {
        try await withServer { path, methods, _ in
            let client = try FolioClient.connect(path: path)
            #expect(try await client.call("warm", ["value": 1]) == 1)
            #expect(try await client.call("warm", ["value": 1]) == 1)
            #expect(try await client.call("warm", ["value": 2]) == 2)
            methods.stamp.withLock { $0 = 2 }
            #expect(try await client.call("warm", ["value": 1]) == 3)
            #expect(try await FolioClient.connect(path: path).call("warm", ["value": 1]) == 3)
        }
    }

    @Test func `a repeated question is answered with its own id, and only while its caller may ask`() async throws {
        try await withServer { path, methods, _ in
            let client = try FolioClient.connect(path: path)
            for _ in 1...4 { #expect(try await client.call("warm", ["value": 1]) == 1) }
            methods.access.withLock { $0 = 1 }
            guard case .rpc(code: -32002, name: "forbidden", _, _, _) = await refusal(client, "warm") else {
                Issue.record("warm was not refused")
                return
            }
            methods.access.withLock { $0 = 2 }
            #expect(try await client.call("warm", ["value": 1]) == 1)
            methods.stamp.withLock { $0 = 2 }
            #expect(try await client.call("warm", ["value": 1]) == 2)
            #expect(try await client.call("warm", ["value": 3]) == 3)
            #expect(try await client.call("warm", ["value": 1]) == 2)
        }
    }

    @Test func `a slot gives its newest value, and the end of the client is told`() async throws {
        try await withServer { path, methods, _ in
            let client = try FolioClient.connect(path: path)
            #expect(try await client.call("follow", ["bytes": 1000]) == true)
            var last: JSONValue = .null
            var plain = 0
            for await notification in client.notifications {
                if notification.method == "plain" { plain += 1 } else { last = notification.params }
                if last == 999, plain == 1 { break }
            }
            #expect(last == 999)
            client.close()
            await methods.closed.wait()
            #expect(methods.connections.withLock { $0.map(\.isClosed) } == [true])
        }
    }

    @Test func `a call ends with its time, its task or its connection`() async throws {
        try await withServer { path, methods, _ in
            let client = try FolioClient.connect(path: path)
            do throws(FolioClientError) {
                _ = try await client.call("wait", timeout: .milliseconds(20))
                Issue.record("the call did not end")
            } catch {
                #expect(error == .timedOut)
            }
            let cancelled = Task { await refusal(client, "wait") }
            await methods.gate.entered(2)
            cancelled.cancel()
            #expect(await cancelled.value == .closed)
            let ended = Task { await refusal(client, "wait") }
            await methods.gate.entered(3)
            client.close()
            #expect(await ended.value == .closed)
            #expect(await refusal(client, "get_data") == .closed)
        }
    }

    @Test func `requests at work end before the server does, late ones are -32008`() async throws {
        let methods = TestMethods()
        let server = RPCServer(registry: methods.registry)
        let path = temporaryPath()
        try await server.start(path: path)
        let quick = try FolioClient.connect(path: path)
        let first = Task { try await quick.call("wait") }
        await methods.gate.entered(1)
        let stopping = Task { await server.stop(grace: .seconds(20)) }
        await until { access(path, F_OK) != 0 }
        methods.gate.open()
        #expect(try await first.value == true)
        await stopping.value
        #expect(server.openConnections == 0)
    }

    @Test func `requests that outlast the grace are -32008`() async throws {
        let methods = TestMethods()
        let server = RPCServer(registry: methods.registry)
        let path = temporaryPath()
        try await server.start(path: path)
        let client = try FolioClient.connect(path: path)
        let late = Task { await refusal(client, "wait") }
        await methods.gate.entered(1)
        await server.stop(grace: .milliseconds(10))
        guard case .rpc(code: -32008, name: "shutting_down", _, _, _) = await late.value else {
            Issue.record("the call did not end with -32008")
            return
        }
        methods.gate.open()
    }

    @Test func `nobody there is unreachable`() {
        #expect(throws: FolioClientError.unreachable(path: "/nowhere/s", reason: "No such file or directory")) {
            _ = try FolioClient.connect(path: "/nowhere/s")
        }
    }

    /// Gives way until something is so.
    private func until(_ condition: () -> Bool) async { while !condition() { await Task.yield() } }
}
