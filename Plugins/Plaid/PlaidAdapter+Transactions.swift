public import FolioAdapterKit
import FolioModel

extension PlaidAdapter {
    /// The most rows Plaid gives at once.
    private static let maximumPage = 500

    /// Reads a page of transactions, newest first.
    public func transactions(
        _ params: TransactionsRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> TransactionsRead.Result {
        let api = try api()
        let months = api.configuration.historyMonths
        let today = now().utcDay
        var cursor =
            if let text = params.cursor {
                try PlaidCursor(text, today: today, months: months)
            } else {
                PlaidCursor(firstPassTo: today, months: months, since: params.since)
            }
        let answer = try await page(cursor, limit: params.limit, params.connection, api, context)
        let rows = try answer.objects("investment_transactions")
        let ids = try PlaidTransactions.ids(of: rows)
        let known = cursor.continues(with: ids) ? cursor.offset - cursor.start : 0
        var result = try PlaidTransactions.read(
            Array(rows.dropFirst(known)),
            of: answer,
            takenBack: &cursor.takenBack
        )
        let total = try answer.int("total_investment_transactions")
        context.progress(cursor.start + rows.count, total, "transactions")
        let step = cursor.advance(ids, total: total)
        var window = TransactionWindow(from: cursor.from, to: cursor.to, isAuthoritative: false)
        switch step {
        case .goOn, .startOver:
            (result.hasMore, result.nextCursor) = (true, cursor.text)
        case .finish(let isWhole):
            window.isAuthoritative = isWhole
            (result.hasMore, result.nextCursor) = (false, cursor.finishedText)
            result.historyCompleteFrom = cursor.historyFrom
        }
        result.window = window
        return result
    }

    private func page(
        _ cursor: PlaidCursor,
        limit: Int,
        _ connection: ConnectionContext,
        _ api: PlaidAPI,
        _ context: CallContext
    ) async throws(AdapterError) -> VendorObject {
        let start = cursor.from.adding(days: -PlaidCursor.marginDays)
        let count = min(max(1, limit) + cursor.offset - cursor.start, Self.maximumPage)
        let body: JSONValue = [
            "access_token": try connection.accessToken(),
            "start_date": .string(start.description), "end_date": .string(cursor.to.description),
            "options": [
                "count": .int(count), "offset": .int(cursor.start),
            ],
        ]
        let (offset, total) = (cursor.offset, cursor.total)
        return try await withHeartbeat({ context.progress(offset, total, "transactions") }) {
            () throws(AdapterError) in
            try await api.post("/investments/transactions/get", body, timeout: PlaidAPI.extractionTimeout)
        }
    }
}

/// Turns a page of rows into the normal form.
enum PlaidTransactions {
    /// The ids of rows; `nil` where a row has none.
    static func ids(of rows: [VendorObject]) throws(AdapterError) -> [String?] {
        var ids: [String?] = []
        for row in rows { ids.append(try row.optionalString("investment_transaction_id")) }
        return ids
    }

    /// Reads rows; those of accounts that hold no investments are left out.
    ///
    /// `takenBack` holds ids of rows that newer rows took back: those seen here go, new ones come.
    static func read(
        _ rows: [VendorObject],
        of answer: VendorObject,
        takenBack: inout [String]
    ) throws(AdapterError) -> TransactionsRead.Result {
        let securities = try PlaidSecurities.read(answer)
        let accounts = try PlaidAccounts.currencies(in: answer)
        var result = TransactionsRead.Result()
        var removed: [String] = []
        for row in rows {
            let account = try row.string("account_id")
            guard let accountCurrency = accounts[account] else { continue }
            let security = try row.optionalString("security_id").flatMap { securities[$0] }
            let currency = try PlaidAccounts.currency(row) ?? accountCurrency
            let outcome = try PlaidTransaction(row, security: security)
                .outcome(account: account, currency: currency)
            switch outcome {
            case .event(let event): result.added.append(event)
            case .takesBack(let id): removed.append(id)
            case .nothing: break
            }
        }
        takenBack += removed
        let seen = Set(try ids(of: rows))
        let gone = Set(takenBack)
        result.added.removeAll { gone.contains($0.externalID) }
        result.removed = removed.map { RemovedTransaction($0) }
        takenBack.removeAll { seen.contains($0) }
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
