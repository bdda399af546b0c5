@testable import FolioDaemon
import FolioModel
import Glibc
import Testing

@Suite(.timeLimit(.minutes(2))) struct ImportMoveTests {
    private static let names = ["a.csv", "a.csv.account", "b.csv", "c.csv"]
    private static let today = Day(year: 2025, month: 11, day: 25) ?? Day(number: 0)

    /// An import of three files, the first with an account, the last in the place of another, about to be moved.
    private func prepared(_ directory: String) throws -> (StagedImport, ImportManifest, Folder) {
        let root = try #require(try Folder.open(directory))
        let area = try root.makeFolder(ImportRegistry.areaName)
        var manifest = ImportManifest()
        (manifest.id, manifest.user, manifest.stage) = ("i_1", "ana", .moving)
        manifest.moves = [
            ImportMove(from: "a.csv", to: "a.csv"), ImportMove(from: "b.csv", to: "b.csv"),
            ImportMove(from: "c.csv", to: "c.csv", isReplacing: true),
        ]
        let staged = try StagedImport.make(manifest, in: area, at: directory + "/" + ImportRegistry.areaName)
        for name in Self.names { try staged.inner(StagedImport.new).write(Array("new \(name)".utf8), to: name, at: 0) }
        let target = try root.makeFolder("ana")
        try target.write(Array("old".utf8), to: "c.csv", at: 0)
        return (staged, manifest, target)
    }

    private func withDirectory(_ body: (String) async throws -> Void) async throws {
        let directory = try Scratch.make()
        defer { Scratch.erase(directory) }
        try await body(directory)
    }

    @Test(arguments: 0...4)
    func `a move that was interrupted anywhere is finished by the next start`(done: Int) async throws {
        try await withDirectory { directory in
            let (staged, manifest, target) = try prepared(directory)
            try staged.commit(manifest)
            // In the order in which they are moved: a sidecar before its file.
            for name in ["a.csv.account", "a.csv", "b.csv", "c.csv"].prefix(done) {
                #expect(try staged.inner(StagedImport.new).move(name, to: target, as: name, replacing: true) == .done)
            }
            let registry = ImportRegistry(limits: ImportLimits()) { .now }
            try await registry.open(directory)
            #expect(Scratch.names(in: directory + "/ana") == Self.names)
            for name in Self.names {
                #expect(Scratch.bytes(of: directory + "/ana/" + name) == Array("new \(name)".utf8), "\(name)")
            }
            #expect(await !registry.isMoving("i_1"))
            #expect(try staged.manifest()?.stage == .moved)
        }
    }

    @Test(arguments: 0...2)
    func `files that a new one supersedes go with it, wherever the move was interrupted`(done: Int) async throws {
        try await withDirectory { directory in
            let (staged, listed, target) = try prepared(directory)
            var manifest = listed
            let superseded = ["d.csv", "d.csv.account"]
            for name in superseded { try target.write(Array("old".utf8), to: name, at: 0) }
            manifest.moves[0].superseded = ["d.csv"]
            try staged.commit(manifest)
            for name in superseded.prefix(done) { try target.remove(name) }
            let registry = ImportRegistry(limits: ImportLimits()) { .now }
            try await registry.open(directory)
            #expect(Scratch.names(in: directory + "/ana") == Self.names)
        }
    }

    @Test func `without the list of moves nothing is moved`() async throws {
        try await withDirectory { directory in
            let (staged, manifest, _) = try prepared(directory)
            var open = manifest
            open.stage = .open
            try staged.save(open)
            let registry = ImportRegistry(limits: ImportLimits()) { .now }
            try await registry.open(directory)
            #expect(Scratch.names(in: directory + "/ana") == ["c.csv"])
            #expect(Scratch.bytes(of: directory + "/ana/c.csv") == Array("old".utf8))
        }
    }

    @Test func `a name that somebody took meanwhile is left to him, and the account goes along`() async throws {
        try await withDirectory { directory in
            let (staged, manifest, target) = try prepared(directory)
            try target.write(Array("foreign".utf8), to: "a.csv", at: 0)
            try staged.commit(manifest)
            try staged.carryOut(manifest, into: target, today: Self.today)
            #expect(
                Scratch.names(in: directory + "/ana")
                    == ["a.csv", "a_2025-11-25.csv", "a_2025-11-25.csv.account", "b.csv", "c.csv"]
            )
            #expect(Scratch.bytes(of: directory + "/ana/a.csv") == Array("foreign".utf8))
        }
    }

    @Test func `what is no import in the staging area goes at the start`() async throws {
        try await withDirectory { directory in
            mkdir(directory + "/.staging", 0o700)
            mkdir(directory + "/.staging/i_lost", 0o700)
            try Scratch.write("half", to: directory + "/.staging/i_lost/import.json.draft")
            try Scratch.write("x", to: directory + "/.staging/stray")
            let registry = ImportRegistry(limits: ImportLimits()) { .now }
            try await registry.open(directory)
            #expect(Scratch.names(in: directory + "/.staging") == [])
        }
    }

    @Test func `a link in the place of a user's folder or file is not followed`() async throws {
        try await withDirectory { directory in
            let elsewhere = directory + "/elsewhere"
            mkdir(elsewhere, 0o700)
            try Scratch.write("secret", to: elsewhere + "/secret.csv")
            let (staged, manifest, target) = try prepared(directory)
            try #require(symlink(elsewhere + "/secret.csv", directory + "/ana/b.csv") == 0)
            try #require(symlink(elsewhere, directory + "/bob") == 0)
            let root = try #require(try Folder.open(directory))
            #expect(throws: FolderError.self) { try root.folder("bob") }
            #expect(try target.size(of: "b.csv") == nil)
            try staged.commit(manifest)
            try staged.carryOut(manifest, into: target, today: Self.today)
            #expect(Scratch.bytes(of: elsewhere + "/secret.csv") == Array("secret".utf8))
            #expect(Scratch.names(in: directory + "/ana").contains("b_2025-11-25.csv"))
        }
    }

    @Test func `names made unique sort behind those they are made from, as the newer file counts`() throws {
        var taken: Set<String> = ["history.csv"]
        var names = ["history.csv"]
        for _ in 0..<12 {
            let name = try #require(ImportName.unique("history.csv", on: Self.today, isTaken: taken.contains))
            taken.insert(name)
            names.append(name)
        }
        #expect(names.sorted() == names)
        #expect(names[1] == "history_2025-11-25.csv")
        #expect(names[2] == "history_2025-11-25_02.csv")
        #expect(names[12] == "history_2025-11-25_12.csv")
        #expect(names.allSatisfy { ImportName.fault(in: $0) == nil })
        #expect(ImportName.unique("history.csv", on: Self.today) { _ in true } == nil)
    }
}
