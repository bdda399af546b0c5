package import FolioModel
package import FolioStore

package struct ActivitiesParams: WireObject, Hashable {
    package var scope = ScopeParams()
    package var from: Day?
    package var to: Day?
    package var types: [TransactionType]?
    package var limit: Int?
    package var cursor: String?
    package init() {}
    package static let fields: [WireField<Self>] =
        WireField.including(\.scope) + [
            WireField("from", \.from, "The first date, in."), WireField("to", \.to, "The last date, in."),
            WireField("types", \.types, "Only these."), WireField("limit", \.limit, "1 to 500, by default 100."),
            WireField("cursor", \.cursor, "next_cursor of the page before."),
        ]
}

package struct ActivityList: WireObject, Hashable {
    package var activities: [ActivityRow] = []
    package var nextCursor: String?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("activities", \.activities), WireField("next_cursor", \.nextCursor, "null at the end."),
    ]
}

package struct ActivityRow: WireObject, Hashable {
    package var id = ""
    package var date = Day(number: 0)
    package var account = ""
    package var adapter = ""
    package var type = TransactionType.adjustment
    package var subtype: String?
    package var asset: String?
    package var symbol: String?
    package var name: String?
    package var countsAsCash = false
    package var quantity = Quantity.zero
    package var price: Price?
    package var amount = Amount.zero
    package var fees: Amount?
    package var currency = Currency.usd
    package var description: String?
    package var isPending = false
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("id", \.id), WireField("date", \.date, "The exchange's local date."), WireField("account", \.account),
        WireField("adapter", \.adapter), WireField("type", \.type),
        WireField("subtype", \.subtype, "The provider's own words."),
        WireField("asset_id", \.asset, "The security's id; null for pure cash."), WireField("symbol", \.symbol),
        WireField("name", \.name),
        WireField("counts_as_cash", \.countsAsCash, "Whether units of the security are cash."),
        WireField("qty", \.quantity, "Signed change in units."),
        WireField("price", \.price),
        WireField("amount", \.amount, "The account's cash change: negative for a purchase."),
        WireField("fees", \.fees, "Positive; contained in amount."), WireField("currency", \.currency),
        WireField("description", \.description),
        WireField("pending", \.isPending, "Whether its date is still to come."),
    ]
}

extension ActivityRow {
    /// What a client sees of a transaction.
    package init(_ activity: Activity, today: Day) {
        self.init()
        let reported = activity.reported
        id = activity.id
        date = reported.date
        account = activity.account
        adapter = activity.provider
        type = reported.type
        subtype = reported.subtype
        asset = activity.security
        symbol = activity.symbol
        name = activity.name
        countsAsCash = activity.countsAsCash
        quantity = reported.quantityDelta
        price = reported.price
        amount = reported.cashDelta
        fees = reported.fees
        currency = reported.currency
        description = reported.description
        isPending = reported.date > today
    }
}

package struct OrdersParams: WireObject, Hashable {
    package var scope = ScopeParams()
    package var status: String?
    package var limit: Int?
    package var cursor: String?
    package init() {}
    package static let fields: [WireField<Self>] =
        WireField.including(\.scope) + [
            WireField("status", \.status, "open, closed, all (the default) or the brokerage's own word."),
            WireField("limit", \.limit, "1 to 500, by default 100."),
            WireField("cursor", \.cursor, "next_cursor of the page before."),
        ]
}

package struct OrderList: WireObject, Hashable {
    package var orders: [OrderRow] = []
    package var nextCursor: String?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("orders", \.orders), WireField("next_cursor", \.nextCursor, "null at the end."),
    ]
}

package struct OrderRow: WireObject, Hashable {
    package var id = ""
    package var account = ""
    package var adapter = ""
    package var order = ReportedOrder()
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("id", \.id), WireField("account", \.account), WireField("adapter", \.adapter),
        WireField("symbol", \.order.symbol), WireField("asset_class", \.order.assetClass),
        WireField("side", \.order.side), WireField("type", \.order.type),
        WireField("time_in_force", \.order.timeInForce),
        WireField("status", \.order.status, "The brokerage's word."), WireField("qty", \.order.quantity),
        WireField("notional", \.order.notional, "For orders by amount."),
        WireField("filled_qty", \.order.filledQuantity),
        WireField("filled_avg_price", \.order.filledAveragePrice),
        WireField("limit_price", \.order.limitPrice), WireField("stop_price", \.order.stopPrice),
        WireField("currency", \.order.currency), WireField("submitted_at", \.order.submittedAt),
        WireField("filled_at", \.order.filledAt), WireField("canceled_at", \.order.canceledAt),
        WireField("parent", \.order.parent, "The brokerage's id of the parent for a leg."),
        WireField("external_id", \.order.externalID, "The brokerage's id."),
    ]

    package init(_ record: OrderRecord) {
        (id, account, adapter) = (record.id, record.account, record.provider)
        order = record.reported
    }
}
