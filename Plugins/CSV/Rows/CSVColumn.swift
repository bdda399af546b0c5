/// What a column of any layout holds.
enum CSVColumn: Int, CaseIterable, Sendable {
    case asOf, date, account, type, symbol, name, securityType, quantity, price, priceAsOf, priceBasis, value
    case costBasis, amount, fees, currency, cusip, isin, exchange, sector, industry, country, description, id
    case institution, subtype, mask
    // Only in brokers' files.
    case accountNumber, commission, commissionCurrency, multiplier, settlement, subtotal, side, level, code, reportDate
    case grossAmount, unitCost

    /// The name in folio's own layout.
    var name: String {
        switch self {
        case .asOf: "as_of"
        case .securityType: "security_type"
        case .priceAsOf: "price_as_of"
        case .priceBasis: "price_basis"
        case .costBasis: "cost_basis"
        default: String(describing: self)
        }
    }

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

/// A kind of folio's own files, recognised by its header.
enum OwnLayout: String, CaseIterable, Sendable {
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

/// The columns of a broker's table, by the names they have had.
struct TableShape: Sendable {
    /// Lower-case names of each column; of several that a header has, the first one counts.
    let columns: [(column: CSVColumn, names: [String])]
    /// Columns without which a row is no header of this table.
    let required: [CSVColumn]
    /// Further names that a header of this table has, and that nothing is read from.
    var marks: [String] = []

    init(_ columns: KeyValuePairs<CSVColumn, [String]>, required: [CSVColumn], marks: [String] = []) {
        self.columns = columns.map { ($0.key, $0.value) }
        (self.required, self.marks) = (required, marks)
    }

    /// A table with one name for each column, all of them required.
    init(names: [CSVColumn: String]) {
        columns = names.map { ($0.key, [$0.value]) }
        required = Array(names.keys)
    }
}
