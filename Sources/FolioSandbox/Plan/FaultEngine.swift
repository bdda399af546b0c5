/// The rules in force, counting the requests they are about; knows nothing of what they do.
struct FaultEngine: Sendable {
    /// A rule in force.
    struct Armed: Sendable {
        let id: Int
        let rule: PlanRule
        /// Whether it ends with the stage.
        let isOfStage: Bool
        /// Matching requests so far, and how many of them it hit.
        var seen = 0
        var hits = 0

        fileprivate mutating func isDue() -> Bool {
            let place = seen - rule.trigger.skip
            seen += 1
            return place >= 0 && place % rule.trigger.every == 0
        }

        fileprivate var isSpent: Bool { rule.trigger.count.map { hits >= $0 } ?? false }
    }

    private(set) var armed: [Armed] = []
    private var made = 0

    /// Puts a rule in force after those there are; returns its number, `nil` where there are too many.
    @discardableResult
    mutating func arm(_ rule: PlanRule, isOfStage: Bool = false) -> Int? {
        guard armed.count < FaultPlan.maximumRules else { return nil }
        made += 1
        armed.append(Armed(id: made, rule: rule, isOfStage: isOfStage))
        return made
    }

    /// Takes the rules of the stage out of force.
    mutating func endStage() { armed.removeAll(where: \.isOfStage) }

    /// Takes one rule out of force; `false` where there is none of that number.
    mutating func disarm(_ id: Int) -> Bool {
        let count = armed.count
        armed.removeAll { $0.id == id }
        return armed.count < count
    }

    /// Takes every rule out of force.
    mutating func disarmAll() { armed = [] }

    /// Hits that are still to come from rules that have an end.
    var pendingFaults: Int {
        armed.reduce(0) { sum, armed in
            guard case .fault = armed.rule.action, let count = armed.rule.trigger.count else { return sum }
            return sum + count - armed.hits
        }
    }

    /// What a request sets off: every change that is due, in order, and the first fault that is.
    ///
    /// A fault that had to stand back stays for the next matching request.
    mutating func react(to call: RequestKey) -> (changes: [PlanChange], effect: SandboxFault.Effect?) {
        var changes: [PlanChange] = []
        var effect: SandboxFault.Effect?
        for index in armed.indices where call.matches(armed[index].rule.trigger) {
            guard armed[index].isDue() else { continue }
            switch armed[index].rule.action {
            case .change(let change): changes.append(change)
            case .fault(let fault):
                guard effect == nil else { continue }
                effect = fault
            }
            armed[index].hits += 1
        }
        armed.removeAll(where: \.isSpent)
        return (changes, effect)
    }
}
