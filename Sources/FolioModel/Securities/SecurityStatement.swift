/// With which of its answers a source describes a security, the weakest first.
package enum StatementKind: String, WireEnum, Comparable {
    /// Orders, which give a symbol and little else.
    case orders
    /// Transactions, where vendors describe a security in passing.
    case transactions
    /// Holdings.
    case holdings
    /// The holdings of a brokerage, which describes them from its list of all that it trades.
    case assets

    /// By strength.
    package static func < (left: Self, right: Self) -> Bool { left.strength < right.strength }

    private var strength: Int {
        switch self {
        case .orders: 0
        case .transactions: 1
        case .holdings: 2
        case .assets: 3
        }
    }
}

/// Whose word a statement is, the weakest first.
package enum StatementVoice: Int, Comparable, Sendable {
    /// The user's own: a file, or an adapter that is not known to speak for a vendor. It counts for that user alone.
    case own
    /// A vendor's, which counts for everybody.
    case vendor
    /// Set by hand, above whatever a source says.
    case manual

    /// The adapters that speak for a vendor.
    ///
    /// What the store has of an adapter keeps its voice: one that is added here needs a migration that makes its records
    /// everybody's.
    package static let vendors = ["alpaca", "plaid"]

    /// The voice of an adapter's statements: ``vendor`` for those in ``vendors``, ``own`` for any other.
    package init(adapter: String) { self = Self.vendors.contains(adapter) ? .vendor : .own }

    /// By strength.
    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Where a word comes from.
package struct StatementSource: Sendable, Hashable {
    /// The adapter's name.
    package var adapter: String
    package var voice: StatementVoice
    package var kind: StatementKind
    /// Since when the source has said so, by the time of its own answers.
    package var since: Timestamp

    /// Makes a source; the voice is the adapter's unless given.
    package init(adapter: String, voice: StatementVoice? = nil, kind: StatementKind, since: Timestamp) {
        (self.adapter, self.kind, self.since) = (adapter, kind, since)
        self.voice = voice ?? StatementVoice(adapter: adapter)
    }
}

/// What one source says of a security.
package struct SecurityStatement: Sendable, Hashable {
    package var source: StatementSource
    /// Its words: ``ReportedSecurity/wording``.
    package var record: ReportedSecurity

    /// Makes a statement.
    package init(_ record: ReportedSecurity, source: StatementSource) {
        (self.record, self.source) = (record.wording, source)
    }
}

extension ReportedSecurity {
    /// The longest text that is kept of a field, in characters; what is longer is cut.
    package static let maximumText = 500

    /// The texts that describe.
    package static var texts: [WritableKeyPath<ReportedSecurity, String?>] {
        [\.ticker, \.mic, \.exchange, \.cusip, \.isin, \.sedol, \.figi, \.name, \.sector, \.industry, \.country]
    }

    /// What it says of the security alone: without the source's id and prices, texts without blanks around them and no
    /// longer than ``maximumText``, empty ones absent.
    ///
    /// Two answers with the same wording say the same.
    package var wording: ReportedSecurity {
        var record = self
        record.externalID = ""
        (record.closePrice, record.closePriceAsOf) = (nil, nil)
        for field in Self.texts {
            guard let text = record[keyPath: field] else { continue }
            let kept = SecurityText.trimmed(text).prefix(Self.maximumText)
            record[keyPath: field] = kept.isEmpty ? nil : String(kept)
        }
        return record
    }

    /// This record with what it lacks from the other one: codes, terms and words that are missing here, and a type that
    /// says more.
    ///
    /// Prices are not taken over: they belong to the answer that stated them.
    package func filled(from other: ReportedSecurity?) -> ReportedSecurity {
        guard let other else { return self }
        var record = self
        if other.type.vagueness < type.vagueness { record.type = other.type }
        record.isCashEquivalent = isCashEquivalent || other.isCashEquivalent
        for field in Self.texts where record[keyPath: field]?.isEmpty ?? true {
            record[keyPath: field] = other[keyPath: field]
        }
        record.option = option ?? other.option
        record.fixedIncome = fixedIncome ?? other.fixedIncome
        record.marginable = marginable ?? other.marginable
        record.shortable = shortable ?? other.shortable
        return record
    }
}

/// What texts of a statement tell.
enum SecurityText {
    /// Without blanks around it.
    static func trimmed(_ text: String) -> Substring {
        var rest = Substring(text)
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }

    /// The text, one blank between its words; `nil` where it stands for nothing.
    static func said(_ text: String?) -> String? {
        guard let text else { return nil }
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.isEmpty || placeholders.contains(words.uppercased()) ? nil : words
    }

    private static let placeholders: Set<String> = [
        "-", "--", "N/A", "NA", "N.A.", "NONE", "NULL", "UNKNOWN", "NOT AVAILABLE", "UNCLASSIFIED",
    ]

    /// The letters and digits of a code of fixed length, upper case; `nil` for anything else.
    static func code(_ text: String?, length: Int, lettersOnly: Bool = false) -> String? {
        guard let text else { return nil }
        let code = SecurityCode.cleaned(text)
        let bytes = code.utf8
        guard bytes.count == length else { return nil }
        let isCode = bytes.allSatisfy { byte in
            SecurityCode.isLetter(byte) || (!lettersOnly && SecurityCode.digit(byte) != nil)
        }
        return isCode ? code : nil
    }

    /// Whether a name tells more than a code does: a single word in capitals is taken for a symbol, as vendors repeat it
    /// where they know no name.
    static func tells(_ name: String) -> Bool {
        if OCCSymbol(name) != nil { return false }
        return name.contains { $0.isWhitespace || $0.isLowercase }
    }

    /// Whether it is written as people write names, not in capitals throughout.
    static func isProperlyCased(_ name: String) -> Bool { name.contains(where: \.isLowercase) }
}
