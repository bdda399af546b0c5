import FolioModel

/// Goes through the rows from the opening on and writes a transaction for each.
struct LedgerRun: Sendable {
    private(set) var books: [BookKey: LotBook] = [:]
    private(set) var transactions: [LedgerTransaction] = []
    private(set) var names: LedgerNames
    /// Accounts that have to be opened, with the commodities of those that hold few.
    private(set) var opened: [String: Set<String>] = [:]

    private let accounts: [String: LedgerAccount]

    /// Starts with nothing.
    init(_ accounts: [LedgerAccount], names: LedgerNames) {
        self.names = names
        self.accounts = Dictionary(accounts.map { ($0.id, $0) }) { one, _ in one }
    }

    // MARK: Opening

    /// Writes what there was before.
    mutating func open(
        _ account: LedgerAccount,
        lots: [(asset: LedgerAsset, lot: LotBook.Lot)],
        cash: [(currency: Currency, amount: Amount)],
        on day: Day
    ) {
        var entry = LedgerTransaction(day: day, narration: "Opening balances")
        for (asset, lot) in lots where !lot.units.isZero {
            books[BookKey(account: account.id, asset: asset.key), default: LotBook()].open(lot)
            entry.postings.append(posting(account.id, asset, lot))
        }
        for (currency, amount) in cash where !amount.isZero {
            entry.postings.append(self.cash(account.id, currency, amount))
        }
        guard !entry.postings.isEmpty else { return }
        entry.postings.append(contra(LedgerContra.opening))
        transactions.append(entry)
    }

    // MARK: Rows

    /// Trades for cash have the price that the cash says.
    private static let trades: Set<TransactionType> = [
        .buy, .sell, .short, .cover, .reinvestment, .exercise, .assignment, .expiration, .merger,
    ]
    /// Units of these come at the price that is stated.
    private static let priced: Set<TransactionType> = [
        .buy, .sell, .short, .cover, .reinvestment, .dividend, .interest,
    ]

    /// Writes a row.
    mutating func record(_ row: LedgerActivity) throws(ArithmeticOverflow) {
        guard let asset = row.asset, !row.quantity.isZero else { return recordCash(row) }
        let key = BookKey(account: row.account, asset: asset.key)
        let book = books[key] ?? LotBook()
        let held = try book.units()
        if row.type == .split, !held.isZero, try (held + row.quantity).isNegative == held.isNegative,
            try !(held + row.quantity).isZero
        {
            return try recordSplit(row, asset, key)
        }
        let (closing, opening) = try book.parts(of: row.quantity)
        guard !closing.isZero, !opening.isZero else { return try recordUnits(row, asset, key) }
        // Beancount takes one transaction for either side of nothing.
        var first = row
        first.quantity = closing
        let digits = row.currency.minorDigits
        first.amount = try row.amount.scaled(by: closing, over: row.quantity).rounded(to: digits)
        var second = row
        second.quantity = opening
        (second.amount, second.fees) = (try row.amount - first.amount, .zero)
        try recordUnits(first, asset, key)
        try recordUnits(second, asset, key)
    }

    /// Writes what is missing, that nobody can explain.
    mutating func record(
        _ missing: LedgerOpening.Missing,
        after row: LedgerActivity,
        _ assets: [String: LedgerAsset]
    )
        throws(ArithmeticOverflow)
    {
        for (key, units) in missing.units {
            guard let asset = assets[key.asset] else { continue }
            var entry = LedgerTransaction(day: row.day, narration: "Units that no record explains")
            for lot in try books[key, default: LotBook()].close(units) {
                entry.postings.append(posting(key.account, asset, lot))
            }
            entry.postings.append(contra(LedgerContra.unexplained))
            transactions.append(entry)
        }
        for (key, amount) in missing.cash {
            var entry = LedgerTransaction(day: row.day, narration: "Cash that no record explains")
            entry.postings = [
                cash(key.account, key.currency, amount), contra(LedgerContra.unexplained, -amount, key.currency),
            ]
            transactions.append(entry)
        }
    }

    private func entry(_ row: LedgerActivity, _ words: String = "") -> LedgerTransaction {
        let type = row.type.rawValue.replacing("_", with: " ")
        let name = row.asset.map { $0.symbol ?? $0.name ?? "" } ?? ""
        let title = [type.prefix(1).uppercased() + type.dropFirst(), name].filter { !$0.isEmpty }.joined(separator: " ")
        let text = [title + words, row.description ?? ""].filter { !$0.isEmpty }.joined(separator: ": ")
        return LedgerTransaction(day: row.day, narration: text, id: row.id.isEmpty ? nil : row.id)
    }

    private mutating func recordCash(_ row: LedgerActivity) {
        var entry = entry(row)
        guard !row.amount.isZero else {
            entry.narration += " (moves neither units nor cash here)"
            entry.noteAccount = cash(row.account, row.currency, .zero).account
            transactions.append(entry)
            return
        }
        entry.postings.append(cash(row.account, row.currency, row.amount))
        let gross = addFees(row, &entry)
        let account =
            switch row.type {
            // Cash in place of shares, and trades without units, are no contribution.
            case .buy, .sell, .short, .cover: "Equity:Adjustments"
            default: LedgerContra.account(row.type)
            }
        entry.postings.append(contra(account, -gross, row.currency))
        transactions.append(entry)
    }

