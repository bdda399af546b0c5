public import FolioAdapterKit
import FolioModel

extension PlaidAdapter {
    /// Reads the item's investment accounts.
    public func accounts(
        _ params: AccountsRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> AccountsRead.Result {
        let answer = try await api().post("/accounts/get", ["access_token": params.connection.accessToken()])
        var result = AccountsRead.Result()
        for account in try answer.objects("accounts") where try PlaidAccounts.isInvestment(account) {
            result.accounts.append(try PlaidAccounts.account(account))
        }
        if let item = try answer.optionalObject("item"), let id = try item.optionalString("institution_id") {
            result.institution = Institution(id: id, name: try item.optionalString("institution_name"))
        }
        return result
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
        var result = try PlaidHoldings.page(answer, accounts: params.accounts.map(Set.init))
        result.asOf = await lastUpdate(token) ?? now()
        return result
    }

    /// When Plaid last read the institution; `nil` where it does not say.
    private func lastUpdate(_ token: JSONValue) async -> Timestamp? {
        do throws(AdapterError) {
            let status = try await api().post("/item/get", ["access_token": token]).optionalObject("status")
            return try status?.optionalObject("investments")?.optionalTimestamp("last_successful_update")
        } catch {
            return nil
        }
    }
}
