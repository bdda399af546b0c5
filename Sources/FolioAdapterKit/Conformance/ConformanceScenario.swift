/// One requirement of the adapter protocol, and how it is tried.
package struct ConformanceScenario: Sendable {
    /// What a scenario is about; reports are in this order.
    package enum Group: String, Sendable, CaseIterable {
        case lifecycle, messages, provider, prices, conduct
    }

    /// What must be so for a scenario to say anything; else it is skipped with the reason.
    package enum Need: Hashable, Sendable {
        /// A process of its own: in the host's process there is none to look at.
        case process
        /// An adapter of kind `provider` or `both`.
        case provider
        /// An adapter of kind `prices` or `both`.
        case prices
        /// A word of the manifest's `capabilities`.
        case capability(String)
        /// That the vendor may be asked: a loopback address in the configuration, or `--live`.
        case vendor
        /// A connection, given or made by linking.
        case connection
        /// That linking can be tried as a user would.
        case link
        /// That the vendor's real hosts are not asked: the scenario makes, ends or costs something there.
        case harmless
    }

    /// Short, in lower case with hyphens; never changes.
    package let name: String
    package let group: Group
    /// One sentence: what a conforming adapter does.
    package let summary: String
    package let needs: [Need]
    let body: @Sendable (ConformanceBench) async throws -> Void

    init(
        _ name: String,
        _ group: Group,
        _ summary: String,
        needs: [Need] = [],
        _ body: @escaping @Sendable (ConformanceBench) async throws -> Void
    ) {
        (self.name, self.group, self.summary, self.needs, self.body) = (name, group, summary, needs, body)
    }
}

/// What an adapter did otherwise than the protocol asks; one sentence that names the place.
package struct ConformanceFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// Why a scenario has nothing to say about this adapter.
package struct ConformanceSkip: Error, Hashable, Sendable {
    package let reason: String

    package init(_ reason: String) { self.reason = reason }
}

/// Throws unless the condition holds.
func demand(_ condition: Bool, _ message: @autoclosure () -> String) throws(ConformanceFailure) {
    guard condition else { throw ConformanceFailure(message()) }
}

/// The set of requirements, which never changes for a version of the protocol but by a new version of the set.
package enum ConformanceRequirements {
    /// The protocol that is tested.
    package static let protocolVersion = "1"
    /// The version of the set: the second number counts scenarios added without anything asked anew.
    package static let version = "1.0"

    /// Every scenario, in the order in which they run.
    package static let all: [ConformanceScenario] =
        LifecycleScenarios.all + MessageScenarios.all + ProviderScenarios.all + PriceScenarios.all
        + ConductScenarios.all
}
