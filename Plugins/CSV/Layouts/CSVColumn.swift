/// A column of one of the layouts, by its name in the header.
enum CSVColumn: String, CaseIterable, Sendable {
    case asOf = "as_of"
    case date, account, type, symbol, name
    case securityType = "security_type"
    case quantity, price
    case priceAsOf = "price_as_of"
    case priceBasis = "price_basis"
    case value
    case costBasis = "cost_basis"
    case amount, fees, currency, cusip, isin, exchange, sector, industry, country, description, id
    case institution, subtype, mask

    /// Bytes that a text of this column may have: they keep a page of rows below the protocol's line limit.
    var textLimit: Int {
        switch self {
        case .description: 2000
        case .name, .id: 200
        case .mask: 4
        default: 100
        }
    }
}

/// A kind of file, recognised by its header.
enum CSVLayout: String, CaseIterable, Sendable {
    case holdings, transactions, accounts

    /// Columns without which a file is refused.
    var required: [CSVColumn] {
        switch self {
        case .holdings: [.asOf, .account, .symbol, .type, .quantity]
        case .transactions: [.date, .account, .type, .amount]
        case .accounts: [.account, .name]
        }
    }

    /// Columns that may be left out.
    var optional: [CSVColumn] {
        switch self {
        case .holdings:
            [
                .name, .price, .priceAsOf, .priceBasis, .value, .costBasis, .currency, .cusip, .isin, .exchange,
                .sector, .industry, .country,
            ]
        case .transactions:
            [
                .symbol, .name, .securityType, .quantity, .price, .fees, .currency, .cusip, .isin, .description, .id,
            ]
        case .accounts: [.institution, .type, .subtype, .currency, .mask]
        }
    }

    /// All columns.
    var columns: [CSVColumn] { required + optional }
}
