import FolioModel

extension SandboxWorld {
    /// Lets something happen to the world; cash and holdings follow.
    ///
    /// Throws, and changes nothing, where there is no such account, row or security, or a figure would be out of
    /// range.
    @discardableResult
    package mutating func apply(_ change: WorldChange) throws(WorldChangeError) -> RecordedChange {
        let before = self
        switch change {
        case .arrival(let key, let row):
            let index = try index(of: key)
            let entry = try newEntry(row, in: accounts[index])
            var account = accounts[index]
            account.entries.append(entry)
            try Self.inRange { () throws(ArithmeticOverflow) in try account.settle() }
            accounts[index] = account
            return RecordedChange(change: change, before: nil, after: entry)
        case .removal(let key, let pick): return try withdraw(change, key, pick) { _ throws(WorldChangeError) in nil }
        case .correction(let key, let pick, let cents, let units):
            return try withdraw(change, key, pick) { (entry) throws(WorldChangeError) in
                try before.corrected(entry, cents: cents, units: units)
            }
        case .opening(let key):
            guard let index = unlistedAccounts.firstIndex(where: { $0.key == key }) else {
                throw WorldChangeError("There is no account \"\(key)\" to be opened.")
            }
            accounts.append(unlistedAccounts.remove(at: index))
        case .closing(let key): unlistedAccounts.append(accounts.remove(at: try index(of: key)))
        case .rekeying(let key): accounts[try index(of: key)].rekeyings += 1
        }
        return RecordedChange(change: change, before: nil, after: nil)
    }

    private func index(of key: String) throws(WorldChangeError) -> Int {
        guard let index = accounts.firstIndex(where: { $0.key == key }) else {
            let known = accounts.map(\.key).joined(separator: ", ")
            throw WorldChangeError("There is no account \"\(key)\"; there are \(known).")
        }
        return index
    }

    private static func inRange<Value>(
        _ compute: () throws(ArithmeticOverflow) -> Value
    ) throws(WorldChangeError) -> Value {
        do throws(ArithmeticOverflow) {
            return try compute()
        } catch {
            throw WorldChangeError("The figures would be out of range.")
        }
    }

    // MARK: Rows that come

    private static let sizedKinds: Set<TransactionType> = [.buy, .sell, .reinvestment]
    private static let moneyKinds: Set<TransactionType> = [.dividend, .interest, .fee, .deposit, .withdrawal]

    private func newEntry(_ row: NewRow, in account: WorldAccount) throws(WorldChangeError) -> WorldEntry {
        guard row.daysAgo >= 0, let day = sessions.last(where: { $0 <= lastDay.adding(days: -row.daysAgo) }) else {
            throw WorldChangeError("The world has no session \(row.daysAgo) days ago.")
        }
        var entry = WorldEntry(row.kind, on: day)
        entry.number =
            1
            + max(
                account.entries.map(\.number).max() ?? -1,
                account.withdrawn.map(\.entry.number).max() ?? -1
            )
        entry.bookedOn = lastDay
        if let key = row.security {
            guard securities[key] != nil else { throw WorldChangeError("There is no security \"\(key)\".") }
            (entry.security, entry.heldBefore) = (key, account.quantity(of: key, on: day))
        }
        if Self.sizedKinds.contains(row.kind) {
            try size(&entry, row, isContribution: !account.reportsCash)
        } else if Self.moneyKinds.contains(row.kind) {
            guard let amount = row.amount, amount > .zero else {
                throw WorldChangeError("A \(row.kind.rawValue) needs an amount above zero.")
            }
            guard row.kind != .dividend || row.security != nil else {
                throw WorldChangeError("A dividend needs a security.")
            }
            entry.cash = row.kind == .fee || row.kind == .withdrawal ? -amount : amount
        } else {
            throw WorldChangeError("A \(row.kind.rawValue) can't be booked from outside.")
        }
        return entry
    }

