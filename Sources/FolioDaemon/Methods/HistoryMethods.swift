import FolioEngine
import FolioModel
import FolioRPC
import FolioStore

/// `portfolio.history`, `portfolio.performance`, `portfolio.changes`, `portfolio.explain`, `history.rebuild` and
/// `snapshots.capture`: a portfolio over time.
enum HistoryMethods {
    static func all(_ services: DaemonServices) -> [MethodDefinition] {
        [
            history(services), performance(services), changes(services), explain(services), rebuild(services),
            capture(services),
        ]
    }

    private static func history(_ services: DaemonServices) -> MethodDefinition {
        let desk = services.history
        return MethodDefinition(
            "portfolio.history",
            summary: "What the slice was worth at the end of each session.",
            params: HistoryParams.self,
            result: HistoryResult.self,
            errors: [.notFound],
            stamp: { desk.stamp }
        ) { (params, context) throws(RPCError) in
            let view = try services.historyView(params.scope, context)
            let window = try window(params.period, params.from, params.to, today: view.today)
            return try figures { () throws(ArithmeticOverflow) in
                var result = try view.scoped(params.scope.scope).history(window, live: view.liveDay)
                view.noteSwitchedOff(&result, window)
                return result
            }
        }
    }

    private static func performance(_ services: DaemonServices) -> MethodDefinition {
        let desk = services.history
        return MethodDefinition(
            "portfolio.performance",
            summary: "How the slice did: returns, risk, and what it is made of.",
            params: PerformanceParams.self,
            result: PerformanceResult.self,
            errors: [.notFound],
            stamp: { desk.stamp }
        ) { (params, context) throws(RPCError) in
            let view = try services.historyView(params.scope, context)
            let window = try window(params.period, params.from, params.to, today: view.today)
            let benchmark = try params.benchmark.map { (symbol) throws(RPCError) in
                try services.benchmark(symbol, view)
            }
            return try figures { () throws(ArithmeticOverflow) in
                try view.scoped(params.scope.scope).performance(window, benchmark: benchmark)
            }
        }
    }

    private static func changes(_ services: DaemonServices) -> MethodDefinition {
        let desk = services.history
        return MethodDefinition(
            "portfolio.changes",
            summary: "What made the value what it is: flows, gains, income, costs; adds up exactly.",
            params: ChangesParams.self,
            result: ChangesResult.self,
            errors: [.notFound],
            stamp: { desk.stamp }
        ) { (params, context) throws(RPCError) in
            let view = try services.historyView(params.scope, context)
            guard params.from <= params.to else { throw wrongOrder }
            return try figures { () throws(ArithmeticOverflow) in
                try view.scoped(params.scope.scope).changes(from: params.from, to: params.to)
            }
        }
    }

