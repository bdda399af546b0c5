import FolioModel

extension PlaidRecords {
    /// The key of the cash security.
    static let cashKey = "USD"

    private struct Holding {
        let key: String
        let units: Quantity
        let price: Price
        let value: Amount
        let cost: Amount
    }

    /// An account's holdings, cash among them, each with the key of its security.
    func holdings(_ account: WorldAccount, accountID: String) -> [(security: String, row: JSONValue)] {
        var holdings = account.holdings.map { holding in
            Holding(
                key: holding.security,
                units: units(holding.quantity, of: holding.security),
                price: world.close(holding.security, on: world.lastDay) ?? .zero,
                value: world.value(of: holding),
                cost: holding.cost
            )
        }
        let cash = statedCash(account)
        if account.reportsCash, dialect.cash != .balance, dialect.margin != .loan || !cash.isZero {
            holdings.append(
                Holding(key: Self.cashKey, units: Quantity(raw: cash.raw), price: Price(1), value: cash, cost: cash)
            )
        }
        return holdings.map { ($0.key, row($0, accountID: accountID)) }
    }

    private func row(_ holding: Holding, accountID: String) -> JSONValue {
        let isShort = holding.units.isNegative && holding.key != Self.cashKey && dialect.shorts == .lots
        let (units, value) =
            isShort ? (holding.units.magnitude, holding.value.magnitude) : (holding.units, holding.value)
        return JSONValue.members([
            ("account_id", .string(accountID)), ("cost_basis", cost(holding, isShort: isShort)),
            ("institution_price", .figure(holding.price)),
            ("institution_price_as_of", .string(world.lastDay.description)), ("institution_price_datetime", .null),
            ("institution_value", .figure(value)), ("iso_currency_code", "USD"), ("quantity", .figure(units)),
            ("security_id", .string(securityID(holding.key))),
            ("tax_lots", .when(dialect.shorts == .lots, [lot(holding, isShort: isShort)])),
            ("unofficial_currency_code", .null), ("vested_quantity", .null), ("vested_value", .null),
        ])
    }

    private func cost(_ holding: Holding, isShort: Bool) -> JSONValue {
        let total = isShort ? holding.cost.magnitude : holding.cost
        switch dialect.cost {
        case .total: return .figure(total)
        case .unknown: return .null
        case .unit:
            let each = (try? total.divided(by: holding.units.magnitude)) ?? nil
            return each.map { .figure($0.rounded(to: 6)) } ?? .null
        }
    }

    private func lot(_ holding: Holding, isShort: Bool) -> JSONValue {
        [
            "institution_lot_id": .null, "original_purchase_datetime": .null,
            "quantity": .figure(holding.units.magnitude), "purchase_price": .null,
            "cost_basis": .figure(holding.cost.magnitude), "current_value": .figure(holding.value.magnitude),
            "position_type": isShort ? "SHORT" : "LONG",
        ]
    }

    /// An option's shares, unless the institution counts contracts.
    func units(_ quantity: Quantity, of key: String) -> Quantity {
        let multiplier = dialect.options == .units ? world.securities[key]?.multiplier ?? 1 : 1
        return Quantity(raw: quantity.raw * Int128(multiplier))
    }
}
