import FolioModel

extension PlaidRecords {
    /// An entry as a row of `/investments/transactions/get`.
    struct Row: Sendable {
        /// Which part of the entry it is.
        enum Part: Int, Sendable {
            case whole, unitsOut, unitsIn, cancellation
        }

        let account: String
        let entry: WorldEntry
        let part: Part

        /// The posting date, by which rows are ordered and asked for.
        let date: Day

        /// Where it stands: later rows have a greater place.
        var place: Place { Place(date: date, account: account, number: entry.number, part: part.rawValue) }

        struct Place: Comparable {
            let date: Day
            let account: String
            let number: Int
            let part: Int

            static func < (left: Place, right: Place) -> Bool {
                (left.date, left.account, left.number, left.part) < (
                    right.date, right.account, right.number, right.part
                )
            }
        }
    }

    static func rows(of account: WorldAccount, _ dialect: SandboxDialect.Plaid) -> [Row] {
        func row(_ entry: WorldEntry, _ part: Row.Part = .whole, on date: Day? = nil) -> Row {
            let settles = dialect.times == .instants && entry.price != nil
            let posted = settles ? ExchangeCalendar.nextSession(after: entry.day) : entry.day
            return Row(account: account.key, entry: entry, part: part, date: date ?? posted)
        }
        let rows = account.shownEntries.flatMap { entry in
            entry.kind == .split && dialect.splits == .both
                ? [row(entry, .unitsOut), row(entry, .unitsIn)] : [row(entry)]
        }
        guard dialect.removals == .cancelRow else { return rows }
        return rows
            + account.withdrawn.filter { $0.reason == .canceled }.flatMap { withdrawn in
                [row(withdrawn.entry), row(withdrawn.entry, .cancellation, on: withdrawn.on)]
            }
    }

    /// The security of a row: interest is paid on the cash security, deposits name none.
    func securityKey(_ entry: WorldEntry) -> String? {
        entry.security ?? (entry.kind == .interest && dialect.cash != .balance ? Self.cashKey : nil)
    }

    private func id(_ row: Row, _ item: PlaidState.Item, part: Row.Part? = nil) -> String {
        var name = "transaction \(item.ordinal) \(row.account) \(row.entry.number)"
        if dialect.corrections == .newID, row.entry.revision > 0 { name += " revision \(row.entry.revision)" }
        if let part = part ?? row.part as Row.Part?, part != .whole { name += " part \(part.rawValue)" }
        return world.identifiers.plaid(name)
    }

    func transaction(_ row: Row, _ item: PlaidState.Item) -> JSONValue {
        let entry = row.entry
        let isCancellation = row.part == .cancellation
        let words = Self.words(entry, isRetirement: row.account == "ira")
        let named = entry.security.flatMap { world.securities[$0]?.name }
        let amount = dialect.fees == .outside ? Amount(raw: -(entry.cash.raw + entry.fees.raw)) : -entry.cash
        return [
            "account_id": .string(accountID(row.account, item)),
            "amount": .figure(isCancellation ? -amount : amount),
            "cancel_transaction_id": isCancellation ? .string(id(row, item, part: .whole)) : .null,
            "date": .string(row.date.description), "transaction_datetime": instant(row), "fees": .figure(entry.fees),
            "investment_transaction_id": .string(id(row, item)), "iso_currency_code": "USD",
            "name": .string([words.name, named].compactMap { $0 }.joined(separator: " ")),
            "price": .figure(entry.price ?? .zero), "quantity": .figure(quantity(row)),
            "security_id": securityKey(entry).map { .string(securityID($0)) } ?? .null,
            "subtype": .string(words.subtype), "type": isCancellation ? "cancel" : .string(words.type),
            "unofficial_currency_code": .null,
        ]
    }

    private func quantity(_ row: Row) -> Quantity {
        let entry = row.entry
        guard let key = entry.security else { return .zero }
        switch row.part {
        case .unitsOut: return -units(entry.heldBefore, of: key)
        case .unitsIn: return units(Quantity(raw: entry.heldBefore.raw + entry.quantity.raw), of: key)
        case .cancellation: return -units(entry.quantity, of: key)
        case .whole: return entry.kind == .split && dialect.splits == .none ? .zero : units(entry.quantity, of: key)
        }
    }

    private func instant(_ row: Row) -> JSONValue {
        guard dialect.times == .instants, row.entry.price != nil, row.part == .whole else { return .null }
        return .string(AlpacaRecords.newYork(row.entry.day, seconds: 10 * 3600 + row.entry.number % 1800).description)
    }

    private static func words(
        _ entry: WorldEntry,
        isRetirement: Bool
    ) -> (type: String, subtype: String, name: String) {
        switch entry.kind {
        case .buy where entry.isContribution: ("buy", "contribution", "CONTRIBUTION")
        case .buy: ("buy", "buy", "BUY")
        case .sell: ("sell", "sell", "SELL")
        case .short: ("sell", "sell short", "SELL SHORT")
        case .cover: ("buy", "buy to cover", "BUY TO COVER")
        case .dividend: ("cash", "dividend", "DIVIDEND RECEIVED")
        case .reinvestment: ("buy", "dividend reinvestment", "DIVIDEND REINVESTMENT")
        case .interest: ("cash", "interest", "INTEREST")
        case .fee: ("fee", "account fee", "ACCOUNT FEE")
        case .deposit: ("cash", isRetirement ? "contribution" : "deposit", isRetirement ? "CONTRIBUTION" : "DEPOSIT")
        case .withdrawal: ("cash", "withdrawal", "WITHDRAWAL")
        case .split: ("transfer", "split", "STOCK SPLIT")
        case .expiration: ("transfer", "expire", "EXPIRED")
        case .transferIn, .transferOut: ("transfer", "transfer", "TRANSFER OF ASSETS")
        case .exercise: (leg(entry), "exercise", "EXERCISE")
        case .assignment: (leg(entry), "assignment", "ASSIGNMENT")
        case .spinOff: ("transfer", "spin off", "SPIN OFF")
        case .merger: ("transfer", "merger", "MERGER")
        case .tax: ("cash", "tax", "TAX")
        case .returnOfCapital: ("fee", "return of principal", "RETURN OF CAPITAL")
        case .adjustment: ("transfer", "adjustment", "ADJUSTMENT")
        }
    }

    /// The type of a row by which an option ends: a trade of the shares, a transfer of the contracts.
    private static func leg(_ entry: WorldEntry) -> String {
        entry.price == nil ? "transfer" : entry.quantity.isNegative ? "sell" : "buy"
    }
}
