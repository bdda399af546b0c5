package import FolioAdapterKit
package import FolioModel

/// What an adapter has said of itself, as far as a plan depends on it.
package struct AdapterFacts: Sendable, Hashable {
    package var kind: AdapterKind
    /// Whose accounts it reads, where it reads any.
    package var source: SourceKind

    /// Takes what a manifest says; a source that nobody knows counts as external.
    package init(_ manifest: AdapterManifest) {
        (kind, source) = (manifest.kind, manifest.source.flatMap(SourceKind.init(rawValue:)) ?? .external)
    }

    /// Makes facts.
    package init(kind: AdapterKind, source: SourceKind = .external) { (self.kind, self.source) = (kind, source) }
}

/// Whether an adapter is wanted by the modes in force and by `prices.sources`, and the reason in words.
struct AdapterNeed {
    typealias Verdict = (isWanted: Bool, reason: String)

    /// The daemon's mode and every user's.
    let modes: Set<OperatingMode>
    /// `prices.sources`.
    let sources: [String]

    func isNamed(_ name: String) -> Bool { sources.contains(name) }

    func provider(_ source: SourceKind) -> Verdict {
        let kind = source == .external ? "external providers" : "the brokerage"
        let wanting = Self.text(modes.filter { $0.includes(source) })
        guard wanting.isEmpty else { return (true, "mode \(wanting) includes \(kind)") }
        return (false, "mode \(Self.text(modes)) leaves out \(kind)")
    }

    func prices(_ name: String) -> Verdict {
        guard isNamed(name) else { return (false, "prices.sources leaves it out") }
        return anyMode("prices.sources names it, and mode \(Self.text(active)) needs prices")
    }

    /// A third party's adapter, named in `plugins.enabled`; `facts` are `nil` until it has been asked what it is.
    func plugin(_ name: String, _ facts: AdapterFacts?) -> Verdict {
        switch facts?.kind {
        case .provider:
            var verdict = provider(facts?.source ?? .external)
            if isNamed(name) { verdict.reason += "; prices.sources names it, too, but it says that it gives no prices" }
            return verdict
        case .prices:
            return anyMode(
                isNamed(name) ? prices(name).reason : "plugins.enabled names it, though prices.sources does not"
            )
        case .both:
            let accounts = provider(facts?.source ?? .external)
            return accounts.isWanted || !isNamed(name) ? accounts : prices(name)
        case nil: return anyMode("plugins.enabled names it; it is asked whether it gives accounts or prices")
        }
    }

    private var active: Set<OperatingMode> { modes.filter { $0 != .disabled } }

    private func anyMode(_ reason: String) -> Verdict {
        guard active.isEmpty else { return (true, reason) }
        return (false, "mode \(Self.text(modes)) needs nothing")
    }

    private static func text(_ modes: Set<OperatingMode>) -> String {
        modes.map(\.rawValue).sorted().joined(separator: ", ")
    }
}
