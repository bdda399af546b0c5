import FolioAdapterKit
import FolioModel
import Synchronization

/// The access token of a firm whose keys are client credentials: it lasts a quarter of an hour, and is asked for again
/// shortly before it ends, not with each request.
final class AlpacaTokens: Sendable {
    private static let marginSeconds: Int64 = 60
    private static let longestLifeSeconds: Int64 = 86_400

    private struct Token {
        let keys: AlpacaKeys
        let text: String
        let endsAt: Timestamp
    }

    private let token = Mutex<Token?>(nil)

    /// The token of these keys, where there is one that lasts.
    func token(of keys: AlpacaKeys, at now: Timestamp) -> String? {
        token.withLock { token in
            guard let token, token.keys == keys, now < token.endsAt else { return nil }
            return token.text
        }
    }

    /// Takes an answer of the token's address.
    func keep(_ answer: VendorObject, for keys: AlpacaKeys, at now: Timestamp) throws(AdapterError) -> String {
        let text = try answer.string("access_token")
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw answer.fault("access_token", "a token is expected")
        }
        let life = min(Int64(try answer.int("expires_in")), Self.longestLifeSeconds) - Self.marginSeconds
        token.withLock { $0 = Token(keys: keys, text: text, endsAt: now.adding(seconds: max(0, life))) }
        return text
    }

    /// Forgets the token, as one that was refused.
    func forget() { token.withLock { $0 = nil } }
}
