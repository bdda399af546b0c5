import FolioModel

/// Accounts and activities as a ledger of Beancount, whose final balances are asserted.
struct BeancountLedger: Sendable {
    private(set) var text = ""
    /// How many there are, opening balances included.
    private(set) var transactions = 0

    private let facts: LedgerFacts
    private let accounts: [LedgerAccount]
    private let rows: [LedgerActivity]
    private let opening: LedgerOpening
    /// The day before the first row.
    private let firstDay: Day
    /// The last day of the ledger; balances hold at the start of the next one.
    private let lastDay: Day

    /// Writes the ledger.
    ///
    /// - Throws: ``ArithmeticOverflow`` where a figure is too large to be computed exactly.
    init(_ facts: LedgerFacts) throws(ArithmeticOverflow) {
        self.facts = facts
        let last = facts.to ?? facts.today
        rows = Self.ordered(facts.activities.filter { $0.day <= last })
        let known = Set(facts.accounts.map(\.id))
        var unknown: [LedgerAccount] = []
        for row in facts.activities
        where !known.contains(row.account) && !unknown.contains(where: { $0.id == row.account }) {
            unknown.append(LedgerAccount(id: row.account))
        }
        accounts = facts.accounts + unknown
        opening = try LedgerOpening(accounts, rows: rows, later: facts.activities.filter { $0.day > last })
        firstDay = (facts.from ?? rows.first?.day ?? last).adding(days: -1)
        lastDay = last
        let costs = try openingCosts()
        var run = try run(costs)
        transactions = run.transactions.count
        text = write(&run)
    }

    /// By day; on a day splits come first and what comes in before what goes out, as far as lots go.
    private static func ordered(_ activities: [LedgerActivity]) -> [LedgerActivity] {
        func rank(_ row: LedgerActivity) -> Int {
            switch row.type {
            case .split: 0
            case .short: 1
            case .cover: 2
            default: row.quantity.isNegative ? 2 : 1
            }
        }
        let keyed = activities.enumerated().map { (day: $1.day, rank: rank($1), place: $0, row: $1) }
        return keyed.sorted { ($0.day, $0.rank, $0.place) < ($1.day, $1.rank, $1.place) }.map(\.row)
    }

    // MARK: What the first units cost

    /// Stands for the whole cost until that is known.
    private static let nominalCost = Amount(1_000_000)

    /// Goes through everything with the cost of the first units unknown, and gives them what is left of the cost basis
    /// that the provider states, once the units that came later have theirs.
    private func openingCosts() throws(ArithmeticOverflow) -> [BookKey: Amount] {
        guard facts.to == nil else { return [:] }
        let run = try run([:])
        var costs: [BookKey: Amount] = [:]
        for account in accounts {
            for holding in account.holdings {
                let key = BookKey(account: account.id, asset: holding.asset.key)
                guard let basis = holding.costBasis, basis.isNegative == holding.quantity.isNegative,
                    let lots = run.books[key]?.lots
                else { continue }
                let later = lots.filter { !$0.isOpening }
                guard later.allSatisfy({ $0.cost?.currency == account.base }) else { continue }
                let rest = try basis.magnitude - later.map(\.paid).sum()
                let left = try lots.filter(\.isOpening).map(\.total).sum()
                guard rest > .zero, left > .zero else { continue }
                costs[key] = try rest.scaled(by: Self.nominalCost, over: left)
            }
        }
        return costs
    }

    private func run(_ costs: [BookKey: Amount]) throws(ArithmeticOverflow) -> LedgerRun {
        let currencies = Set(opening.purseOrder.map(\.currency)).union(accounts.map(\.base)).union(rows.map(\.currency))
        var run = LedgerRun(accounts, names: LedgerNames(currencies: currencies))
        for account in accounts {
            let books = opening.bookOrder.filter { $0.account == account.id }
            let purses = opening.purseOrder.filter { $0.account == account.id }
            run.open(
                account,
                lots: books.compactMap { key in lot(key, account, costs[key]) },
                cash: purses.map { ($0.currency, opening.purses[$0]?.opening ?? .zero) },
                on: firstDay
            )
        }
        for (place, row) in rows.enumerated() {
            try run.record(row)
            if let missing = opening.missing[place] { try run.record(missing, after: row, opening.assets) }
        }
        return run
    }

    private func lot(_ key: BookKey, _ account: LedgerAccount, _ cost: Amount?) -> (LedgerAsset, LotBook.Lot)? {
        guard let asset = opening.assets[key.asset], let units = opening.books[key]?.opening, !units.isZero else {
            return nil
        }
        let total = cost ?? Self.nominalCost
        var lot = LotBook.Lot(units: units, cost: nil, total: total, paid: total, isOpening: true)
        if let cost {
            lot.cost = LotBook.Cost(text: UnitCost.text(cost, units), currency: account.base, day: firstDay)
        }
        return (asset, lot)
    }

