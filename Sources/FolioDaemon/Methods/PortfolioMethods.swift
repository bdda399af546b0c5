package import FolioEngine
package import FolioModel
import FolioRPC

/// `portfolio.value`, `portfolio.positions`, `portfolio.allocation` and `accounts.list`: slices of one valuation.
enum PortfolioMethods {
    static func all(_ services: DaemonServices) -> [MethodDefinition] {
        let (portfolios, history) = (services.portfolios, services.history)
        let stamp: @Sendable () -> Int? = { portfolios.stamp }
        return [
            MethodDefinition(
                "portfolio.value",
                summary: "What the slice is worth, what it cost, and how sure that is.",
                params: ScopeParams.self,
                result: ValueResult.self,
                errors: [.notFound],
                stamp: { history.stamp }
            ) { (params, context) throws(RPCError) in
                let last = try lastDay(services, params, context)
                return try slice(services, params, context) { (slice) throws(ArithmeticOverflow) in
                    var value = try slice.value()
                    if let last { try value.setDay(last) }
                    return value
                }
            },
            MethodDefinition(
                "portfolio.positions",
                summary: "What is held, merged over the accounts of the slice, with the source of every share.",
                params: PositionsParams.self,
                result: PositionsResult.self,
                errors: [.notFound],
                stamp: stamp
            ) { (params, context) throws(RPCError) in
                try slice(services, params.scope, context) { (slice) throws(ArithmeticOverflow) in
                    try slice.positions(group: params.group ?? .security)
                }
            },
            MethodDefinition(
                "portfolio.allocation",
                summary: "How the value is spread; the slices add up to the total.",
                params: AllocationParams.self,
                result: AllocationResult.self,
                errors: [.notFound],
                stamp: stamp
            ) { (params, context) throws(RPCError) in
                try slice(services, params.scope, context) { (slice) throws(ArithmeticOverflow) in
                    try slice.allocation(by: params.key)
                }
            },
            MethodDefinition(
                "accounts.list",
                summary: "The accounts of the slice and what each is worth.",
                params: ScopeParams.self,
                result: AccountsResult.self,
                errors: [.notFound],
                stamp: stamp
            ) { (params, context) throws(RPCError) in
                try slice(services, params, context) { (slice) throws(ArithmeticOverflow) in try slice.accounts() }
            },
        ]
    }

    /// What the last session brought by the history; `nil` where that can't tell.
    private static func lastDay(
        _ services: DaemonServices,
        _ params: ScopeParams,
        _ context: RPCContext
    ) throws(RPCError) -> LastDay? {
        let user = try services.user(params.user, context)
        return try services.reading { try services.history.lastDay(params.scope, of: user) }
    }

    private static func slice<Result>(
        _ services: DaemonServices,
        _ params: ScopeParams,
        _ context: RPCContext,
        _ answer: (ScopedValuation) throws(ArithmeticOverflow) -> Result
    ) throws(RPCError) -> Result {
        let view = try services.portfolio(params, context)
        do throws(ArithmeticOverflow) {
            return try answer(try view.valuation.scoped(params.scope))
        } catch {
            throw .internalError("A total is too large to be computed exactly.")
        }
    }
}

package struct PositionsParams: WireObject, Hashable {
    package var scope = ScopeParams()
    package var group: PositionGroup?
    package init() {}
    package static let fields: [WireField<Self>] =
        WireField.including(\.scope) + [
            WireField("group", \.group, "A row for each security (the default), or for each security and account.")
        ]
}

package struct AllocationParams: WireObject, Hashable {
    package var scope = ScopeParams()
    package var key = AllocationKey.assetClass
    package init() {}
    package static let fields: [WireField<Self>] =
        WireField.including(\.scope) + [WireField("by", \.key, "What to spread the value over.")]
}
