import FolioEngine
package import FolioModel
package import FolioStore
import Logging

/// Records what every account was worth at the end of a session.
///
/// Sessions that were missed are caught up first: their rows are rebuilt ones, for nobody wrote them down in time. Run
/// twice it changes nothing; killed, it goes on behind the last batch that was stored.
package struct EndOfDayJob: JobHandler {
    /// The kind under which jobs are stored.
    package static let kind = "end_of_day"

    /// Users whose rows are stored together: a commit costs little beside them.
    static let usersPerBatch = 2048

    /// Sessions that are caught up at most; older ones are in the rebuilt history anyway.
    static let maximumCaughtUp = 60

    private let desk: HistoryDesk
    private let now: @Sendable () -> Timestamp

    package init(desk: HistoryDesk, now: @escaping @Sendable () -> Timestamp = { .now }) {
        (self.desk, self.now) = (desk, now)
    }

    /// The subject of the job of a session.
    package static func subject(_ day: Day) -> String { "end_of_day:\(day)" }

    /// The payload of the job of a session.
    ///
    /// - Parameters:
    ///   - day: The session.
    ///   - missed: The first session before it that was missed, too.
    ///   - again: Whether a session that is done is done once more.
    /// - Returns: What the job needs.
    package static func payload(_ day: Day, missed: Day? = nil, again: Bool = false) -> JSONValue {
        [
            "date": .string(day.description), "missed": missed.map { .string($0.description) } ?? .null,
            "again": .bool(again),
        ]
    }

    package func run(_ job: JobRecord, _ report: JobReporter) async throws(JobFailure) -> JSONValue {
        guard let day = job.payload["date"]?.string.flatMap({ Day($0) }), ExchangeCalendar.isSession(day) else {
            throw JobFailure(code: "invalid", message: "The job names no session.")
        }
        let missed = job.payload["missed"]?.string.flatMap { Day($0) }
        let sessions = ExchangeCalendar.sessions(from: missed ?? day, through: day).suffix(Self.maximumCaughtUp)
        do {
            var outcome = HistoryOutcome()
            var (accounts, unmoved) = (0, 0)
            for session in sessions {
                // What was asked for again is begun again once; an attempt that was interrupted goes on.
                let again = job.payload["again"]?.bool == true && job.attempts <= 1
                let done = try await capture(session, again: again, cause: "job#\(job.id)", report)
                outcome.add(done.outcome)
                (accounts, unmoved) = (done.accounts, done.unmoved)
            }
            return [
                "date": .string(day.description), "accounts": .int(accounts), "unmoved": .int(unmoved),
                "caught_up": .int(max(0, sessions.count - 1)), "rows_written": .int(outcome.written),
                "corrected": .int(outcome.corrected),
            ]
        } catch let failure as JobFailure {
            throw failure
        } catch let error as StoreError {
            throw JobFailure(code: "store", message: error.description, retryAfter: .zero)
        } catch is CancellationError {
            throw .cancelled
        } catch {
            throw JobFailure(code: "internal", message: "The day could not be recorded: \(error).")
        }
    }

    private struct Done {
        var outcome = HistoryOutcome()
        var accounts = 0
        /// Of those, the ones in which nothing had moved.
        var unmoved = 0
    }

    private func capture(
        _ day: Day,
        again: Bool,
        cause: String,
        _ report: JobReporter
    ) async throws -> Done {
        let isCaughtUp = day < ExchangeCalendar.lastFinishedSession(at: now())
        var run = try desk.store.endOfDayRun(day) ?? EndOfDayRun(day: day, isCaughtUp: isCaughtUp)
        if run.finishedAt != nil {
            guard again else { return Done(accounts: run.accounts) }
            run = EndOfDayRun(day: day, isCaughtUp: isCaughtUp)
            try desk.store.saveRun(run)
        }
        try await askForPrices(of: day, cause: cause)
        let total = try desk.store.accountCount()
        var done = Done()
        let shared = try desk.store.sharedFacts()
        let before = ExchangeCalendar.previousSession(before: day)
        var users = try await next(after: run.lastUser, before: before, shared)
        while let last = users.last?.user {
            try Task.checkCancellation()
            // The next users are read while the rows of these are written.
            async let following = next(after: last, before: before, shared)
            var days: [RecordedDay] = []
            for user in users { days += try rows(of: user, shared, day, isTimely: !isCaughtUp, &done) }
            run.lastUser = last
            run.accounts += days.count
            done.outcome.add(try desk.store.record(days, run: run))
            report(done: run.accounts, total: max(total, run.accounts), unit: "accounts")
            users = try await following
        }
        run.finishedAt = now()
        try desk.store.saveRun(run)
        done.accounts = run.accounts
        return done
    }

    private func askForPrices(of day: Day, cause: String) async throws {
        let shared = try desk.store.sharedFacts()
        let base = desk.settings.value.configuration.baseCurrency
        let question = PriceQuestion(
            securities: shared.securities.values.sorted { $0.id < $1.id },
            base: base,
            currencies: shared.currencies.subtracting([base]),
            from: ExchangeCalendar.previousSession(before: day),
            through: day
        )
        await desk.prices.ensure(question, cause: cause)
    }

    @concurrent
    private func next(after user: String, before: Day, _ shared: SharedFacts) async throws -> [DayFacts] {
        try desk.store.dayFacts(
            after: user,
            limit: Self.usersPerBatch,
            before: before,
            currency: desk.settings.value.configuration.baseCurrency,
            shared
        )
    }

    /// The rows of one user's accounts: the short way where nothing has moved, else the whole one.
    private func rows(
        of user: DayFacts,
        _ shared: SharedFacts,
        _ day: Day,
        isTimely: Bool,
        _ done: inout Done
    ) throws -> [RecordedDay] {
        do {
            if let quiet = try quietRows(user, shared, day, isTimely: isTimely) {
                done.unmoved += quiet.count
                return quiet
            }
            return try rows(of: user.user, day, isTimely: isTimely)
        } catch is ArithmeticOverflow {
            // One user's figures are no reason to record nobody's.
            Logger.current.error("Figures are too large to be recorded", metadata: ["user": "\(user.user)"])
            return []
        }
    }

    /// The rows of a user in whose accounts nothing has moved; `nil` where that can't be told.
    private func quietRows(
        _ user: DayFacts,
        _ shared: SharedFacts,
        _ day: Day,
        isTimely: Bool
    ) throws -> [RecordedDay]? {
        guard user.isQuiet else { return nil }
        var facts = user.facts
        facts.rates = shared.rates
        let base = desk.settings.value.configuration.baseCurrency
        let valuation = try Valuation(facts: facts, base: base, now: now(), isVisible: { _ in true })
        guard valuation.session == day, let entries = try QuietDay(valuation).entries(before: user.before) else {
            return nil
        }
        let moment = Timestamp.now.milliseconds
        return try entries.map { entry in
            var row = try AccountDay(entry.row, kind: isTimely ? .dailyEndOfDay : .reconstructed, currency: base)
            if isTimely { (row.holdingsHash, row.capturedAt) = (entry.holdingsHash, moment) }
            return RecordedDay(account: entry.account, day: row)
        }
    }

    /// The rows of one user's accounts by way of their past.
    private func rows(of user: String, _ day: Day, isTimely: Bool) throws -> [RecordedDay] {
        let before = ExchangeCalendar.previousSession(before: day)
        let whole = try desk.whole(of: user, from: ExchangeCalendar.previousSession(before: before))
        let history = whole.view.history
        let moment = Timestamp.now  // by the clock that records are stamped with
        var days: [RecordedDay] = []
        for index in history.accounts.indices {
            var account = history.accounts[index]
            let recorded = (whole.records.recorded[account.account.id] ?? []).filter { $0.day == before }
            let judge = HistoryCorrections(account: index, history: history, changes: [], now: moment)
            var corrected: (day: AccountDay, correction: Correction)?
            if let old = recorded.first, let row = account.row(of: before) {
                let rebuilt = try AccountDay(row, kind: .reconstructed, currency: history.facts.base)
                if let correction = judge.correction(of: old, by: rebuilt) {
                    corrected = (rebuilt, correction)
                } else {
                    account.record([old.row])
                }
            }
            guard let row = account.row(of: day) else { continue }
            var recordedDay = try AccountDay(
                row,
                kind: isTimely ? .dailyEndOfDay : .reconstructed,
                currency: history.facts.base
            )
            if isTimely {
                recordedDay.holdingsHash = history.holdingsHash(account: index, on: day)
                recordedDay.capturedAt = moment.milliseconds
            }
            var entry = RecordedDay(account: account.account.id, day: recordedDay)
            entry.corrected = corrected
            days.append(entry)
        }
        return days
    }
}

extension AccountHistory {
    /// The row of a session; `nil` where there is none.
    fileprivate func row(of day: Day) -> DayTable.Row? {
        for index in 0..<table.count where table.day(index) == day { return table.row(index) }
        return nil
    }
}
