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
        let call = TransactionsCall(api: api, token: try params.connection.accessToken(), context: context)
        let wanted = min(max(1, params.limit), Self.maximumPage)
        let count = min(wanted + cursor.tail.count, Self.maximumPage)
        let answer = try await call.rows(of: cursor, through: cursor.end, from: cursor.firstRow, count: count)
        let page = try PlaidPage(answer)
        let step = cursor.take(page)
        var result = try PlaidTransactions.read(
            step,
            of: page,
            answer,
            takenBack: &cursor.takenBack,
            notes(context)
        )
        context.progress(cursor.done, cursor.opening?.total, "transactions")
        var isLast = step.isLast
        if isLast, cursor.wantsLook {
            let top = try await call.rows(of: cursor, through: cursor.top, from: 0, count: 1)
            isLast = cursor.isSettled(by: try PlaidPage(top))
        }
        var window = TransactionWindow(from: cursor.from, to: cursor.to, isAuthoritative: false)
        if isLast {
            window.isAuthoritative = cursor.isAuthoritative
            result.nextCursor = cursor.finishedText
            if cursor.isAuthoritative { result.historyCompleteFrom = cursor.historyFrom } else { call.warn(of: cursor) }
        } else {
            (result.hasMore, result.nextCursor) = (true, cursor.text)
        }
        result.window = window
        return result
    }
}

/// One connection's calls of `/investments/transactions/get`.
private struct TransactionsCall {
    let api: PlaidAPI
    let token: JSONValue
    let context: CallContext

    /// Rows of a pass's dates up to a day.
    func rows(
        of cursor: PlaidCursor,
        through end: Day,
        from offset: Int,
        count: Int
    ) async throws(AdapterError) -> VendorObject {
        let body: JSONValue = [
            "access_token": token,
            "start_date": .string(cursor.start.description), "end_date": .string(end.description),
            "options": ["count": .int(count), "offset": .int(offset)],
        ]
        let (done, total) = (cursor.done, cursor.opening?.total)
        return try await withHeartbeat({ context.progress(done, total, "transactions") }) { () throws(AdapterError) in
            try await api.post("/investments/transactions/get", body, timeout: PlaidAPI.extractionTimeout)
        }
    }

    /// Says why nothing is gone by this pass, and that the next one is over the same dates.
    func warn(of cursor: PlaidCursor) {
        let phrase =
            cursor.hasShrunk
            ? "Half of the transactions or more are missing, which is believed the second time"
            : "The list of transactions did not hold still and is read again by the next sync"
        context.log("warning", phrase, ["rows": "\(cursor.opening?.total ?? 0)"])
    }
}
