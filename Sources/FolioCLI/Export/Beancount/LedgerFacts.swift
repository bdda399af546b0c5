import FolioClient
import FolioModel

/// What a ledger is made of.
struct LedgerFacts: Sendable {
    var accounts: [LedgerAccount] = []
    /// Oldest first.
    var activities: [LedgerActivity] = []
    /// The first date; `nil` for all that is known.
    var from: Day?
    /// The last date; `nil` for today.
    var to: Day?
    var today = Day(number: 0)
}

/// A security as the ledger knows it.
struct LedgerAsset: Sendable, Hashable {
    /// The store's id, else the symbol or the name.
    var key: String
    var symbol: String?
    var name: String?
    var isOption = false
    /// Units of the price in one unit held: 100 for most options.
    var multiplier = 1
}

/// An account with what it holds now.
struct LedgerAccount: Sendable {
    struct Holding: Sendable {
        var asset: LedgerAsset
        var quantity: Quantity
        /// In the portfolio's base currency; `nil` where unknown.
        var costBasis: Amount?
        /// Of one unit held, in ``currency``; `nil` where unknown.
        var price: Price?
        var priceDay: Day?
        var currency: Currency
    }

    struct Cash: Sendable {
        var currency: Currency
        var amount: Amount
        /// In the base currency; `nil` where no rate is known.
        var value: Amount?
    }

    var id: String
    var name = ""
    var mask: String?
    var institution: String?
    /// Whether it may owe cash.
    var mayBorrow = false
    var base = Currency.usd
    var holdings: [Holding] = []
    var cash: [Cash] = []

    /// Makes an account that nothing is known of.
    init(id: String) { self.id = id }

    /// Reads an account of `accounts.list` and its `portfolio.positions`.
    ///
    /// - Throws: ``FolioClientError/protocolViolation(_:)`` for a figure that is none.
    init(_ account: JSONValue, holdings answer: JSONValue) throws(FolioClientError) {
        self.init(id: account["id"]?.string ?? "")
        name = account["name"]?.string ?? ""
        mask = account["mask"]?.string
        institution = account["institution"]?.string
        mayBorrow = account["subtype"]?.string == "margin"
        base = answer["totals"]?["currency"]?.string.flatMap { Currency($0) } ?? .usd
        for position in answer["positions"]?.array ?? [] { holdings.append(try Holding(position, base: base)) }
        for balance in answer["cash"]?.array ?? [] {
            let currency = try WireFigures.currency(balance, "currency")
            let amount: Amount = try WireFigures.figure(balance, "amount")
            cash.append(Cash(currency: currency, amount: amount, value: try WireFigures.optional(balance, "value")))
        }
    }
}

extension LedgerAccount.Holding {
    init(_ position: JSONValue, base: Currency) throws(FolioClientError) {
        let contract = position["option_contract"]?.isNull == false ? position["option_contract"] : nil
        asset = LedgerAsset(
            key: WireFigures.key(position),
            symbol: position["symbol"]?.string,
            name: position["name"]?.string,
            isOption: contract != nil
        )
        if let contract { asset.multiplier = contract["multiplier"]?.int ?? 100 }
        quantity = try WireFigures.figure(position, "qty")
        costBasis = try WireFigures.optional(position, "cost_basis")
        currency = try WireFigures.currency(position, "currency")
        priceDay = position["price_as_of"]?.string.flatMap { Day($0.prefix(10)) }
        price = try Self.unitPrice(position, quantity, currency == base, asset.multiplier)
    }

    /// What one unit is worth: the price, unless the value says that it is quoted otherwise, as bonds are.
    private static func unitPrice(
        _ position: JSONValue,
        _ quantity: Quantity,
        _ isBase: Bool,
        _ multiplier: Int
    ) throws(FolioClientError) -> Price? {
        let price: Price? = try WireFigures.optional(position, "current_price")
        let value: Amount? = try WireFigures.optional(position, "market_value")
        let stated = price.flatMap { try? $0.times(multiplier) }
        guard isBase, let value, !quantity.isZero else { return stated }
        if let stated, let product = try? quantity * stated, product.rounded(to: 2) == value.rounded(to: 2) {
            return stated
        }
        return (try? value.divided(by: quantity)) ?? stated
    }
}

/// One event, as `portfolio.activities` has it.
struct LedgerActivity: Sendable {
    var id = ""
    var day = Day(number: 0)
    var account = ""
    var type = TransactionType.adjustment
    /// `nil` for pure cash.
    var asset: LedgerAsset?
    /// Nothing where the units are cash.
    var quantity = Quantity.zero
    var price: Price?
    /// What cash changed by.
    var amount = Amount.zero
    /// Contained in ``amount``.
    var fees = Amount.zero
    var currency = Currency.usd
    var description: String?

    /// Makes one of nothing.
    init() {}

    /// Reads a row.
    ///
    /// - Throws: ``FolioClientError/protocolViolation(_:)`` for a figure, a date or a type that is none.
    init(_ row: JSONValue) throws(FolioClientError) {
        id = row["id"]?.string ?? ""
        guard let day = row["date"]?.string.flatMap({ Day($0) }),
            let type = row["type"]?.string.flatMap({ TransactionType(rawValue: $0) })
        else { throw .protocolViolation("the activity \(id) has no date or a type that is not known") }
        (self.day, self.type) = (day, type)
        account = row["account"]?.string ?? ""
        quantity = try WireFigures.figure(row, "qty")
        price = try WireFigures.optional(row, "price")
        amount = try WireFigures.figure(row, "amount")
        fees = try WireFigures.optional(row, "fees") ?? .zero
        currency = try WireFigures.currency(row, "currency")
        description = row["description"]?.string
        let key = WireFigures.key(row)
        guard !key.isEmpty else {
            quantity = .zero
            return
        }
        let symbol = row["symbol"]?.string
        let isOption = symbol.flatMap { OCCSymbol($0) } != nil
        asset = LedgerAsset(key: key, symbol: symbol, name: row["name"]?.string, isOption: isOption)
        if isOption { asset?.multiplier = 100 }
        if row["counts_as_cash"]?.bool == true { quantity = .zero }
    }
}

/// Members of answers, checked.
private enum WireFigures {
    static func figure<Figure: FixedPoint>(_ row: JSONValue, _ name: String) throws(FolioClientError) -> Figure {
        guard let figure = row[name]?.string.flatMap({ Figure(exactly: $0) }) else {
            throw .protocolViolation("\(name) is no figure in \(key(row))")
        }
        return figure
    }

    static func optional<Figure: FixedPoint>(_ row: JSONValue, _ name: String) throws(FolioClientError) -> Figure? {
        guard let value = row[name], !value.isNull else { return nil }
        let figure: Figure = try figure(row, name)
        return figure
    }

    static func currency(_ row: JSONValue, _ name: String) throws(FolioClientError) -> Currency {
        guard let currency = row[name]?.string.flatMap({ Currency($0) }) else {
            throw .protocolViolation("\(name) is no currency in \(key(row))")
        }
        return currency
    }

    /// What tells one security from others.
    static func key(_ row: JSONValue) -> String {
        row["asset_id"]?.string ?? row["symbol"]?.string ?? row["name"]?.string ?? ""
    }
}
