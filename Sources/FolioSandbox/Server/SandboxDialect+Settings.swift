package import FolioModel

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
        Setting("fmp.classes", \.fmp.classes), Setting("fmp.navs", \.fmp.navs),
        Setting("fmp.batches", \.fmp.batches),
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
