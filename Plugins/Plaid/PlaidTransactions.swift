import FolioAdapterKit
import FolioModel

/// A page of `/investments/transactions/get` as far as paging is concerned.
struct PlaidPage {
    let rows: [VendorObject]
    /// Empty where a row has none.
    let ids: [String]
    /// Posting dates, by which the rows are listed.
    let dates: [Day]
    /// Rows of the dates asked for, by Plaid's count.
    let total: Int

    /// Reads what the rows are listed by.
    init(_ answer: VendorObject) throws(AdapterError) {
        rows = try answer.objects("investment_transactions")
        var (ids, dates): ([String], [Day]) = ([], [])
        for row in rows {
            ids.append(try row.optionalString("investment_transaction_id") ?? "")
            dates.append(try row.day("date"))
        }
        (self.ids, self.dates) = (ids, dates)
        total = try answer.int("total_investment_transactions")
    }

    /// Whether the rows stand newest first, as documented.
    var isSorted: Bool { zip(dates, dates.dropFirst()).allSatisfy { $0 >= $1 } }
}

/// Turns a page of rows into the normal form.
enum PlaidTransactions {
    /// Reads a page's new rows; those of accounts that hold no investments are left out.
    ///
    /// `takenBack` holds ids of rows that newer rows took back: new ones come, and those whose dates are done go.
    static func read(
        _ step: PlaidCursor.Step,
        of page: PlaidPage,
        _ answer: VendorObject,
        takenBack: inout [String],
        _ notes: PlaidNotes
    ) throws(AdapterError) -> TransactionsRead.Result {
        var securities = try PlaidSecurities.read(answer, notes)
        let accounts = try PlaidAccounts(in: answer, notes)
        var rows: [Int: PlaidTransaction] = [:]
        for (number, row) in page.rows.enumerated() {
            guard let account = accounts.investment(try row.string("account_id"), notes) else { continue }
            let id = try row.optionalString("security_id")
            let transaction = try PlaidTransaction(
                row,
                security: id.flatMap { securities[$0] },
                account: account,
                notes
            )
            if let id, transaction.isInPercentOfPar { securities[id]?.quoteInPercent() }
            rows[number] = transaction
        }
        let neighbours = PlaidNeighbours(rows.values)
        var result = TransactionsRead.Result()
        var removed: [String] = []
        for row in step.rows.compactMap({ rows[$0] }) {
            switch try row.outcome(among: neighbours) {
            case .events(let events): result.added += events
            case .takesBack(let id): removed.append(id)
            case .nothing: break
            }
        }
        takenBack += removed
        let gone = Set(takenBack)
        result.added.removeAll { gone.contains($0.group ?? $0.externalID) }
        result.removed = removed.map { RemovedTransaction($0) }
        if step.isDone {
            let seen = Set(step.rows.map { page.ids[$0] })
            takenBack.removeAll { seen.contains($0) }
        }
        result.securities = described(result.added, by: securities)
        (result.counts.added, result.counts.removed) = (result.added.count, result.removed.count)
        return result
    }

    /// The securities that rows refer to, each once; one that Plaid left out has nothing but an id of its own.
    private static func described(
        _ rows: [ReportedTransaction],
        by securities: [String: PlaidSecurity]
    ) -> [ReportedSecurity] {
        var seen: Set<String> = []
        return rows.compactMap { row in
            guard let id = row.security, seen.insert(id).inserted else { return nil }
            if let security = securities[id] { return security.reported }
            var unknown = ReportedSecurity()
            (unknown.externalID, unknown.currency) = (id, row.currency)
            return unknown
        }
    }
}
