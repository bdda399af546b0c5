import FolioDaemon
import FolioModel
import FolioRPC
import FolioStore
import Glibc
import Testing

@Suite(.timeLimit(.minutes(2))) struct ImportLimitTests {
    private static let one: JSONValue = [["name": "a.csv", "size": 4]]

    private static func part(_ id: String, _ text: String, at offset: Int, of file: String = "a.csv") -> JSONValue {
        [
            "import": .string(id), "file": .string(file), "offset": .int(offset),
            "data": .string(Base64Text.encode(Array(text.utf8)[...])),
        ]
    }

    @Test(arguments: [
        "../a.csv", "a/b.csv", "/etc/a.csv", ".a.csv", "~a.csv", "a.txt", "a.csv.account", ".csv", "", "a\u{0}.csv",
        "a\n.csv", "a\u{202E}.csv", String(repeating: "a", count: 197) + ".csv",
    ])
    func `a name that leads elsewhere, or that would not be read, is refused`(name: String) async throws {
        try await ImportFixture.run { fixture in
            let params: JSONValue = ["files": [["name": .string(name), "size": 1]]]
            let error = await fixture.error("imports.begin", params)
            #expect(error?.code == .invalidParams)
            #expect(error?.details["path"] == "files[0].name")
            #expect(Scratch.names(in: fixture.imports) == [])
        }
    }

    @Test func `files that are too many, too long or twice are refused before anything is sent`() async throws {
        var limits = ImportLimits()
        (limits.fileBytes, limits.files) = (100, 2)
        try await ImportFixture.run(limits: limits) { fixture in
            func refusal(_ files: [(String, Int)]) async -> RPCError? {
                let announced = files.map { name, size -> JSONValue in ["name": .string(name), "size": .int(size)] }
                return await fixture.error("imports.begin", ["files": .array(announced)])
            }
            #expect(await refusal([("a.csv", 101)])?.code == .limitExceeded)
            #expect(await refusal([("a.csv", 100)]) == nil)
            #expect(await refusal([("a.csv", -1)])?.details["path"] == "files[0].size")
            #expect(await refusal([])?.details["path"] == "files")
            #expect(await refusal([("a.csv", 1), ("b.csv", 1), ("c.csv", 1)])?.details["path"] == "files")
            #expect(await refusal([("a.csv", 1), ("a.csv", 1)])?.details["path"] == "files[1].name")
        }
    }

    @Test func `parts may be repeated but leave no gap, and no more comes than was announced`() async throws {
        try await ImportFixture.run { fixture in
            let id = try #require(try await fixture.call("imports.begin", ["files": Self.one])["import"]?.string)
            let early: JSONValue = ["import": .string(id), "wait": true]
            #expect(await fixture.error("imports.preview", early)?.details["path"] == "import")
            #expect(try await fixture.call("imports.append", Self.part(id, "ab", at: 0))["received"] == 2)
            #expect(try await fixture.call("imports.append", Self.part(id, "ab", at: 0))["received"] == 2)
            for (part, path) in [
                (Self.part(id, "d", at: 3), "offset"), (Self.part(id, "d", at: -1), "offset"),
                (Self.part(id, "cde", at: 2), "data"), (Self.part(id, "c", at: 2, of: "b.csv"), "file"),
            ] {
                let error = await fixture.error("imports.append", part)
                #expect(error?.code == .invalidParams)
                #expect(error?.details["path"] == .string(path))
            }
            let garbled: JSONValue = ["import": .string(id), "file": "a.csv", "offset": 2, "data": "YQ"]
            #expect(await fixture.error("imports.append", garbled)?.details["path"] == "data")
            #expect(try await fixture.call("imports.append", Self.part(id, "bcd", at: 1))["received"] == 4)
        }
    }

    @Test func `a user's fifth unfinished import takes the place of the oldest`() async throws {
        try await ImportFixture.run { fixture in
            var ids: [String] = []
            for _ in 0..<5 {
                ids.append(try #require(try await fixture.call("imports.begin", ["files": Self.one])["import"]?.string))
                fixture.ages.pass(.seconds(1))
            }
            #expect(await fixture.error("imports.append", Self.part(ids[0], "ab", at: 0))?.code == .notFound)
            for id in ids.dropFirst() { try await fixture.call("imports.append", Self.part(id, "ab", at: 0)) }
            #expect(Set(Scratch.names(in: fixture.imports + "/.staging")) == Set(ids.dropFirst()))
        }
    }

    @Test func `all unfinished imports together have a bound`() async throws {
        var limits = ImportLimits()
        limits.totalBytes = 100
        try await ImportFixture.run(limits: limits) { fixture in
            try fixture.store.ensureUser("ana")
            let files: JSONValue = [["name": "a.csv", "size": 60]]
            try await fixture.call("imports.begin", ["files": files])
            let error = await fixture.error("imports.begin", ["files": files, "user": "ana"])
            #expect(error?.code == .limitExceeded)
            #expect(error?.details["limit"] == "import_bytes")
            #expect(await fixture.error("imports.begin", ["files": files]) == nil)  // in the place of the user's own
        }
    }

    @Test func `what nobody touches for an hour is forgotten with its files`() async throws {
        try await ImportFixture.run { fixture in
            let id = try #require(try await fixture.call("imports.begin", ["files": Self.one])["import"]?.string)
            fixture.ages.pass(.seconds(3000))
            try await fixture.call("imports.append", Self.part(id, "ab", at: 0))
            fixture.ages.pass(.seconds(3000))
            await fixture.services.imports.sweep()
            #expect(Scratch.names(in: fixture.imports + "/.staging") == [id])
            fixture.ages.pass(.seconds(600))
            await fixture.services.imports.sweep()
            #expect(Scratch.names(in: fixture.imports + "/.staging") == [])
            #expect(await fixture.error("imports.append", Self.part(id, "ab", at: 0))?.code == .notFound)
        }
    }

    @Test func `another user's import is not there`() async throws {
        try await ImportFixture.run { fixture in
            try fixture.store.ensureUser("ana")
            let own = try #require(
                try await fixture.call("imports.begin", ["files": Self.one], as: ImportFixture.ana)["import"]?.string
            )
            try await fixture.call("imports.append", Self.part(own, "abcd", at: 0), as: ImportFixture.ana)
            let foreign = try #require(try await fixture.call("imports.begin", ["files": Self.one])["import"]?.string)
            let id: JSONValue = ["import": .string(foreign)]
            #expect(
                await fixture.error("imports.append", Self.part(foreign, "ab", at: 0), as: ImportFixture.ana)?.code
                    == .notFound
            )
            for method in ["imports.preview", "imports.apply", "imports.discard"] {
                #expect(await fixture.error(method, id, as: ImportFixture.ana)?.code == .notFound, "\(method)")
            }
            let named: JSONValue = ["files": Self.one, "user": "default"]
            #expect(await fixture.error("imports.begin", named, as: ImportFixture.ana)?.code == .forbidden)
            let both: JSONValue = ["import": .string(own), "user": "default"]
            #expect(await fixture.error("imports.preview", both)?.code == .notFound)
        }
    }

    @Test(arguments: ["", " a", "a ", "a\nb", String(repeating: "a", count: 101)])
    func `an account's name is one line of at most 100 bytes`(name: String) async throws {
        try await ImportFixture.run { fixture in
            let id = try await fixture.upload([("history.csv", ImportSamples.september)])
            let params: JSONValue = ["import": .string(id), "account": .string(name)]
            #expect(await fixture.error("imports.apply", params)?.details["path"] == "account")
        }
    }

    @Test func `without external providers there is nothing to import into`() async throws {
        try await ImportFixture.run(mode: .brokerage) { fixture in
            let error = await fixture.error("imports.begin", ["files": Self.one])
            #expect(error?.code == .unavailableInMode)
            #expect(error?.hint.isEmpty == false)
        }
    }
}
