import FolioAdapterKit
package import FolioModel
package import FolioStore

package struct AssetParams: WireObject, Hashable {
    package var user: String?
    package var symbol: String?
    package var assetID: String?
    package var showsOrigins: Bool?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("user", \.user, "The portfolio user."),
        WireField(
            "symbol",
            \.symbol,
            "A ticker in any spelling, an OCC symbol, ISIN, CUSIP, SEDOL or FIGI, also a former one."
        ),
        WireField("asset_id", \.assetID), WireField("origins", \.showsOrigins, "Whether statements are listed."),
    ]
}

package struct AssetSearchParams: WireObject, Hashable {
    /// The longest text searched for, in characters.
    static let maximumQuery = 100

    package var query = ""
    package var limit: Int?
    package var isEverywhere: Bool?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("query", \.query), WireField("limit", \.limit, "1 to 500, by default 20."),
        WireField("everywhere", \.isEverywhere, "Whether price sources are asked although the store knows some."),
    ]
}

package struct AssetList: WireObject, Hashable {
    package var assets: [AssetRow] = []
    package var matches: [AssetMatch] = []
    package var nextCursor: String?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("assets", \.assets),
        WireField("matches", \.matches, "What price sources know, where the store knows none or they were asked."),
        WireField("next_cursor", \.nextCursor),
    ]
}

/// A symbol that a price source knows.
package struct AssetMatch: WireObject, Hashable {
    package var symbol = ""
    package var name: String?
    package var mic: String?
    package var securityType: SecurityType?
    package var currency: String?
    package var isin: String?
    package var cusip: String?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("symbol", \.symbol, "As the source writes it."), WireField("name", \.name), WireField("mic", \.mic),
        WireField("security_type", \.securityType), WireField("currency", \.currency), WireField("isin", \.isin),
        WireField("cusip", \.cusip),
    ]

    init(_ match: SymbolMatch) {
        self.init()
        (symbol, name, mic, securityType) = (match.ticker, match.name, match.mic, match.type)
        (currency, isin, cusip) = (match.currency, match.isin, match.cusip)
    }
}

package struct AssetRow: WireObject, Hashable {
    package var assetID = ""
    package var symbol: String?
    package var name: String?
    package var exchange: String?
    package var mic: String?
    package var assetClass = AssetClass.other
    package var securityType = SecurityType.other
    package var currency = Currency.usd
    package var cusip: String?
    package var isin: String?
    package var sedol: String?
    package var figi: String?
    package var sector: String?
    package var industry: String?
    package var country: String?
    package var option: OptionContract?
    package var fixedIncome: FixedIncome?
    package var isMarginable: Bool?
    package var isShortable: Bool?
    package var price: Price?
    package var priceAsOf: Timestamp?
    package var priceSource: String?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("asset_id", \.assetID), WireField("symbol", \.symbol), WireField("name", \.name),
        WireField("exchange", \.exchange), WireField("mic", \.mic, "ISO 10383 code of the market."),
        WireField("asset_class", \.assetClass), WireField("security_type", \.securityType),
        WireField("currency", \.currency), WireField("cusip", \.cusip), WireField("isin", \.isin),
        WireField("sedol", \.sedol), WireField("figi", \.figi), WireField("sector", \.sector),
        WireField("industry", \.industry), WireField("country", \.country),
        WireField("option_contract", \.option), WireField("fixed_income", \.fixedIncome),
        WireField("marginable", \.isMarginable), WireField("shortable", \.isShortable),
        WireField("price", \.price, "The newest known."), WireField("price_as_of", \.priceAsOf),
        WireField("price_source", \.priceSource),
    ]

    package init(_ security: Security, quote: Quote?) {
        self.init()
        assetID = security.id
        symbol = security.symbol
        name = security.name
        (exchange, mic) = (security.exchange, security.mic)
        (assetClass, securityType) = (security.type.assetClass, security.type)
        currency = security.currency
        (cusip, isin, sedol, figi) = (security.cusip, security.isin, security.sedol, security.figi)
        (sector, industry, country) = (security.sector, security.industry, security.country)
        (option, fixedIncome) = (security.option, security.fixedIncome)
        (isMarginable, isShortable) = (security.marginable, security.shortable)
        (price, priceAsOf, priceSource) = (quote?.price, quote?.asOf, quote?.source)
    }
}