    /// Adds what was paid for the event itself; the cash without it.
    private mutating func addFees(_ row: LedgerActivity, _ entry: inout LedgerTransaction) -> Amount {
        guard !row.fees.isZero, row.type != .fee, let gross = try? row.amount + row.fees else { return row.amount }
        entry.postings.append(contra(LedgerContra.fees, row.fees, row.currency))
        return gross
    }

    private mutating func recordSplit(
        _ row: LedgerActivity,
        _ asset: LedgerAsset,
        _ key: BookKey
    ) throws(ArithmeticOverflow) {
        var entry = entry(row)
        let (before, after) = try books[key, default: LotBook()].split(by: row.quantity)
        for var lot in before {
            lot.units = -lot.units
            entry.postings.append(posting(row.account, asset, lot))
        }
        for lot in after { entry.postings.append(posting(row.account, asset, lot)) }
        if !row.amount.isZero { entry.postings.append(cash(row.account, row.currency, row.amount)) }
        if !row.amount.isZero || before.contains(where: { $0.cost == nil }) {
            entry.postings.append(contra(LedgerContra.account(row.type)))
        }
        transactions.append(entry)
    }

    /// Writes a row whose units all end what is held, or are all new.
    private mutating func recordUnits(
        _ row: LedgerActivity,
        _ asset: LedgerAsset,
        _ key: BookKey
    ) throws(ArithmeticOverflow) {
        var entry = entry(row)
        let gross = try row.type == .fee ? row.amount : row.amount + row.fees
        let isTrade =
            Self.trades.contains(row.type) && !gross.isZero && gross.isNegative != row.quantity.isNegative
        let stated = Self.priced.contains(row.type) ? try row.price?.times(asset.multiplier) : nil
        let worth = try isTrade ? gross : stated.map { price throws(ArithmeticOverflow) in try row.quantity * price }
        let price = worth.map { UnitCost.text($0, row.quantity) }
        let isOpening = try books[key, default: LotBook()].parts(of: row.quantity).closing.isZero
        var isPlugged = !isTrade
        if isOpening {
            let cost = price.map { LotBook.Cost(text: $0, currency: row.currency, day: row.day) }
            let total = worth?.magnitude ?? .zero
            let paid = isTrade ? row.amount.magnitude : total
            let lot = LotBook.Lot(units: row.quantity, cost: cost, total: total, paid: paid)
            books[key, default: LotBook()].open(lot)
            entry.postings.append(posting(row.account, asset, lot))
        } else {
            let tag = price.map { "@ \($0) \(LedgerNames.name(row.currency))" }
            for lot in try books[key, default: LotBook()].close(row.quantity) {
                entry.postings.append(posting(row.account, asset, lot, price: tag))
                if lot.cost != nil { isPlugged = true }
            }
        }
        if !row.amount.isZero {
            entry.postings.append(cash(row.account, row.currency, row.amount))
            _ = addFees(row, &entry)
        }
        if isPlugged { addContra(row, isTrade: isTrade, isOpening: isOpening, worth: worth, &entry) }
        transactions.append(entry)
    }

    /// Adds the leg that Beancount works out.
    private mutating func addContra(
        _ row: LedgerActivity,
        isTrade: Bool,
        isOpening: Bool,
        worth: Amount?,
        _ entry: inout LedgerTransaction
    ) {
        let isSale = [.buy, .sell, .short, .cover].contains(row.type) && !isOpening
        if isSale, !isTrade, row.amount.isZero, let worth {
            // An account without cash: what is sold leaves it, what is bought comes in for it.
            let amount = worth.rounded(to: row.currency.minorDigits)
            entry.postings.append(contra(LedgerContra.contributions, -amount, row.currency))
            entry.postings.append(contra(LedgerContra.gains))
        } else {
            entry.postings.append(contra(isTrade ? LedgerContra.gains : LedgerContra.account(row.type)))
        }
    }

    // MARK: Legs

    private mutating func posting(
        _ account: String,
        _ asset: LedgerAsset,
        _ lot: LotBook.Lot,
        price: String? = nil
    ) -> LedgerPosting {
        let commodity = names.name(asset)
        let path = path(account, commodity: commodity)
        opened[path, default: []].insert(commodity)
        let cost = lot.cost.map { "{\($0.text) \(LedgerNames.name($0.currency)), \($0.day)}" }
        return LedgerPosting(account: path, amount: "\(lot.units) \(commodity)", cost: cost, price: price)
    }

    private mutating func cash(_ account: String, _ currency: Currency, _ amount: Amount) -> LedgerPosting {
        let path = path(account, commodity: "Cash")
        opened[path, default: []].insert(LedgerNames.name(currency))
        return LedgerPosting(account: path, amount: LedgerText.money(amount, currency))
    }

    private mutating func contra(
        _ account: String,
        _ amount: Amount? = nil,
        _ currency: Currency = .usd
    )
        -> LedgerPosting
    {
        if opened[account] == nil { opened[account] = [] }
        return LedgerPosting(account: account, amount: amount.map { LedgerText.money($0, currency) })
    }

    /// Where an account has so much of a commodity.
    mutating func path(_ account: String, commodity: String) -> String {
        names.path(accounts[account] ?? LedgerAccount(id: account), commodity: commodity)
    }

    /// What a security is called.
    mutating func name(_ asset: LedgerAsset) -> String { names.name(asset) }

    /// Opens what a balance is asserted of.
    mutating func assert(_ account: String, commodity: String, in path: String) {
        opened[path, default: []].insert(commodity)
    }
}
