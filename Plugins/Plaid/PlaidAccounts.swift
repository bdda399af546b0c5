import FolioAdapterKit
import FolioModel

/// An investment account as an answer lists it beside its rows.
struct PlaidAccount {
    let id: String
    let currency: Currency
    let balances: VendorObject?
}

/// Accounts of an item.
struct PlaidAccounts {
    /// Those that hold investments, in the answer's order.
    private(set) var investments: [PlaidAccount] = []
    private var leftOut: Set<String> = []

    /// Kinds of account that hold no investments; a kind that is new to us is kept.
    private static let others: Set<String> = ["depository", "credit", "loan", "payroll"]

    private static let kept: Set<String> = ["investment", "brokerage", "other"]

    /// Reads the accounts that an answer lists beside its rows.
    init(in answer: VendorObject, _ notes: PlaidNotes) throws(AdapterError) {
        for account in try Self.objects(in: answer, notes) {
            let balances = try account.optionalObject("balances")
            let currency = try balances.flatMap(Self.currency)
            if currency == nil { notes.doubt(.currencyMissing, "account") }
            investments.append(
                PlaidAccount(id: try account.string("account_id"), currency: currency ?? .usd, balances: balances)
            )
        }
        for account in try answer.objects("accounts") where Self.others.contains(try account.string("type")) {
            leftOut.insert(try account.string("account_id"))
        }
    }

    /// The investment account of a row; `nil` for another, or, which is logged, for one that is not listed.
    func investment(_ id: String, _ notes: PlaidNotes) -> PlaidAccount? {
        if let account = investments.first(where: { $0.id == id }) { return account }
        if !leftOut.contains(id) { notes.doubt(.accountNotListed, id) }
        return nil
    }

    /// The investment accounts of an answer in normal form.
    static func reported(in answer: VendorObject, _ notes: PlaidNotes) throws(AdapterError) -> [ReportedAccount] {
        var accounts: [ReportedAccount] = []
        for account in try objects(in: answer, notes) { accounts.append(try reported(account, notes)) }
        return accounts
    }

    private static func objects(
        in answer: VendorObject,
        _ notes: PlaidNotes
    ) throws(AdapterError) -> [VendorObject] {
        var objects: [VendorObject] = []
        for account in try answer.objects("accounts") {
            let type = try account.string("type")
            guard !others.contains(type) else { continue }
            if !kept.contains(type) { notes.word(type, in: "accounts.type") }
            notes.members(of: account, .account)
            if let balances = try account.optionalObject("balances") { notes.members(of: balances, .balances) }
            objects.append(account)
        }
        return objects
    }

    private static func reported(
        _ account: VendorObject,
        _ notes: PlaidNotes
    ) throws(AdapterError) -> ReportedAccount {
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
        reported.balances.asOf = try balances.time("last_updated_datetime", notes)
        return reported
    }

    /// The ISO code of an object, else its unofficial one.
    static func currency(_ object: VendorObject) throws(AdapterError) -> Currency? {
        if let official = try object.optionalCurrency("iso_currency_code") { return official }
        return try object.optionalCurrency("unofficial_currency_code")
    }
}
