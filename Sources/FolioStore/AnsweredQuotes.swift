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

    /// Puts them in the place of what the connection said before, older or newer.
    func save(connection: String, in db: Database) throws {
        for (security, quote) in quotes {
            try db.run(
                """
                INSERT OR REPLACE INTO quote (
                    connection, security, price, currency, as_of, source, previous_close, price_basis, known_at
                ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    connection, security, quote.price.description, quote.currency.code, quote.asOf.column,
                    quote.source, quote.previousClose?.description, quote.priceBasis.rawValue, quote.knownAt?.column,
                ]
            )
        }
    }
}
