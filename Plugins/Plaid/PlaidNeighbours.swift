import FolioAdapterKit
import FolioModel

/// The rows of a page by what a row may have as its partner.
struct PlaidNeighbours {
    private struct Key: Hashable {
        let account: String
        /// Plaid's sign.
        let amount: Amount
    }

    private struct Place: Hashable {
        let account: String
        let day: Day
    }

    /// Days before and after a reinvestment within which its income is looked for.
    static let days: Int32 = 5

    /// What came in by deposits, and what contributions bought.
    private var deposits: [Place: [Amount]] = [:]
    private var purchases: [Place: [Amount]] = [:]
    private var incomes: [Key: [Day]] = [:]
    private let oldest: Day?

    /// Takes the rows of a page.
    init(_ rows: some Collection<PlaidTransaction>) {
        oldest = rows.map(\.posted).min()
        for row in rows {
            let place = Place(account: row.account, day: row.posted)
            switch row.rule {
            case .moneyBySign where row.amount.isNegative: deposits[place, default: []].append(-row.amount)
            case .contribution where row.amount > .zero: purchases[place, default: []].append(row.amount)
            case .money(.dividend), .money(.interest):
                incomes[Key(account: row.account, amount: row.amount), default: []].append(row.posted)
            default: break
            }
        }
    }

    /// Whether the deposits of the day bring in at least what its contributions spend.
    func haveDeposit(for transaction: PlaidTransaction, _ row: VendorObject) throws(AdapterError) -> Bool {
        let place = Place(account: transaction.account, day: transaction.posted)
        return try row.exactly("amount") { () throws(ArithmeticOverflow) in
            try (deposits[place] ?? []).sum() >= (purchases[place] ?? []).sum()
        }
    }

    /// Whether a row of about that time brings in what is reinvested; `nil` where it may stand on another page.
    func haveIncome(for row: PlaidTransaction) -> Bool? {
        let days = incomes[Key(account: row.account, amount: -row.amount)] ?? []
        if days.contains(where: { abs($0.number - row.posted.number) <= Self.days }) { return true }
        guard let oldest, row.posted.number - oldest.number > Self.days else { return nil }
        return false
    }
}
