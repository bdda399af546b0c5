/// What a call is about: the part of it that a death is remembered by.
package struct CallSubject: Hashable, Sendable {
    package let method: String
    /// The host's id of the connection; `nil` for a call without one.
    package let connection: String?

    package init(method: String, connection: String?) { (self.method, self.connection) = (method, connection) }

    /// Reads it off the parameters.
    package init<M: AdapterMethod>(_ method: M.Type, _ params: M.Params) {
        self.init(method: M.name, connection: (params as? any ConnectionBound)?.connectionID)
    }
}

/// Parameters of a call that may be about one connection.
protocol ConnectionBound {
    /// The host's id of it; `nil` where the call is about none.
    var connectionID: String? { get }
}

extension Check.Params: ConnectionBound { var connectionID: String? { connection?.id } }
extension LinkBegin.Params: ConnectionBound { var connectionID: String? { connection?.id } }
extension LinkComplete.Params: ConnectionBound { var connectionID: String? { connection?.id } }
extension AccountsRead.Params: ConnectionBound { var connectionID: String? { connection.id } }
extension HoldingsRead.Params: ConnectionBound { var connectionID: String? { connection.id } }
extension TransactionsRead.Params: ConnectionBound { var connectionID: String? { connection.id } }
extension OrdersRead.Params: ConnectionBound { var connectionID: String? { connection.id } }
extension HistoryRead.Params: ConnectionBound { var connectionID: String? { connection.id } }
extension RefreshRequest.Params: ConnectionBound { var connectionID: String? { connection.id } }
extension Disconnect.Params: ConnectionBound { var connectionID: String? { connection.id } }
extension ImportInspect.Params: ConnectionBound { var connectionID: String? { connection.id } }
