import FolioAdapterKit
import FolioModel
import FolioStore

/// Collects what changes between what a connection said and what it says now.
struct ImportComparison {
    private(set) var changes = ImportChanges()

    private let limit = ImportLimits.samples
    private var names: [String: String] = [:]
    private let security: (String) throws -> ReportedSecurity?

    /// Takes what tells a security by the provider's id.
    init(security: @escaping (String) throws -> ReportedSecurity?) { self.security = security }

    // MARK: Accounts

    /// Calls accounts by their names; those of one name by the ends of their numbers, too.
    private mutating func nameAccounts(_ accounts: [ReportedAccount]) {
        let byID = Dictionary(accounts.map { ($0.externalID, $0) }, uniquingKeysWith: { $1 })
        let counts = Dictionary(byID.values.map { ($0.name, 1) }, uniquingKeysWith: +)
        for (id, account) in byID {
            let isShared = counts[account.name, default: 0] > 1
            names[id] = isShared ? account.name + (account.mask.map { " · " + $0 } ?? "") : account.name
        }
    }

    /// Compares accounts; those that are missing are gone where the answer is complete.
    ///
    /// - Returns: External ids of the accounts that are gone.
    mutating func compareAccounts(
        _ before: [ReportedAccount],
        _ after: [ReportedAccount],
        isComplete: Bool
    ) -> Set<String> {
        nameAccounts(before + after)
        let old = Dictionary(before.map { ($0.externalID, $0) }, uniquingKeysWith: { $1 })
        let new = Dictionary(after.map { ($0.externalID, $0) }, uniquingKeysWith: { $1 })
        let gone = isComplete ? Set(old.keys).subtracting(new.keys) : []
        for id in Set(new.keys).union(gone).sorted() {
            let change = Self.change(old[id], new[id])
            changes.accounts.count(change)
            guard let change, changes.accountRows.count(where: { $0.change == change }) < limit else { continue }
            var row = ImportAccountRow()
            (row.change, row.name) = (change, names[id] ?? id)
            (row.asOfBefore, row.asOf) = (old[id]?.balances.asOf, new[id]?.balances.asOf)
            changes.accountRows.append(row)
        }
        changes.accounts.unchanged += isComplete ? 0 : Set(old.keys).subtracting(new.keys).count
        return gone
    }

    private static func change<Value: Equatable>(_ before: Value?, _ after: Value?) -> ChangeKind? {
        switch (before, after) {
        case (nil, nil): nil
        case (nil, _): .added
        case (_, nil): .removed
        case (let before?, let after?): before == after ? nil : .changed
        }
    }

    // MARK: Holdings

    private struct HoldingKey: Hashable, Comparable {
        let account: String
        let security: String
        let side: PositionSide
        let currency: Currency

        static func < (left: Self, right: Self) -> Bool {
            (left.account, left.security, left.side.rawValue, left.currency)
                < (right.account, right.security, right.side.rawValue, right.currency)
        }
    }

    /// Compares holdings; those that are missing are gone where the answer is complete.
    mutating func compareHoldings(
        _ before: [ReportedHolding],
        _ after: [ReportedHolding],
        isComplete: Bool
    ) throws {
        func keyed(_ rows: [ReportedHolding]) -> [HoldingKey: ReportedHolding] {
            Dictionary(
                rows.map { row in
                    let (side, currency) = (row.side, row.currency)
                    return (
                        HoldingKey(account: row.account, security: row.security, side: side, currency: currency), row
                    )
                },
                uniquingKeysWith: { $1 }
            )
        }
        let (old, new) = (keyed(before), keyed(after))
        for key in Set(new.keys).union(isComplete ? Set(old.keys) : []).sorted() {
            let change = Self.change(old[key], new[key])
            changes.holdings.count(change)
            guard let change, hasRoom(for: change, isCash: false) else { continue }
            let said = try security(key.security)
            var row = ImportHoldingRow()
            (row.change, row.account, row.currency) = (change, names[key.account] ?? key.account, key.currency)
            (row.symbol, row.name) = (said?.ticker ?? said?.isin ?? said?.cusip ?? key.security, said?.name)
            row.quantityBefore = old[key].map { Amount(raw: $0.quantity.raw) }
            row.quantity = new[key].map { Amount(raw: $0.quantity.raw) }
            changes.holdingRows.append(row)
        }
        if !isComplete { changes.holdings.unchanged += Set(old.keys).subtracting(new.keys).count }
    }

