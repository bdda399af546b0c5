package import FolioModel

extension SandboxWorld {
    /// What a holding is worth at the end: units × price × multiplier, exact; negative when owed.
    package func value(of holding: WorldHolding) -> Amount {
        value(holding.quantity, of: holding.security, on: lastDay)
    }

    /// What an account is worth at the end, its cash included.
    package func value(of account: WorldAccount) -> Amount {
        account.holdings.reduce(account.cash) { total, holding in
            Amount(raw: total.raw + value(of: holding).raw)
        }
    }

    /// What an account was worth after each session's transactions, from ``firstDay`` to ``lastDay``, oldest first.
    package func dailyValues(of account: WorldAccount) -> [(day: Day, value: Amount)] {
        var quantities: [String: Quantity] = [:]
        var cash = Amount.zero
        var next = 0
        return sessions.filter { $0 >= firstDay }.map { day in
            while next < account.entries.count, account.entries[next].day <= day {
                let entry = account.entries[next]
                if account.reportsCash { cash = Amount(raw: cash.raw + entry.cash.raw) }
                if let key = entry.security {
                    let quantity = Quantity(raw: (quantities[key]?.raw ?? 0) + entry.quantity.raw)
                    quantities[key] = quantity.isZero ? nil : quantity
                }
                next += 1
            }
            let total = quantities.reduce(cash.raw) { $0 + value($1.value, of: $1.key, on: day).raw }
            return (day, Amount(raw: total))
        }
    }

    private func value(_ quantity: Quantity, of key: String, on day: Day) -> Amount {
        guard let price = close(key, on: day) else { return .zero }
        do {
            return try (quantity * price).times(securities[key]?.multiplier ?? 1)
        } catch {
            preconditionFailure("The sandbox world outgrew its numbers")
        }
    }
}
