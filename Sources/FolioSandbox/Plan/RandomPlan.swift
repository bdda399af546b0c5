import FolioModel

/// What random plans may hold.
///
/// By default everything after which a client that tries again, and then reads once more, knows what the vendor knows.
package struct RandomPlan: Hashable, Sendable {
    /// Whose answers go wrong and whose accounts change.
    package var providers: [WorldAccount.Provider] = [.plaid, .alpaca]

    /// How many stages there are; the first begins with the world as it was.
    package var stages: ClosedRange<Int> = 2...4

    /// The most changes with which a stage begins, and the most that requests set off.
    package var maximumChanges = 4

    /// The most rules for each provider by which answers go wrong.
    package var maximumFaults = 3

    /// Whether answers may be late or in pieces, which takes time unless the clock is a manual one.
    package var takesTime = false

    /// Whether accounts may be opened.
    package var opensAccounts = true

    /// Whether accounts may be closed; who read them before knows more than who did not.
    package var closesAccounts = false

    /// Whether Plaid items may want a new login in the middle of a stage; the next stage begins with a good one.
    package var failsConnections = false

    /// How far back Plaid's rows may come, go and change, in days: no farther than clients read again.
    package var plaidDays = 60

    /// The same for Alpaca; activities that are booked late may be dated up to three times as far back.
    package var alpacaDays = 7

    /// Makes the default.
    package init() {}
}

extension FaultPlan {
    /// The plan of that seed, the same for the same seed, world and options.
    ///
    /// Every fault has an end, and is one after which trying again helps.
    package static func random(
        seed: UInt64,
        over world: SandboxWorld,
        _ options: RandomPlan = RandomPlan()
    ) -> FaultPlan {
        var maker = RandomPlanMaker(seed: seed, world: world, options: options)
        return maker.plan()
    }
}

private struct RandomPlanMaker {
    private let world: SandboxWorld
    private let options: RandomPlan
    private var generator: SeededGenerator

    /// Accounts still to be opened, and those open, as far as the plan has come.
    private var waiting: [WorldAccount]
    private var open: [WorldAccount]

    init(seed: UInt64, world: SandboxWorld, options: RandomPlan) {
        (self.world, self.options) = (world, options)
        generator = SeededGenerator(seed: seed, purpose: "plan")
        open = world.accounts.filter { options.providers.contains($0.provider) }
        waiting = world.unlistedAccounts.filter { options.providers.contains($0.provider) && $0.provider == .plaid }
    }

    private mutating func number(_ bounds: ClosedRange<Int>) -> Int {
        bounds.lowerBound + Int(generator.next() % UInt64(bounds.count))
    }

    private mutating func isChosen(percent: Int) -> Bool { number(1...100) <= percent }

    private mutating func one<Element>(of elements: [Element]) -> Element { elements[number(0...elements.count - 1)] }

    mutating func plan() -> FaultPlan {
        guard !open.isEmpty else { return .none }
        var stages: [FaultPlan.Stage] = []
        for index in 0..<number(options.stages) {
            var stage = FaultPlan.Stage()
            if index > 0 {
                if options.failsConnections { stage.changes.append(.connection(.working, nil)) }
                for _ in 0..<number(0...options.maximumChanges) { stage.changes.append(.world(change())) }
            }
            for provider in options.providers { stage.rules += rules(of: provider) }
            stages.append(stage)
        }
        return FaultPlan(stages: stages)
    }

    // MARK: Rules

    private static let paths: [WorldAccount.Provider: [String]] = [
        .plaid: [
            "/investments/transactions/get", "/investments/transactions/get", "/investments/holdings/get",
            "/accounts/get", "/investments/",
        ],
        .alpaca: ["/v2/account/activities", "/v2/account/activities", "/v2/positions", "/v2/account", "/v2/orders"],
    ]

    private static let pages: [WorldAccount.Provider: String] = [
        .plaid: "/investments/transactions/get", .alpaca: "/v2/account/activities",
    ]

