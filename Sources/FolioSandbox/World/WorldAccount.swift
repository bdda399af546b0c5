package import FolioModel

/// An account of the world with all that happened in it and where that led.
package struct WorldAccount: Sendable {
    /// Who reports the account.
    package enum Provider: String, Sendable {
        case plaid, alpaca, csv
    }

    /// The world's own name for it, unique.
    package let key: String

    /// Who reports it.
    package let provider: Provider

    /// The name people see.
    package let name: String

    /// The kind in Plaid's words: `brokerage`, `ira`, `401k`.
    package let subtype: String

    /// The last digits of its number.
    package let mask: String

    /// Whether cash is reported at all.
    package let reportsCash: Bool

    /// What happened, oldest first.
    package internal(set) var entries: [WorldEntry]

    /// The first day of which the provider shows entries.
    package let shownFrom: Day

    /// Entries that do not count any more, in the order in which they were withdrawn.
    package internal(set) var withdrawn: [WithdrawnEntry] = []

    /// Cash at the end; zero in an account that reports none.
    package internal(set) var cash: Amount

    /// What is held at the end, in order of the securities' keys.
    package internal(set) var holdings: [WorldHolding]

    /// How often the provider has given the account another id.
    package internal(set) var rekeyings = 0
}

/// An entry that was taken back, as it stood before.
package struct WithdrawnEntry: Hashable, Sendable {
    /// Why an entry does not count any more.
    package enum Reason: Hashable, Sendable {
        /// It should never have been there.
        case canceled
        /// A corrected one of the same number took its place.
        case corrected
    }

    /// The entry as it stood.
    package let entry: WorldEntry

    /// Why it does not count.
    package let reason: Reason

    /// The session on which it was withdrawn.
    package let on: Day
}

extension WorldAccount {
    /// The accounts everybody sees from the start.
    static func listed(
        options: WorldOptions,
        simulation: inout WorldSimulation
    ) throws(ArithmeticOverflow) -> [WorldAccount] {
        [
            try simulation.run(
                Profile("brokerage", .plaid, "Platypus Brokerage", "brokerage", mask: "1001", commissionCents: 495),
                events: WorldPlans.brokerage(options),
                reinvesting: ["VTI"]
            ),
            try simulation.run(
                Profile("ira", .plaid, "Platypus IRA", "ira", mask: "2002"),
                events: WorldPlans.retirement,
                reinvesting: ["SPAXX", "VOO"]
            ),
            try simulation.run(
                Profile("401k", .plaid, "Platypus 401k", "401k", mask: "3003", reportsCash: false),
                events: WorldPlans.workplace,
                reinvesting: ["VFIAX"]
            ),
            try simulation.run(
                Profile("margin", .alpaca, "Alpaca Trading", "brokerage", mask: "4004", canBorrow: true),
                events: WorldPlans.margin(options)
            ),
            try simulation.run(
                Profile("files", .csv, "Harbor Investments", "brokerage", mask: "5005"),
                events: WorldPlans.fileOnly,
                reinvesting: ["SCHD"]
            ),
        ]
    }

    /// The accounts that wait to be opened, and the second customer of the Alpaca firm.
    static func unlisted(simulation: inout WorldSimulation) throws(ArithmeticOverflow) -> [WorldAccount] {
        [
            try simulation.run(
                Profile("roth", .plaid, "Platypus Roth IRA", "roth", mask: "6006"),
                events: WorldPlans.roth
            ),
            try simulation.run(
                Profile("leveraged", .plaid, "Platypus Margin", "brokerage", mask: "7007", canBorrow: true),
                events: WorldPlans.leveraged
            ),
            try simulation.run(
                Profile("second", .alpaca, "Alpaca Second", "brokerage", mask: "8008"),
                events: WorldPlans.second
            ),
        ]
    }

    /// What is said of an account before anything happens in it.
    struct Profile {
        let key: String
        let provider: Provider
        let name: String
        let subtype: String
        let mask: String
        let commissionCents: Int
        let reportsCash: Bool
        let canBorrow: Bool

        init(
            _ key: String,
            _ provider: Provider,
            _ name: String,
            _ subtype: String,
            mask: String,
            commissionCents: Int = 0,
            reportsCash: Bool = true,
            canBorrow: Bool = false
        ) {
            (self.key, self.provider, self.name, self.subtype, self.mask) = (key, provider, name, subtype, mask)
            (self.commissionCents, self.reportsCash, self.canBorrow) = (commissionCents, reportsCash, canBorrow)
        }
    }

    init(_ profile: Profile, _ ledger: WorldLedger, shownFrom: Day) {
        self.shownFrom = shownFrom
        (key, provider, name) = (profile.key, profile.provider, profile.name)
        (subtype, mask, reportsCash) = (profile.subtype, profile.mask, profile.reportsCash)
        (entries, cash) = (ledger.entries, ledger.cash)
        holdings = Self.sorted(ledger)
    }

    /// Works out cash and holdings from the entries, after these have changed.
    mutating func settle() throws(ArithmeticOverflow) {
        entries.sort { ($0.day, $0.number) < ($1.day, $1.number) }
        let ledger = try WorldLedger(replaying: entries, reportsCash: reportsCash)
        cash = ledger.cash
        holdings = Self.sorted(ledger)
    }

    private static func sorted(_ ledger: WorldLedger) -> [WorldHolding] {
        ledger.holdings.values.sorted { $0.security < $1.security }
    }

    /// The entries that its provider shows, oldest first.
    var shownEntries: ArraySlice<WorldEntry> {
        entries[(entries.firstIndex { $0.day >= shownFrom } ?? entries.count)...]
    }

    /// Units held after that day's entries.
    package func quantity(of security: String, on day: Day) -> Quantity {
        Quantity(raw: entries.reduce(0) { $0 + ($1.security == security && $1.day <= day ? $1.quantity.raw : 0) })
    }
}
