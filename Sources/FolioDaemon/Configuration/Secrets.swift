/// The secrets of the bundled adapters, by the names they have in the environment.
package enum SecretName: String, CaseIterable, Sendable {
    case plaidClientID = "PLAID_CLIENT_ID"
    case plaidSecret = "PLAID_SECRET"
    case alpacaKeyID = "ALPACA_KEY_ID"
    case alpacaSecret = "ALPACA_SECRET"
    case fmpAPIKey = "FMP_API_KEY"

    /// The key of the file that names it, or the file it is in.
    package var keyPath: String {
        switch self {
        case .plaidClientID: "providers.plaid.client_id"
        case .plaidSecret: "providers.plaid.secret_file"
        case .alpacaKeyID: "providers.alpaca.key_id"
        case .alpacaSecret: "providers.alpaca.secret_file"
        case .fmpAPIKey: "prices.fmp.api_key_file"
        }
    }

    /// The adapter that needs it.
    package var adapter: String {
        switch self {
        case .plaidClientID, .plaidSecret: "plaid"
        case .alpacaKeyID, .alpacaSecret: "alpaca"
        case .fmpAPIKey: "fmp"
        }
    }
}

/// Where a secret is.
package enum SecretSource: Sendable, Hashable, CustomStringConvertible {
    /// Here.
    case value(String)
    /// In a file, by its absolute path.
    case file(String)

    /// The path, but never the secret.
    package var description: String {
        switch self {
        case .value: "a value"
        case .file(let path): "the file \(path)"
        }
    }
}

/// Secrets as they were read at one moment, and why others could not be.
package struct ResolvedSecrets: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible {
    private let values: [SecretName: String]

    /// What was wrong with files that are named, in the order of ``SecretName``.
    package let faults: [ConfigurationFaultLine]

    init(values: [SecretName: String], faults: [ConfigurationFaultLine]) {
        (self.values, self.faults) = (values, faults)
    }

    /// The secret; `nil` where none is configured or its file could not be read.
    package subscript(name: SecretName) -> String? { values[name] }

    /// Names, but never values.
    package var description: String { "secrets \(values.keys.map(\.rawValue).sorted())" }

    /// Names, but never values.
    package var debugDescription: String { description }
}

extension Configuration {
    /// Where a secret is: the environment's, else the file's; `nil` where it is not configured.
    package func source(of secret: SecretName) -> SecretSource? {
        if let source = environmentSecrets[secret] { return source }
        return switch secret {
        case .plaidClientID: providers.plaid.clientID.map { .value($0) }
        case .plaidSecret: providers.plaid.secretFile.map { .file($0) }
        case .alpacaKeyID: providers.alpaca.keyID.map { .value($0) }
        case .alpacaSecret: providers.alpaca.secretFile.map { .file($0) }
        case .fmpAPIKey: prices.fmp.apiKeyFile.map { .file($0) }
        }
    }

    /// Reads the secrets now.
    ///
    /// A file must be one line, at most 4 KiB, and readable by its owner alone (mode 0600 or less; files in systemd's
    /// `$CREDENTIALS_DIRECTORY` are guarded by systemd). A file that isn't leaves its secret out and adds a fault.
    package func resolveSecrets(environment: [String: String] = [:]) -> ResolvedSecrets {
        let guarded = environment.nonEmpty("CREDENTIALS_DIRECTORY").map { $0 + "/" }
        var values: [SecretName: String] = [:]
        var faults: [ConfigurationFaultLine] = []
        for name in SecretName.allCases {
            switch source(of: name) {
            case nil: break
            case .value(let value): values[name] = value
            case .file(let path):
                do throws(SecretError) {
                    values[name] = try SecretFile.read(path, isGuarded: guarded.map(path.hasPrefix) ?? false)
                } catch {
                    faults.append(ConfigurationFaultLine(file: path, keyPath: name.keyPath, message: error.message))
                }
            }
        }
        return ResolvedSecrets(values: values, faults: faults)
    }
}

private struct SecretError: Error {
    let message: String
}

private enum SecretFile {
    /// The longest file, in bytes.
    static let maximumBytes = 4096

    static func read(_ path: String, isGuarded: Bool) throws(SecretError) -> String {
        let file: (bytes: [UInt8], permissions: UInt32)
        do throws(FileReadError) {
            file = try BoundedFile.read(path, maximumBytes: maximumBytes)
        } catch {
            throw SecretError(message: "the secret " + error.description)
        }
        guard isGuarded || file.permissions & 0o077 == 0 else {
            throw SecretError(message: "the secret can be read by others: chmod 600 \(path)")
        }
        var bytes = file.bytes[...]
        while let last = bytes.last, last == 0x0A || last == 0x0D || last == 0x20 { bytes.removeLast() }
        guard let text = String(validating: bytes, as: UTF8.self), TextForm.isLine(text) else {
            throw SecretError(message: "the secret must be one line of text")
        }
        return text
    }
}
