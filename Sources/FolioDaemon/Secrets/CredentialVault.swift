package import FolioAdapterKit
package import FolioModel
package import FolioStore
package import Logging
import Synchronization

/// Keeps connections' credentials sealed in the store, opens them for a call, and knows which ones to blank out.
package final class CredentialVault: Sendable {
    private let store: Store
    private let sealer: CredentialSealer
    private let logger: Logger
    private let opened = Mutex<[String: [String]]>([:])

    /// Connections whose secrets are remembered for blanking out; beyond it any other is forgotten.
    private static let maximumRemembered = 4096

    package init(store: Store, sealer: CredentialSealer, logger: Logger) {
        (self.store, self.sealer, self.logger) = (store, sealer, logger)
    }

    /// Handles one event of an adapter; rotated credentials are durable when this returns.
    package func take(_ event: AdapterEvent, of adapter: String) async {
        switch event {
        case .progress: break
        case .log(let line):
            logger.log(
                level: Logger.Level(rawValue: line.level) ?? .info,
                "\(line.message)",
                metadata: ["adapter": "\(adapter)"].merging(
                    line.fields.map { ($0.key, Logger.MetadataValue.string($0.value)) },
                    uniquingKeysWith: { first, _ in first }
                )
            )
        case .credentials(let rotated):
            do {
                guard let connection = try store.connection(id: rotated.connection), connection.provider == adapter
                else {
                    logger.warning("Credentials for a foreign connection refused", metadata: ["adapter": "\(adapter)"])
                    return
                }
                try save(rotated.credentials, of: connection.id)
            } catch {
                logger.error(
                    "Rotated credentials could not be stored",
                    metadata: ["adapter": "\(adapter)", "connection": "\(rotated.connection)"]
                )
            }
        }
    }

    /// Seals and stores a connection's credentials.
    package func save(_ credentials: JSONValue, of connection: String) throws {
        remember(credentials, of: connection)
        let sealed = sealer.seal(credentials, connection: connection, purpose: .credentials)
        try store.storeSealedCredentials(sealed, connection: connection)
    }

    /// Seals what an adapter wants to have back when a link is finished.
    package func seal(state: String, token: String) throws -> String {
        let sealed = sealer.seal(.string(state), connection: token, purpose: .linkState)
        return JSONValue.array(sealed.map { .int(Int($0)) }).text
    }

    /// Opens what ``seal(state:token:)`` made.
    package func open(state: String, token: String) throws -> String {
        let bytes = try JSONValue(parsing: state).array?.compactMap { $0.int.flatMap(UInt8.init(exactly:)) } ?? []
        guard let text = try sealer.open(bytes, connection: token, purpose: .linkState).string else {
            throw SealError.cannotOpen
        }
        return text
    }

    /// A name for a user that tells a vendor nothing.
    package func reference(user: String) -> String { sealer.reference(user: user) }

    /// A connection's credentials; `null` where it has none.
    package func credentials(of connection: String) throws -> JSONValue {
        guard let sealed = try store.sealedCredentials(connection: connection) else { return .null }
        let credentials = try sealer.open(sealed, connection: connection, purpose: .credentials)
        remember(credentials, of: connection)
        return credentials
    }

    /// Has what was filled in for a link blanked out of whatever the adapter prints: until the same user's next link
    /// with that provider, for an adapter's last words may come long after its answer.
    package func remember(link: LinkComplete.Params, user: String, provider: String) {
        let handed = [link.publicToken, link.state].compactMap(\.self) + (link.filledFields ?? [:]).values.sorted()
        // No connection has an id with a space.
        remember(.array(handed.map(JSONValue.string)), of: "link \(user) \(provider)")
    }

    /// Secret values that adapters have been handed, to be blanked out of whatever they print.
    package var secrets: [String] { opened.withLock { $0.values.flatMap { $0 } } }

    private func remember(_ credentials: JSONValue, of connection: String) {
        let texts = Self.texts(in: credentials)
        opened.withLock { opened in
            if opened[connection] == nil, opened.count >= Self.maximumRemembered, let other = opened.keys.first {
                opened[other] = nil
            }
            opened[connection] = texts
        }
    }

    private static func texts(in value: JSONValue) -> [String] {
        switch value {
        case .string(let text): [text]
        case .array(let values): values.flatMap(texts)
        case .object(let object): object.flatMap { texts(in: $0.value) }
        case .null, .bool, .number: []
        }
    }

    /// What every call about a connection carries.
    package func context(of connection: Connection) throws -> ConnectionContext {
        var context = ConnectionContext()
        context.id = connection.id
        context.externalID = connection.externalID
        context.credentials = try credentials(of: connection.id)
        return context
    }
}
