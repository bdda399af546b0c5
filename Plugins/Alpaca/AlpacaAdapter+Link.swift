public import FolioAdapterKit
import FolioModel

extension AlpacaAdapter {
    /// What a user has to fill in: the keys of the account, or which of the firm's accounts it is.
    private static func fields(_ configuration: AlpacaConfiguration, areRequired: Bool) -> [LinkField] {
        guard configuration.interface == .trading else {
            return [
                LinkField(
                    "account_id",
                    label: "Account ID",
                    isSecret: false,
                    description: "The account's UUID at the firm, not its number.",
                    pattern: "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
                )
            ]
        }
        var fields = [
            LinkField("key_id", label: "API key ID", isSecret: false, description: "Made in Alpaca's dashboard."),
            LinkField("secret", label: "Secret key", isSecret: true, description: "Shown once, with its key ID."),
        ]
        for index in fields.indices { fields[index].isRequired = areRequired }
        return fields
    }

    /// Asks for the keys of the account, which may be left out where keys are configured; or for the firm's account.
    public func beginLink(
        _ params: LinkBegin.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> LinkBegin.Result {
        let configuration = try configuration()
        var result = LinkBegin.Result()
        result.flow = .fields
        result.fieldsToFill = Self.fields(configuration, areRequired: configuration.keys == nil)
        result.state = configuration.environment
        return result
    }

    /// What was filled in; `nil` where that is not enough.
    private static func access(
        _ filled: [String: String],
        _ configuration: AlpacaConfiguration
    ) throws(AdapterError) -> AlpacaAccess? {
        switch configuration.interface {
        case .broker:
            guard let account = AlpacaAccess.accountID(filled["account_id"] ?? "") else { return nil }
            return try AlpacaAccess(configured: configuration, account: account)
        case .trading:
            let keys = AlpacaKeys(id: filled["key_id"] ?? "", secret: filled["secret"] ?? "")
            if keys.id.isEmpty, keys.secret.isEmpty, configuration.keys != nil {
                return try AlpacaAccess(configured: configuration)
            }
            return keys.id.isEmpty || keys.secret.isEmpty ? nil : AlpacaAccess(ownKeys: keys)
        }
    }

    /// Tries what was filled in by reading the account.
    public func completeLink(
        _ params: LinkComplete.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> LinkComplete.Result {
        let configuration = try configuration()
        var result = LinkComplete.Result()
        guard let access = try Self.access(params.filledFields ?? [:], configuration) else {
            (result.status, result.state) = ("input_required", configuration.environment)
            result.fieldsToFill = Self.fields(configuration, areRequired: true)
            return result
        }
        let account = try await api(access, configuration).object(.account)
        result.credentials = access.credentials
        result.externalID = try account.string("id")
        if let asked = access.account, result.externalID?.lowercased() != asked {
            throw AdapterError(.badVendorData, "Alpaca answered with another account than the one asked for.")
        }
        if let known = params.connection?.externalID, known != result.externalID {
            throw AdapterError(.authRequired, "This is another account than the connection's.")
        }
        result.institution = Institution(id: "alpaca", name: "Alpaca")
        return result
    }

    /// Forgets the connection: keys are the user's to delete in Alpaca's dashboard, no call does it; a firm's stay.
    public func disconnect(
        _ params: Disconnect.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> Disconnect.Result {
        if try configuration().interface == .trading {
            context.log("info", "Keys stay valid until they are deleted in Alpaca's dashboard", [:])
        }
        var result = Disconnect.Result()
        result.revoked = "already"
        return result
    }
}
