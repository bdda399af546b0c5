package import FolioModel

/// The rows of a valuation's session for accounts in which nothing has moved since the session before.
///
/// They are what ``PortfolioHistory`` has for that session, to the last digit, without a timeline: units and cash are
/// those of the day before, so all of the day is the market's. Only for accounts of one currency whose every part is
/// valued; the others need the whole way.
package struct QuietDay: Sendable {
    /// One account's row.
    package struct Entry: Sendable {
        /// Its id.
        package let account: String
        package let row: DayTable.Row
        /// As ``PortfolioHistory/holdingsHash(account:on:)`` has it.
        package let holdingsHash: Int64
    }

    /// Rows by ``Valuation/accounts``; `nil` for an account that needs the whole way.
    private var rows: [DayTable.Row?]
    private var hashes: [HoldingsHash]
    private let valuation: Valuation

    /// Adds up the parts of every account.
    ///
    /// - Throws: ``ArithmeticOverflow`` where a figure is too large to be computed exactly.
    package init(_ valuation: Valuation) throws(ArithmeticOverflow) {
        self.valuation = valuation
        rows = Array(repeating: DayTable.Row(day: valuation.session), count: valuation.accounts.count)
        hashes = Array(repeating: HoldingsHash(), count: valuation.accounts.count)
        addHashes()
        for part in valuation.contributions { try add(part) }
        for entry in valuation.cash { try add(entry) }
    }

    /// The rows of all accounts, in the order of the valuation.
    ///
    /// - Parameter before: What each was worth after the session before, in millionths, by id.
    /// - Returns: `nil` where one of them needs the whole way, or is not known before.
    package func entries(before: [String: Int64]) -> [Entry]? {
        var entries: [Entry] = []
        entries.reserveCapacity(rows.count)
        for (index, account) in valuation.accounts.enumerated() {
            guard var row = rows[index], let known = before[account.account.id] else { return nil }
            row[.marketGain] = row[.value] - Int128(known)
            entries.append(Entry(account: account.account.id, row: row, holdingsHash: hashes[index].value))
        }
        return entries
    }

    /// Notes what is held, and which accounts hold what a day can change by itself.
    private mutating func addHashes() {
        var places: [String: Int] = [:]
        for (index, account) in valuation.accounts.enumerated() { places[account.account.id] = index }
        var held: Set<String> = []
        for holding in valuation.facts.holdings {
            guard let place = places[holding.account] else { continue }
            guard let security = valuation.facts.securities[holding.security], security.type != .option,
                !security.isCurrency(holding.currency), holding.currency == valuation.base,
                holding.priceBasis == security.priceBasis, held.insert(holding.account + holding.security).inserted
            else {
                rows[place] = nil
                continue
            }
            hashes[place].add(holding.security, holding.quantity.raw)
        }
        for balance in valuation.facts.cash {
            guard let place = places[balance.account] else { continue }
            if balance.currency != valuation.base { rows[place] = nil }
            hashes[place].add(balance.currency.code, balance.amount.raw)
        }
    }

    private mutating func add(_ part: Contribution) throws(ArithmeticOverflow) {
        let place = Int(part.account)
        guard rows[place] != nil else { return }
        let quote = part.isQuoted ? valuation.pricedSecurities[Int(part.security)].quote : nil
        let isSplit = part.quantity != valuation.facts.holdings[Int(part.holding)].quantity
        guard let value = part.value, !isSplit, !part.quantity.isZero,
            quote.map({ $0.currency == valuation.base }) ?? true
        else {
            rows[place] = nil
            return
        }
        try count(value, quality: Int(part.quality), isCash: false, place)
        if let cost = part.costBasis {
            let figure = try Millionths.of(cost)
            rows[place]?[.costBasis] += figure
        } else {
            rows[place]?[.unknownCosts] += 1
        }
    }

    private mutating func add(_ entry: CashEntry) throws(ArithmeticOverflow) {
        let place = Int(entry.account)
        guard rows[place] != nil else { return }
        guard let value = entry.value, entry.currency == valuation.base else {
            rows[place] = nil
            return
        }
        if entry.amount.isZero { return }
        try count(value, quality: 100, isCash: true, place)
    }

    private mutating func count(
        _ value: Amount,
        quality: Int,
        isCash: Bool,
        _ place: Int
    ) throws(ArithmeticOverflow) {
        guard var row = rows[place] else { return }
        let figure = try Millionths.of(value)
        let size = figure < 0 ? -figure : figure
        row[.value] += figure
        row[.weight] += size
        row[.parts] += 1
        if isCash { row[.cash] += figure }
        row[.loss] += size * Int128(100 - quality)
        rows[place] = row
    }
}
