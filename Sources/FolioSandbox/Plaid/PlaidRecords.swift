import FolioModel

/// Plaid's records of items, accounts, holdings and transactions, member for member as documented.
struct PlaidRecords: Sendable {
    static let institutionName = "First Platypus Bank"

    /// The key of the cash security.
    static let cashKey = "USD"

    private static let checkingKey = "checking"
    private static let checkingBalance: JSONValue = .number("4310.27")

    struct Row: Sendable {
        let account: String
        let entry: WorldEntry
    }

    let world: SandboxWorld
    let investmentAccounts: [WorldAccount]

    /// The entries of all accounts, newest first, in an order that never changes.
    let transactions: [Row]

    init(world: SandboxWorld) {
        self.world = world
        let accounts = world.accounts.filter { $0.provider == .plaid }
        investmentAccounts = accounts
        transactions = accounts.flatMap { account in account.entries.map { Row(account: account.key, entry: $0) } }
            .sorted { left, right in
                (left.entry.day, left.account, left.entry.number)
                    > (right.entry.day, right.account, right.entry.number)
            }
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
        ]
    }

    func item(_ item: PlaidState.Item) -> JSONValue { .object(JSONObject(itemMembers(item))) }

    /// The item with the members that only `/item/get` has, and its status.
    func itemWithStatus(_ item: PlaidState.Item) -> [(String, JSONValue)] {
        let more: [(String, JSONValue)] = [
            ("created_at", .string(item.createdAt.description)), ("products", ["investments"]),
            ("consented_products", ["investments"]),
            ("consented_data_scopes", ["account_balance_info", "investments"]),
            ("consented_use_cases", ["Track and manage your finances"]),
        ]
        let updated = JSONValue.string(world.closingBell.adding(seconds: 2 * 3600).description)
        let status: JSONValue = [
            "investments": ["last_successful_update": updated, "last_failed_update": .null],
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

    // MARK: Accounts and holdings

    func accounts(_ item: PlaidState.Item, withMarginLoan: Bool) -> [JSONValue] {
        func account(
            _ key: String,
            name: String,
            mask: String,
            type: String,
            subtype: String,
            available: JSONValue,
            current: JSONValue
        ) -> JSONValue {
            var balances: [(String, JSONValue)] = [
                ("available", available), ("current", current), ("iso_currency_code", "USD"), ("limit", .null),
            ]
            if withMarginLoan { balances.append(("margin_loan_amount", .null)) }
            balances.append(("unofficial_currency_code", .null))
            return [
                "account_id": .string(accountID(key, item)), "balances": .object(JSONObject(balances)),
                "mask": .string(mask), "name": .string(name), "official_name": .null, "subtype": .string(subtype),
                "type": .string(type),
            ]
        }
        let investments = investmentAccounts.map { known in
            account(
                known.key,
                name: known.name,
                mask: known.mask,
                type: "investment",
                subtype: known.subtype,
                available: known.reportsCash ? .figure(known.cash) : .null,
                current: .figure(world.value(of: known))
            )
        }
        return investments + [
            account(
                Self.checkingKey,
                name: "Platypus Checking",
                mask: "0000",
                type: "depository",
                subtype: "checking",
                available: Self.checkingBalance,
                current: Self.checkingBalance
            )
        ]
    }

    /// An account's holdings, cash among them, each with the key of its security.
    func holdings(_ account: WorldAccount, accountID: String) -> [(security: String, row: JSONValue)] {
        func row(_ key: String, units: Quantity, price: Price, value: Amount, cost: Amount) -> (String, JSONValue) {
            (
                key,
                [
                    "account_id": .string(accountID), "cost_basis": .figure(cost), "institution_price": .figure(price),
                    "institution_price_as_of": .string(world.lastDay.description),
                    "institution_price_datetime": .null, "institution_value": .figure(value),
                    "iso_currency_code": "USD", "quantity": .figure(units),
                    "security_id": .string(securityID(key)), "unofficial_currency_code": .null,
                    "vested_quantity": .null, "vested_value": .null,
                ]
            )
        }
        var rows = account.holdings.map { holding in
            row(
                holding.security,
                units: units(holding.quantity, of: holding.security),
                price: world.close(holding.security, on: world.lastDay) ?? .zero,
                value: world.value(of: holding),
                cost: holding.cost
            )
        }
        if account.reportsCash {
            let cash = account.cash
            rows.append(
                row(Self.cashKey, units: Quantity(raw: cash.raw), price: Price(1), value: cash, cost: cash)
            )
        }
        return rows
    }

    /// Plaid counts an option's shares, not its contracts.
    private func units(_ quantity: Quantity, of key: String) -> Quantity {
        Quantity(raw: quantity.raw * Int128(world.securities[key]?.multiplier ?? 1))
    }

    // MARK: Transactions

    /// The security of a row: interest is paid on the cash security, deposits name none.
    func securityKey(_ entry: WorldEntry) -> String? {
        entry.security ?? (entry.kind == .interest ? Self.cashKey : nil)
    }

    func transaction(_ row: Row, _ item: PlaidState.Item) -> JSONValue {
        let entry = row.entry
        let words = Self.words(entry, isRetirement: row.account == "ira")
        let named = entry.security.flatMap { world.securities[$0]?.name }
        let id = world.identifiers.plaid("transaction \(item.ordinal) \(row.account) \(entry.number)")
        return [
            "account_id": .string(accountID(row.account, item)), "amount": .figure(-entry.cash),
            "cancel_transaction_id": .null, "date": .string(entry.day.description), "transaction_datetime": .null,
            "fees": .figure(entry.fees), "investment_transaction_id": .string(id), "iso_currency_code": "USD",
            "name": .string([words.name, named].compactMap { $0 }.joined(separator: " ")),
            "price": .figure(entry.price ?? .zero),
            "quantity": .figure(entry.security.map { units(entry.quantity, of: $0) } ?? .zero),
            "security_id": securityKey(entry).map { .string(securityID($0)) } ?? .null,
            "subtype": .string(words.subtype), "type": .string(words.type), "unofficial_currency_code": .null,
        ]
    }

    private static func words(
        _ entry: WorldEntry,
        isRetirement: Bool
    ) -> (type: String, subtype: String, name: String) {
        switch entry.kind {
        case .buy where entry.isContribution: ("buy", "contribution", "CONTRIBUTION")
        case .buy: ("buy", "buy", "BUY")
        case .sell: ("sell", "sell", "SELL")
        case .short: ("sell", "sell short", "SELL SHORT")
        case .cover: ("buy", "buy to cover", "BUY TO COVER")
        case .dividend: ("cash", "dividend", "DIVIDEND RECEIVED")
        case .reinvestment: ("buy", "dividend reinvestment", "DIVIDEND REINVESTMENT")
        case .interest: ("cash", "interest", "INTEREST")
        case .fee: ("fee", "account fee", "ACCOUNT FEE")
        case .deposit: ("cash", isRetirement ? "contribution" : "deposit", isRetirement ? "CONTRIBUTION" : "DEPOSIT")
        case .withdrawal: ("cash", "withdrawal", "WITHDRAWAL")
        case .split: ("transfer", "split", "STOCK SPLIT")
        case .expiration: ("transfer", "expire", "EXPIRED")
        case .transferIn, .transferOut: ("transfer", "transfer", "TRANSFER OF ASSETS")
        case .exercise: ("transfer", "exercise", "EXERCISE")
        case .assignment: ("transfer", "assignment", "ASSIGNMENT")
        case .spinOff: ("transfer", "spin off", "SPIN OFF")
        case .merger: ("transfer", "merger", "MERGER")
        case .tax: ("cash", "tax", "TAX")
        case .returnOfCapital: ("fee", "return of principal", "RETURN OF CAPITAL")
        case .adjustment: ("transfer", "adjustment", "ADJUSTMENT")
        }
    }
}