/// A security with who says what of it.
package struct AssetDetails: WireObject, Hashable {
    package var row = AssetRow()
    package var isHeld = false
    package var identifiers: [AssetIdentifier] = []
    package var origins: [AssetField] = []
    package var statements: [AssetStatement]?
    package var alternatives: [AssetAlternative] = []
    package init() {}
    package static let fields: [WireField<Self>] =
        WireField.including(\.row) + [
            WireField("held", \.isHeld, "Whether an account of the user holds it."),
            WireField("identifiers", \.identifiers, "Every code by which it is known."),
            WireField("fields", \.origins, "Each field that anybody states, and whose word it is."),
            WireField("statements", \.statements, "Who says what, the best first; null unless origins is true."),
            WireField("alternatives", \.alternatives, "What else the symbol may mean, the likeliest first."),
        ]

    package init(
        _ details: SecurityDetails,
        isHeld: Bool,
        others: [SecurityFinding],
        showsStatements: Bool
    ) {
        self.init()
        row = AssetRow(details.merged.security, quote: nil)
        self.isHeld = isHeld
        identifiers = details.identifiers.map(AssetIdentifier.init)
        origins = details.merged.words.map(AssetField.init)
        if showsStatements { statements = details.statements.map(AssetStatement.init) }
        alternatives = others.map(AssetAlternative.init)
    }

    /// The same with the newest price.
    func priced(_ quote: Quote?) -> AssetDetails {
        var details = self
        (details.row.price, details.row.priceAsOf) = (quote?.price, quote?.asOf)
        details.row.priceSource = quote?.source
        return details
    }
}

/// A code by which a security is known.
package struct AssetIdentifier: WireObject, Hashable {
    package var type = SecurityCodeKind.ticker
    package var value = ""
    package var adapter = ""
    package var asOf = Timestamp(milliseconds: 0)
    package var isFormer = false
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("type", \.type), WireField("value", \.value), WireField("adapter", \.adapter),
        WireField("as_of", \.asOf, "Since when it is stated; of a former one, until when it was."),
        WireField("former", \.isFormer, "Whether the source names the security otherwise now."),
    ]

    init(_ identifier: SecurityIdentifier) {
        (type, value) = (identifier.code.kind, identifier.code.value)
        (adapter, asOf, isFormer) = (identifier.adapter, identifier.asOf, identifier.isFormer)
    }
}

/// A field of a security, and whose word it is.
package struct AssetField: WireObject, Hashable {
    package var field = ""
    package var value = ""
    package var adapter = ""
    package var kind = StatementKind.holdings
    package var asOf = Timestamp(milliseconds: 0)
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("field", \.field, "As in the answer; parts of an object by a point."),
        WireField("value", \.value, "As text."), WireField("adapter", \.adapter),
        WireField("said_with", \.kind, "The answer it was stated with; assets is a brokerage's list of all it trades."),
        WireField("as_of", \.asOf, "Since when the source has said so."),
    ]

    init(_ word: SecurityWord) {
        (field, value) = (word.field, word.value)
        (adapter, kind, asOf) = (word.source.adapter, word.source.kind, word.source.since)
    }
}

/// What one source says of a security.
package struct AssetStatement: WireObject, Hashable {
    package var adapter = ""
    package var kind = StatementKind.holdings
    package var asOf = Timestamp(milliseconds: 0)
    package var isOwn = false
    package var connections: [String] = []
    package var says: [AssetWord] = []
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("adapter", \.adapter), WireField("said_with", \.kind, "The answer it was stated with."),
        WireField("as_of", \.asOf, "Since when it has been stated in these words."),
        WireField("own", \.isOwn, "Whether it counts for this user alone, as what the user's files say."),
        WireField("connections", \.connections, "The user's connections that state it; none where only others' do."),
        WireField("says", \.says),
    ]

    init(_ words: StatedWords) {
        let source = words.statement.source
        (adapter, kind, asOf) = (source.adapter, source.kind, source.since)
        (isOwn, connections) = (source.voice == .own, words.connections)
        let read = MergedSecurity(id: "", [words.statement])
        says = read?.words.map { AssetWord(field: $0.field, value: $0.value) } ?? []
    }
}

/// A field as one source states it.
package struct AssetWord: WireObject, Hashable {
    package var field = ""
    package var value = ""
    package init() {}
    package static let fields: [WireField<Self>] = [WireField("field", \.field), WireField("value", \.value)]

    init(field: String, value: String) { (self.field, self.value) = (field, value) }
}

/// Another security that the symbol may mean.
package struct AssetAlternative: WireObject, Hashable {
    package var assetID = ""
    package var symbol: String?
    package var name: String?
    package var securityType = SecurityType.other
    package var currency = Currency.usd
    package var cusip: String?
    package var isin: String?
    package var isHeld = false
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("asset_id", \.assetID), WireField("symbol", \.symbol), WireField("name", \.name),
        WireField("security_type", \.securityType), WireField("currency", \.currency), WireField("cusip", \.cusip),
        WireField("isin", \.isin), WireField("held", \.isHeld, "Whether an account of the user holds it."),
    ]

    init(_ finding: SecurityFinding) {
        let security = finding.security
        (assetID, symbol, name) = (security.id, security.symbol, security.name)
        (securityType, currency, isHeld) = (security.type, security.currency, finding.isHeld)
        (cusip, isin) = (security.cusip, security.isin)
    }
}
