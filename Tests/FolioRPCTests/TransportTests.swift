import FolioModel
import FolioRPC
import Glibc
import Testing

/// What the socket does with bytes that are many, few, odd or late.
struct TransportTests {
    private func request(_ id: Int, _ method: String = "get_data", _ params: String = "{}") -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"#
    }

    private func code(_ answer: JSONValue?) -> Int? { answer?["error"]?["code"]?.int }

    @Test func `a thousand pipelined requests are all answered`() async throws {
        let ids = try await withServer { path, _, _ in
            try await onThread {
                let client = try RawClient(path)
                try client.send((0..<1000).map { request($0) + "\n" }.joined())
                return try (0..<1000).map { _ in try client.answer()?["id"]?.int ?? -1 }
            }
        }
        #expect(ids.sorted() == Array(0..<1000))
    }

    @Test func `two hundred connections are served at once`() async throws {
        let results = try await withServer { path, _, _ in
            try await onThread {
                let clients = try (0..<200).map { _ in try RawClient(path) }
                for (index, client) in clients.enumerated() {
                    let params = #"{"minuend":\#(index),"subtrahend":0}"#
                    try client.send(request(index, "subtract", params))
                }
                return try clients.map { try $0.answer()?["result"]?.int ?? -1 }
            }
        }
        #expect(results == Array(0..<200))
    }

    @Test func `values need no newline and blank lines mean nothing`() async throws {
        let answers = try await withServer { path, _, _ in
            try await onThread {
                let client = try RawClient(path)
                try client.send("\n\r\n" + request(1) + request(2) + "\n \t\n" + request(3) + "12 " + request(4))
                return try (0..<5).compactMap { _ in try client.answer() }
            }
        }
        #expect(Set(answers.map { $0["id"] ?? .null }) == [1, 2, 3, 4, .null])
        #expect(answers.compactMap { code($0) } == [-32600])
    }

    @Test func `a request split at every byte is the same request`() async throws {
        let text = request(1, "echo", #"{"value":"é\u00e9\\ {[ 😀"}"#)
        let bytes = Array(text.utf8)
        let results = try await withServer { path, _, _ in
            try await onThread {
                let client = try RawClient(path)
                return try (1..<bytes.count).map { cut in
                    try client.send(Array(bytes[..<cut]))
                    try client.send(Array(bytes[cut...]))
                    return try client.answer()?["result"] ?? .null
                }
            }
        }
        #expect(results.count == bytes.count - 1)
        #expect(Set(results) == [.string("éé\\ {[ 😀")])
    }

    @Test func `five mebibytes are one -32007, and the next line is read`() async throws {
        let (refusal, next) = try await withServer { path, _, _ in
            try await onThread {
                let client = try RawClient(path)
                let long = request(1, "echo", #"{"value":"\#(String(repeating: "x", count: 5 << 20))"}"#)
                try client.send(long + "\n" + request(2) + "\n")
                return (try client.answer(), try client.answer())
            }
        }
        #expect(code(refusal) == -32007)
        #expect(refusal?["id"] == .some(.null))
        #expect(refusal?["error"]?["data"]?["limit"] == "message_bytes")
        #expect(refusal?["error"]?["data"]?["value"] == 4_194_304)
        #expect(next?["id"] == 2)
    }

    @Test func `a fault without a newline for four mebibytes ends the connection`() async throws {
        let (refusal, end) = try await withServer { path, _, _ in
            try await onThread {
                let client = try RawClient(path)
                try client.send("}")
                let refusal = try client.answer()
                // The server may close before all of it is taken.
                try? client.send([UInt8](repeating: UInt8(ascii: "x"), count: 5 << 20))
                return (refusal, try client.answer())
            }
        }
        #expect(code(refusal) == -32700)
        #expect(end == nil)
    }

    @Test func `depth 64 is taken and depth 65 is -32007`() async throws {
        @Sendable func nested(_ id: Int, depth: Int) -> String {
            // The request itself and its params are two levels.
            let value = String(repeating: "[", count: depth - 2) + String(repeating: "]", count: depth - 2)
            return request(id, "echo", #"{"value":\#(value)}"#) + "\n"
        }
        let (taken, refused, next) = try await withServer { path, _, _ in
            try await onThread {
                let client = try RawClient(path)
                let taken = try client.ask(nested(1, depth: 64))
                return (taken, try client.ask(nested(2, depth: 65)), try client.ask(request(3)))
            }
        }
        #expect(taken["result"] != nil)
        #expect(code(refused) == -32007)
        #expect(refused["error"]?["data"]?["limit"] == "depth")
        #expect(refused["error"]?["data"]?["value"] == 64)
        #expect(next["id"] == 3)
    }

    @Test(arguments: [
        [0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82], [0x80],
    ])
    func `text that is not UTF-8 is -32700`(bytes: [UInt8]) async throws {
        let (refused, next) = try await withServer { path, _, _ in
            try await onThread {
                let client = try RawClient(path)
                let head = Array(#"{"jsonrpc":"2.0","id":1,"method":"echo","params":{"value":""#.utf8)
                try client.send(head + bytes + Array("\"}}\n".utf8) + Array(request(2).utf8))
                return (try client.answer(), try client.answer())
            }
        }
        #expect(code(refused) == -32700)
        #expect(next?["id"] == 2)
    }

    @Test func `half a message and then the end is -32700 and the end`() async throws {
        let answers = try await withServer { path, _, _ in
            try await onThread {
                let client = try RawClient(path)
                try client.send(#"{"jsonrpc":"2.0","id":1,"met"#)
                client.endSending()
                return [try client.answer(), try client.answer()]
            }
        }
        #expect(answers.map { code($0) } == [-32700, nil])
        #expect(answers.last == .some(nil))
    }

    @Test func `half a message and then a close leaves the server well`() async throws {
        let answer = try await withServer { path, _, _ in
            try await onThread {
                for _ in 0..<50 { try RawClient(path).send(#"{"jsonrpc":"2.0","id":1,"met"#) }
                return try RawClient(path).ask(request(7))
            }
        }
        #expect(answer["id"] == 7)
    }

    @Test func `a client that ends its side still gets its answers`() async throws {
        let ids = try await withServer { path, methods, _ in
            async let ids = onThread {
                let client = try RawClient(path)
                try client.send((0..<10).map { request($0, "wait") }.joined())
                client.endSending()
                var ids: [Int] = []
                while let answer = try client.answer() { ids.append(answer["id"]?.int ?? -1) }
                return ids
            }
            await methods.gate.entered(10)
            methods.gate.open()
            return try await ids
        }
        #expect(ids.sorted() == Array(0..<10))
    }

    @Test func `answers come in the order in which they are ready`() async throws {
        let ids = try await withServer { path, methods, _ in
            async let ids = onThread {
                let client = try RawClient(path)
                try client.send(request(1, "wait") + request(2))
                let first = try client.answer()?["id"]?.int
                methods.gate.open()
                return [first, try client.answer()?["id"]?.int]
            }
            return try await ids
        }
        #expect(ids == [2, 1])
    }

    @Test func `at most 64 requests of a connection are at work, and all are answered`() async throws {
        let (ids, most) = try await withServer { path, methods, _ in
            async let ids = onThread {
                let client = try RawClient(path)
                let members = (0..<100).map { request($0, "wait") }.joined(separator: ",")
                try client.send((100..<200).map { request($0, "wait") }.joined() + "[" + members + "]")
                var ids: [Int] = []
                while ids.count < 200, let answer = try client.answer() {
                    ids += (answer.array ?? [answer]).map { $0["id"]?.int ?? -1 }
                }
                return ids
            }
            for _ in 0..<130 {
                await methods.gate.entered(64)
                methods.gate.letOnePass()
            }
            await methods.gate.entered(64)
            methods.gate.open()
            return (try await ids, methods.gate.most)
        }
        #expect(ids.sorted() == Array(0..<200))
        #expect(most == 64)
    }

    @Test func `a connection beyond the limit is told so and closed`() async throws {
        var limits = RPCLimits()
        limits.connections = 2
        let (first, refused, end) = try await withServer(limits: limits) { path, _, _ in
            try await onThread {
                let clients = [try RawClient(path), try RawClient(path)]
                let first = try clients.map { try $0.ask(request(1))["id"]?.int }
                let third = try RawClient(path)
                return (first, try third.answer(), try third.answer())
            }
        }
        #expect(first == [1, 1])
        #expect(code(refused) == -32007)
        #expect(refused?["id"] == .some(.null))
        #expect(refused?["error"]?["data"]?["limit"] == "connections")
        #expect(end == nil)
    }

    @Test(arguments: ["long", "get_data"])
    func `a client that never reads is disconnected`(method: String) async throws {
        var limits = RPCLimits()
        if method != "long" { limits.unsentBytes = 256 << 10 }
        let error = try await withServer(limits: limits) { path, _, _ in
            try await onThread {
                let client = try RawClient(path)
                let one = request(1, method, method == "long" ? #"{"bytes":100000}"# : "{}")
                let piece = String(repeating: one, count: 100)
                do {
                    for _ in 0..<100_000 { try client.send(piece) }
                    return ""
                } catch let error as RawClient.Broken {
                    return error.what
                }
            }
        }
        #expect(error == "send: Broken pipe" || error == "send: Connection reset by peer")
    }

    @Test func `a slow reader of much gets all of it`() async throws {
        let lengths = try await withServer { path, _, _ in
            try await onThread {
                let client = try RawClient(path)
                try client.send((0..<400).map { request($0, "long", #"{"bytes":100000}"#) }.joined())
                return try (0..<400).map { _ in try client.answer()?["result"]?.string?.utf8.count ?? 0 }
            }
        }
        #expect(lengths == [Int](repeating: 100_000, count: 400))
    }

    @Test func `one answer that alone is too long is -32007`() async throws {
        let (alone, batch) = try await withServer { path, _, _ in
            try await onThread {
                let client = try RawClient(path)
                let alone = try client.ask(request(1, "long", #"{"bytes":9000000}"#))
                let one = request(2, "long", #"{"bytes":3000000}"#)
                return (alone, try client.ask("[\(one),\(one),\(one)]"))
            }
        }
        #expect(code(alone) == -32007)
        #expect(alone["id"] == 1)
        #expect(alone["error"]?["data"]?["limit"] == "unsent_bytes")
        #expect(code(batch) == -32007)
    }
}
