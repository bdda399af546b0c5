import FolioModel

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

        /// How cash is told.
        package var cash = Cash.holding

        /// What the quantity of an option counts.
        package var options = Options.units

        /// Whether the amount of a trade has its fees in it.
        package var fees = Fees.inside

        /// What stands in the row of a split.
        package var splits = Splits.added

        /// How a short position shows.
        package var shorts = Shorts.negative

        /// How borrowed cash shows.
        package var margin = Margin.cash

        /// Whether the row of an `end_date` is within.
        package var dates = Dates.inclusive

        /// What `cost_basis` is.
        package var cost = Cost.total

        /// Which securities have CUSIP and ISIN.
        package var identifiers = Identifiers.some

        /// Whether a corrected row keeps its id.
        package var corrections = Corrections.sameID

        /// What becomes of a row that is removed.
        package var removals = Removals.vanish

        /// Whether trades have a time, and then the date of their settlement beside it.
        package var times = Times.dates

        /// What a removed item's token is answered with.
        package var removed = Removed.invalidToken

        /// Which of the documented limits a minute are kept.
        package var limits = Limits.none

        /// Whether there are members that the documentation of 2026-06 does not have.
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

        /// How a corrected activity shows.
        package var corrections = Corrections.inPlace

        /// The sign of a short position's `cost_basis`.
        package var shortBasis = ShortBasis.negative

        /// Whether an option's `market_value` has the multiplier in it.
        package var options = Options.contracts

        /// The rows of a split.
        package var splits = Splits.pair

        /// What the stamps of the portfolio's history count.
        package var stamps = Stamps.seconds

        /// Requests a minute that are answered.
        package var limit = Limit.thousand

        /// Where the rate headers are.
        package var rateHeaders = RateHeaders.all

        /// Whether activities have the names of 2026 or those of 2022.
        package var names = Names.new

        /// Whether activities have `description` and `price`, which only live rows are known to have.
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

        /// How classes of shares are written.
        package enum Classes: String, WireEnum {
            /// `BRK-B`
            case hyphen
            /// `BRK.B`
            case point
        }

        /// When the price of a fund is there.
        package enum Navs: String, WireEnum {
            /// In the evening of its day.
            case evening
            /// A day late.
            case late
        }

        /// What quotes of many symbols at once are answered with.
        package enum Batches: String, WireEnum {
            /// All of them.
            case all
            /// Those of shares and funds.
            case shares
            /// 402, as on small plans.
            case none
        }

        /// How classes of shares are written.
        package var classes = Classes.hyphen

        /// When the price of a fund is there.
        package var navs = Navs.evening

        /// What quotes of many symbols at once are answered with.
        package var batches = Batches.all

        /// What an unknown symbol is answered with.
        package var unknown = Unknown.empty

        /// The HTTP status of errors.
        package var errors = Errors.status
    }
}
