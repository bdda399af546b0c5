/// Everything the engine needs of one user, as it stood at one moment: facts only, nothing derived.
package struct PortfolioFacts: Sendable, Hashable {
    /// Connections of the user, by id.
    package var connections: [Connection] = []
    /// Accounts of the user, oldest first.
    package var accounts: [Account] = []
    /// Holdings as reported; one a security, account, currency and price basis.
    package var holdings: [Holding] = []
    /// Cash as reported; at most one a currency and account.
    package var cash: [CashBalance] = []
    /// The securities of ``holdings``, by id.
    package var securities: [String: Security] = [:]
    /// The newest price known to the daemon, by security id.
    package var quotes: [String: Quote] = [:]
    /// Exchange rates known, newest a pair.
    package var rates: [FXRate] = []
    /// The newest date of a transaction that changed a quantity, by account id; none where there never was one.
    package var lastTrades: [String: Day] = [:]
    /// Splits since holdings were true, by security id, oldest first; none where there was none.
    package var splits: [String: [DatedSplit]] = [:]

    /// Makes an empty portfolio.
    package init() {}
}

/// So many new units for so many old ones, before trading begins on a date.
package struct DatedSplit: Sendable, Hashable {
    package var day: Day
    /// New units, positive.
    package var numerator: Int64
    /// Old units, positive.
    package var denominator: Int64

    package init(day: Day, numerator: Int64, denominator: Int64) {
        (self.day, self.numerator, self.denominator) = (day, numerator, denominator)
    }
}

/// Where a connection stands.
package enum ConnectionStatus: String, WireEnum {
    case active
    case needsRelink = "needs_relink"
    case error
    case pending
    case disabledByMode = "disabled_by_mode"
}

/// A user's link to a provider.
package struct Connection: Sendable, Hashable {
    package var id: String
    package var user: String
    /// The adapter's name, such as `plaid`.
    package var provider: String
    /// The provider's id of the connection (Plaid: item id).
    package var externalID: String
    package var institutionID: String?
    package var institutionName: String?
    package var status: ConnectionStatus = .active
    /// Why the last sync failed: the vendor's code and a sentence.
    package var errorCode: String?
    package var errorMessage: String?
    /// What a person should do about it: `relink`, `retry`, `fix_config` or `contact_vendor`.
    package var errorAction: String?
    package var createdAt: Timestamp
    /// When a sync last ended well.
    package var refreshedAt: Timestamp?
    /// When the holdings were true, by the provider.
    package var holdingsAsOf: Timestamp?
    /// How far back transactions are known.
    package var historyFrom: Day?
    /// Whether all transactions of the window have arrived.
    package var historyComplete = false
    /// When the user's consent at the institution ends, by the provider; `nil` where it does not say so.
    package var consentExpiresAt: Timestamp?

    package init(id: String, user: String, provider: String, externalID: String, createdAt: Timestamp) {
        (self.id, self.user, self.provider, self.externalID) = (id, user, provider, externalID)
        self.createdAt = createdAt
    }

    /// Takes over why a sync failed; `nil` where it did not.
    package mutating func setError(_ error: (code: String, message: String, action: String)?) {
        (errorCode, errorMessage, errorAction) = (error?.code, error?.message, error?.action)
    }
}

/// Whether an adapter reads accounts elsewhere or the brokerage that trades.
package enum SourceKind: String, WireEnum {
    case external, brokerage
}

/// An account in the store.
package struct Account: Sendable, Hashable {
    package var id: String
    package var connection: String
    /// The adapter's name.
    package var provider: String
    package var source: SourceKind
    package var institution: String?
    package var reported: ReportedAccount

    package init(
        id: String,
        connection: String,
        provider: String,
        source: SourceKind,
        institution: String?,
        reported: ReportedAccount
    ) {
        (self.id, self.connection, self.provider) = (id, connection, provider)
        (self.source, self.institution, self.reported) = (source, institution, reported)
    }
}

