import FolioAdapterKit
import Testing

@Suite struct Base64Tests {
    /// The examples of RFC 4648, section 10, and one with both signs of the alphabet.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"), ("~~?>", "fn4/Pg=="), ("~>~", "fj5+"),
    ])
    func `a text is written with padding`(text: String, expected: String) {
        #expect(Base64.encode(text) == expected)
    }
}
