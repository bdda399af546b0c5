import FolioModel
import FolioRPC
import Testing

/// The document that the registry gives of itself.
struct OpenRPCTests {
    private let document = TestMethods().registry.openRPC(version: "1.2.3")

    @Test func `every method is in it once, in order, with rpc.discover`() throws {
        let names = try #require(document["methods"]?.array).compactMap { $0["name"]?.string }
        #expect(
            names == [
                "compute", "echo", "follow", "get_data", "long", "missing", "rpc.discover", "secret", "subtract", "sum",
                "update",
                "wait", "warm", "whoami",
            ]
        )
        #expect(document["info"]?["version"] == "1.2.3")
    }

    @Test func `the text is the same every time`() {
        #expect(document.text == TestMethods().registry.openRPC(version: "1.2.3").text)
        #expect(document.pretty() == document.pretty())
    }

    @Test func `every reference leads somewhere and every parameter has a schema`() throws {
        var references: [String] = []
        collect(document, into: &references)
        #expect(!references.isEmpty)
        for reference in Set(references) {
            let steps = reference.split(separator: "/").dropFirst().map(String.init)
            #expect(steps.reduce(document as JSONValue?) { $0?[$1] } != nil, "\(reference)")
        }
        for method in try #require(document["methods"]?.array) {
            #expect(method["result"]?["schema"] != nil)
            #expect(method["summary"]?.string?.hasSuffix(".") == true)
            for parameter in try #require(method["params"]?.array) { #expect(parameter["schema"] != nil) }
        }
    }

    @Test func `a method says what it takes`() throws {
        let methods = try #require(document["methods"]?.array)
        let subtract = try #require(methods.first { $0["name"] == "subtract" })
        #expect(
            subtract["params"] == [
                [
                    "name": "minuend", "description": "What is subtracted from.", "required": true,
                    "schema": ["type": "integer", "description": "What is subtracted from."],
                ],
                ["name": "subtrahend", "required": true, "schema": ["type": "integer"]],
            ]
        )
        #expect(subtract["result"] == ["name": "result", "schema": ["type": "integer"]])
        let secret = try #require(methods.first { $0["name"] == "secret" })
        #expect(secret["x-admin"] == true)
        let whoami = try #require(methods.first { $0["name"] == "whoami" })
        #expect(whoami["result"]?["schema"] == ["$ref": "#/components/schemas/Identity"])
    }

    @Test func `rpc.discover answers with the same document`() async throws {
        let registry = TestMethods().registry
        let discover = try #require(registry["rpc.discover"])
        let answer = try await discover.call(rawParams: [], context: .local(caller: Caller(pid: 1, uid: 0, gid: 0)))
        #expect(try JSONValue(parsing: answer) == registry.openRPC(version: "1.2.3"))
    }

    @Test func `the pretty text is the same value`() throws {
        #expect(try JSONValue(parsing: document.pretty()) == document)
        let small: JSONValue = ["a": [1, [:]], "b": []]
        #expect(small.pretty() == "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}")
    }

    private func collect(_ value: JSONValue, into references: inout [String]) {
        if let reference = value["$ref"]?.string { references.append(reference) }
        for (_, member) in value.object ?? JSONObject() { collect(member, into: &references) }
        for element in value.array ?? [] { collect(element, into: &references) }
    }
}
