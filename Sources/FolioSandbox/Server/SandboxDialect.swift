package import FolioModel

/// How the vendors word what their documentation leaves open; the truth behind it is the same in every dialect.
///
/// The first word of each is the default: the documented reading, or the likelier one.
package struct SandboxDialect: Hashable, Sendable {
    /// How the Plaid institution reports.
    package var plaid = Plaid()

    /// How Alpaca does.
    package var alpaca = Alpaca()

    /// How FMP does.
    package var fmp = FMP()

    /// The documented readings.
    package init() {}
}

extension SandboxDialect {
    /// What Plaid's documentation leaves open.
    package struct Plaid: Hashable, Sendable {
        /// How cash is told.
        package enum Cash: String, WireEnum {
            /// A holding of a security with the ticker `USD`, beside `balances.available`.
            case holding
            /// The same with the ticker `CUR:USD`.
            case currency
            /// The same without ticker.
            case untickered
            /// `balances.available` alone.
            case balance
        }

        /// What the quantity of an option counts.
        package enum Options: String, WireEnum {
            /// Shares of the underlying: contracts × 100.
            case units
            /// Contracts, at a price per share.
            case contracts
        }

        /// Whether the amount of a trade has its fees in it.
        package enum Fees: String, WireEnum { case inside, outside }

        /// What stands in the row of a split.
        package enum Splits: String, WireEnum {
            /// The units that came.
            case added
            /// No units.
            case none
            /// Two rows: all units out, all units in.
            case both
        }

        /// How a short position shows.
        package enum Shorts: String, WireEnum {
            /// Quantity, value and cost are negative.
            case negative
            /// They are positive, and `tax_lots` say `SHORT`.
            case lots
        }

        /// How borrowed cash shows.
        package enum Margin: String, WireEnum {
            /// As negative cash.
            case cash
            /// As negative cash, and in `margin_loan_amount`.
            case both
            /// In `margin_loan_amount` alone.
            case loan
        }

        /// Whether the row of an `end_date` is within.
        package enum Dates: String, WireEnum { case inclusive, exclusive }

        /// What `cost_basis` is.
        package enum Cost: String, WireEnum { case total, unit, unknown }

        /// Which securities have CUSIP and ISIN.
        package enum Identifiers: String, WireEnum { case some, none, all }

        /// Whether a corrected row keeps its id.
        package enum Corrections: String, WireEnum {
            case sameID = "same_id"
            case newID = "new_id"
        }

        /// What becomes of a row that is removed.
        package enum Removals: String, WireEnum {
            /// It is gone.
            case vanish
            /// It stays, and a row of type `cancel` names it.
            case cancelRow = "cancel_row"
        }

        /// Whether trades have a time, and then the date of their settlement beside it.
        package enum Times: String, WireEnum { case dates, instants }

        /// What a removed item's token is answered with.
        package enum Removed: String, WireEnum {
            case invalidToken = "invalid_token"
            case notFound = "not_found"
        }

        /// Which of the documented limits a minute are kept.
        package enum Limits: String, WireEnum { case none, sandbox, production }

        /// Whether there are members that the documentation of 2026-06 does not have.
        package enum Members: String, WireEnum { case documented, newer }

        package var cash = Cash.holding
        package var options = Options.units
        package var fees = Fees.inside
        package var splits = Splits.added
        package var shorts = Shorts.negative
        package var margin = Margin.cash
        package var dates = Dates.inclusive
        package var cost = Cost.total
        package var identifiers = Identifiers.some
        package var corrections = Corrections.sameID
        package var removals = Removals.vanish
        package var times = Times.dates
        package var removed = Removed.invalidToken
        package var limits = Limits.none
        package var members = Members.documented
    }

