package import FolioCrypto
package import FolioModel

/// Why a credential could not be sealed or opened.
package enum SealError: Error, Hashable, CustomStringConvertible {
    /// The sealed text is not ours, was changed, or belongs to another connection or key.
    case cannotOpen

    /// The key file cannot be used; the sentence says why.
    case unusableKey(String)

    /// One sentence for a person.
    package var description: String {
        switch self {
        case .cannotOpen: "the stored credentials cannot be opened with this key; the connection has to be linked again"
        case .unusableKey(let reason): reason
        }
    }
}

/// Seals credentials before they reach the store: AES-256-GCM, bound to connection and purpose.
///
/// A sealed text moved to another connection, or to another purpose, does not open.
package struct CredentialSealer: Sendable {
    /// What is sealed; part of the authenticated data, so that one can't stand in for another.
    package enum Purpose: String, Sendable {
        case credentials
        case linkState = "link_state"
    }

    private static let version: UInt8 = 1
    private let key: SymmetricKey

    /// Takes a 256-bit key.
    package init(key: SymmetricKey) { self.key = key }

    private static func context(_ connection: String, _ purpose: Purpose) -> [UInt8] {
        Array("folio/\(version)/\(purpose.rawValue)/\(connection)".utf8)
    }

    /// Seals a value for one connection and purpose.
    package func seal(_ value: JSONValue, connection: String, purpose: Purpose) -> [UInt8] {
        [Self.version] + key.seal(Array(value.text.utf8), context: Self.context(connection, purpose))
    }

    /// Opens what ``seal(_:connection:purpose:)`` made for the same connection and purpose.
    package func open(_ sealed: [UInt8], connection: String, purpose: Purpose) throws(SealError) -> JSONValue {
        guard sealed.first == Self.version,
            let plain = key.open(sealed.dropFirst(), context: Self.context(connection, purpose))
        else { throw .cannotOpen }
        do throws(JSONError) {
            return try JSONValue(parsing: plain)
        } catch {
            throw .cannotOpen
        }
    }

    /// A name for a user that tells a vendor nothing: the same for the same user and key.
    package func reference(user: String) -> String {
        key.authenticationCode(for: Array("folio/1/user/\(user)".utf8)).prefix(Self.referenceBytes).hexadecimal
    }

    private static let referenceBytes = 16
}
