import FolioModel

/// Everything a running sandbox keeps: the world as it is now, what clients made, what the plan still holds.
struct SandboxState: Sendable {
    /// Changes kept; the oldest are forgotten.
    private static let maximumRecord = 10_000

    private(set) var world: SandboxWorld
    let dialect: SandboxDialect
    private(set) var plan: FaultPlan

    /// The stage in force, from 0.
    private(set) var stage = 0
    private(set) var record: [ChangeRecord] = []
    var engine = FaultEngine()
    var counts = RequestCounts()
    var plaid = PlaidState()
    var alpaca = AlpacaState()
    var vendors: SandboxVendors

    init(world: SandboxWorld, plan: FaultPlan, dialect: SandboxDialect) {
        (self.world, self.plan, self.dialect) = (world, plan, dialect)
        vendors = SandboxVendors(world: world, dialect: dialect)
    }

    // MARK: The plan

    /// Puts the current stage into effect.
    mutating func beginStage(at now: Timestamp) {
        guard plan.stages.indices.contains(stage) else { return }
        for change in plan.stages[stage].changes { apply(change, at: now) }
        for rule in plan.stages[stage].rules { engine.arm(rule, isOfStage: true) }
    }

    /// Goes on to the next stage; `false` where there is none, and then nothing happens.
    mutating func step(at now: Timestamp) -> Bool {
        guard stage + 1 < plan.stages.count else { return false }
        engine.endStage()
        stage += 1
        beginStage(at: now)
        return true
    }

    /// Begins another plan, at its first stage; rules from outside the plan stay.
    mutating func replacePlan(_ plan: FaultPlan, at now: Timestamp) {
        engine.endStage()
        (self.plan, stage) = (plan, 0)
        beginStage(at: now)
    }

    /// Lets every change that is still to come happen to the world, and nothing go wrong any more.
    mutating func finish(at now: Timestamp) {
        repeat {
            for armed in engine.armed {
                guard let change = armed.rule.action.change, change.isOfWorld else { continue }
                for _ in 0..<max(0, (armed.rule.trigger.count ?? 1) - armed.hits) { apply(change, at: now) }
            }
            engine.disarmAll()
        } while step(at: now)
        engine.disarmAll()
        apply(.connection(.working, nil), at: now)
    }

    /// Lets a change happen, and keeps what came of it.
    @discardableResult
    mutating func apply(_ change: PlanChange, at now: Timestamp) -> ChangeRecord {
        var entry = ChangeRecord(change: change, stage: stage, request: counts.total)
        switch change {
        case .world(let change):
            do throws(WorldChangeError) {
                let outcome = try world.apply(change)
                entry.outcome = outcome
                tell(of: outcome)
                vendors = SandboxVendors(world: world, dialect: dialect)
            } catch { entry.failure = error.description }
        case .connection(let event, let connection):
            entry.failure = apply(event, to: connection, at: now)
        }
        if record.count >= Self.maximumRecord { record.removeFirst() }
        record.append(entry)
        return entry
    }

    /// Lets Plaid tell its clients of what happened to an account.
    private mutating func tell(of outcome: RecordedChange) {
        guard world.account(outcome.account)?.provider == .plaid else { return }
        switch outcome.change {
        case .arrival: plaid.notifyOfRows(new: 1, cancelled: 0)
        case .removal: plaid.notifyOfRows(new: 0, cancelled: 1)
        case .correction: plaid.notifyOfRows(new: 1, cancelled: 1)
        case .opening: plaid.notifyOfAccounts()
        case .closing, .rekeying: break
        }
    }

    private mutating func apply(_ event: ConnectionEvent, to connection: String?, at now: Timestamp) -> String? {
        let accounts = vendors.alpaca.accounts.filter { connection.map($0.isNamed) ?? true }
        let items = plaid.items(named: connection)
        switch event {
        case .failing(let code) where PlaidError.byCode[code] != nil:
            for token in items { plaid.setFailure(code, of: token) }
            return items.isEmpty ? "There is no such item." : nil
        case .failing(let code) where AlpacaError.byName[code] != nil:
            for account in accounts { alpaca.failures[account.id] = code }
            return accounts.isEmpty ? "There is no such account." : nil
        case .failing(let code): return "No vendor documents the error \(code) for a connection."
        case .working:
            for token in items { plaid.setFailure(nil, of: token) }
            for account in accounts { alpaca.failures[account.id] = nil }
        case .consentEnding(let days):
            let end = days.map { now.adding(seconds: Int64($0) * 86_400) }
            for token in items { plaid.setConsentEnd(end, of: token, at: now) }
        }
        return nil
    }
}

/// A change that the sandbox was told to make, and what came of it.
package struct ChangeRecord: Hashable, Sendable {
    /// What was to happen.
    package let change: PlanChange

    /// The stage of the plan in force then, from 0.
    package let stage: Int

    /// Requests that had come by then, the one that set it off included.
    package let request: Int

    /// What it did to the world; `nil` where it was not about the world, or failed.
    package fileprivate(set) var outcome: RecordedChange?

    /// Why it did nothing; `nil` where it worked.
    package fileprivate(set) var failure: String?
}
