import CCrypto

/// A 256-bit key; overwritten when nobody needs it any more.
package final class SymmetricKey: Sendable {
    /// Bytes of a key.
    package static let count = 32

    private static let nonceCount = 12
    private static let tagCount = 16

    // Written once, before anybody else has it, and once more by deinit.
    private nonisolated(unsafe) let bytes: UnsafeMutableBufferPointer<UInt8>

    /// Makes a key that nobody can guess.
    package init() {
        bytes = .allocate(capacity: Self.count)
        precondition(ccrypto_random(bytes.baseAddress, Self.count) == 1, "the system gives no random bytes")
    }

    /// Takes 32 bytes; `nil` for any other number.
    package init?(_ key: [UInt8]) {
        guard key.count == Self.count else { return nil }
        bytes = .allocate(capacity: Self.count)
        _ = bytes.initialize(from: key)
    }

    deinit {
        ccrypto_cleanse(bytes.baseAddress, Self.count)
        bytes.deallocate()
    }

    /// The key as 64 hexadecimal digits, for the file it is kept in.
    package var hexadecimal: String { bytes.hexadecimal }

    /// AES-256-GCM (NIST SP 800-38D) under a random nonce: nonce, sealed bytes, tag.
    ///
    /// - Parameters:
    ///   - plain: What is sealed.
    ///   - context: What the sealed text is bound to; it opens for no other.
    /// - Returns: 28 bytes more than what is sealed.
    package func seal(_ plain: [UInt8], context: [UInt8]) -> [UInt8] {
        var nonce = [UInt8](repeating: 0, count: Self.nonceCount)
        precondition(ccrypto_random(&nonce, nonce.count) == 1, "the system gives no random bytes")
        var sealed = [UInt8](repeating: 0, count: plain.count)
        var tag = [UInt8](repeating: 0, count: Self.tagCount)
        let isDone = ccrypto_seal(bytes.baseAddress, nonce, context, context.count, plain, plain.count, &sealed, &tag)
        precondition(isDone == 1, "libcrypto refused to seal")
        return nonce + sealed + tag
    }

    /// What ``seal(_:context:)`` made for the same key and context; `nil` for anything else.
    package func open(_ sealed: some Collection<UInt8>, context: [UInt8]) -> [UInt8]? {
        let sealed = Array(sealed)
        guard sealed.count >= Self.nonceCount + Self.tagCount else { return nil }
        let nonce = Array(sealed[..<Self.nonceCount])
        let body = Array(sealed[Self.nonceCount..<(sealed.count - Self.tagCount)])
        let tag = Array(sealed[(sealed.count - Self.tagCount)...])
        var plain = [UInt8](repeating: 0, count: body.count)
        let isOpen = ccrypto_open(bytes.baseAddress, nonce, context, context.count, body, body.count, tag, &plain)
        return isOpen == 1 ? plain : nil
    }

    /// HMAC-SHA-256 (RFC 2104) of the message: 32 bytes.
    package func authenticationCode(for message: [UInt8]) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: SHA256.digestCount)
        let isDone = ccrypto_hmac(bytes.baseAddress, Self.count, message, message.count, &code)
        precondition(isDone == 1, "libcrypto refused to authenticate")
        return code
    }
}
