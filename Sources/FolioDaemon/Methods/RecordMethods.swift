import FolioEngine
import FolioModel
import FolioRPC
import FolioStore

/// `portfolio.activities` and `portfolio.orders`: what providers stated, as rows.
enum RecordMethods {
    static func all(_ services: DaemonServices) -> [MethodDefinition] {
        [activities(services), orders(services)]
    }

    /// Rows of one answer.
    static let maximumRows = 500

    private static let defaultRows = 100

    /// The rows wanted, checked.
    static func limit(_ wanted: Int?) throws(RPCError) -> Int {
        let limit = wanted ?? defaultRows
        guard (1...maximumRows).contains(limit) else {
            throw .invalidParams(path: "limit", "1 to \(maximumRows) is expected")
        }
        return limit
    }

    // MARK: Activities

    private static func activities(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "portfolio.activities",
            summary: "What happened in the accounts of the slice, newest first.",
            params: ActivitiesParams.self,
            result: ActivityList.self,
            errors: [.notFound]
        ) { (params, context) throws(RPCError) in
            let view = try services.portfolio(params.scope, context)
            if let from = params.from, let to = params.to, from > to {
                throw .invalidParams(path: "to", "a date on or after `from` is expected")
            }
            var query = ActivityQuery(accounts: view.accounts(in: params.scope))
            query.from = params.from
            query.to = params.to
            query.types = params.types
            query.symbol = params.scope.symbol
            query.assetClass = params.scope.assetClass
            query.limit = try limit(params.limit)
            query.cursor = params.cursor
            let page = try reading("cursor") { () throws(StoreError) in try services.store.activities(query) }
            var list = ActivityList()
            let silent = try services.accountsWithoutCash(view)
            list.activities = page.activities.map { activity in
                var row = ActivityRow(activity, today: Timestamp.now.newYorkDay)
                let isSweep = activity.countsAsCash && row.quantity != .zero
                if silent.contains(activity.account) || isSweep { row.amount = .zero }
                return row
            }
            list.nextCursor = page.nextCursor
            return list
        }
    }

    /// Runs a paged read; a bad cursor is the caller's fault.
    private static func reading<Page>(
        _ path: String,
        _ body: () throws(StoreError) -> Page
    ) throws(RPCError) -> Page {
        do throws(StoreError) {
            return try body()
        } catch {
            if case .invalid(let reason) = error { throw .invalidParams(path: path, reason) }
            throw .internalError("The store failed: \(error.description)")
        }
    }

    // MARK: Orders

    private static func orders(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "portfolio.orders",
            summary: "The brokerage's orders, newest first.",
            params: OrdersParams.self,
            result: OrderList.self,
            errors: [.notFound, .unavailableInMode]
        ) { (params, context) throws(RPCError) in
            let view = try services.portfolio(params.scope, context)
            guard view.mode.includesBrokerage else {
                throw .unavailableInMode(mode: view.mode.rawValue, needs: "brokerage or hybrid")
            }
            var query = OrderQuery(accounts: view.accounts(in: params.scope))
            query.status = params.status == "all" ? nil : params.status
            query.assetClass = params.scope.assetClass
            query.symbol = params.scope.symbol
            query.limit = try limit(params.limit)
            query.cursor = params.cursor
            let page = try reading("cursor") { () throws(StoreError) in try services.store.orders(query) }
            var list = OrderList()
            list.orders = page.orders.map(OrderRow.init)
            list.nextCursor = page.nextCursor
            return list
        }
    }
}

extension DaemonServices {
    /// Accounts whose provider says nothing of cash at all, so that their trades move none: no balance, no holding
    /// that counts as cash, and no event that only cash can have.
    fileprivate func accountsWithoutCash(_ view: PortfolioView) throws(RPCError) -> Set<String> {
        let facts = view.facts
        var accounts = Set(facts.accounts.filter { $0.reported.balances.cash == nil }.map(\.id))
        for balance in facts.cash { accounts.remove(balance.account) }
        for holding in facts.holdings where facts.securities[holding.security]?.countsAsCash == true {
            accounts.remove(holding.account)
        }
        return try reading {
            try accounts.filter { account in
                var query = ActivityQuery(accounts: [account])
                query.types = TransactionType.ofCashAlone
                query.limit = 1
                return try store.activities(query).activities.isEmpty
            }
        }
    }
}

extension PortfolioView {
    /// Ids of the visible accounts that the scope lets through, whatever they hold.
    func accounts(in params: ScopeParams) -> [String] {
        valuation.accountIDs(in: params.scope)
    }
}
