import FolioModel

/// Names as Beancount allows them, one for each thing and no two alike.
package struct LedgerNames: Sendable {
    private var commodities: [String: String] = [:]
    private var taken: Set<String>
    private var accounts: [String: String] = [:]
    private var takenAccounts: Set<String> = []

    /// Words of the language.
    private static let reserved: Set<String> = ["TRUE", "FALSE", "NULL"]

    /// The longest name of a commodity.
    private static let longestCommodity = 24

    /// Keeps the names of these currencies for them.
    init(currencies: Set<Currency>) {
        taken = Self.reserved.union(currencies.map(Self.name))
    }

    // MARK: Commodities

    /// A currency's name.
    static func name(_ currency: Currency) -> String { commodity(currency.code) }

    /// A security's name: its symbol where it can be, else its id.
    mutating func name(_ asset: LedgerAsset) -> String {
        if let name = commodities[asset.key] { return name }
        let wanted = Self.commodity(asset.symbol ?? asset.key)
        var name = wanted
        var number = 2
        while taken.contains(name) {
            let suffix = number == 2 && wanted.count <= Self.longestCommodity - 2 ? ".X" : "-\(number)"
            name = String(wanted.prefix(Self.longestCommodity - suffix.count)) + suffix
            number += 1
        }
        taken.insert(name)
        commodities[asset.key] = name
        return name
    }

    /// Capitals, digits, and `'._-` between them; two to 24 characters, the first a letter.
    package static func commodity(_ text: String) -> String {
        let inner: Set<Character> = ["'", ".", "_", "-"]
        var name = String(
            text.uppercased().map { character in
                character.isASCII && (character.isLetter || character.isNumber || inner.contains(character))
                    ? character : "-"
            }
        )
        if let first = name.first, !first.isLetter { name = "X." + name.drop { inner.contains($0) } }
        name = String(name.prefix(longestCommodity))
        while let last = name.last, inner.contains(last) { name.removeLast() }
        switch name.count {
        case 0: return "UNKNOWN"
        case 1: return name + ".X"
        default: return name
        }
    }

    // MARK: Accounts

    /// Where an account's things are.
    mutating func path(_ account: LedgerAccount) -> String {
        if let path = accounts[account.id] { return path }
        let name = [account.name, account.mask ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
        let parts = [account.institution, name.isEmpty ? account.id : name].compactMap { $0 }.map(Self.component)
        let path = unused("Assets:" + parts.joined(separator: ":"))
        accounts[account.id] = path
        return path
    }

    /// Where an account has so much of a commodity.
    mutating func path(_ account: LedgerAccount, commodity: String) -> String {
        let key = account.id + "\n" + commodity
        if let path = accounts[key] { return path }
        let path = unused(path(account) + ":" + Self.component(commodity))
        accounts[key] = path
        return path
    }

    private mutating func unused(_ wanted: String) -> String {
        var path = wanted
        var number = 2
        while !takenAccounts.insert(path).inserted {
            path = "\(wanted)-\(number)"
            number += 1
        }
        return path
    }

    /// Letters, digits and hyphens, the first a capital or a digit.
    package static func component(_ text: String) -> String {
        var name = ""
        for character in text {
            let isKept = character.isLetter || character.isNumber && character.isASCII
            if isKept {
                name.append(character)
            } else if !name.isEmpty, name.last != "-" {
                name.append("-")
            }
        }
        while name.last == "-" { name.removeLast() }
        guard let first = name.first else { return "Account" }
        return first.isASCII ? first.uppercased() + name.dropFirst() : name
    }
}
