public import FolioAdapterKit
import FolioModel

extension AlpacaAdapter {
    private static func fields(areRequired: Bool) -> [LinkField] {
        var fields = [
            LinkField("key_id", label: "API key ID", isSecret: false, description: "Made in Alpaca's dashboard."),
            LinkField("secret", label: "Secret key", isSecret: true, description: "Shown once, with its key ID."),
        ]
        for index in fields.indices { fields[index].isRequired = areRequired }
        return fields
    }

    /// Asks for the keys of the account; where keys are configured, they may be left out.
    public func beginLink(
        _ params: LinkBegin.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> LinkBegin.Result {
        let configuration = try configuration()
        var result = LinkBegin.Result()
        result.flow = .fields
        result.fieldsToFill = Self.fields(areRequired: configuration.keys == nil)
        result.state = configuration.environment
        return result
    }

    /// Tries the keys by reading the account.
    public func completeLink(
        _ params: LinkComplete.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> LinkComplete.Result {
        let configuration = try configuration()
        var result = LinkComplete.Result()
        let id = params.filledFields?["key_id"] ?? ""
        let secret = params.filledFields?["secret"] ?? ""
        let keys: AlpacaKeys
        if !id.isEmpty, !secret.isEmpty {
            keys = AlpacaKeys(id: id, secret: secret)
            result.credentials = keys.credentials
        } else if id.isEmpty, secret.isEmpty, let configured = configuration.keys {
            keys = configured
            result.credentials = AlpacaKeys.configured
        } else {
            (result.status, result.state) = ("input_required", configuration.environment)
            result.fieldsToFill = Self.fields(areRequired: true)
            return result
        }
        let account = try await api(keys).object("/v2/account")
        result.externalID = try account.string("id")
        if let known = params.connection?.externalID, known != result.externalID {
            throw AdapterError(.authRequired, "These keys belong to another account than the connection's.")
        }
        result.institution = Institution(id: "alpaca", name: "Alpaca")
        return result
    }

    /// Forgets the connection: keys are the user's to delete in Alpaca's dashboard, no call does it.
    public func disconnect(
        _ params: Disconnect.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> Disconnect.Result {
        context.log("info", "Keys stay valid until they are deleted in Alpaca's dashboard", [:])
        var result = Disconnect.Result()
        result.revoked = "already"
        return result
    }
}
