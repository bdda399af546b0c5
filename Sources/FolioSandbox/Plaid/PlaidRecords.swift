import FolioModel

/// Plaid's records of items, accounts, holdings and transactions, member for member as documented.
struct PlaidRecords: Sendable {
    static let institutionName = "First Platypus Bank"

    static let checkingKey = "checking"

    let world: SandboxWorld
    let dialect: SandboxDialect.Plaid
    let investmentAccounts: [WorldAccount]

    /// The rows of all accounts, newest first, in an order that never changes.
    let transactions: [Row]

    init(world: SandboxWorld, dialect: SandboxDialect.Plaid) {
        (self.world, self.dialect) = (world, dialect)
        let accounts = world.accounts.filter { $0.provider == .plaid }
        investmentAccounts = accounts
        transactions = accounts.flatMap { Self.rows(of: $0, dialect) }.sorted { $0.place > $1.place }
    }

    var accountKeys: [String] { investmentAccounts.map(\.key) + [Self.checkingKey] }

    func accountID(_ key: String, _ item: PlaidState.Item) -> String {
        accountID(key, ordinal: item.ordinal)
    }

    private func accountID(_ key: String, ordinal: Int) -> String {
        let rekeyings = investmentAccounts.first { $0.key == key }?.rekeyings ?? 0
        return world.identifiers.plaid("account \(ordinal) \(key)" + (rekeyings > 0 ? " \(rekeyings)" : ""))
    }

    /// The accounts as Link lists them when it is done.
    func linkedAccounts(ordinal: Int) -> [JSONValue] {
        func account(_ key: String, _ name: String, _ mask: String, _ type: String, _ subtype: String) -> JSONValue {
            [
                "class_type": .null, "id": .string(accountID(key, ordinal: ordinal)), "mask": .string(mask),
                "name": .string(name), "subtype": .string(subtype), "type": .string(type),
                "verification_status": .null,
            ]
        }
        let investments = investmentAccounts.map { account($0.key, $0.name, $0.mask, "investment", $0.subtype) }
        return investments + [account(Self.checkingKey, "Platypus Checking", "0000", "depository", "checking")]
    }

    // MARK: Items

    private func itemMembers(_ item: PlaidState.Item) -> [(String, JSONValue)] {
        [
            ("available_products", ["balance", "identity", "liabilities", "transactions"]),
            ("billed_products", ["investments"]),
            ("consent_expiration_time", .text(item.consentEnd?.description)),
            ("error", item.failure.map { .object(JSONObject(PlaidError($0).members)) } ?? .null),
            ("institution_id", .string(item.institution)), ("institution_name", .string(Self.institutionName)),
            ("item_id", .string(item.id)), ("update_type", "background"), ("webhook", .text(item.webhook)),
            ("auth_method", "INSTANT_AUTH"),
        ] + (newer(.null).map { [("paired_item_id", $0)] } ?? [])
    }

    func item(_ item: PlaidState.Item) -> JSONValue { .object(JSONObject(itemMembers(item))) }

    /// The item with the members that only `/item/get` has, and its status.
    func itemWithStatus(_ item: PlaidState.Item, at now: Timestamp) -> [(String, JSONValue)] {
        let more: [(String, JSONValue)] = [
            ("created_at", .string(item.createdAt.description)), ("products", ["investments"]),
            ("consented_products", ["investments"]),
            ("consented_data_scopes", ["account_balance_info", "investments"]),
            ("consented_use_cases", ["Track and manage your finances"]),
        ]
        let updated = JSONValue.string(world.closingBell.adding(seconds: 2 * 3600).description)
        let status: JSONValue = [
            "investments": [
                "last_successful_update": updated,
                "last_failed_update": item.failure == nil ? .null : .string(now.description),
            ],
            "transactions": .null, "last_webhook": .null,
        ]
        return [("item", .object(JSONObject(itemMembers(item) + more))), ("status", status)]
    }

    func institution(withStatus: Bool, withOptional: Bool) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("country_codes", ["US"]), ("institution_id", .string(SandboxCredentials.plaidInstitution)),
            ("name", .string(Self.institutionName)), ("products", ["balance", "investments"]),
            ("routing_numbers", []), ("dtc_numbers", ["2236"]), ("oauth", false),
        ]
        if withStatus {
            let breakdown: JSONValue = [
                "success": .number("0.97"), "error_plaid": .number("0.01"), "error_institution": .number("0.02"),
            ]
            let health: JSONValue = [
                "status": "HEALTHY", "last_status_change": .string(world.closingBell.description),
                "breakdown": breakdown,
            ]
            members.append(("status", ["item_logins": health, "investments": health]))
        }
        if withOptional {
            members += [("primary_color", "#1f4e5f"), ("url", "https://www.example.com"), ("logo", .null)]
        }
        return .object(JSONObject(members))
    }
}