    private mutating func rules(of provider: WorldAccount.Provider) -> [PlanRule] {
        guard let paths = Self.paths[provider], let pages = Self.pages[provider] else { return [] }
        var rules: [PlanRule] = []
        for _ in 0..<number(0...options.maximumFaults) {
            let trigger = RequestTrigger(path: one(of: paths), skip: number(0...3), count: number(1...2))
            rules.append(PlanRule(trigger, .fault(fault(of: provider, trigger.path == pages))))
        }
        for _ in 0..<number(0...options.maximumChanges / 2) {
            let trigger = RequestTrigger(path: pages, skip: number(0...4))
            rules.append(PlanRule(trigger, .change(.world(change()))))
        }
        if options.failsConnections, provider == .plaid, isChosen(percent: 30) {
            let trigger = RequestTrigger(path: one(of: paths), skip: number(0...3))
            rules.append(PlanRule(trigger, .change(.connection(.failing(code: "ITEM_LOGIN_REQUIRED"), nil))))
        }
        return rules
    }

    private mutating func fault(of provider: WorldAccount.Provider, _ isPaged: Bool) -> SandboxFault.Effect {
        if isPaged, isChosen(percent: 20) { return .repeatedRows(number(1...3)) }
        if options.takesTime, isChosen(percent: 20) {
            let slow: SandboxFault.Effect = .dripping(bytes: number(200...2000), milliseconds: number(1...5))
            return one(of: [.delayed(milliseconds: number(1...200)), slow])
        }
        var effects: [SandboxFault.Effect] = [
            .status(500), .rateLimited, .retryAfter(seconds: 1), .truncated, .garbled, .cutOff, .html(status: 502),
            .html(status: 200), .plainText(status: 503), .empty, .disconnected,
        ]
        if provider == .plaid {
            effects += [
                .status(503), .error("PRODUCT_NOT_READY"), .error("INSTITUTION_DOWN"),
                .error("INSTITUTION_NOT_RESPONDING"), .error("INTERNAL_SERVER_ERROR"),
            ]
        } else {
            effects += [.status(504), .html(status: 504)]
        }
        return one(of: effects)
    }

    // MARK: Changes

    private mutating func change() -> WorldChange {
        if options.opensAccounts, !waiting.isEmpty, isChosen(percent: 10) {
            let account = waiting.remove(at: number(0...waiting.count - 1))
            open.append(account)
            return .opening(account: account.key)
        }
        if options.closesAccounts, open.count > 1, isChosen(percent: 5) {
            return .closing(account: open.remove(at: number(0...open.count - 1)).key)
        }
        let account = one(of: open)
        let days = account.provider == .alpaca ? options.alpacaDays : options.plaidDays
        switch number(1...100) {
        case ...50: return .arrival(account: account.key, row(for: account, days: days))
        case ...75: return .removal(account: account.key, .recent(number(0...5), withinDays: days))
        default:
            return .correction(
                account: account.key,
                .recent(number(0...5), withinDays: days),
                cents: number(1...500),
                units: 0
            )
        }
    }

    private mutating func row(for account: WorldAccount, days: Int) -> NewRow {
        let daysAgo = isChosen(percent: 50) ? 0 : number(1...max(1, days))
        let held = account.holdings.filter { holding in
            holding.quantity > Quantity(5) && (world.securities[holding.security]?.isQuoted ?? false)
        }
        guard let holding = held.isEmpty ? nil : one(of: held) else {
            return NewRow(.deposit, amount: cents(100...50_000), daysAgo: daysAgo)
        }
        guard account.reportsCash else {
            return NewRow(.buy, of: holding.security, units: Quantity(number(1...3)), daysAgo: daysAgo)
        }
        let late = account.provider == .alpaca ? daysAgo * 3 : daysAgo
        switch number(1...7) {
        case 1: return NewRow(.buy, of: holding.security, units: Quantity(number(1...3)), daysAgo: daysAgo)
        case 2: return NewRow(.sell, of: holding.security, units: Quantity(1), daysAgo: daysAgo)
        case 3: return NewRow(.dividend, of: holding.security, amount: cents(50...9000), daysAgo: late)
        case 4: return NewRow(.interest, amount: cents(1...4000), daysAgo: late)
        case 5: return NewRow(.fee, amount: cents(1...900), daysAgo: late)
        case 6: return NewRow(.withdrawal, amount: cents(100...20_000), daysAgo: late)
        default: return NewRow(.deposit, amount: cents(100...50_000), daysAgo: late)
        }
    }

    private mutating func cents(_ bounds: ClosedRange<Int>) -> Amount {
        WorldSimulation.amount(cents: number(bounds))
    }
}
