public import FolioAdapterKit
import FolioModel

extension AlpacaAdapter {
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
        let rows = try await api(params.connection).list(.orders, query)
        var result = OrdersRead.Result()
        var count = 0
        for row in rows {
            let orders = try AlpacaOrders.read(row, account: account)
            count += orders.count
            if let parent = orders.first, cursor?.known.contains(parent.externalID) != true { result.orders += orders }
        }
        // Whether Alpaca's limit counts legs is not documented: a page is full where it may be.
        if rows.count >= size || (count >= size && !result.orders.isEmpty) {
            (result.hasMore, result.nextCursor) = (true, try AlpacaOrderCursor(behind: result.orders, of: cursor).text)
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
    /// Orders known already that the next page may have again, and their legs.
    let known: Set<String>

    /// Reads a cursor.
    init(_ text: String) throws(AdapterError) {
        guard let value = CursorText.decode(text), let until = value["until"]?.string.flatMap({ Timestamp($0) }) else {
            throw AdapterError(.cursorInvalid, "The cursor is not one of this adapter.")
        }
        self.until = until
        known = Set(value["known"]?.array?.compactMap(\.string) ?? [])
    }

    /// Behind the new orders of a full page, legs behind their parents; `earlier` is the cursor by which it was read.
    ///
    /// Orders without a time may stand anywhere, so that they are taken to come again.
    init(behind orders: [ReportedOrder], of earlier: AlpacaOrderCursor?) throws(AdapterError) {
        let parents = orders.filter { $0.parent == nil }
        let last = parents.compactMap(\.submittedAt).min().map { Timestamp(milliseconds: $0.milliseconds + 1) }
        guard !parents.isEmpty, let until = [last, earlier?.until].compactMap({ $0 }).min() else {
            throw AdapterError(.badVendorData, "Alpaca gave a page of orders without a time to go on from.")
        }
        self.until = until
        let isAgain = { (order: ReportedOrder) in
            order.submittedAt.map { $0.milliseconds + 1 >= until.milliseconds } ?? true
        }
        let again = Set(parents.filter(isAgain).map(\.externalID))
        let legs = orders.filter { $0.parent.map { again.contains($0) } ?? false }.map(\.externalID)
        known = again.union(legs).union(until == earlier?.until ? earlier?.known ?? [] : [])
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
