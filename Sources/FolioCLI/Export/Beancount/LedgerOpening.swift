import FolioModel

/// What is held of one security in one account.
struct BookKey: Hashable, Sendable {
    var account: String
    var asset: String
}

/// What an account has of one currency.
struct PurseKey: Hashable, Sendable {
    var account: String
    var currency: Currency
}

/// What there was before the first row, what there is after the last, and what is missing between them.
struct LedgerOpening: Sendable {
    /// Of one security or currency.
    struct Line<Figure: FixedPoint>: Sendable {
        var opening = Figure.zero
        var closing = Figure.zero
    }

    /// What nobody can explain, after one row.
    struct Missing: Sendable {
        var units: [(key: BookKey, units: Quantity)] = []
        var cash: [(key: PurseKey, amount: Amount)] = []
    }

    private(set) var books: [BookKey: Line<Quantity>] = [:]
    private(set) var purses: [PurseKey: Line<Amount>] = [:]
    /// In the order in which they are met.
    private(set) var bookOrder: [BookKey] = []
    private(set) var purseOrder: [PurseKey] = []
    /// By the row's place.
    private(set) var missing: [Int: Missing] = [:]
    /// Places of rows by what they change.
    private var bookRows: [BookKey: [Int]] = [:]
    private var purseRows: [PurseKey: [Int]] = [:]
    /// The securities that are met, by their key.
    private(set) var assets: [String: LedgerAsset] = [:]

    /// Goes back from now.
    ///
    /// - Parameters:
    ///   - accounts: With what they hold now.
    ///   - rows: In order.
    ///   - later: What came after the rows.
    /// - Throws: ``ArithmeticOverflow`` where a figure is too large to be computed exactly.
    init(_ accounts: [LedgerAccount], rows: [LedgerActivity], later: [LedgerActivity]) throws(ArithmeticOverflow) {
        for account in accounts {
            for holding in account.holdings {
                let key = BookKey(account: account.id, asset: holding.asset.key)
                meet(key, holding.asset)
                try books[key]?.closing.add(holding.quantity)
            }
            for cash in account.cash {
                let key = PurseKey(account: account.id, currency: cash.currency)
                meet(key)
                try purses[key]?.closing.add(cash.amount)
            }
        }
        for row in later {
            meet(row)
            try undo(row)
        }
        for (place, row) in rows.enumerated() { meet(row, at: place) }
        let mayBorrow = Set(accounts.filter(\.mayBorrow).map(\.id))
        for key in bookOrder { try walk(key, rows) }
        for key in purseOrder { try walk(key, rows, mayBorrow: mayBorrow.contains(key.account)) }
    }

    private mutating func meet(_ key: BookKey, _ asset: LedgerAsset) {
        if assets[asset.key] == nil { assets[asset.key] = asset }
        if books[key] == nil {
            books[key] = Line()
            bookOrder.append(key)
        }
    }

    private mutating func meet(_ key: PurseKey) {
        if purses[key] == nil {
            purses[key] = Line()
            purseOrder.append(key)
        }
    }

    private mutating func meet(_ row: LedgerActivity, at place: Int? = nil) {
        if let asset = row.asset, !row.quantity.isZero {
            let key = BookKey(account: row.account, asset: asset.key)
            meet(key, asset)
            if let place { bookRows[key, default: []].append(place) }
        }
        if !row.amount.isZero {
            let key = PurseKey(account: row.account, currency: row.currency)
            meet(key)
            if let place { purseRows[key, default: []].append(place) }
        }
    }

    private mutating func undo(_ row: LedgerActivity) throws(ArithmeticOverflow) {
        if let asset = row.asset {
            try books[BookKey(account: row.account, asset: asset.key)]?.closing.add(-row.quantity)
        }
        try purses[PurseKey(account: row.account, currency: row.currency)]?.closing.add(-row.amount)
    }

    /// Where less than nothing is impossible, what is missing stands behind the row that shows it.
    private mutating func walk(_ key: BookKey, _ rows: [LedgerActivity]) throws(ArithmeticOverflow) {
        guard let line = books[key] else { return }
        var changes: [(place: Int, change: Quantity)] = []
        var isShorted = line.closing.isNegative
        for place in bookRows[key] ?? [] {
            changes.append((place, rows[place].quantity))
            if [.short, .cover, .assignment].contains(rows[place].type) { isShorted = true }
        }
        if assets[key.asset]?.isOption == true, !isShorted {
            // Options are written; rows that come from nothing or more are whole.
            isShorted = try !OpeningWalk(end: line.closing, changes, mayBeNegative: true).opening.isNegative
        }
        let walk = try OpeningWalk(end: line.closing, changes, mayBeNegative: isShorted)
        books[key]?.opening = walk.opening
        for (place, units) in walk.missing { missing[place, default: Missing()].units.append((key, units)) }
    }

    /// Cash is judged at a day's end.
    private mutating func walk(
        _ key: PurseKey,
        _ rows: [LedgerActivity],
        mayBorrow: Bool
    ) throws(ArithmeticOverflow) {
        guard let line = purses[key] else { return }
        var days: [(place: Int, change: Amount)] = []
        var day: Day?
        for place in purseRows[key] ?? [] {
            let row = rows[place]
            if row.day == day, let last = days.last {
                days[days.count - 1] = (place, try last.change + row.amount)
            } else {
                days.append((place, row.amount))
            }
            day = row.day
        }
        let walk = try OpeningWalk(end: line.closing, days, mayBeNegative: mayBorrow || line.closing.isNegative)
        purses[key]?.opening = walk.opening
        for (place, amount) in walk.missing { missing[place, default: Missing()].cash.append((key, amount)) }
    }
}
