import FolioModel
import GRDB

/// The prices that one answer of a connection makes known: the newest a security, and only those with a time.
struct AnsweredQuotes {
    private let source: String
    private var quotes: [String: Quote] = [:]
    private var bases: [String: FixedIncome.PriceBasis] = [:]

    /// Starts without any; the source is the adapter's name.
    init(source: String) { self.source = source }

    /// How the connection prices a security: as this answer describes it, else as its holdings did before.
    mutating func basis(
        of externalID: String,
        _ update: HoldingsUpdate,
        _ registry: SecurityRegistry,
        _ connection: String
    ) throws -> FixedIncome.PriceBasis {
        if bases.isEmpty {
            for record in update.securities { bases[record.externalID] = record.fixedIncome?.priceBasis ?? .unit }
        }
        if let basis = bases[externalID] { return basis }
        let basis = try registry.priceBasis(of: externalID, connection: connection)
        bases[externalID] = basis
        return basis
    }

    /// Takes the dated prices of an answer, securities by external id.
    mutating func add(_ update: HoldingsUpdate, _ securities: [String: String]) {
        for record in update.securities {
            guard let price = record.closePrice, let day = record.closePriceAsOf,
                let security = securities[record.externalID]
            else { continue }
            var quote = Quote(price: price, currency: record.currency, asOf: Timestamp(day), source: source)
            quote.priceBasis = record.fixedIncome?.priceBasis ?? .unit
            quote.knownAt = update.asOf
            add(quote, of: security)
        }
        for holding in update.holdings {
            guard let price = holding.price, let asOf = holding.priceAsOf, let security = securities[holding.security]
            else { continue }
            var quote = Quote(price: price, currency: holding.currency, asOf: asOf, source: source)
            quote.priceBasis = bases[holding.security] ?? .unit
            quote.knownAt = update.asOf(holding.account)
            quote.previousClose = holding.previousClose
            add(quote, of: security)
        }
    }

    /// Keeps the newest; of the same time, the later word.
    private mutating func add(_ quote: Quote, of security: String) {
        guard let known = quotes[security] else {
            quotes[security] = quote
            return
        }
        guard quote.rank >= known.rank else { return }
        quotes[security] = quote
        if quote.asOf == known.asOf, quote.priceBasis == known.priceBasis, quote.currency == known.currency {
            quotes[security]?.previousClose = quote.previousClose ?? known.previousClose
        }
    }

    private static let columns = [
        "connection", "security", "price", "currency", "as_of", "source", "previous_close", "price_basis", "known_at",
    ]

    /// Puts them in the place of what the connection said before, older or newer.
    ///
    /// - Parameters:
    ///   - connection: The connection's id.
    ///   - accounts: Ids of the accounts whose other quotes are gone, unless another account holds the security; `nil`
    ///     where none is.
    ///   - db: The writer's connection.
    /// - Throws: Whatever SQLite says.
    func save(connection: String, covering accounts: [String]?, in db: Database) throws {
        var rows = try DifferingRows(
            "quote",
            Self.columns,
            key: 2,
            where: "connection = ?",
            [connection],
            in: db
        )
        for (security, quote) in quotes {
            try rows.put([
                connection, security, quote.price.description, quote.currency.code, quote.asOf.column, quote.source,
                quote.previousClose?.description, quote.priceBasis.rawValue, quote.knownAt?.column,
            ])
        }
        guard let accounts else { return }
        let elsewhere = Set(
            try db.rows(
                """
                SELECT DISTINCT h.security FROM account a CROSS JOIN holding h ON h.account = a.id
                WHERE a.connection = ? AND a.id NOT IN (SELECT value FROM json_each(?))
                """,
                [connection, accounts.column]
            ).map { try $0.text("security") }
        )
        try rows.removeRest { key in key[1].map(elsewhere.contains) ?? false }
    }
}
