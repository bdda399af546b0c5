import FolioAdapterKit
import FolioModel
import Synchronization

/// A row that can be read in two ways, or lacks what would decide: the phrase under which it is logged.
///
/// README.md says for each what is counted and why.
enum PlaidDoubt: String, CaseIterable {
    // Holdings.
    case valueDiffers = "The value of a holding is not its price times its quantity"
    case unvestedCounted = "Units that are not vested are counted"
    case optionParts = "The units of an option are not whole contracts"
    case optionWithoutTerms = "An option has no terms and counts a hundred units a contract"
    case priceOfNothing = "A price of nothing is taken as unknown"
    case valueOfNothing = "A value of nothing beside a price is taken as unknown"
    case costOfNothing = "A cost of nothing is taken as unknown"
    case costsPerUnit = "The costs of an account are read as per unit"
    case costMayBePerUnit = "A cost may be per unit and is read as total"
    case costUnlikeLots = "A cost differs from that of the lots"
    case cashUnclear = "An account's balances name money that its holdings do not explain"
    case cashFromBalances = "Money is counted that only an account's balances name"
    case cashTwice = "Money that an account lists twice is counted once"

    // Transactions.
    case feesUnclear = "Fees are neither inside nor outside the amount by the price"
    case feesInKind = "A row that moves no money names fees"
    case signsDiffer = "Quantity and amount of a trade point different ways"
    case unitsWithMoney = "A row of money names units"
    case mergerWithAmount = "A merger names an amount"
    case reinvestmentAlone = "A reinvestment has no income of its amount beside it"
    case dateFarFromTime = "The time of a transaction is far from its date"

    // Both.
    case accountNotListed = "A row is of an account that the answer does not list"
    case currencyMissing = "A currency is missing and taken as US dollars"
    case timeWithoutZone = "A time without a zone counts as its date"
}

/// What has been logged already: an institution repeats itself with every answer.
final class PlaidMemory: Sendable {
    /// Cases of one process; what is new beyond them is not logged.
    static let maximumCases = 500

    private let cases = Mutex<Set<String>>([])

    /// Whether the case is new, and remembers it.
    func isNew(_ text: String) -> Bool {
        cases.withLock { $0.count < Self.maximumCases && $0.insert(text).inserted }
    }
}

/// Logs what a person may want to know of an answer, each case once a process: never a name, an amount or a credential.
struct PlaidNotes: Sendable {
    /// Longer words are cut.
    private static let maximumWord = 64

    let memory: PlaidMemory
    let context: CallContext

    /// A word where a known one is expected, such as a new subtype.
    func word(_ word: String, in member: String) {
        note("A word is not known", [("member", member), ("word", word)])
    }

    /// Members of an object that nobody knows.
    func members(of object: VendorObject, _ kind: PlaidObject) {
        for name in object.members.memberNames where !kind.members.contains(name) {
            note("A member is not known", [("object", kind.rawValue), ("member", name)])
        }
    }

    /// A row in doubt; `subject` tells cases apart, `fields` point at an example.
    func doubt(_ doubt: PlaidDoubt, _ subject: String, _ fields: (String, String)...) {
        note(doubt.rawValue, [("subject", subject)], fields)
    }

    private func note(_ phrase: String, _ fields: [(String, String)], _ example: [(String, String)] = []) {
        let words = fields.map { ($0, String($1.prefix(Self.maximumWord))) }
        guard memory.isNew(([phrase] + words.map(\.1)).joined(separator: "\u{0}")) else { return }
        context.log("info", phrase, Dictionary(words + example) { first, _ in first })
    }
}
