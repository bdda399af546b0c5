extension SandboxServer {
    // MARK: The world

    /// The world as it is now: what clients would read if nothing went wrong.
    package var world: SandboxWorld { service.withState(\.world) }

    /// The world as it will be when the plan is through: every change that stages and rules still hold has happened.
    ///
    /// Nothing happens to the running sandbox. A server started over this world, without a plan, is the fault-free run
    /// that a run through the plan has to agree with.
    package func truth() -> SandboxWorld {
        let now = service.clock.now
        return service.withState { state in
            var end = state
            end.finish(at: now)
            return end.world
        }
    }

    /// Changes made so far, oldest first, those that could not be made included.
    package var changes: [ChangeRecord] { service.withState(\.record) }

    /// Lets something happen now; the answer says whether it could.
    @discardableResult
    package func apply(_ change: PlanChange) -> ChangeRecord {
        let now = service.clock.now
        return service.withState { $0.apply(change, at: now) }
    }

    // MARK: The plan

    /// The plan in force.
    package var plan: FaultPlan { service.withState(\.plan) }

    /// The stage in force, from 0.
    package var stage: Int { service.withState(\.stage) }

    /// How often something is still to go wrong in this stage and by rules put in force from outside; rules without an
    /// end are left aside.
    package var pendingFaults: Int { service.withState(\.engine.pendingFaults) }

    /// Goes on to the plan's next stage: the rules of this one end, the changes of the next one happen.
    ///
    /// `false`, and nothing happens, where this is the last one.
    @discardableResult
    package func step() -> Bool {
        let now = service.clock.now
        return service.withState { $0.step(at: now) }
    }

    /// Goes through the rest of the plan at once: every change happens, nothing goes wrong any more, every connection
    /// works.
    package func finish() {
        let now = service.clock.now
        service.withState { $0.finish(at: now) }
    }

    /// Begins another plan at its first stage.
    package func run(_ plan: FaultPlan) {
        let now = service.clock.now
        service.withState { $0.replacePlan(plan, at: now) }
    }

    /// Puts a rule in force until it is spent, after those there are; returns its number.
    ///
    /// `nil` where ``FaultPlan/maximumRules`` are in force.
    @discardableResult
    package func inject(_ rule: PlanRule) -> Int? { service.withState { $0.engine.arm(rule) } }

    /// Lets something go wrong with the next requests.
    package func inject(_ fault: SandboxFault) {
        inject(PlanRule(RequestTrigger(path: fault.path, count: fault.count), .fault(fault.effect)))
    }

    /// The webhooks that would have been sent since the last call, oldest first; at most 1,000 wait.
    package func takeNotices() -> [SandboxNotice] {
        service.withState { state in
            defer { state.plaid.notices = [] }
            return state.plaid.notices
        }
    }

    // MARK: Requests

    /// Every endpoint that is served, as ``RequestCounts`` names it, in order.
    package static var endpoints: [String] {
        let fmp = FMPSandbox.Endpoint.allCases.map { "/stable/" + $0.rawValue }
        return (PlaidSandbox.paths.union(AlpacaRoute.endpoints).union(fmp).union(["/hosted/{link_token}"])).sorted()
    }

    /// What has been asked for so far.
    package var requests: RequestCounts { service.withState(\.counts) }

    /// How many requests have come for exactly that path; all of them for `nil`.
    package func requestCount(path: String? = nil) -> Int {
        service.withState { state in path.map { state.counts.count(path: $0) } ?? state.counts.total }
    }
}