    /// Compares balances likewise.
    mutating func compareCash(_ before: [ReportedCash], _ after: [ReportedCash], isComplete: Bool) {
        func keyed(_ rows: [ReportedCash]) -> [String: ReportedCash] {
            Dictionary(rows.map { ($0.account + "\u{0}" + $0.currency.code, $0) }, uniquingKeysWith: { $1 })
        }
        let (old, new) = (keyed(before), keyed(after))
        for key in Set(new.keys).union(isComplete ? Set(old.keys) : []).sorted() {
            let change = Self.change(old[key], new[key])
            changes.cash.count(change)
            guard let change, hasRoom(for: change, isCash: true), let balance = new[key] ?? old[key] else { continue }
            var row = ImportHoldingRow()
            (row.change, row.account) = (change, names[balance.account] ?? balance.account)
            row.currency = balance.currency
            (row.quantityBefore, row.quantity) = (old[key]?.amount, new[key]?.amount)
            changes.holdingRows.append(row)
        }
        if !isComplete { changes.cash.unchanged += Set(old.keys).subtracting(new.keys).count }
    }

    private func hasRoom(for change: ChangeKind, isCash: Bool) -> Bool {
        changes.holdingRows.count { $0.change == change && ($0.symbol == nil) == isCash } < limit
    }

    // MARK: Transactions

    /// Takes over what became of transactions.
    mutating func take(_ tally: PassTally) throws {
        let outcome = tally.outcome
        changes.transactions.added = outcome.added
        changes.transactions.changed = outcome.corrected
        changes.transactions.removed = outcome.removed
        changes.transactions.unchanged = outcome.unchanged
        let samples = tally.samples
        changes.transactionRows = try (samples.added + samples.corrected + samples.removed).map(row)
    }

    /// A transaction for people.
    func row(_ change: TransactionChange) throws -> ImportTransactionRow {
        var row = ImportTransactionRow()
        guard let record = change.after ?? change.before else { return row }
        row.change = change.before == nil ? .added : change.after == nil ? .removed : .changed
        (row.date, row.type, row.currency) = (record.date, record.type, record.currency)
        row.account = names[record.account] ?? record.account
        if let id = record.security {
            let said = try security(id)
            (row.symbol, row.name) = (said?.ticker ?? said?.isin ?? said?.cusip, said?.name)
        }
        row.quantity = record.quantityDelta.isZero ? nil : record.quantityDelta
        row.amount = record.cashDelta
        row.description = record.description
        if let before = change.before, let after = change.after { row.differences = Self.differences(before, after) }
        return row
    }

    /// Each field that differs, with what it was.
    private static func differences(_ before: ReportedTransaction, _ after: ReportedTransaction) -> [String] {
        var list: [String] = []
        func add(_ name: String, _ old: some Equatable & CustomStringConvertible, _ isSame: Bool) {
            if !isSame { list.append("\(name) was \(old.description.isEmpty ? "empty" : old.description)") }
        }
        add("date", before.date, before.date == after.date)
        add("account", before.account, before.account == after.account)
        add("type", before.type.rawValue, before.type == after.type)
        add("security", before.security ?? "", before.security == after.security)
        add("quantity", before.quantityDelta, before.quantityDelta == after.quantityDelta)
        add("price", before.price?.description ?? "", before.price == after.price)
        add("amount", before.cashDelta, before.cashDelta == after.cashDelta)
        add("fees", before.fees?.description ?? "", before.fees == after.fees)
        add("currency", before.currency, before.currency == after.currency)
        add("description", before.description ?? "", before.description == after.description)
        let isSameRest =
            before.occurredAt == after.occurredAt && before.subtype == after.subtype && before.group == after.group
        add("details", "others", isSameRest)
        return list
    }
}

extension ChangeCounts {
    fileprivate mutating func count(_ change: ChangeKind?) {
        switch change {
        case nil: unchanged += 1
        case .added: added += 1
        case .changed: changed += 1
        case .removed: removed += 1
        }
    }
}
