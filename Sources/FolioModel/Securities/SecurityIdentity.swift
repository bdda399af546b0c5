/// What of a provider's record says which thing in the world it means.
///
/// Codes with a wrong check digit say nothing. Names say nothing ever.
package struct SecurityIdentity: Hashable, Sendable, Comparable {
    /// Kinds between which nothing is ever the same, whatever the codes say.
    package enum Kind: String, WireEnum {
        case security, option, crypto
    }

    /// What it is.
    package var kind: Kind
    /// The user whose own source says so; `nil` where a vendor does.
    package var owner: String?
    package var isin: String?
    /// As stated, or from a United States or Canadian ISIN.
    package var cusip: String?
    /// Without blanks.
    package var occ: String?
    /// Normalised ticker, currency and type class: `"BRK.B USD listed"`.
    package var ticker: String?
    /// Set where nothing else is known: names this one record, so that it is the same as itself only.
    package var record: String?

    /// Makes an identity that says nothing.
    package init(kind: Kind = .security) { self.kind = kind }

    /// Reads a record.
    ///
    /// - Parameters:
    ///   - reported: What the provider says.
    ///   - record: Names the record itself, for records without any usable identifier.
    ///   - owner: The user whose own source the provider is; `nil` for a vendor.
    package init(_ reported: ReportedSecurity, record: String, owner: String? = nil) {
        let occ = Self.occ(of: reported)
        switch reported.type {
        case .cryptocurrency: self.kind = .crypto
        case .option: self.kind = .option
        default: self.kind = occ == nil ? .security : .option
        }
        let isin = reported.isin.flatMap { ISIN($0) }
        self.owner = owner
        self.isin = isin?.description
        self.cusip = (isin?.cusip ?? reported.cusip.flatMap { CUSIP($0) })?.description
        self.occ = occ?.description
        let type = occ == nil ? reported.type : .option
        if occ == nil, let text = reported.ticker,
            let symbol = Ticker.normalised(text, type: type, currency: reported.currency)
        {
            self.ticker = "\(symbol) \(reported.currency) \(type.identityClass.rawValue)"
        }
        if self.isin == nil, self.cusip == nil, self.occ == nil, self.ticker == nil { self.record = record }
    }

    /// The OCC symbol: the ticker's own, else that of the stated terms.
    package static func occ(of reported: ReportedSecurity) -> OCCSymbol? {
        guard reported.type == .option || reported.type == .other else { return nil }
        if let symbol = reported.ticker.flatMap({ OCCSymbol($0) }) { return symbol }
        return reported.type == .option ? reported.option.flatMap { OCCSymbol($0) } : nil
    }

    /// The symbol for display and search; `nil` where the record has none.
    package static func symbol(of reported: ReportedSecurity) -> String? {
        if let occ = occ(of: reported) { return occ.description }
        return reported.ticker.flatMap { Ticker.normalised($0, type: reported.type, currency: reported.currency) }
    }

    /// Whether it has an ISIN or a CUSIP.
    package var hasCode: Bool { isin != nil || cusip != nil }

    /// By content, so that any set of identities has one order.
    package static func < (left: Self, right: Self) -> Bool { left.sortKey.lexicographicallyPrecedes(right.sortKey) }

    /// Its identifiers with their names, the strongest first; empty where it says nothing.
    package var keys: [(name: String, value: String)] {
        [("isin", isin), ("cusip", cusip), ("occ", occ), ("ticker", ticker), ("record", record)].compactMap { key in
            key.1.map { (key.0, $0) }
        }
    }

    private var sortKey: [String] {
        [owner ?? "", kind.rawValue, isin ?? "", cusip ?? "", occ ?? "", ticker ?? "", record ?? ""]
    }
}
