import FolioAdapterKit
import FolioModel

/// Corporate actions: Alpaca books each in several rows, such as the old shares out and the new ones in.
///
/// All rows of one event and one security are one transaction: a split adds or takes the difference, a merger for cash
/// takes the shares and gives the money. Where two securities move (a new name, a merger for shares, a spin-off) there
/// is one transaction of each, in one group.
///
/// The transaction has the id of the first of its rows, and the other ids name nothing: so it is the same whatever
/// page its rows came on, late or corrected ones too, as long as all rows of the event are there.
enum AlpacaCorporateActions {
    /// What makes rows one event: their group, or without one their date.
    struct Event: Hashable {
        let type: String
        let group: String

        /// The event of a row.
        init(of row: AlpacaRow) throws(AdapterError) {
            type = row.type
            if let group = row.group { self.group = group } else { group = try row.day().description }
        }
    }

    /// The types on a page of which all rows are needed.
    static func types(in rows: [AlpacaRow]) -> [String] {
        let types = rows.compactMap { row -> String? in
            guard case .corporateAction = row.rule else { return nil }
            return row.type
        }
        return Set(types).sorted()
    }

    /// Rows of corporate actions by their events.
    static func events(in rows: [AlpacaRow]) throws(AdapterError) -> [Event: [AlpacaRow]] {
        var events: [Event: [AlpacaRow]] = [:]
        for row in rows {
            if case .corporateAction = row.rule { events[try Event(of: row), default: []].append(row) }
        }
        return events
    }

    /// Adds the transactions of one event; of several rows with one id the first counts.
    static func read(
        _ rows: [AlpacaRow],
        _ type: TransactionType,
        _ account: String,
        into page: inout AlpacaActivities.Page
    ) throws(AdapterError) {
        let legs = Dictionary(rows.map { ($0.id, $0) }) { first, _ in first }
        let superseded = legs.values.compactMap(\.previousID)
        for id in superseded { page.remove(id) }
        let (live, gone) = legs.values.sorted { $0.id < $1.id }.divided { leg in
            !leg.isCanceled && !superseded.contains { leg.id == $0 || leg.id.hasSuffix("::" + $0) }
        }
        for leg in gone { page.remove(leg.id) }
        for side in try sides(live) {
            guard let first = side.legs.first else { continue }
            var transaction = try AlpacaActivities.blank(first, account)
            (transaction.type, transaction.security) = (type, side.security?.externalID)
            transaction.date = try first.day()
            for leg in side.legs {
                try add(leg, side.security, to: &transaction)
                if leg.id != first.id { page.remove(leg.id) }
            }
            if side.legs.count == 1 {
                transaction.price = try AlpacaActivities.price(first, side.security, transaction)
            }
            page.add(transaction, side.security, isCorrection: side.legs.contains(where: \.isCorrection))
        }
    }

    /// The rows that move one security.
    private struct Side {
        let security: ReportedSecurity?
        var legs: [AlpacaRow]
    }

    /// Rows by security, in the order of their ids; within a group, money of no security goes with the shares it is for.
    private static func sides(_ legs: [AlpacaRow]) throws(AdapterError) -> [Side] {
        var sides: [Side] = []
        var money: [AlpacaRow] = []
        for leg in legs {
            guard let security = try leg.security() else {
                money.append(leg)
                continue
            }
            if let index = sides.firstIndex(where: { $0.security?.externalID == security.externalID }) {
                sides[index].legs.append(leg)
            } else {
                sides.append(Side(security: security, legs: [leg]))
            }
        }
        guard !money.isEmpty else { return sides }
        let outgoing = sides.firstIndex { $0.legs.contains { $0.quantity.isNegative } } ?? sides.indices.first
        guard let outgoing, legs.first?.group != nil else { return sides + [Side(security: nil, legs: money)] }
        sides[outgoing].legs = (sides[outgoing].legs + money).sorted { $0.id < $1.id }
        return sides
    }

    private static func add(
        _ leg: AlpacaRow,
        _ security: ReportedSecurity?,
        to transaction: inout ReportedTransaction
    ) throws(AdapterError) {
        let sums = try AlpacaActivities.exactly(leg) { [transaction] () throws(ArithmeticOverflow) in
            (
                try transaction.quantityDelta + (security == nil ? .zero : leg.quantity),
                try transaction.cashDelta + (leg.amount ?? .zero)
            )
        }
        (transaction.quantityDelta, transaction.cashDelta) = sums
        transaction.date = min(transaction.date, try leg.day())
        if transaction.description == nil { transaction.description = try leg.description() }
    }
}

extension Sequence {
    /// Those that are, and those that are not, in order.
    fileprivate func divided(by isFirst: (Element) -> Bool) -> ([Element], [Element]) {
        (filter(isFirst), filter { !isFirst($0) })
    }
}
