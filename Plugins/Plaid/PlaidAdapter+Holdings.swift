public import FolioAdapterKit
import FolioModel

extension PlaidAdapter {
    /// Reads the item's investment accounts, unless the item wants a person first.
    public func accounts(
        _ params: AccountsRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> AccountsRead.Result {
        let api = try api()
        let token = try params.connection.accessToken()
        let item = await api.optionalItem(token, context)
        if let item, item.isLocked, let error = item.error { throw error }
        context.progress(1, 2, "steps")
        let answer = try await api.post("/accounts/get", ["access_token": token])
        var result = AccountsRead.Result()
        result.accounts = try PlaidAccounts.reported(in: answer, notes(context))
        result.consentExpiresAt = item?.consentExpiresAt
        result.institution = try Self.institution(of: item, listed: answer.optionalObject("item"))
        if let item { await keepWebhook(of: item, params.connection, api, context) }
        return result
    }

    /// The institution by `/item/get`, else by the item that the accounts came with.
    private static func institution(
        of item: PlaidItem?,
        listed: VendorObject?
    ) throws(AdapterError) -> Institution? {
        if let id = item?.institutionID, item?.institutionName != nil {
            return Institution(id: id, name: item?.institutionName)
        }
        guard let listed, let id = try listed.optionalString("institution_id") else {
            return item?.institutionID.map { Institution(id: $0, name: nil) }
        }
        return Institution(id: id, name: try listed.optionalString("institution_name"))
    }

    /// Tells Plaid the configured address for news where the item has another; without one the item keeps its own.
    private func keepWebhook(
        of item: PlaidItem,
        _ connection: ConnectionContext,
        _ api: PlaidAPI,
        _ context: CallContext
    ) async {
        guard let wanted = api.configuration.webhookURL, item.webhook != wanted,
            isFirstLook(atWebhookOf: connection.id)
        else { return }
        do throws(AdapterError) {
            let body: JSONValue = ["access_token": try connection.accessToken(), "webhook": .string(wanted)]
            _ = try await api.post("/item/webhook/update", body)
        } catch {
            context.log("warning", "The webhook of an item could not be set", ["reason": error.kind.rawValue])
        }
    }

    /// Reads what the investment accounts hold, all in one page.
    public func holdings(
        _ params: HoldingsRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> HoldingsRead.Result {
        let api = try api()
        let token = try params.connection.accessToken()
        let answer = try await withHeartbeat({ context.progress(0, nil, "holdings") }) { () throws(AdapterError) in
            try await api.post(
                "/investments/holdings/get",
                ["access_token": token],
                timeout: PlaidAPI.extractionTimeout
            )
        }
        var result = try PlaidHoldings.page(answer, accounts: params.accounts.map(Set.init), notes(context))
        result.asOf = await api.optionalItem(token, context)?.updatedAt ?? now()
        return result
    }

    /// Asks Plaid to read the institution now: a paid product, once a minute an item, and not for every institution.
    public func requestRefresh(
        _ params: RefreshRequest.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> RefreshRequest.Result {
        let api = try api()
        let token = try params.connection.accessToken()
        do throws(AdapterError) {
            _ = try await withHeartbeat({ context.progress(0, nil, "refresh") }) { () throws(AdapterError) in
                try await api.post(
                    "/investments/refresh",
                    ["access_token": token],
                    timeout: PlaidAPI.refreshTimeout,
                    isRepeatable: false
                )
            }
        } catch  where PlaidErrors.noRefresh.contains(error.vendorCode ?? "") {
            // Not the fault of the keys, which serve for everything else.
            var refusal = AdapterError(.unsupported, "Plaid does not refresh this connection on demand.")
            (refusal.vendorCode, refusal.vendorRequestID) = (error.vendorCode, error.vendorRequestID)
            refusal.scope = "connection"
            throw refusal
        }
        return RefreshRequest.Result()
    }
}
