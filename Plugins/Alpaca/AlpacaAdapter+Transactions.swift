public import FolioAdapterKit
import FolioModel

extension AlpacaAdapter {
    /// Reads a page of activities, oldest first; Alpaca says itself what is canceled.
    public func transactions(
        _ params: TransactionsRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> TransactionsRead.Result {
        let today = now().utcDay
        var cursor =
            if let text = params.cursor { try AlpacaCursor(text) } else {
                AlpacaCursor(since: params.since, today: today)
            }
        let api = try api(params.connection)
        let account = try await accountID(params.connection)
        let parts = Self.parts(of: api.access.interface)
        let size = max(1, min(params.limit, AlpacaActivities.maximumPage))
        let category = parts[min(cursor.part, parts.count - 1)].map { [("category", $0)] } ?? []
        let rows = try await api.activities(
            [("after", cursor.after.description)] + category,
            after: cursor.lastID,
            size: size
        )
        let whole = try await corporateActions(AlpacaCorporateActions.types(in: rows), api, context)
        let page = try AlpacaActivities.read(rows, whole: whole, account: account)
        for type in page.unknownTypes.sorted() where unknownTypes.isNew(type) {
            context.log("warning", "Activity type is not known, only its money counts", ["type": type])
        }
        var result = page.counted()
        // Never authoritative: the dates of rows and the dates by which they are found differ.
        result.window = TransactionWindow(from: cursor.after, to: max(today, cursor.after), isAuthoritative: false)
        result.hasMore = true
        if rows.count >= size, let last = rows.last?.id {
            guard last != cursor.lastID else {
                throw AdapterError(.badVendorData, "Alpaca answered with the same page of activities twice.")
            }
            cursor.lastID = last
        } else if cursor.part + 1 < parts.count {
            cursor.beginNextPart()
        } else {
            (result.hasMore, result.historyCompleteFrom) = (false, cursor.from)
            cursor = cursor.next(today: today)
        }
        result.nextCursor = cursor.text
        return result
    }

    /// The categories that a pass reads one after the other.
    ///
    /// The Broker API's documentation asks for both in turn; the Trading API gives everything at once.
    private static func parts(of interface: AlpacaConfiguration.Interface) -> [String?] {
        interface == .broker ? ["trade_activity", "non_trade_activity"] : [nil]
    }

    /// The most pages of one type that are read: corporate actions of one account are few.
    private static let maximumPagesOfType = 100

    /// Reads all rows of these types, so that an event is whole wherever its rows lie.
    private func corporateActions(
        _ types: [String],
        _ api: AlpacaAPI,
        _ context: CallContext
    ) async throws(AdapterError) -> [AlpacaRow] {
        var all: [AlpacaRow] = []
        for type in types {
            var last: String?
            for page in 1... {
                let rows: [AlpacaRow]
                do throws(AdapterError) {
                    rows = try await api.activities(
                        [("activity_types", type)],
                        after: last,
                        size: AlpacaActivities.maximumPage
                    )
                } catch  where error.kind == .vendorError {
                    // A filter that is refused: what the page itself has must do.
                    context.log("warning", "Alpaca does not filter by an activity type it uses", ["type": type])
                    break
                }
                all += rows
                context.progress(all.count, nil, "corporate actions")
                guard rows.count >= AlpacaActivities.maximumPage, rows.last?.id != last else { break }
                guard page < Self.maximumPagesOfType else {
                    throw AdapterError(.badVendorData, "Alpaca's pages of \(type) activities do not end.")
                }
                last = rows.last?.id
            }
        }
        return all
    }
}

extension AlpacaAPI {
    /// Reads a page of activities, oldest first, behind the row of that id.
    func activities(
        _ query: [(String, String)],
        after lastID: String?,
        size: Int
    ) async throws(AdapterError) -> [AlpacaRow] {
        var query = [("direction", "asc"), ("page_size", String(size))] + query
        if let lastID { query.append(("page_token", lastID)) }
        var rows: [AlpacaRow] = []
        for row in try await list(.activities, query) { rows.append(try AlpacaRow(row)) }
        return rows
    }
}