    // MARK: Text

    private func write(_ run: inout LedgerRun) -> String {
        let balances = balances(&run)
        let prices = prices(&run)
        let entries = run.transactions.map(\.text).joined(separator: "\n")
        return header + options + commodities(&run) + opens(run) + entries + "\n" + prices + balances
    }

    private var header: String {
        """
        ; Accounts as folio knows them, \(firstDay.adding(days: 1)) to \(lastDay).
        ; Opening balances are derived from what is held now and every activity since. Units whose cost is not known
        ; are held without one. What goes first is what came first.


        """
    }

    private var options: String {
        let base = accounts.first?.base ?? .usd
        let currencies = Set(opening.purseOrder.map(\.currency) + rows.map(\.currency) + [base])
        let tolerances = currencies.sorted().map { currency in
            let half =
                currency.minorDigits == 0 ? "0.5" : "0." + String(repeating: "0", count: currency.minorDigits) + "5"
            return "option \"inferred_tolerance_default\" \"\(LedgerNames.name(currency)):\(half)\"\n"
        }
        return "option \"title\" \"folio\"\noption \"operating_currency\" \"\(LedgerNames.name(base))\"\n"
            + tolerances.joined() + "\n"
    }

    private func commodities(_ run: inout LedgerRun) -> String {
        var text = ""
        var seen: Set<String> = []
        for key in opening.bookOrder {
            guard seen.insert(key.asset).inserted, let asset = opening.assets[key.asset] else { continue }
            text += "\(firstDay) commodity \(run.name(asset))\n"
            if let name = asset.name { text += "  name: \(LedgerText.quoted(name))\n" }
            if let symbol = asset.symbol { text += "  symbol: \(LedgerText.quoted(symbol))\n" }
            text += "  folio-id: \(LedgerText.quoted(asset.key))\n"
        }
        return text.isEmpty ? "" : text + "\n"
    }

    private func opens(_ run: LedgerRun) -> String {
        let lines = run.opened.sorted { $0.key < $1.key }.map { path, commodities in
            let list = commodities.sorted().joined(separator: ", ")
            return "\(firstDay) open \(path)" + (list.isEmpty ? "" : " \(list)") + "\n"
        }
        return lines.joined() + "\n"
    }

    /// What was worth what, where the ledger goes up to now.
    private func prices(_ run: inout LedgerRun) -> String {
        guard facts.to == nil else { return "" }
        var newest: [String: (day: Day, line: String)] = [:]
        func keep(_ name: String, _ day: Day, _ line: String) {
            if newest[name].map({ $0.day >= day }) == true { return }
            newest[name] = (day, line)
        }
        for account in accounts {
            for holding in account.holdings {
                guard let price = holding.price else { continue }
                let name = run.name(holding.asset)
                let day = min(holding.priceDay ?? lastDay, lastDay)
                keep(name, day, "\(day) price \(name) \(price) \(LedgerNames.name(holding.currency))\n")
            }
            for cash in account.cash where cash.currency != account.base {
                guard let value = cash.value, let rate = try? value.ratio(to: cash.amount) else { continue }
                let name = LedgerNames.name(cash.currency)
                keep(name, lastDay, "\(lastDay) price \(name) \(rate) \(LedgerNames.name(account.base))\n")
            }
        }
        let lines = newest.sorted { $0.key < $1.key }.map(\.value.line)
        return lines.isEmpty ? "" : "\n" + lines.joined()
    }

    /// What there is in the end.
    private func balances(_ run: inout LedgerRun) -> String {
        let day = lastDay.adding(days: 1)
        var text = ""
        for key in opening.bookOrder {
            guard let asset = opening.assets[key.asset], let line = opening.books[key] else { continue }
            let name = run.name(asset)
            let path = run.path(key.account, commodity: name)
            run.assert(key.account, commodity: name, in: path)
            text += "\(day) balance \(path)  \(line.closing) \(name)\n"
        }
        for key in opening.purseOrder {
            guard let line = opening.purses[key] else { continue }
            let path = run.path(key.account, commodity: "Cash")
            run.assert(key.account, commodity: LedgerNames.name(key.currency), in: path)
            text += "\(day) balance \(path)  \(LedgerText.money(line.closing, key.currency))\n"
        }
        return text.isEmpty ? "" : "\n" + text
    }
}
