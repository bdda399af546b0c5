import FolioAdapterKit
import FolioModel

/// What `/item/get` says of a connection.
struct PlaidItem {
    let id: String
    let institutionID: String?
    let institutionName: String?
    let consentExpiresAt: Timestamp?
    /// Where Plaid reports news of it.
    let webhook: String?
    /// What keeps Plaid from reading it; `nil` where it is well.
    let error: AdapterError?
    /// When Plaid last read its investments, and last tried in vain.
    let updatedAt: Timestamp?
    let failedAt: Timestamp?
    /// Products the user agreed to; `nil` where Plaid does not keep account of them.
    let consentedProducts: [String]?

    /// Reads an answer of `/item/get`.
    init(_ answer: VendorObject) throws(AdapterError) {
        let item = try answer.object("item")
        id = try item.string("item_id")
        institutionID = try item.optionalString("institution_id")
        institutionName = try item.optionalString("institution_name")
        consentExpiresAt = try item.optionalString("consent_expiration_time").flatMap { Timestamp($0) }
        webhook = try item.optionalString("webhook")
        error = try item.optionalObject("error").flatMap { (error) throws(AdapterError) in
            try PlaidErrors.error(in: error)
        }
        let status = try answer.optionalObject("status")?.optionalObject("investments")
        updatedAt = try status?.optionalString("last_successful_update").flatMap { Timestamp($0) }
        failedAt = try status?.optionalString("last_failed_update").flatMap { Timestamp($0) }
        consentedProducts = item.value("consented_products")?.array?.compactMap(\.string)
    }

    /// Whether a person has to act before anything can be read.
    var isLocked: Bool { error?.kind == .authRequired || error?.kind == .consentRevoked }
}

extension PlaidAPI {
    /// Asks for an item.
    func item(_ token: JSONValue) async throws(AdapterError) -> PlaidItem {
        try PlaidItem(await post("/item/get", ["access_token": token]))
    }

    /// Asks once for an item that a call can do without; `nil` where Plaid does not answer soon, which is logged.
    func optionalItem(_ token: JSONValue, _ context: CallContext) async -> PlaidItem? {
        do throws(AdapterError) {
            let body: JSONValue = ["access_token": token]
            return try PlaidItem(await post("/item/get", body, timeout: Self.optionalTimeout, isRepeatable: false))
        } catch {
            context.log("warning", "The state of an item is unknown", ["reason": error.kind.rawValue])
            return nil
        }
    }
}
