import FolioCrypto
import Testing

struct CryptoTests {
    private func bytes(_ hexadecimal: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = hexadecimal[...]
        while !rest.isEmpty {
            bytes.append(UInt8(rest.prefix(2), radix: 16) ?? 0)
            rest = rest.dropFirst(2)
        }
        return bytes
    }

    // FIPS 180-4's own examples.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func `a hash is the standard's`(text: String, digest: String) {
        var hash = SHA256()
        for byte in text.utf8 { hash.update([byte]) }
        #expect(hash.digest.hexadecimal == digest)
    }

    @Test func `a copy of a hash goes its own way`() {
        var one = SHA256()
        one.update(Array("ab".utf8))
        var other = one
        other.update(Array("x".utf8))
        one.update(Array("c".utf8))
        #expect(one.digest.hexadecimal == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(other.digest != one.digest)
    }

    // RFC 4231, test case 2, its key filled up with zeros as the algorithm does by itself.
    @Test func `a code is the standard's`() throws {
        let key = try #require(SymmetricKey(Array("Jefe".utf8) + [UInt8](repeating: 0, count: 28)))
        #expect(
            key.authenticationCode(for: Array("what do ya want for nothing?".utf8)).hexadecimal
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        )
    }

    // Test case 14 of the specification that NIST SP 800-38D is made from: a zero key and nonce, sixteen zero bytes.
    @Test func `sealing is the standard's`() throws {
        let key = try #require(SymmetricKey([UInt8](repeating: 0, count: 32)))
        let sealed = bytes(
            "000000000000000000000000" + "cea7403d4d606b6e074ec5d3baf39d18" + "d0d1c8a799996bf0265b98b5d48ab919"
        )
        #expect(key.open(sealed, context: []) == [UInt8](repeating: 0, count: 16))
    }

    @Test func `what is sealed opens for the same key and context alone`() {
        let (key, other) = (SymmetricKey(), SymmetricKey())
        let context = Array("connection 1".utf8)
        for length in [0, 1, 15, 16, 17, 4096] {
            let plain = [UInt8](repeating: 7, count: length)
            let sealed = key.seal(plain, context: context)
            #expect(sealed.count == length + 28)
            #expect(key.open(sealed, context: context) == plain)
            #expect(key.open(sealed, context: Array("connection 2".utf8)) == nil)
            #expect(other.open(sealed, context: context) == nil)
            #expect(key.seal(plain, context: context) != sealed)
        }
    }

    @Test func `a change of any byte, or a shorter text, does not open`() {
        let key = SymmetricKey()
        let sealed = key.seal(Array("a token".utf8), context: [1])
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(key.open(changed, context: [1]) == nil)
        }
        for count in 0..<sealed.count { #expect(key.open(sealed.prefix(count), context: [1]) == nil) }
    }

    @Test func `a key has 32 bytes`() {
        #expect(SymmetricKey([]) == nil)
        #expect(SymmetricKey([UInt8](repeating: 1, count: 31)) == nil)
        #expect(SymmetricKey([UInt8](repeating: 1, count: 32))?.hexadecimal == String(repeating: "01", count: 32))
        #expect(SymmetricKey().hexadecimal != SymmetricKey().hexadecimal)
    }
}
