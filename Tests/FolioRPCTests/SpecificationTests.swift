import FolioModel
import FolioRPC
import Testing

/// The examples of section 7 of the JSON-RPC 2.0 specification, with named parameters.
struct SpecificationTests {
    private func answers(_ text: String, count: Int = 1) async throws -> [JSONValue] {
        try await withServer { path, _, _ in
            try await onThread {
                let client = try RawClient(path)
                try client.send(text + "\n")
                client.endSending()
                var answers: [JSONValue] = []
                while let answer = try client.answer() { answers.append(answer) }
                return answers
            }
        }
    }

    private func code(_ answer: JSONValue?) -> Int? { answer?["error"]?["code"]?.int }

    @Test func `named parameters in either order give the result`() async throws {
        let first = #"{"jsonrpc": "2.0", "method": "subtract", "params": {"subtrahend": 23, "minuend": 42}, "id": 3}"#
        #expect(try await answers(first) == [["jsonrpc": "2.0", "id": 3, "result": 19]])
        let second =
            #"{"jsonrpc": "2.0", "method": "subtract", "params": {"minuend": 42, "subtrahend": 23}, "id": "4"}"#
        #expect(try await answers(second) == [["jsonrpc": "2.0", "id": "4", "result": 19]])
    }

    @Test(arguments: [
        #"{"jsonrpc": "2.0", "method": "update", "params": {"values": [1, 2, 3, 4, 5]}}"#,
        #"{"jsonrpc": "2.0", "method": "foobar"}"#,
        #"{"jsonrpc": "2.0", "method": "subtract", "params": {"minuend": "x"}}"#,
        #"[{"jsonrpc": "2.0", "method": "sum", "params": {"values": [1]}}, {"jsonrpc": "2.0", "method": "get_data"}]"#,
    ])
    func `notifications are never answered`(text: String) async throws { #expect(try await answers(text) == []) }

    @Test func `an unknown method is -32601`() async throws {
        let answer = try await answers(#"{"jsonrpc": "2.0", "method": "get_dta", "id": "1"}"#).first
        #expect(code(answer) == -32601)
        #expect(answer?["id"] == "1")
        #expect(answer?["error"]?["data"]?["name"] == "method_not_found")
        let hint = answer?["error"]?["data"]?["hint"]?.string
        #expect(hint == #"Did you mean "get_data"? Call rpc.discover for all methods."#)
    }

    @Test(arguments: [
        #"{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]"#,
        """
        [
          {"jsonrpc": "2.0", "method": "sum", "params": {"values": [1,2,4]}, "id": "1"},
          {"jsonrpc": "2.0", "method"
        ]
        """,
    ])
    func `text that is not JSON is one -32700`(text: String) async throws {
        let answers = try await answers(text)
        #expect(answers.map { code($0) } == [-32700])
        #expect(answers.first?["id"] == .some(.null))
        #expect(answers.first?["error"]?["data"]?["name"] == "parse_error")
    }

    @Test(arguments: [
        #"{"jsonrpc": "2.0", "method": 1, "params": "bar"}"#, "[]", "1", #""text""#, "null",
        #"{"method": "get_data"}"#, #"{"jsonrpc": "1.0", "method": "get_data"}"#,
        #"{"jsonrpc": "2.0", "method": "get_data", "id": true}"#,
        #"{"jsonrpc": "2.0", "method": "get_data", "id": {}}"#,
        #"{"jsonrpc": "2.0", "method": "get_data", "id": 1, "id": 2}"#,
    ])
    func `JSON that is not a request is one -32600 without id`(text: String) async throws {
        let answers = try await answers(text)
        #expect(answers.map { code($0) } == [-32600])
        #expect(answers.first?["id"] == .some(.null))
    }

    @Test func `parameters that are no structure keep the id`() async throws {
        let answer = try await answers(#"{"jsonrpc": "2.0", "method": "sum", "params": "bar", "id": 9}"#).first
        #expect(code(answer) == -32600)
        #expect(answer?["id"] == 9)
    }

    @Test func `a batch of nonsense gets an answer for each`() async throws {
        #expect(try await answers("[1]").first?.array?.map { code($0) } == [-32600])
        #expect(try await answers("[1,2,3]").first?.array?.map { code($0) } == [-32600, -32600, -32600])
    }

    @Test func `a batch is answered in one array`() async throws {
        let text = """
            [{"jsonrpc": "2.0", "method": "sum", "params": {"values": [1,2,4]}, "id": "1"},
             {"jsonrpc": "2.0", "method": "update", "params": {"values": [7]}},
             {"jsonrpc": "2.0", "method": "subtract", "params": {"minuend": 42, "subtrahend": 23}, "id": "2"},
             {"foo": "boo"},
             {"jsonrpc": "2.0", "method": "foo.get", "params": {"name": "myself"}, "id": "5"},
             {"jsonrpc": "2.0", "method": "get_data", "id": "9"}]
            """
        let answers = try await answers(text)
        #expect(answers.count == 1)
        let members = try #require(answers.first?.array)
        #expect(members.count == 5)
        func answer(_ id: JSONValue) -> JSONValue? { members.first { $0["id"] == id } }
        #expect(answer("1")?["result"] == 7)
        #expect(answer("2")?["result"] == 19)
        #expect(code(answer(.null)) == -32600)
        #expect(code(answer("5")) == -32601)
        #expect(answer("9")?["result"] == ["hello", 5])
    }

    @Test func `an id of null is a request and comes back`() async throws {
        let answers = try await answers(#"{"jsonrpc": "2.0", "method": "get_data", "id": null}"#)
        #expect(answers == [["jsonrpc": "2.0", "id": .null, "result": ["hello", 5]]])
    }

    @Test(arguments: ["1.50", "-7", "1e3", "123456789012345678901234567890", #""\u00e4\"""#])
    func `an id comes back as it was written`(id: String) async throws {
        let answer = try await answers(#"{"jsonrpc":"2.0","method":"get_data","id":\#(id)}"#).first
        #expect(answer?["id"] == (try JSONValue(parsing: id)))
    }
}
