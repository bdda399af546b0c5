import FolioModel
import Synchronization

/// Which adapters there are and what they have said of themselves, for whoever must not wait for the pool.
final class AdapterRoster: Sendable {
    private struct State {
        var entries: [AdapterPlan.Entry]
        var known: [String: AdapterFacts] = [:]
    }

    private let state: Mutex<State>

    init(_ plan: AdapterPlan) { state = Mutex(State(entries: plan.entries)) }

    func take(_ plan: AdapterPlan) { state.withLock { $0.entries = plan.entries } }

    /// Takes what an adapter has said; whether that is new.
    func learn(_ name: String, _ facts: AdapterFacts) -> Bool {
        state.withLock { $0.known.updateValue(facts, forKey: name) != facts }
    }

    /// What third parties' adapters have said, also of those that are no longer wanted.
    var known: [String: AdapterFacts] { state.withLock { $0.known } }

    /// The adapters that read accounts, in the order of `adapters.list`.
    var providers: [String] { state.withLock { $0.entries.filter(\.isProvider).map(\.name) } }

    /// Whose accounts an adapter reads; of one that nobody knows, external ones.
    func source(of name: String) -> SourceKind {
        state.withLock { state in
            state.known[name]?.source ?? state.entries.first { $0.name == name }?.source ?? .external
        }
    }
}
