import FolioModel

/// Whose export a file is.
struct Broker: Hashable, Sendable {
    /// Begins the external ids of its accounts.
    let id: String
    /// For people.
    let title: String

    static let schwab = Broker(id: "schwab", title: "Charles Schwab")
    static let fidelity = Broker(id: "fidelity", title: "Fidelity")
    static let vanguard = Broker(id: "vanguard", title: "Vanguard")
    static let robinhood = Broker(id: "robinhood", title: "Robinhood")
    static let interactiveBrokers = Broker(id: "ibkr", title: "Interactive Brokers")
    static let etrade = Broker(id: "etrade", title: "E*TRADE")
    static let coinbase = Broker(id: "coinbase", title: "Coinbase")

    /// All that are known, in the order of docs/csv.md.
    static let all = [schwab, fidelity, vanguard, robinhood, interactiveBrokers, etrade, coinbase]
}

/// An account as a broker's file names it; no part of it holds more of a number than its last four characters.
struct BrokerAccount: Hashable, Sendable {
    /// ``ReportedAccount/externalID``.
    let id: String
    let name: String
    var mask: String?
    var institution: String?
    /// The account's own currency, where the file says it.
    var currency: Currency?

    /// Characters of a number that may be shown.
    static let maskLength = 4

    /// The account of that number: its id is a hash, the same whichever file names it.
    init(_ broker: Broker, number: String, name: String? = nil) {
        let code = number.uppercased().filter { $0.isLetter || $0.isNumber }
        let mask = String(code.suffix(Self.maskLength))
        id = broker.id + ":" + RowFingerprint(of: [broker.id, code]).text.prefix(16)
        self.name = name ?? broker.title + " " + mask
        (self.mask, institution) = (mask, broker.title)
    }

    /// The account known by its last characters alone.
    init(_ broker: Broker, lastCharacters mask: String) {
        (id, name) = (broker.id + ":" + mask.lowercased(), broker.title + " " + mask)
        (self.mask, institution) = (mask, broker.title)
    }

    /// The account known by a label such as `Individual ...000`, whose last digits are the number's.
    init(_ broker: Broker, label: String) {
        (id, name, institution) = (broker.id + ":" + label.lowercased(), label, broker.title)
        let digits = label.reversed().prefix { $0.isNumber }.reversed()
        mask = (2...Self.maskLength).contains(digits.count) ? String(digits) : nil
    }

    /// The one account of a broker whose files name none.
    init(_ broker: Broker) { (id, name, institution) = (broker.id, broker.title, broker.title) }

    /// The account of that name, which is also its id, as in folio's own layout.
    init(named name: String) { (id, self.name) = (name, name) }
}