    private static func explain(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "portfolio.explain",
            summary: "What a value was made of: each quantity, price, rate and flow with its source.",
            params: ExplainParams.self,
            result: ExplainResult.self,
            errors: [.notFound]
        ) { (params, context) throws(RPCError) in
            let view = try services.historyView(params.scope, context)
            let day = params.date ?? view.portfolio.valuation.session
            return try figures { () throws(ArithmeticOverflow) in
                try view.history.explain(params.scope.scope, on: day, view.kept)
            }
        }
    }

    private static func rebuild(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "history.rebuild",
            summary: "Rebuilds history from what is stored, and looks for what does not fit.",
            params: RebuildParams.self,
            result: JobStarted.self,
            waits: true,
            errors: [.notFound]
        ) { (params, context) throws(RPCError) in
            let user = try services.user(params.user, context)
            if let account = params.account {
                let facts = try services.reading { try services.store.facts(user: user) }
                guard facts.accounts.contains(where: { $0.id == account }) else {
                    throw .notFound(what: "account", id: account)
                }
            }
            return try await services.started(params.wait) { () throws(StoreError) in
                try await services.jobs.enqueue(
                    kind: HistoryJob.kind,
                    subject: HistoryJob.subject(user),
                    user: user,
                    payload: HistoryJob.payload(user),
                    repeating: true
                ).job.id
            }
        }
    }

    private static func capture(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "snapshots.capture",
            summary: "Records what every user's accounts are worth at the end of a session.",
            params: CaptureParams.self,
            result: JobStarted.self,
            admin: true,
            waits: true
        ) { (params, _) throws(RPCError) in
            let last = ExchangeCalendar.lastFinishedSession(at: services.now())
            let day = params.date ?? last
            guard ExchangeCalendar.isSession(day), day <= last else {
                throw .invalidParams(path: "date", "a finished session is expected, such as \(last)")
            }
            return try await services.started(params.wait) { () throws(StoreError) in
                try await services.jobs.enqueue(
                    kind: EndOfDayJob.kind,
                    subject: EndOfDayJob.subject(day),
                    user: nil,
                    payload: EndOfDayJob.payload(day, again: true)
                ).job.id
            }
        }
    }

    // MARK: Windows

    private static let wrongOrder = RPCError.invalidParams(path: "to", "a date on or after `from` is expected")

    private static func window(
        _ period: HistoryPeriod?,
        _ from: Day?,
        _ to: Day?,
        today: Day
    ) throws(RPCError) -> HistoryWindow {
        guard from != nil || to != nil else { return HistoryWindow(period ?? .year, today: today) }
        guard period == nil else {
            throw .invalidParams(path: "period", "either a period or dates are expected, not both")
        }
        if let from, let to, from > to { throw wrongOrder }
        return HistoryWindow(from: from, to: to)
    }

    private static func figures<Result>(
        _ body: () throws(ArithmeticOverflow) -> Result
    ) throws(RPCError) -> Result {
        do throws(ArithmeticOverflow) {
            return try body()
        } catch {
            throw .internalError("A figure is too large to be computed exactly.")
        }
    }
}

extension DaemonServices {
    /// The user's history, the scope checked against the portfolio.
    fileprivate func historyView(_ params: ScopeParams, _ context: RPCContext) throws(RPCError) -> HistoryView {
        let user = try user(params.user, context)
        let view = try reading { try history.view(of: user) }
        try params.check(against: view.portfolio.facts, sources: adapters.providers)
        return view
    }

    /// The levels of a security to compare with.
    fileprivate func benchmark(_ symbol: String, _ view: HistoryView) throws(RPCError) -> Benchmark {
        let found = try reading { try store.securities(symbol: symbol, user: view.user) }
        let days = view.history.frame.days
        for security in found {
            guard let first = days.first, let last = days.last else { break }
            let question = PriceQuestion(
                securities: [security],
                base: view.history.facts.base,
                currencies: [],
                from: first,
                through: last
            )
            let answer = try reading { try history.prices.answer(question) }
            guard let series = answer.prices.first, !series.days.isEmpty else { continue }
            return Benchmark(symbol: symbol, levels: series.levels(splits: answer.splits))
        }
        throw .notFound(
            what: "benchmark",
            id: symbol,
            hint: "Name a symbol of which the daemon has prices; prices.history shows whether it does."
        )
    }

    /// Starts a job and waits for it where that is wanted.
    fileprivate func started(
        _ wait: Bool?,
        _ start: () async throws(StoreError) -> String
    ) async throws(RPCError) -> JobStarted {
        let job: String
        do throws(StoreError) {
            job = try await start()
        } catch {
            throw .internalError("The store failed: \(error.description)")
        }
        if wait == true { try await waitForEnd(of: job, connection: nil) }
        return JobStarted(job)
    }
}

extension HistoryView {
    /// Says that nothing is rebuilt, where it isn't and more was wanted.
    fileprivate func noteSwitchedOff(_ result: inout HistoryResult, _ window: HistoryWindow) {
        guard !isReconstructed, let first = history.frame.days.first else { return }
        let start = window.from ?? first.adding(days: -1)
        guard start < first else { return }
        var gap = HistoryGap()
        (gap.from, gap.to) = (start, first.adding(days: -1))
        gap.reason = "history is not rebuilt: features.history_reconstruction is off"
        result.gaps.insert(gap, at: 0)
        result.isComplete = false
    }
}
