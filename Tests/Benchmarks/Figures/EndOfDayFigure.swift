import FolioDaemon
import FolioModel
import FolioStore
import Glibc

/// Records the end of a session for many users, as the daemon does every evening.
enum EndOfDayFigure {
    private static let holdings = 10
    /// Of so many users, one has a trade of that day and goes the whole way.
    private static let usersPerTrade = 100
    private static let securities = 5_000
    /// Users whose rows are stored together, as the daemon does.
    private static let batch = 2_048

    /// Users that are stored one by one; the others are their copies.
    private static let originals = 1_000

    /// Times a run over so many users of one account in a store of that path, which is made where it is missing;
    /// beyond ``originals``, a multiple of them.
    static func measure(_ path: String, users: Int) async throws {
        var store = try Store.open(location: .file(path))
        let day = ExchangeCalendar.lastFinishedSession(at: .now)
        let before = ExchangeCalendar.previousSession(before: day)
        let asOf = try close(of: day)
        if try store.accountCount() == 0 {
            for user in 0..<min(users, originals) {
                try connect(user, in: store, day: day, before: before, asOf: asOf)
            }
            if users > originals {
                try store.close()
                try UserCopies.add(users / originals - 1, to: path)
                store = try Store.open(location: .file(path))
            }
        }
        let accounts = try store.accountCount()
        print("endofday.users", accounts)
        print("endofday.bytes", try store.sizeBytes())
        let services = DaemonServices.idle(store: store, now: { asOf.adding(seconds: 3600) })
        let job = EndOfDayJob(desk: services.history, now: services.now)
        let record = try store.enqueueJob(
            kind: EndOfDayJob.kind,
            subject: EndOfDayJob.subject(day),
            user: nil,
            payload: EndOfDayJob.payload(day)
        ).0
        let start = ContinuousClock.now
        let result = try await job.run(record, JobReporter { _, _, _ in })
        let elapsed = ContinuousClock.now - start
        var usage = rusage()
        getrusage(.init(RUSAGE_SELF.rawValue), &usage)
        guard result["accounts"]?.int == accounts, let unmoved = result["unmoved"]?.int else {
            throw StoreError.corrupt("the run says \(result.text)")
        }
        print("endofday.unmoved", unmoved)
        print("endofday.ms", Int(elapsed / .milliseconds(1)))
        print("endofday.peak", usage.ru_maxrss)
        print("endofday.storing", Int(try storing(store, day, like: before) / .milliseconds(1)))
        try store.close()
    }

    /// The floor: as many rows are handed to the store in batches as large, without a user's facts read or valued.
    private static func storing(_ store: Store, _ day: Day, like before: Day) throws -> Duration {
        let earlier = ExchangeCalendar.previousSession(before: before)
        let shared = try store.sharedFacts()
        var (spent, last) = (Duration.zero, "")
        var figures = [Int64](repeating: 0, count: AccountDay.columns.count)
        (figures[0], figures[11]) = (1_000_000_000, 1_000_000_000)
        let row = AccountDay(day: earlier, kind: .reconstructed, currency: .usd, figures: figures)
        while true {
            let users = try store.dayFacts(after: last, limit: batch, before: before, currency: .usd, shared)
            guard let user = users.last?.user else { return spent }
            last = user
            var run = EndOfDayRun(day: earlier, isCaughtUp: true)
            run.lastUser = last
            let days = users.flatMap(\.facts.accounts).map { RecordedDay(account: $0.id, day: row) }
            let start = ContinuousClock.now
            _ = try store.record(days, run: run)
            spent += ContinuousClock.now - start
        }
    }

    private static func close(of day: Day) throws -> Timestamp {
        guard let session = ExchangeCalendar.session(on: day) else { throw StoreError.invalid("\(day) is no session.") }
        return session.close
    }

    private static func connect(
        _ user: Int,
        in store: Store,
        day: Day,
        before: Day,
        asOf: Timestamp
    ) throws {
        let name = "user-\(user)"
        let connection = try store.createConnection(user: name, provider: "plaid", externalID: name)
        var account = ReportedAccount()
        (account.externalID, account.name, account.type) = ("x-\(user)", "Account", "investment")
        let saved = try store.saveAccounts(connection: connection.id, [account], source: .external, isComplete: true)
        var update = HoldingsUpdate(asOf: asOf)
        for index in 0..<holdings {
            let symbol = (user * 7 + index * 13) % securities
            var security = ReportedSecurity()
            (security.externalID, security.ticker, security.type) = ("s-\(symbol)", "S\(symbol)", .stock)
            update.securities.append(security)
            var holding = ReportedHolding()
            (holding.account, holding.security) = ("x-\(user)", "s-\(symbol)")
            (holding.quantity, holding.costBasis) = (Quantity(1 + user % 50), Amount(1000))
            (holding.price, holding.priceAsOf) = (Price(50 + symbol % 100), asOf)
            update.holdings.append(holding)
        }
        var cash = ReportedCash()
        (cash.account, cash.amount) = ("x-\(user)", Amount(500))
        update.cash = [cash]
        try store.saveHoldings(connection: connection.id, update, source: "plaid")
        if user % usersPerTrade == 0 {
            var page = TransactionsPage(passID: name)
            var row = ReportedTransaction()
            (row.externalID, row.account, row.date, row.type) = ("t", "x-\(user)", day, .deposit)
            row.cashDelta = Amount(100)
            page.added = [row]
            try store.saveTransactions(connection: connection.id, page)
        }
        guard let id = saved.first?.id else { return }
        var figures = [Int64](repeating: 0, count: AccountDay.columns.count)
        (figures[0], figures[11]) = (1_000_000_000, 1_000_000_000)
        let known = AccountDay(day: before, kind: .reconstructed, currency: .usd, figures: figures)
        let rows = AccountHistoryRows(
            account: id,
            currency: .usd,
            firstDay: before,
            wasEmptyBefore: false,
            days: [known]
        )
        _ = try store.saveHistory(rows)
    }
}
