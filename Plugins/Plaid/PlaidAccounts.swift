import FolioAdapterKit
import FolioModel

/// Accounts of an item.
enum PlaidAccounts {
    /// Kinds of account that hold no investments; a kind that is new to us is kept.
    private static let leftOut: Set<String> = ["depository", "credit", "loan", "payroll"]

    /// Whether an account belongs into a portfolio.
    static func isInvestment(_ account: VendorObject) throws(AdapterError) -> Bool {
        !leftOut.contains(try account.string("type"))
    }

    /// The investment accounts of an answer: their ids and currencies.
    static func currencies(in answer: VendorObject) throws(AdapterError) -> [String: Currency] {
        var currencies: [String: Currency] = [:]
        for account in try answer.objects("accounts") where try isInvestment(account) {
            let balances = try account.optionalObject("balances")
            currencies[try account.string("account_id")] = try balances.flatMap(currency) ?? .usd
        }
        return currencies
    }

    /// One account.
    static func account(_ account: VendorObject) throws(AdapterError) -> ReportedAccount {
        var reported = ReportedAccount()
        reported.externalID = try account.string("account_id")
        reported.name = try account.optionalString("name") ?? "Account"
        reported.officialName = try account.optionalString("official_name")
        reported.mask = try account.optionalString("mask").map { String($0.suffix(4)) }
        reported.type = try account.string("type")
        reported.subtype = try account.optionalString("subtype")
        let balances = try account.object("balances")
        reported.currency = try currency(balances) ?? .usd
        reported.balances.current = try balances.optionalFigure("current")
        reported.balances.available = try balances.optionalFigure("available")
        reported.balances.asOf = try balances.optionalTimestamp("last_updated_datetime")
        return reported
    }

    /// The ISO code of an object, else its unofficial one.
    static func currency(_ object: VendorObject) throws(AdapterError) -> Currency? {
        if let official = try object.optionalCurrency("iso_currency_code") { return official }
        return try object.optionalCurrency("unofficial_currency_code")
    }
}
