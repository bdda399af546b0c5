public import FolioAdapterKit
import FolioModel

extension PlaidAdapter {
    /// The name that Plaid's pages show.
    private static let clientName = "folio"

    /// Makes a link token: for the configured products, or, to repair a connection, for its item and no products.
    public func beginLink(
        _ params: LinkBegin.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> LinkBegin.Result {
        let api = try api()
        let configuration = api.configuration
        var body = JSONObject()
        body["client_name"] = .string(Self.clientName)
        body["language"] = "en"
        body["country_codes"] = .array(configuration.countryCodes.map(JSONValue.string))
        body["user"] = ["client_user_id": .string(params.userReference)]
        // With it Plaid serves the pages itself, and a daemon without a web page can send people there.
        body["hosted_link"] = [:]
        if let connection = params.connection {
            let token = try connection.accessToken()
            body["access_token"] = token
            if let item = await api.optionalItem(token, context) { add(whatRepairs: item, configuration, to: &body) }
        } else {
            let products = params.products.isEmpty ? configuration.products : params.products
            body["products"] = .array(products.map(JSONValue.string))
            // In update mode a webhook has no effect.
            if let url = params.webhookURL ?? configuration.webhookURL { body["webhook"] = .string(url) }
        }
        if let url = params.redirectURI { body["redirect_uri"] = .string(url) }
        let answer = try await api.post("/link/token/create", .object(body))
        var result = LinkBegin.Result()
        result.flow = .hosted
        let token = try answer.string("link_token")
        result.linkToken = token
        result.hostedURL = try answer.optionalString("hosted_link_url")
        result.expiresAt = try answer.optionalTimestamp("expiration")
        result.state = CursorText.encode(["link_token": .string(token)])
        return result
    }

    /// Countries whose institutions let accounts be chosen anew.
    private static let choosingCountries: Set<String> = ["US", "CA"]

    /// Asks for what an item lacks: consent to a product, or, where no login is wanted, other accounts.
    private func add(whatRepairs item: PlaidItem, _ configuration: PlaidConfiguration, to body: inout JSONObject) {
        if let consented = item.consentedProducts {
            let missing = configuration.products.filter { !consented.contains($0) }
            if !missing.isEmpty { body["additional_consented_products"] = .array(missing.map(JSONValue.string)) }
        }
        let lacksAccounts = item.error?.vendorCode.map(PlaidErrors.lackOfAccounts.contains) ?? true
        if lacksAccounts, Self.choosingCountries.isSuperset(of: configuration.countryCodes) {
            body["update"] = ["account_selection_enabled": true]
        }
    }

    /// Exchanges the public token, or confirms that a repaired item is well again.
    ///
    /// Without a public token the link's session is asked for one, as hosted pages hand it to nobody else.
    public func completeLink(
        _ params: LinkComplete.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> LinkComplete.Result {
        var result = LinkComplete.Result()
        if let connection = params.connection {
            // The access token stays the same in update mode: there is nothing to exchange.
            result.credentials = ["access_token": try connection.accessToken()]
            let item = try await api().item(connection.accessToken())
            if let error = item.error { throw error }
            await describe(item, in: &result)
            return result
        }
        let publicToken: String
        if let token = params.publicToken, !token.isEmpty {
            publicToken = token
        } else {
            publicToken = try await publicTokenOfSession(params.state)
        }
        let answer = try await api().post(
            "/item/public_token/exchange",
            ["public_token": .string(publicToken)],
            isRepeatable: false
        )
        let token = JSONValue.string(try answer.string("access_token"))
        result.credentials = ["access_token": token]
        result.externalID = try answer.string("item_id")
        context.progress(1, 2, "steps")
        // The token is spent and the item ours: a missing name must not lose it.
        if let item = try await api().optionalItem(token, context) { await describe(item, in: &result) }
        return result
    }

    /// Removes the item; one that Plaid no longer knows is removed already.
    public func disconnect(
        _ params: Disconnect.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> Disconnect.Result {
        var result = Disconnect.Result()
        do throws(AdapterError) {
            _ = try await api().post("/item/remove", ["access_token": params.connection.accessToken()])
        } catch  where Self.removed.contains(error.vendorCode ?? "") {
            result.revoked = "already"
        }
        return result
    }

    private static let removed: Set<String> = ["ITEM_NOT_FOUND", "INVALID_ACCESS_TOKEN", "ITEM_CONCURRENTLY_DELETED"]

    private func publicTokenOfSession(_ state: String?) async throws(AdapterError) -> String {
        guard let token = state.flatMap(CursorText.decode)?["link_token"] else {
            throw AdapterError(.invalidParams, "A public token is needed to finish linking.")
        }
        let answer = try await api().post("/link/token/get", ["link_token": token])
        for session in try answer.optionalObjects("link_sessions") ?? [] {
            let results = try session.optionalObject("results")?.optionalObjects("item_add_results") ?? []
            for result in results {
                if let token = try result.optionalString("public_token") { return token }
            }
            // Its older place.
            if let token = try session.optionalObject("on_success")?.optionalString("public_token") { return token }
        }
        throw AdapterError(.authRequired, "Linking has not been finished at Plaid yet.")
    }

    private func describe(_ item: PlaidItem, in result: inout LinkComplete.Result) async {
        result.externalID = item.id
        result.consentExpiresAt = item.consentExpiresAt
        guard let id = item.institutionID else { return }
        var name = item.institutionName
        if name == nil { name = await institutionName(id) }
        result.institution = Institution(id: id, name: name)
    }

    /// The name, `nil` where Plaid does not say: a connection works without it.
    private func institutionName(_ id: String) async -> String? {
        do throws(AdapterError) {
            return try await institution(id).optionalString("name")
        } catch {
            return nil
        }
    }
}
