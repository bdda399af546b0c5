import FolioDaemon
import FolioModel
import Glibc
import Testing

@Suite struct SealingTests {
    private static let value: JSONValue = ["access_token": "access-sandbox-1"]

    private func withDirectory(_ body: (String) throws -> Void) throws {
        let directory = try Scratch.make()
        defer { Scratch.erase(directory) }
        try body(directory)
    }

    private func sealer(_ path: String, _ environment: [String: String] = [:]) throws -> CredentialSealer {
        CredentialSealer(key: try MasterKey.load(path: path, environment: environment))
    }

    @Test func `what was sealed opens for the same connection and purpose only`() throws {
        try withDirectory { directory in
            let sealer = try sealer(directory + "/master.key")
            let sealed = sealer.seal(Self.value, connection: "c1", purpose: .credentials)
            #expect(try sealer.open(sealed, connection: "c1", purpose: .credentials) == Self.value)
            for (connection, purpose) in [
                ("c2", CredentialSealer.Purpose.credentials), ("", .credentials), ("c1", .linkState),
                ("c11", .linkState),
            ] {
                #expect(throws: SealError.cannotOpen) {
                    try sealer.open(sealed, connection: connection, purpose: purpose)
                }
            }
        }
    }

    @Test func `the same value is never sealed to the same bytes, and shows nowhere in them`() throws {
        try withDirectory { directory in
            let sealer = try sealer(directory + "/master.key")
            let first = sealer.seal(Self.value, connection: "c1", purpose: .credentials)
            let second = sealer.seal(Self.value, connection: "c1", purpose: .credentials)
            #expect(first != second)
            #expect(!String(decoding: first, as: UTF8.self).contains("access"))
        }
    }

    @Test func `a change of any byte, and any shortening, is refused`() throws {
        try withDirectory { directory in
            let sealer = try sealer(directory + "/master.key")
            let sealed = sealer.seal(Self.value, connection: "c1", purpose: .credentials)
            for index in sealed.indices {
                for bit in [UInt8(0x01), 0x80] {
                    var changed = sealed
                    changed[index] ^= bit
                    #expect(throws: SealError.cannotOpen, "byte \(index)") {
                        try sealer.open(changed, connection: "c1", purpose: .credentials)
                    }
                }
                #expect(throws: SealError.cannotOpen, "\(index) bytes") {
                    try sealer.open(Array(sealed[..<index]), connection: "c1", purpose: .credentials)
                }
            }
            #expect(throws: SealError.cannotOpen) {
                try sealer.open(sealed + [0], connection: "c1", purpose: .credentials)
            }
        }
    }

    @Test func `another key does not open it, and the same file does`() throws {
        try withDirectory { directory in
            let first = try sealer(directory + "/a.key")
            let sealed = first.seal(Self.value, connection: "c1", purpose: .credentials)
            let other = try sealer(directory + "/b.key")
            #expect(throws: SealError.cannotOpen) { try other.open(sealed, connection: "c1", purpose: .credentials) }
            let again = try sealer(directory + "/a.key")
            #expect(try again.open(sealed, connection: "c1", purpose: .credentials) == Self.value)
            #expect(first.reference(user: "ana") == again.reference(user: "ana"))
            #expect(first.reference(user: "ana") != first.reference(user: "bob"))
            #expect(first.reference(user: "ana") != other.reference(user: "ana"))
        }
    }

    @Test func `the key file is made for its owner alone`() throws {
        try withDirectory { directory in
            let path = directory + "/master.key"
            _ = try sealer(path)
            var status = stat()
            try #require(stat(path, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600)
            #expect(status.st_size == 65)
        }
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o602, 0o644] as [mode_t])
    func `a key file that others can read or write is refused`(mode: mode_t) throws {
        try withDirectory { directory in
            let path = directory + "/master.key"
            _ = try sealer(path)
            chmod(path, mode)
            #expect(throws: SealError.self) { try sealer(path) }
            chmod(path, 0o400)
            _ = try sealer(path)
        }
    }

    @Test func `a file without a key is refused and left alone`() throws {
        try withDirectory { directory in
            let path = directory + "/master.key"
            let key = String(repeating: "0f", count: 32)
            for text in ["", "\n", "abc\n", String(key.dropLast()), key + "0", key + "\n\n", key.dropLast() + "g\n"] {
                try Scratch.write(text, to: path)
                #expect(throws: SealError.self, "\(text)") { try sealer(path) }
                #expect(Scratch.bytes(of: path) == Array(text.utf8))
            }
            for text in [key, key + "\n", key.uppercased() + "\n"] {
                try Scratch.write(text, to: path)
                _ = try sealer(path)
            }
            symlink(path, directory + "/link.key")
            #expect(throws: SealError.self) { try sealer(directory + "/link.key") }
            #expect(throws: SealError.self) { try sealer(directory + "/none/master.key") }
        }
    }

    @Test func `systemd's credential comes before the file`() throws {
        try withDirectory { directory in
            let own = try sealer(directory + "/own.key")
            _ = try sealer(directory + "/master.key")
            let given = try sealer(directory + "/own.key", ["CREDENTIALS_DIRECTORY": directory])
            #expect(given.reference(user: "ana") != own.reference(user: "ana"))
            let without = try sealer(directory + "/own.key", ["CREDENTIALS_DIRECTORY": directory + "/none"])
            #expect(without.reference(user: "ana") == own.reference(user: "ana"))
        }
    }
}
