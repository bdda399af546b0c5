/// What a sandbox does to its clients and to its world, stage by stage.
///
/// A stage begins with its changes and then has its rules in force; the first stage begins when the server starts, each
/// next one at ``SandboxServer/step()``, which ends the rules of the stage before. The same plan over the same world
/// answers the same requests the same way.
package struct FaultPlan: Hashable, Sendable {
    /// What happens between two steps.
    package struct Stage: Hashable, Sendable {
        /// What happens at once when the stage begins, in order.
        package var changes: [PlanChange]

        /// What requests set off while it lasts, in order of precedence.
        package var rules: [PlanRule]

        /// Makes a stage.
        package init(changes: [PlanChange] = [], rules: [PlanRule] = []) {
            (self.changes, self.rules) = (changes, rules)
        }
    }

    /// The most stages of a plan.
    package static let maximumStages = 100

    /// The most rules of a stage, changes of a stage, and rules in force.
    package static let maximumRules = 1000

    /// The stages in order; none is a sandbox that does what it should.
    package var stages: [Stage]

    /// Makes a plan.
    package init(stages: [Stage] = []) { self.stages = stages }

    /// A plan by which nothing happens.
    package static let none = FaultPlan()

    /// The same changes without anything that goes wrong: neither faults nor connections that fail.
    package var withoutFaults: FaultPlan {
        FaultPlan(
            stages: stages.map { stage in
                Stage(
                    changes: stage.changes.filter(\.isOfWorld),
                    rules: stage.rules.filter { $0.action.change?.isOfWorld ?? false }
                )
            }
        )
    }
}

/// Something that requests set off.
package struct PlanRule: Hashable, Sendable {
    /// Which requests.
    package var trigger: RequestTrigger

    /// What they set off.
    package var action: PlanAction

    /// Makes a rule.
    package init(_ trigger: RequestTrigger, _ action: PlanAction) {
        (self.trigger, self.action) = (trigger, action)
    }
}

/// Which requests a rule is about: all that match, or the n-th of them, or each n-th.
package struct RequestTrigger: Hashable, Sendable {
    /// The beginning of the path; empty for every path.
    package var path: String

    /// The connection: a Plaid item's id or `plaid-1` for the first item made, an Alpaca account's id or its key in the
    /// world; `nil` for any.
    package var connection: String?

    /// A symbol that the request asks for; `nil` for any or none.
    package var symbol: String?

    /// Matching requests that are left alone first.
    package var skip: Int

    /// Of those after them, each so many-th is hit, beginning with the first.
    package var every: Int

    /// How many are hit; `nil` for no end.
    package var count: Int?

    /// Makes a trigger, by default for the next request to that path.
    package init(
        path: String,
        connection: String? = nil,
        symbol: String? = nil,
        skip: Int = 0,
        every: Int = 1,
        count: Int? = 1
    ) {
        (self.path, self.connection, self.symbol) = (path, connection, symbol)
        (self.skip, self.every, self.count) = (skip, max(1, every), count)
    }
}

/// What a rule does.
package enum PlanAction: Hashable, Sendable {
    /// The request is answered wrongly; of several due rules the first one's fault.
    case fault(SandboxFault.Effect)

    /// The world or a connection changes before the request is answered.
    case change(PlanChange)

    /// The change; `nil` for a fault.
    package var change: PlanChange? {
        guard case .change(let change) = self else { return nil }
        return change
    }
}

/// Something that changes for good.
package enum PlanChange: Hashable, Sendable {
    /// The accounts' rows, or the accounts.
    case world(WorldChange)

    /// What a vendor says to a connection; `nil` is every connection of that vendor.
    case connection(ConnectionEvent, String?)

    var isOfWorld: Bool {
        guard case .world = self else { return false }
        return true
    }
}

/// Something that happens to a connection at its vendor, until something else does.
package enum ConnectionEvent: Hashable, Sendable {
    /// Every call for data is answered with that error: `ITEM_LOGIN_REQUIRED`, `USER_PERMISSION_REVOKED`,
    /// `INVALID_ACCESS_TOKEN`, … of a Plaid item, `40110000` of an Alpaca account.
    case failing(code: String)

    /// Calls are answered again, as if the person had signed in.
    case working

    /// The person's consent ends in so many days; `nil` takes that back. Plaid only.
    case consentEnding(days: Int?)
}