    /// What Alpaca's documentation leaves open.
    package struct Alpaca: Hashable, Sendable {
        /// How a corrected activity shows.
        package enum Corrections: String, WireEnum {
            /// As the same row with the status `correct`.
            case inPlace = "in_place"
            /// As the old row with the status `canceled`, and a new one with the status `correct`.
            case newRow = "new_row"
        }

        /// The sign of a short position's `cost_basis`.
        package enum ShortBasis: String, WireEnum { case negative, positive }

        /// Whether an option's `market_value` has the multiplier in it.
        package enum Options: String, WireEnum { case contracts, shares }

        /// The rows of a split.
        package enum Splits: String, WireEnum {
            /// All units out, then all units in.
            case pair
            /// The other way round.
            case reversed
            /// One row without units.
            case none
        }

        /// What the stamps of the portfolio's history count.
        package enum Stamps: String, WireEnum { case seconds, milliseconds }

        /// Requests a minute that are answered.
        package enum Limit: String, WireEnum {
            case thousand = "1000"
            case twoHundred = "200"

            /// The number.
            var requests: Int { self == .thousand ? 1000 : 200 }
        }

        /// Where the rate headers are.
        package enum RateHeaders: String, WireEnum { case all, data }

        /// Whether activities have the names of 2026 or those of 2022.
        package enum Names: String, WireEnum { case new, old }

        /// Whether activities have `description` and `price`, which only live rows are known to have.
        package enum Extras: String, WireEnum { case none, live }

        package var corrections = Corrections.inPlace
        package var shortBasis = ShortBasis.negative
        package var options = Options.contracts
        package var splits = Splits.pair
        package var stamps = Stamps.seconds
        package var limit = Limit.thousand
        package var rateHeaders = RateHeaders.all
        package var names = Names.new
        package var extras = Extras.none
    }

    /// What FMP's documentation leaves open.
    package struct FMP: Hashable, Sendable {
        /// What an unknown symbol is answered with.
        package enum Unknown: String, WireEnum {
            /// An empty list.
            case empty
            /// 402, as on the free plan.
            case premium
        }

        /// The HTTP status of errors.
        package enum Errors: String, WireEnum {
            case status
            /// 200, whatever the error.
            case ok
        }

        package var unknown = Unknown.empty
        package var errors = Errors.status
    }
}

extension SandboxDialect {
    /// A thing that can be worded in several ways.
    package struct Setting: Sendable {
        /// Its name: `plaid.cash`.
        package let key: String

        /// The words it takes, the default first.
        package let words: [String]

        fileprivate let set: @Sendable (inout SandboxDialect, String) -> Void

        fileprivate init<Word: WireEnum>(_ key: String, _ path: any WritableKeyPath<SandboxDialect, Word> & Sendable) {
            self.key = key
            words = Word.allCases.map(\.rawValue)
            set = { dialect, word in
                if let word = Word(rawValue: word) { dialect[keyPath: path] = word }
            }
        }
    }

    /// Everything that can be set.
    package static let settings: [Setting] = [
        Setting("plaid.cash", \.plaid.cash), Setting("plaid.options", \.plaid.options),
        Setting("plaid.fees", \.plaid.fees), Setting("plaid.splits", \.plaid.splits),
        Setting("plaid.shorts", \.plaid.shorts), Setting("plaid.margin", \.plaid.margin),
        Setting("plaid.dates", \.plaid.dates), Setting("plaid.cost", \.plaid.cost),
        Setting("plaid.identifiers", \.plaid.identifiers), Setting("plaid.corrections", \.plaid.corrections),
        Setting("plaid.removals", \.plaid.removals), Setting("plaid.times", \.plaid.times),
        Setting("plaid.removed", \.plaid.removed), Setting("plaid.limits", \.plaid.limits),
        Setting("plaid.members", \.plaid.members),
        Setting("alpaca.corrections", \.alpaca.corrections), Setting("alpaca.short_basis", \.alpaca.shortBasis),
        Setting("alpaca.options", \.alpaca.options), Setting("alpaca.splits", \.alpaca.splits),
        Setting("alpaca.stamps", \.alpaca.stamps), Setting("alpaca.limit", \.alpaca.limit),
        Setting("alpaca.rate_headers", \.alpaca.rateHeaders),
        Setting("alpaca.names", \.alpaca.names), Setting("alpaca.extras", \.alpaca.extras),
        Setting("fmp.unknown", \.fmp.unknown), Setting("fmp.errors", \.fmp.errors),
    ]

    /// Reads settings such as `plaid.cash=balance`.
    package init(settings texts: [String]) throws(WireError) {
        self.init()
        for text in texts {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            let path = WirePath(unknownMembers: .refused, parts.first ?? text)
            let keys = Self.settings.map(\.key)
            guard let setting = Self.settings.first(where: { $0.key == parts.first }) else {
                let near = NearMiss.nearest(to: parts.first ?? "", among: keys)
                let hint = near.map { ", did you mean \"\($0)\"?" } ?? ""
                throw WireError(path, "no such thing can be worded in several ways\(hint)")
            }
            guard parts.count == 2, setting.words.contains(parts[1]) else {
                throw WireError(path, "one of \(setting.words.joined(separator: ", ")) is expected")
            }
            setting.set(&self, parts[1])
        }
    }
}
