import FolioModel

/// The identifiers by which rows of several files mean the same security.
struct SecurityIdentifiers: Hashable, Sendable {
    let isin: String?
    let cusip: String?
    let symbol: String?
    let currency: Currency

    /// Takes a row's.
    init(_ security: ReportedSecurity) {
        (isin, cusip, symbol) = (security.isin, security.cusip, security.ticker)
        currency = security.currency
    }

    /// What a statement may be found by, the strongest first.
    var keys: [Key] {
        [isin.map(Key.isin), cusip.map(Key.cusip), symbol.map { Key.symbol($0, currency) }].compactMap { $0 }
    }

    /// One identifier.
    enum Key: Hashable, Sendable {
        case isin(String)
        case cusip(String)
        /// Unlike the others, several securities may go by the same one.
        case symbol(String, Currency)
    }

    /// The same for the same identifiers, different for others.
    var text: String { [isin ?? "", cusip ?? "", symbol ?? "", currency.code].joined(separator: "\u{0}") }

    /// Whether neither ISIN nor CUSIP tell the two apart.
    func agree(with other: SecurityIdentifiers) -> Bool {
        (isin == nil || other.isin == nil || isin == other.isin)
            && (cusip == nil || other.cusip == nil || cusip == other.cusip)
    }
}

/// What a row that states its security's type says of it.
struct SecurityStatement: Hashable, Sendable {
    let identifiers: SecurityIdentifiers
    let type: SecurityType
    let option: OptionContract?
    let fixedIncome: FixedIncome?
    let name: String?
    /// Of a holding; `nil` for a transaction.
    let asOf: Timestamp?

    /// Takes a row's description.
    init(_ security: ReportedSecurity, asOf: Timestamp?) {
        (identifiers, self.asOf) = (SecurityIdentifiers(security), asOf)
        (type, option, fixedIncome, name) = (security.type, security.option, security.fixedIncome, security.name)
    }
}

/// What the rows of a file state of securities, by each of their identifiers.
struct SecurityStatements: Hashable, Sendable {
    /// Identifiers remembered of one file; by further ones a security is known only as each row itself describes it.
    static let maximumCount = 10_000

    /// What is known by one identifier.
    struct Entry: Hashable, Sendable {
        /// The newest statement.
        private(set) var statement: SecurityStatement
        /// Whether securities of several classes go by it, so that it does not tell which is meant.
        private(set) var isAmbiguous = false

        init(_ statement: SecurityStatement) { self.statement = statement }

        /// Takes in what another row or file states; of two as new as each other the later one counts.
        mutating func join(_ other: Entry, by key: SecurityIdentifiers.Key) {
            if case .symbol = key, statement.type.identityClass != other.statement.type.identityClass {
                isAmbiguous = true
            }
            isAmbiguous = isAmbiguous || other.isAmbiguous
            guard let asOf = statement.asOf, let otherAsOf = other.statement.asOf, otherAsOf < asOf else {
                statement = other.statement
                return
            }
        }
    }

    private var entries: [SecurityIdentifiers.Key: Entry] = [:]

    /// Remembers what a row states; a type of `other` says nothing.
    mutating func add(_ statement: SecurityStatement) {
        guard statement.type != .other else { return }
        for key in statement.identifiers.keys {
            if entries[key] != nil {
                entries[key]?.join(Entry(statement), by: key)
            } else if entries.count < Self.maximumCount {
                entries[key] = Entry(statement)
            }
        }
    }

    subscript(key: SecurityIdentifiers.Key) -> Entry? { entries[key] }
}

extension FolderSurvey {
    /// What the files state of a security: those of holdings before those of transactions; `nil` where none does.
    func statement(of security: SecurityIdentifiers) -> SecurityStatement? {
        for hasHoldings in [true, false] {
            for key in security.keys {
                let found = files.lazy.filter { $0.statements.isEmpty != hasHoldings }.compactMap { $0.securities[key] }
                    .reduce(nil as SecurityStatements.Entry?) { joined, entry in
                        guard var joined else { return entry }
                        joined.join(entry, by: key)
                        return joined
                    }
                guard let found else { continue }
                if !found.isAmbiguous, found.statement.identifiers.agree(with: security) { return found.statement }
            }
        }
        return nil
    }

    /// A row's security with what the files state of it; its identifiers and external id stay the row's own.
    func described(_ security: ReportedSecurity) -> ReportedSecurity {
        guard let statement = statement(of: SecurityIdentifiers(security)) else { return security }
        var security = security
        (security.type, security.fixedIncome) = (statement.type, statement.fixedIncome)
        security.option = security.option ?? statement.option
        security.name = statement.name ?? security.name
        security.isCashEquivalent = statement.type == .moneyMarketFund
        return security
    }
}
