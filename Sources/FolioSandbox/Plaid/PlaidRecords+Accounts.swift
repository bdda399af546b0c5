import FolioModel

extension PlaidRecords {
    private struct Listed {
        let key: String
        let name: String
        let mask: String
        let type: String
        let subtype: String
        let available: JSONValue
        let current: JSONValue
        let loan: JSONValue
    }

    private static let checkingBalance: JSONValue = .number("4310.27")

    /// Every account; the margin loan stands in answers about investments only.
    func accounts(_ item: PlaidState.Item, withMarginLoan: Bool) -> [JSONValue] {
        let investments = investmentAccounts.map { known in
            Listed(
                key: known.key,
                name: known.name,
                mask: known.mask,
                type: "investment",
                subtype: known.subtype,
                available: known.reportsCash ? .figure(statedCash(known)) : .null,
                current: .figure(world.value(of: known)),
                loan: loan(known)
            )
        }
        let checking = Listed(
            key: Self.checkingKey,
            name: "Platypus Checking",
            mask: "0000",
            type: "depository",
            subtype: "checking",
            available: Self.checkingBalance,
            current: Self.checkingBalance,
            loan: .null
        )
        return (investments + [checking]).map { record($0, item, withMarginLoan) }
    }

    /// Cash as the institution states it: without what is borrowed where that is told apart.
    func statedCash(_ account: WorldAccount) -> Amount {
        dialect.margin == .loan ? max(.zero, account.cash) : account.cash
    }

    private func loan(_ account: WorldAccount) -> JSONValue {
        dialect.margin == .cash || !account.cash.isNegative ? .null : .figure(-account.cash)
    }

    private func record(_ account: Listed, _ item: PlaidState.Item, _ withMarginLoan: Bool) -> JSONValue {
        let balances: JSONValue = JSONValue.members([
            ("available", account.available), ("current", account.current), ("iso_currency_code", "USD"),
            ("limit", .null), ("margin_loan_amount", .when(withMarginLoan, account.loan)),
            ("unofficial_currency_code", .null),
        ])
        return JSONValue.members([
            ("account_id", .string(accountID(account.key, item))), ("balances", balances),
            ("mask", .string(account.mask)), ("name", .string(account.name)), ("official_name", .null),
            ("subtype", .string(account.subtype)), ("type", .string(account.type)), ("apy", newer(.null)),
            ("paired_account_id", newer(.null)),
        ])
    }

    /// A member that the documentation of 2026-06 does not have; `nil` where there are none such.
    func newer(_ value: JSONValue) -> JSONValue? { .when(dialect.members == .newer, value) }
}
