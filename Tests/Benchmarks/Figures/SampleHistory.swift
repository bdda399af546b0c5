import FolioModel
import FolioStore

/// One user's account with years of trades, and the closes of all its securities, as a price source gave them.
enum SampleHistory {
    /// How much of it there is.
    struct Size {
        var years: Int
        var securities: Int
        var transactions: Int
    }

    private static let source = "fmp"
    private static let units = 10
    /// Of the trades in one security, every fourth is a sale and every eighth a dividend.
    private static let (saleAfter, dividendAfter) = (4, 8)

    /// Writes a store of that path, which must be new: the first trade is so many years old, and each close is known.
    static func write(_ path: String, _ size: Size) throws {
        let store = try Store.open(location: .file(path))
        let last = ExchangeCalendar.lastFinishedSession(at: .now)
        let sessions = ExchangeCalendar.sessions(from: last.adding(months: -12 * size.years), through: last)
        guard let close = ExchangeCalendar.session(on: last)?.close else {
            throw StoreError.invalid("\(last) is no session.")
        }
        try connect(size, sessions, asOf: close, in: store)
        try savePrices(sessions, in: store)
        print("history.sessions", sessions.count)
        print("history.bytes", try store.sizeBytes())
        try store.close()
    }

    private static func connect(_ size: Size, _ sessions: [Day], asOf: Timestamp, in store: Store) throws {
        let connection = try store.createConnection(user: "default", provider: "plaid", externalID: "history")
        var account = ReportedAccount()
        (account.externalID, account.name, account.type) = ("x", "Account", "investment")
        _ = try store.saveAccounts(connection: connection.id, [account], source: .external, isComplete: true)
        var page = TransactionsPage(passID: "history")
        var update = HoldingsUpdate(asOf: asOf)
        var held = [Int](repeating: 0, count: size.securities)
        // Enough that cash never runs out.
        var cents = size.transactions * units * price(of: size.securities, on: sessions.count)
        var deposit = ReportedTransaction()
        (deposit.externalID, deposit.account, deposit.date, deposit.type) = ("t-0", "x", sessions[0], .deposit)
        deposit.cashDelta = amount(cents)
        page.added.append(deposit)
        for number in 1..<max(2, size.transactions) {
            let (security, round) = (number % size.securities, number / size.securities)
            let session = number * (sessions.count - 1) / size.transactions
            var row = ReportedTransaction()
            (row.externalID, row.account, row.date) = ("t-\(number)", "x", sessions[session])
            row.security = "s-\(security)"
            let moved: Int
            if round % dividendAfter == dividendAfter - 3 {
                (row.type, moved) = (.dividend, held[security] * 25)
            } else {
                let isSale = round % saleAfter == saleAfter - 1
                let count = isSale ? -units : units
                held[security] += count
                moved = -count * price(of: security, on: session)
                row.type = isSale ? .sell : .buy
                row.quantityDelta = Quantity(count)
                row.price = Price(raw: Int128(price(of: security, on: session)) * hundredth)
            }
            row.cashDelta = amount(moved)
            cents += moved
            page.added.append(row)
        }
        for security in 0..<size.securities {
            var described = ReportedSecurity()
            (described.externalID, described.ticker, described.type) = ("s-\(security)", "S\(security)", .stock)
            page.securities.append(described)
            guard held[security] > 0 else { continue }
            update.securities.append(described)
            var holding = ReportedHolding()
            (holding.account, holding.security) = ("x", described.externalID)
            holding.quantity = Quantity(held[security])
            (holding.price, holding.priceAsOf) = (
                Price(raw: Int128(price(of: security, on: sessions.count - 1)) * hundredth), asOf
            )
            update.holdings.append(holding)
        }
        page.historyCompleteFrom = sessions[0]
        try store.saveTransactions(connection: connection.id, page)
        var cash = ReportedCash()
        (cash.account, cash.amount) = ("x", amount(cents))
        update.cash = [cash]
        try store.saveHoldings(connection: connection.id, update, source: "plaid")
        try store.updateConnection(id: connection.id) { connection in
            connection.status = .active
            connection.refreshedAt = .now
        }
    }

    private static func savePrices(_ sessions: [Day], in store: Store) throws {
        try store.setPriceSources([source])
        for security in try store.heldSecurities(user: "default", includesPast: true) {
            guard let symbol = security.symbol, let number = Int(symbol.dropFirst()) else { continue }
            var mapping = SymbolMapping(security: security.id, source: source, state: .resolved, decidedAt: .now)
            (mapping.symbol, mapping.method, mapping.confidence) = (symbol, .ticker, Ratio(1))
            try store.saveMappings([mapping])
            let listing = try store.listing(symbol: symbol, source: source)
            var update = ClosesUpdate(listing: listing.number, currency: .usd, askedAt: .now)
            update.closes = sessions.enumerated().map { index, day in
                let price = Price(raw: Int128(price(of: number, on: index)) * hundredth)
                return DatedClose(day: day, price: price, isProvisional: false)
            }
            if let first = sessions.first, let last = sessions.last { update.covered = first...last }
            try store.saveCloses([update])
        }
    }

    /// In hundredths: rising, with a wave.
    private static func price(of security: Int, on session: Int) -> Int {
        5_000 + security * 37 + session * 3 + (session * (security % 7 + 1)) % 400
    }

    private static func amount(_ cents: Int) -> Amount { Amount(raw: Int128(cents) * hundredth) }

    private static let hundredth: Int128 = 10_000_000_000
}