/// A security in the store: one for one thing in the world.
package struct Security: Sendable, Hashable {
    package var id: String
    /// The normalised symbol: `BRK.B`, `BTC`, the OCC symbol of an option without blanks; `nil` where none is known.
    package var symbol: String?
    package var exchange: String?
    package var mic: String?
    package var cusip: String?
    package var isin: String?
    package var sedol: String?
    package var figi: String?
    package var name: String?
    package var type: SecurityType
    package var isCashEquivalent = false
    package var currency: Currency
    package var option: OptionContract?
    package var fixedIncome: FixedIncome?
    package var sector: String?
    package var industry: String?
    package var country: String?
    package var marginable: Bool?
    package var shortable: Bool?

    package init(id: String, type: SecurityType, currency: Currency) {
        (self.id, self.type, self.currency) = (id, type, currency)
    }

    /// Whether holdings of it are cash: type `cash` or money market fund; the flag only for funds and bills, never
    /// for coins.
    package var countsAsCash: Bool {
        switch type {
        case .cash, .moneyMarketFund: true
        case .etf, .mutualFund, .treasuryBill: isCashEquivalent
        case .stock, .preferredStock, .depositaryReceipt, .bond, .option, .warrant, .cryptocurrency, .loan, .other:
            false
        }
    }
}

/// A holding as reported, tied to the store's account and security.
package struct Holding: Sendable, Hashable {
    package var account: String
    package var security: String
    /// Signed; contracts for options.
    package var quantity: Quantity
    /// Signed like the quantity; `nil` where unknown.
    package var costBasis: Amount?
    /// The provider's own value.
    package var value: Amount?
    /// The provider's own price.
    package var price: Price?
    package var priceAsOf: Timestamp?
    package var previousClose: Price?
    package var currency: Currency
    /// How this provider's price and quantity make its value.
    package var priceBasis = FixedIncome.PriceBasis.unit
    /// When the holding was true, by the provider.
    package var asOf: Timestamp

    package init(account: String, security: String, quantity: Quantity, currency: Currency, asOf: Timestamp) {
        (self.account, self.security, self.quantity) = (account, security, quantity)
        (self.currency, self.asOf) = (currency, asOf)
    }

    /// When its value or price counts as said, compared with others' prices.
    package var rank: Timestamp { (priceAsOf ?? asOf).priceRank(knownAt: asOf) }
}

/// Cash as reported.
package struct CashBalance: Sendable, Hashable {
    package var account: String
    package var currency: Currency
    /// Negative when borrowed.
    package var amount: Amount
    package var asOf: Timestamp

    package init(account: String, currency: Currency, amount: Amount, asOf: Timestamp) {
        (self.account, self.currency, self.amount, self.asOf) = (account, currency, amount, asOf)
    }
}

/// The price of one unit with where it is from.
package struct Quote: Sendable, Hashable {
    package var price: Price
    package var currency: Currency
    package var asOf: Timestamp
    /// The adapter that said so.
    package var source: String
    /// The close of the session before, where known.
    package var previousClose: Price?
    /// How the price and a quantity make a value.
    package var priceBasis = FixedIncome.PriceBasis.unit
    /// When the answer that said so was true; `nil` where nobody knows.
    package var knownAt: Timestamp?

    package init(price: Price, currency: Currency, asOf: Timestamp, source: String) {
        (self.price, self.currency, self.asOf, self.source) = (price, currency, asOf, source)
    }

    /// When it counts as said, compared with other prices.
    package var rank: Timestamp { asOf.priceRank(knownAt: knownAt) }
}

extension Timestamp {
    /// Whether it stands for a date alone: midnight UTC.
    package var isDateOnly: Bool { Timestamp(utcDay) == self }

    /// When a price of this time counts as said: a date alone means the close of its session, but no later than the
    /// answer that stated it; any other instant means itself.
    ///
    /// - Parameter knownAt: When the answer was true; no bound where it is `nil` or a date alone.
    /// - Returns: An instant by which prices are compared.
    package func priceRank(knownAt: Timestamp?) -> Timestamp {
        guard isDateOnly, let session = ExchangeCalendar.session(on: utcDay) else { return self }
        guard let knownAt, !knownAt.isDateOnly else { return session.close }
        return min(session.close, max(self, knownAt))
    }
}

/// Which slice of a portfolio is meant: the filter that every portfolio method takes.
package struct Scope: Sendable, Hashable {
    package var account: String?
    package var connection: String?
    /// `all`, `external`, `brokerage` or an adapter's name.
    package var source: String?
    package var symbol: String?
    package var assetClass: AssetClass?

    /// Makes the whole portfolio.
    package init() {}
}
