import FolioModel
import Testing

@Suite struct Base64Tests {
    /// RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"), ("~~?>", "fn4/Pg=="), ("~>~", "fj5+"),
    ])
    func `the examples of the standard are written and read`(plain: String, text: String) {
        #expect(Base64Text.encode(Array(plain.utf8)[...]) == text)
        #expect(Base64Text.encode(plain) == text)
        #expect(Base64Text.decode(text) == Array(plain.utf8))
    }

    @Test(arguments: [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("~~?>", "fn4_Pg"), ("~>~", "fj5-")])
    func `for addresses there are other signs, and no padding`(plain: String, text: String) {
        #expect(Base64Text.encode(plain, as: .urlSafe) == text)
        #expect(Base64Text.decode(text, as: .urlSafe) == Array(plain.utf8))
    }

    @Test(arguments: ["Z", "Zg==", "Zh", "Zm9", "Zm9vZ", "fj5+", "fn4/Pg", "Zm8=", "Zm 8", "Zm9é"])
    func `anything else is not read as an address's`(text: String) {
        #expect(Base64Text.decode(text, as: .urlSafe) == nil)
    }

    @Test func `bytes come back as they were, from a slice as well`() {
        let bytes = (0...255).map { UInt8($0) } + (0...255).reversed().map { UInt8($0) }
        for start in 0..<8 {
            for end in (start..<64) {
                let slice = bytes[start..<end]
                #expect(Base64Text.decode(Base64Text.encode(slice)) == Array(slice))
                #expect(Base64Text.decode(Base64Text.encode(slice, as: .urlSafe), as: .urlSafe) == Array(slice))
            }
        }
        #expect(Base64Text.encode([0xFB, 0xFF, 0xBF]) == "+/+/")
    }

    @Test(arguments: ["Zg", "Zg=", "Z===", "====", "Zg==\n", "Zm 8", "Zh==", "Zm9=", "Zg==Zg==", "-_-_", "Zm9é"])
    func `anything else is not read`(text: String) {
        #expect(Base64Text.decode(text) == nil)
    }
}
