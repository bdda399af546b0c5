/// Text as it may stand in a URL.
package enum URLText {
    /// A text as it may stand in a path, a query or a form: whatever is not unreserved (RFC 3986) is percent-encoded.
    package static func escaped(_ text: String) -> String {
        var escaped = ""
        for byte in text.utf8 {
            let scalar = Unicode.Scalar(byte)
            switch scalar {
            case "A"..."Z", "a"..."z", "0"..."9", "-", ".", "_", "~": escaped.unicodeScalars.append(scalar)
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                escaped += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
            }
        }
        return escaped
    }

    /// The members of a query or a form in order; empty where there are none.
    package static func form(_ members: [(String, String)]) -> String {
        members.map { "\($0)=\(escaped($1))" }.joined(separator: "&")
    }
}
