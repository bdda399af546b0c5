import FolioModel

/// What becomes of one adapter when a plan is carried out.
package struct AdapterStep: Sendable, Hashable {
    /// What is done with it.
    package enum Action: String, WireEnum {
        /// It stays as it is, with its process and its running calls, or stays away.
        case keep
        /// It is handed its new part while it runs.
        case reconfigure
        /// It is ended, and started anew once it is gone.
        case restart
        case start
        case stop
    }

    package let adapter: String
    package let action: Action
    /// Why.
    package let reason: String

    /// Makes a step.
    package init(_ adapter: String, _ action: Action, _ reason: String) {
        (self.adapter, self.action, self.reason) = (adapter, action, reason)
    }

    /// What happened, as `system.reload` tells it: `plaid started: mode hybrid includes external providers`.
    package var sentence: String {
        let verb =
            switch action {
            case .keep: "kept"
            case .reconfigure: "reconfigured"
            case .restart: "restarted"
            case .start: "started"
            case .stop: "stopped"
            }
        return "\(adapter) \(verb): \(reason)"
    }
}

extension AdapterPlan {
    /// What carrying it out does where nothing runs yet.
    ///
    /// - Parameters:
    ///   - bundled: The adapters of this build.
    ///   - silent: Why a third party's adapter could not be asked, by name.
    /// - Returns: A step for each entry, in their order.
    package func firstSteps(bundled: [String], silent: [String: String]) -> [AdapterStep] {
        entries.map { entry in
            var standing = AdapterStanding()
            if entry.home == .bundled, !bundled.contains(entry.name) { standing.obstacle = AdapterStanding.notBuilt }
            standing.refusal = silent[entry.name]
            return standing.step(to: entry, features: [:])
        }
    }
}

/// How one adapter stands before a plan is carried out.
struct AdapterStanding {
    /// The part that is in force for it.
    var entry: AdapterPlan.Entry?
    /// The switches it was told last.
    var features: [String: Bool] = [:]
    var state = AdapterState.stopped
    /// Whether it takes another part while it runs.
    var canReconfigure = false
    /// Why it can't run in this build, whatever the plan says; `nil` where it can.
    var obstacle: String?
    /// Why its executable would be refused; `nil` where it would be run.
    var refusal: String?
    /// Whether its executable is another one than the one that was started or refused.
    var isFileChanged = false

    /// What an adapter of the build's own is told by that this build lacks.
    static let notBuilt = "it is not in this build"

    /// What has to be done so that it is as the entry wants it.
    func step(to entry: AdapterPlan.Entry, features: [String: Bool]) -> AdapterStep {
        if entry.home == .store { return AdapterStep(entry.name, .keep, entry.reason) }
        if let obstacle { return AdapterStep(entry.name, .keep, entry.isWanted ? obstacle : entry.reason) }
        let isUp = state != .stopped
        guard entry.isWanted else { return AdapterStep(entry.name, isUp ? .stop : .keep, entry.reason) }
        let outlook = refusal.map { "; it would be refused: \($0)" } ?? ""
        guard isUp else { return AdapterStep(entry.name, .start, entry.reason + outlook) }
        if let before = self.entry?.home.memoryMebibytes, before != entry.home.memoryMebibytes {
            return AdapterStep(entry.name, .restart, "its memory_mib changed")
        }
        if isFileChanged { return AdapterStep(entry.name, .restart, "its file changed" + outlook) }
        let isOwnChange = self.entry?.configuration != entry.configuration
        guard isOwnChange || self.features != features else {
            return AdapterStep(entry.name, .keep, entry.reason + outlook)
        }
        let change = isOwnChange ? "its part of the configuration changed" : "a feature was switched"
        if state == .running, canReconfigure { return AdapterStep(entry.name, .reconfigure, change) }
        let how = canReconfigure || state != .running ? "" : ", and it takes none while it runs"
        return AdapterStep(entry.name, .restart, change + how)
    }
}
