import FolioModel

extension PlaidRecords {
    /// Securities whose identifiers Plaid gives; the others have `null`, as new clients see it.
    private static let identified: Set<String> = ["AAPL", "MSFT", "VTI", "VOO", "BND", "VFIAX", "AAPL-2043"]

    private func isIdentified(_ key: String) -> Bool {
        switch dialect.identifiers {
        case .some: Self.identified.contains(key)
        case .none: false
        case .all: true
        }
    }

    func securityID(_ key: String) -> String { world.identifiers.plaid("security \(key)") }

    /// The record of a security, or of the cash security.
    func security(_ key: String) -> JSONValue {
        guard let security = world.securities[key] else { return cash }
        let isIdentified = isIdentified(key)
        let (type, subtype) = Self.kind(security.type)
        let close = world.close(key, on: world.lastDay)
        let isProprietary = security.type == .mutualFund && security.symbol == nil
        return record([
            "close_price": close.map { .figure($0) } ?? .null,
            "close_price_as_of": .string(world.lastDay.description),
            "cusip": isIdentified ? .text(security.cusip) : .null,
            "institution_id": isProprietary ? .string(SandboxCredentials.plaidInstitution) : .null,
            "institution_security_id": isProprietary ? .string(key) : .null,
            "is_cash_equivalent": .bool(security.type == .moneyMarketFund),
            "isin": isIdentified ? .text(security.isin) : .null, "iso_currency_code": "USD",
            "name": .string(security.name), "proxy_security_id": .null, "security_id": .string(securityID(key)),
            "sedol": .null, "ticker_symbol": .text(security.symbol), "type": .string(type),
            "subtype": .string(subtype), "unofficial_currency_code": .null, "update_datetime": .null,
            "market_identifier_code": Self.market(security.exchange), "sector": .text(security.sector),
            "industry": .text(security.industry), "cfi_code": .null, "option_contract": Self.contract(security),
            "fixed_income": fixedIncome(security),
        ])
    }

    private func record(_ value: JSONValue) -> JSONValue {
        guard case .object(var members) = value else { return value }
        members["figi"] = newer(.null)
        return .object(members)
    }

    private var cash: JSONValue {
        let ticker: JSONValue =
            switch dialect.cash {
            case .holding, .balance: "USD"
            case .currency: "CUR:USD"
            case .untickered: .null
            }
        return record([
            "close_price": 1, "close_price_as_of": .string(world.lastDay.description), "cusip": .null,
            "institution_id": .null, "institution_security_id": .null, "is_cash_equivalent": true, "isin": .null,
            "iso_currency_code": "USD", "name": "U S Dollar", "proxy_security_id": .null,
            "security_id": .string(securityID(Self.cashKey)), "sedol": .null, "ticker_symbol": ticker, "type": "cash",
            "subtype": "cash", "unofficial_currency_code": .null, "update_datetime": .null,
            "market_identifier_code": .null, "sector": .null, "industry": .null, "cfi_code": .null,
            "option_contract": .null, "fixed_income": .null,
        ])
    }

    private static func kind(_ type: SecurityType) -> (type: String, subtype: String) {
        switch type {
        case .stock: ("equity", "common stock")
        case .preferredStock: ("equity", "preferred equity")
        case .depositaryReceipt: ("equity", "depositary receipt")
        case .etf: ("etf", "etf")
        case .mutualFund: ("mutual fund", "mutual fund")
        case .moneyMarketFund: ("cash", "money market debt")
        case .bond: ("fixed income", "bond")
        case .treasuryBill: ("fixed income", "bill")
        case .option: ("derivative", "option")
        case .warrant: ("derivative", "warrant")
        case .cryptocurrency: ("cryptocurrency", "cryptocurrency")
        case .cash: ("cash", "cash")
        case .loan, .other: ("other", "other")
        }
    }

    private static func market(_ exchange: String) -> JSONValue {
        switch exchange {
        case "NASDAQ": "XNAS"
        case "NYSE": "XNYS"
        case "NYSEARCA": "ARCX"
        default: .null
        }
    }

    private static func contract(_ security: WorldSecurity) -> JSONValue {
        guard let terms = security.option else { return .null }
        return [
            "contract_type": terms.isCall ? "call" : "put", "expiration_date": .string(terms.expiry.description),
            "strike_price": .figure(terms.strike), "underlying_security_ticker": .string(terms.underlying),
        ]
    }

    private func fixedIncome(_ security: WorldSecurity) -> JSONValue {
        guard let terms = security.bond else { return .null }
        let isBill = security.type == .treasuryBill
        let issued = isBill ? terms.maturity.adding(months: -6) : terms.maturity.adding(months: -360)
        return [
            "face_value": 100, "issue_date": .string(issued.description),
            "maturity_date": .string(terms.maturity.description),
            "yield_rate": [
                "percentage": isBill ? .number("4.32") : .figure(terms.couponPercent),
                "type": isBill ? "coupon_equivalent" : "coupon",
            ],
        ]
    }
}
