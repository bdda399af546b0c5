import FolioModel

/// How a request for prices ended, for one security or pair.
package struct PriceOutcome: Sendable, Hashable {
    /// In words that a program can act on.
    package enum State: String, WireEnum {
        /// Every session wanted has a close.
        case known
        /// Sessions without a close are left, and no configured source has any.
        case gap
        /// No source knows the security, or which of its symbols is meant.
        case unmapped
        /// A source could not be asked; later may go better.
        case sourceDown = "source_down"
    }

    package var state = State.known
    /// Sessions wanted that have no close.
    package var missing = 0
    /// Why, in one sentence; `nil` where there is nothing to say.
    package var detail: String?
    /// When a source that is down may be asked again, in seconds; `nil` where nobody knows.
    package var retryAfterSeconds: Int?

    /// Makes the outcome of something that is known whole.
    package init() {}
}

/// How a request for prices ended.
package struct PriceReport: Sendable, Hashable {
    /// By the store's id of the security; by `EURUSD` for pairs of currencies.
    package var outcomes: [String: PriceOutcome] = [:]

    /// Makes a report about nothing.
    package init() {}

    /// Whether asking again later may bring more.
    package var isIncomplete: Bool { outcomes.values.contains { $0.state == .sourceDown } }

    /// The longest time to wait before asking again, in seconds; `nil` where nothing is down or nobody knows.
    package var retryAfterSeconds: Int? { outcomes.values.compactMap(\.retryAfterSeconds).max() }
}
