public import FolioAdapterKit
import FolioModel

extension AlpacaAdapter {
    /// Reads a page of activities, oldest first; Alpaca says itself what is canceled.
    public func transactions(
        _ params: TransactionsRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> TransactionsRead.Result {
        var cursor =
            if let text = params.cursor { try AlpacaCursor(text) } else { AlpacaCursor(since: params.since) }
        let account = try await accountID(params.connection)
        let size = max(1, min(params.limit, AlpacaActivities.maximumPage))
        var query = [
            ("direction", "asc"), ("page_size", String(size)), ("after", cursor.after.description),
        ]
        if let last = cursor.lastID { query.append(("page_token", last)) }
        let rows = try await api(params.connection).list("/v2/account/activities", query)
        var result = try AlpacaActivities.read(rows, account: account)
        let today = now().newYorkDay
        let last = try rows.last?.string("id")
        if rows.count >= size, let last {
            guard last != cursor.lastID else {
                throw AdapterError(.badVendorData, "Alpaca answered with the same page of activities twice.")
            }
            cursor.lastID = last
            (result.hasMore, result.nextCursor) = (true, cursor.text)
        } else {
            (result.hasMore, result.nextCursor) = (false, cursor.next(today: now().utcDay).text)
            result.historyCompleteFrom = cursor.after
        }
        // Never authoritative: the dates of rows and the dates by which they are found differ.
        result.window = TransactionWindow(from: cursor.after, to: max(today, cursor.after), isAuthoritative: false)
        return result
    }

    /// The most orders Alpaca gives at once.
    private static let maximumOrders = 500

    /// Reads a page of orders, newest first, legs after their parents.
    public func orders(
        _ params: OrdersRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> OrdersRead.Result {
        let account = try await accountID(params.connection)
        let cursor: AlpacaOrderCursor? = if let text = params.cursor { try AlpacaOrderCursor(text) } else { nil }
        // Room for the orders that come a second time.
        let size = max(1, min(params.limit + (cursor?.known.count ?? 0), Self.maximumOrders))
        var query = [
            ("status", params.status ?? "all"), ("limit", String(size)), ("direction", "desc"), ("nested", "true"),
        ]
        if let cursor { query.append(("until", cursor.until.description)) }
        if let since = params.since { query.append(("after", since.description)) }
        let rows = try await api(params.connection).list("/v2/orders", query)
        var result = OrdersRead.Result()
        var parents: [ReportedOrder] = []
        for row in rows {
            let orders = try AlpacaOrders.read(row, account: account)
            guard let parent = orders.first, cursor?.known.contains(parent.externalID) != true else { continue }
            parents.append(parent)
            result.orders += orders
        }
        if rows.count >= size {
            (result.hasMore, result.nextCursor) = (true, try AlpacaOrderCursor(behind: parents, of: cursor).text)
        }
        return result
    }
}

/// Where the reading of orders stands.
///
/// Orders come newest first, and each page is asked for by the time of the last order before it, one millisecond later,
/// as Alpaca leaves out the very instant; the orders of that millisecond then come again and are dropped.
/// `before_order_id` would need no time, but does not go together with `after`.
struct AlpacaOrderCursor: Hashable {
    /// Ids of orders that come a second time: more of one millisecond would not fit a cursor.
    static let maximumKnown = 250

    /// Orders submitted before this instant are read.
    let until: Timestamp
    /// Orders known already that the next page may have again.
    let known: Set<String>

    /// Reads a cursor.
    init(_ text: String) throws(AdapterError) {
        guard let value = CursorText.decode(text), let until = value["until"]?.string.flatMap({ Timestamp($0) }) else {
            throw AdapterError(.cursorInvalid, "The cursor is not one of this adapter.")
        }
        self.until = until
        known = Set(value["known"]?.array?.compactMap(\.string) ?? [])
    }

    /// Behind the new orders of a full page; `earlier` is the cursor by which it was read.
    ///
    /// Orders without a time may stand anywhere, so that they are taken to come again.
    init(behind orders: [ReportedOrder], of earlier: AlpacaOrderCursor?) throws(AdapterError) {
        let last = orders.compactMap(\.submittedAt).min().map { $0.milliseconds + 1 }
        let times = [last.map { Timestamp(milliseconds: $0) }, earlier?.until].compactMap { $0 }
        guard !orders.isEmpty, let until = times.min() else {
            throw AdapterError(.badVendorData, "Alpaca gave a page of orders without a time to go on from.")
        }
        self.until = until
        let again = orders.filter { order in order.submittedAt.map { $0.milliseconds + 1 >= until.milliseconds } ?? true
        }
        known = Set(again.map(\.externalID)).union(until == earlier?.until ? earlier?.known ?? [] : [])
        guard known.count <= Self.maximumKnown else {
            throw AdapterError(.badVendorData, "Alpaca gave more orders of one instant than can be told apart.")
        }
    }

    /// The cursor's text.
    var text: String {
        CursorText.encode([
            "until": .string(until.description), "known": .array(known.sorted().map(JSONValue.string)),
        ])
    }
}

/// Orders of an account.
enum AlpacaOrders {
    /// Reads an order and its legs.
    static func read(
        _ row: VendorObject,
        account: String,
        parent: String? = nil
    ) throws(AdapterError) -> [ReportedOrder] {
        var order = ReportedOrder()
        order.externalID = try row.string("id")
        (order.account, order.parent) = (account, parent)
        order.symbol = try row.optionalString("symbol")
        order.assetClass = try row.optionalString("asset_class")
        order.side = try row.optionalString("side")
        let types = try (row.optionalString("type"), row.optionalString("order_type"))
        order.type = types.0 ?? types.1
        order.timeInForce = try row.optionalString("time_in_force")
        order.status = try row.string("status")
        order.quantity = try row.optionalFigure("qty")
        order.notional = try row.optionalFigure("notional")
        order.filledQuantity = try row.optionalFigure("filled_qty")
        order.filledAveragePrice = try row.optionalFigure("filled_avg_price")
        order.limitPrice = try row.optionalFigure("limit_price")
        order.stopPrice = try row.optionalFigure("stop_price")
        order.submittedAt = try row.optionalTimestamp("submitted_at")
        order.filledAt = try row.optionalTimestamp("filled_at")
        order.canceledAt = try row.optionalTimestamp("canceled_at")
        guard parent == nil, let legs = try row.optionalObjects("legs") else { return [order] }
        var orders = [order]
        for leg in legs { orders += try read(leg, account: account, parent: order.externalID) }
        return orders
    }
}
