import CCrypto

/// SHA-256 (FIPS 180-4) of bytes as they come; a copy goes on from the same state.
package struct SHA256: Sendable {
    // The context changes only through a value that holds it alone (see `update`).
    private final class State: @unchecked Sendable {
        let context: OpaquePointer

        init(_ context: OpaquePointer?) {
            guard let context else { preconditionFailure("no memory for a hash") }
            self.context = context
        }

        deinit { ccrypto_sha256_free(context) }
    }

    /// Bytes of a digest.
    package static let digestCount = 32

    private var state = State(ccrypto_sha256_new())

    /// Starts with nothing hashed.
    package init() {}

    /// Hashes more bytes.
    package mutating func update(_ bytes: [UInt8]) {
        if !isKnownUniquelyReferenced(&state) { state = State(ccrypto_sha256_copy(state.context)) }
        let isDone = bytes.withUnsafeBytes { ccrypto_sha256_update(state.context, $0.baseAddress, $0.count) }
        precondition(isDone == 1, "libcrypto refused to hash")
    }

    /// The first 16 bytes of the hash of these bytes alone, as two numbers, the first byte the highest.
    package static func prefix(of bytes: [UInt8]) -> (high: UInt64, low: UInt64) {
        withUnsafeTemporaryAllocation(byteCount: digestCount, alignment: 8) { digest in
            let isDone = bytes.withUnsafeBytes { source in
                ccrypto_sha256(source.baseAddress, source.count, digest.assumingMemoryBound(to: UInt8.self).baseAddress)
            }
            precondition(isDone == 1, "libcrypto refused to hash")
            return (
                UInt64(bigEndian: digest.load(fromByteOffset: 0, as: UInt64.self)),
                UInt64(bigEndian: digest.load(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }

    /// The 32 bytes for what has been hashed so far.
    package var digest: [UInt8] {
        let last = State(ccrypto_sha256_copy(state.context))
        var digest = [UInt8](repeating: 0, count: Self.digestCount)
        precondition(ccrypto_sha256_finish(last.context, &digest) == 1, "libcrypto refused to hash")
        return digest
    }
}

extension Sequence<UInt8> {
    /// Two lower-case hexadecimal digits a byte.
    package var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
