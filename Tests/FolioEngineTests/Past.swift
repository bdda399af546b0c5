import FolioEngine
import FolioModel
import Testing

/// A history put together by hand; a text that is no figure fails the test that uses it.
struct Past {
    var facts = HistoryFacts(base: .usd)
    let frame: HistoryFrame

    /// The facts are of the last day.
    let lastDay: Day

    init(_ first: String, _ last: String) throws {
        lastDay = try #require(Day(last))
        frame = HistoryFrame(from: try #require(Day(first)), through: lastDay)
    }

    mutating func security(
        _ symbol: String,
        _ type: SecurityType = .stock,
        currency: Currency = .usd,
        change: (inout Security) -> Void = { _ in }
    ) {
        var security = Security(id: "s-" + symbol, type: type, currency: currency)
        security.symbol = symbol
        change(&security)
        facts.securities.append(security)
    }

    func index(_ symbol: String) throws -> Int {
        try #require(facts.securities.firstIndex { $0.symbol == symbol })
    }

    /// One price on every session, but for some.
    mutating func price(_ symbol: String, _ price: String, but others: [String: String?] = [:]) throws {
        var closes: [(day: Day, price: Price)] = []
        for day in frame.days {
            let text = others[day.description] ?? .some(price)
            guard let text else { continue }
            closes.append((day, try #require(Price(exactly: text))))
        }
        try add(closes, to: symbol)
    }

    /// Prices of some dates alone.
    mutating func prices(_ symbol: String, _ closes: [(String, String)]) throws {
        try add(
            closes.map { (day: try #require(Day($0)), price: try #require(Price(exactly: $1))) },
            to: symbol
        )
    }

    private mutating func add(_ closes: [(day: Day, price: Price)], to symbol: String) throws {
        let index = try index(symbol)
        let security = facts.securities[index]
        facts.prices.append(
            try PriceSeries(
                security: index,
                currency: security.currency,
                basis: security.fixedIncome?.priceBasis ?? .unit,
                source: "fmp",
                closes: closes
            )
        )
    }

    mutating func split(_ symbol: String, _ day: String, _ new: Int64, _ old: Int64) throws {
        let split = Split(security: try index(symbol), day: try #require(Day(day)), numerator: new, denominator: old)
        facts.splits.append(try #require(split))
    }

    mutating func rates(_ base: Currency, _ quote: Currency, _ rates: [(String, String)]) throws {
        let rates = try rates.map { (day: try #require(Day($0)), rate: try #require(Ratio(exactly: $1))) }
        facts.rates.append(RateSeries(base: base, quote: quote, rates: rates))
    }

    mutating func account(_ id: String, provider: String = "plaid", change: (inout AccountFacts) -> Void = { _ in }) {
        var reported = ReportedAccount()
        (reported.externalID, reported.name) = (id, id)
        let source: SourceKind = provider == "alpaca" ? .brokerage : .external
        let account = Account(
            id: id,
            connection: provider + "-1",
            provider: provider,
            source: source,
            institution: nil,
            reported: reported
        )
        var entry = AccountFacts(account: account, asOf: lastDay)
        change(&entry)
        facts.accounts.append(entry)
    }

    private func place(_ account: String) throws -> Int {
        try #require(facts.accounts.firstIndex { $0.account.id == account })
    }

    mutating func hold(_ account: String, _ symbol: String, _ quantity: String, cost: String? = nil) throws {
        let security = try index(symbol)
        let quantity = try #require(Quantity(exactly: quantity))
        var holding = HeldNow(security: security, quantity: quantity, currency: facts.securities[security].currency)
        holding.costBasis = try cost.map { try #require(Amount(exactly: $0)) }
        holding.priceBasis = facts.securities[security].fixedIncome?.priceBasis ?? .unit
        facts.accounts[try place(account)].holdings.append(holding)
    }

    mutating func cash(_ account: String, _ amount: String, _ currency: Currency = .usd) throws {
        let amount = try #require(Amount(exactly: amount))
        facts.accounts[try place(account)].cash.append(CashNow(currency: currency, amount: amount))
    }

    mutating func row(
        _ account: String,
        _ day: String,
        _ type: TransactionType,
        _ symbol: String? = nil,
        _ units: String = "0",
        cash: String = "0",
        fees: String = "0",
        price: String? = nil,
        currency: Currency = .usd
    ) throws {
        let place = try place(account)
        var row = HistoryTransaction(
            record: "r\(facts.accounts[place].transactions.count)",
            day: try #require(Day(day)),
            type: type,
            security: try symbol.map { try index($0) },
            currency: currency
        )
        row.quantityDelta = try #require(Quantity(exactly: units))
        row.cashDelta = try #require(Amount(exactly: cash))
        row.fees = try #require(Amount(exactly: fees))
        row.price = try price.map { try #require(Price(exactly: $0)) }
        facts.accounts[place].transactions.append(row)
    }

    func history() throws -> PortfolioHistory { try PortfolioHistory(facts, frame: frame) }

    /// The points of a slice.
    func points(_ change: (inout Scope) -> Void = { _ in }) throws -> HistoryResult {
        var scope = Scope()
        change(&scope)
        return try history().scoped(scope).history(HistoryWindow())
    }
}

extension HistoryResult {
    /// The values as they are printed.
    var valueTexts: [String] { values.map(\.description) }

    /// The flows as they are printed.
    var flowTexts: [String] { netFlows.map(\.description) }
}

extension DayTable {
    /// The row of a date.
    func row(on day: String) throws -> Int {
        let row = (0..<count).first { self.day($0).description == day }
        return try #require(row)
    }

    /// A figure of a date, as plain text.
    func text(_ metric: DayMetric, _ day: String) throws -> String {
        amount(metric, try row(on: day)).description
    }
}
