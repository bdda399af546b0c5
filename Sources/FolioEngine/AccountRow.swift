package import FolioModel

/// The answer of `accounts.list`.
package struct AccountsResult: WireObject, Hashable {
    package var accounts: [AccountRow] = []
    package var totalAccounts = 0
    package var totalValue = Figure.zero

    package init() {}

    package static let fields: [WireField<Self>] = [
        WireField("accounts", \.accounts, "Oldest first."),
        WireField("total_accounts", \.totalAccounts),
        WireField("total_value", \.totalValue),
    ]
}

/// One account with what the slice holds in it; money is in the portfolio's base currency.
package struct AccountRow: WireObject, Hashable {
    package var id = ""
    package var connection = ""
    package var provider = ""
    package var source = SourceKind.external
    package var institution: String?
    package var name = ""
    package var officialName: String?
    package var mask: String?
    package var type = ""
    package var subtype: String?
    package var currency = Currency.usd
    package var portfolioValue = Figure.zero
    package var holdingsValue = Figure.zero
    package var cash = Figure.zero
    package var percentage: Ratio?
    package var isTradable = false

    package init() {}

    package static let fields: [WireField<Self>] = [
        WireField("id", \.id),
        WireField("connection", \.connection),
        WireField("provider", \.provider, "The adapter's name."),
        WireField("source", \.source),
        WireField("institution", \.institution),
        WireField("name", \.name),
        WireField("official_name", \.officialName),
        WireField("mask", \.mask, "The last characters of the account's number."),
        WireField("type", \.type, "The provider's word."),
        WireField("subtype", \.subtype, "The provider's finer word."),
        WireField("currency", \.currency, "The account's own; the figures are in the base currency."),
        WireField("portfolio_value", \.portfolioValue, "Holdings and cash; a part, not rounded to the minor unit."),
        WireField("holdings_value", \.holdingsValue),
        WireField("cash", \.cash),
        WireField("percentage", \.percentage, "Of the slice's total value, a fraction; null where that is zero."),
        WireField("tradable", \.isTradable),
    ]
}

extension ScopedValuation {
    /// The accounts of the slice with their parts of it.
    ///
    /// - Throws: ``ArithmeticOverflow`` where a figure is too large to be computed exactly.
    package func accounts() throws(ArithmeticOverflow) -> AccountsResult {
        let sums = try accountSums()
        var result = AccountsResult()
        result.accounts.reserveCapacity(accountNumbers.count)
        for number in accountNumbers {
            let entry = valuation.accounts[number]
            let value = try sums[number].holdings + sums[number].cash
            var row = AccountRow()
            row.id = entry.account.id
            row.connection = entry.account.connection
            row.provider = entry.account.provider
            row.source = entry.account.source
            row.institution = entry.institution
            row.name = entry.account.reported.name
            row.officialName = entry.account.reported.officialName
            row.mask = entry.account.reported.mask
            row.type = entry.account.reported.type
            row.subtype = entry.account.reported.subtype
            row.currency = entry.account.reported.currency
            row.portfolioValue = value.part(in: base)
            row.holdingsValue = sums[number].holdings.part(in: base)
            row.cash = sums[number].cash.part(in: base)
            row.percentage = try value.ratio(to: totalValue)
            row.isTradable = entry.isTradable
            result.accounts.append(row)
        }
        result.totalAccounts = result.accounts.count
        result.totalValue = totalValue.total(in: base)
        return result
    }

    /// Holdings and cash by the index of the account.
    func accountSums() throws(ArithmeticOverflow) -> [(holdings: Amount, cash: Amount)] {
        var sums = [(holdings: Amount, cash: Amount)](repeating: (.zero, .zero), count: valuation.accounts.count)
        for part in contributions {
            if let value = part.value { try sums[Int(part.account)].holdings.add(value) }
        }
        for entry in cash {
            if let value = entry.value { try sums[Int(entry.account)].cash.add(value) }
        }
        return sums
    }
}