    private func size(
        _ entry: inout WorldEntry,
        _ row: NewRow,
        isContribution: Bool
    ) throws(WorldChangeError) {
        guard let key = row.security, let security = securities[key], let units = row.units, units > .zero,
            let price = close(key, on: entry.day)
        else { throw WorldChangeError("A \(row.kind.rawValue) needs a security and units above zero.") }
        entry.quantity = row.kind == .sell ? -units : units
        entry.price = price
        entry.isContribution = isContribution && row.kind == .buy
        try Self.inRange { () throws(ArithmeticOverflow) in
            try entry.settleTrade(multiplier: security.multiplier)
        }
    }

    // MARK: Rows that change

    private static let correctable = sizedKinds.union(moneyKinds).union([.short, .cover])

    /// Takes a row back and puts in its place what `replace` makes of it, if anything.
    private mutating func withdraw(
        _ change: WorldChange,
        _ key: String,
        _ pick: RowPick,
        _ replace: (WorldEntry) throws(WorldChangeError) -> WorldEntry?
    ) throws(WorldChangeError) -> RecordedChange {
        let index = try index(of: key)
        let account = accounts[index]
        let (places, isExact) = try places(pick, in: account)
        for place in places {
            let before = account.entries[place]
            let after: WorldEntry?
            do throws(WorldChangeError) { after = try replace(before) } catch {
                if isExact { throw error }
                continue
            }
            var draft = account
            draft.withdrawn.append(
                WithdrawnEntry(entry: before, reason: after == nil ? .canceled : .corrected, on: lastDay)
            )
            if let after { draft.entries[place] = after } else { draft.entries.remove(at: place) }
            try Self.inRange { () throws(ArithmeticOverflow) in try draft.settle() }
            guard isExact || draft.keepsSides(of: account) else { continue }
            accounts[index] = draft
            return RecordedChange(change: change, before: before, after: after)
        }
        throw WorldChangeError("No row of the account \"\(key)\" can be changed so.")
    }

    /// Where the row may stand, the first choice first, and whether no other will do.
    private func places(
        _ pick: RowPick,
        in account: WorldAccount
    ) throws(WorldChangeError) -> (places: [Int], isExact: Bool) {
        switch pick {
        case .number(let number):
            guard let place = account.entries.firstIndex(where: { $0.number == number }) else {
                throw WorldChangeError("The account \"\(account.key)\" has no row \(number).")
            }
            return ([place], true)
        case .recent(let count, let days):
            let places = account.entries.indices.reversed().filter { place in
                let entry = account.entries[place]
                return Self.correctable.contains(entry.kind) && (account.provider != .alpaca || entry.price == nil)
                    && entry.day >= lastDay.adding(days: -days)
            }
            guard !places.isEmpty, count >= 0 else { return ([], false) }
            let start = count % places.count
            return (Array(places[start...] + places[..<start]), false)
        }
    }

    private func corrected(_ entry: WorldEntry, cents: Int, units: Int) throws(WorldChangeError) -> WorldEntry {
        var entry = entry
        let direction = entry.quantity.isNegative || (entry.price == nil && entry.cash.isNegative) ? -1 : 1
        try Self.inRange { () throws(ArithmeticOverflow) in
            if let price = entry.price {
                entry.price = try price + WorldPrices.price(cents: cents)
                entry.quantity = try entry.quantity + Quantity(units * direction)
                let multiplier = entry.security.flatMap { securities[$0]?.multiplier } ?? 1
                try entry.settleTrade(multiplier: multiplier)
            } else {
                entry.cash = try entry.cash + WorldSimulation.amount(cents: cents * direction)
            }
        }
        let isTrade = entry.price != nil
        let figure = isTrade ? entry.quantity.raw : entry.cash.raw
        guard figure.signum() == Int128(direction), entry.price.map({ $0 > .zero }) ?? true,
            cents != 0 || (isTrade && units != 0), isTrade || units == 0
        else { throw WorldChangeError("The row can't be changed by \(cents) cents and \(units) units.") }
        (entry.revision, entry.correctedOn) = (entry.revision + 1, lastDay)
        return entry
    }
}

extension WorldAccount {
    /// Whether nothing is owed that was not, nor held that was owed.
    fileprivate func keepsSides(of earlier: WorldAccount) -> Bool {
        let owed = Set(earlier.holdings.filter(\.quantity.isNegative).map(\.security))
        return holdings.allSatisfy { $0.quantity.isNegative == owed.contains($0.security) }
    }
}
