import FolioModel
import Glibc

/// The CSV files of the world's account that no interface reports, in the layout of `docs/csv.md`.
///
/// Securities are named by ticker only, so that merging them with the other providers' has to go by ticker.
package struct SandboxCSV: Sendable {
    /// A file could not be written.
    package struct WriteError: Error, CustomStringConvertible {
        /// The file.
        package let path: String

        /// The system's number for the reason.
        package let code: Int32

        /// One sentence for a person.
        package var description: String { "\(path) could not be written (error \(code))" }
    }

    private let world: SandboxWorld
    private let account: WorldAccount

    /// Renders the files of that world's account.
    package init(world: SandboxWorld) {
        guard let account = world.accounts.first(where: { $0.provider == .csv }) else {
            preconditionFailure("The world has no account known by files")
        }
        self.world = world
        self.account = account
    }

    /// Names and contents of the files, in the order in which they make most sense.
    package var files: [(name: String, text: String)] {
        [("accounts.csv", accounts), ("holdings.csv", holdings), ("transactions.csv", transactions)]
    }

    /// Writes the world's files into a folder, which is made with its parents where it is missing.
    ///
    /// Each file is written under another name first, so that none is ever half there. Throws ``WriteError`` at the
    /// first one that can't be written.
    package static func write(_ world: SandboxWorld, to directory: String) throws(WriteError) {
        try makeFolder(directory)
        for (name, text) in SandboxCSV(world: world).files {
            let path = "\(directory)/\(name)"
            let draft = "\(directory)/.\(name).tmp"
            guard let file = fopen(draft, "w") else { throw WriteError(path: path, code: errno) }
            let bytes = Array(text.utf8)
            let isWhole = fwrite(bytes, 1, bytes.count, file) == bytes.count
            guard fclose(file) == 0, isWhole, rename(draft, path) == 0 else {
                throw WriteError(path: path, code: errno)
            }
        }
    }

    private static func makeFolder(_ path: String) throws(WriteError) {
        var folder = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            folder += part
            guard mkdir(folder, 0o755) == 0 || errno == EEXIST else { throw WriteError(path: folder, code: errno) }
            folder += "/"
        }
    }

    /// The account's name and institution.
    package var accounts: String {
        Self.table([
            ["account", "name", "institution", "type", "subtype", "currency", "mask"],
            [account.key, account.name, "Harbor Trust", "investment", account.subtype, "USD", account.mask],
        ])
    }

    /// What the account holds at the world's end, its cash in the last row.
    package var holdings: String {
        let asOf = world.closingBell.description
        var rows = [
            ["as_of", "account", "symbol", "name", "type", "quantity", "price", "value", "cost_basis", "currency"]
        ]
        for holding in account.holdings {
            let security = world.securities[holding.security]
            rows.append([
                asOf, account.key, security?.symbol ?? "", security?.name ?? "", security?.type.rawValue ?? "",
                holding.quantity.description, world.close(holding.security, on: world.lastDay)?.description ?? "",
                world.value(of: holding).description, holding.cost.description, "USD",
            ])
        }
        rows.append([asOf, account.key, "", "Cash", "cash", account.cash.description, "", "", "", "USD"])
        return Self.table(rows)
    }

    /// All that happened in the account, oldest first.
    package var transactions: String {
        var rows = [
            [
                "date", "account", "type", "symbol", "security_type", "quantity", "price", "amount", "fees",
                "currency", "description", "id",
            ]
        ]
        for entry in account.shownEntries {
            let security = entry.security.flatMap { world.securities[$0] }
            rows.append([
                entry.day.description, account.key, entry.kind.rawValue, security?.symbol ?? "",
                security?.type.rawValue ?? "", Self.figure(entry.quantity), entry.price?.description ?? "",
                Self.figure(entry.cash), Self.figure(entry.fees), "USD", security?.name ?? "",
                "\(account.key)-\(entry.number + 1)",
            ])
        }
        return Self.table(rows)
    }

    /// An empty field stands for nothing.
    private static func figure(_ value: some FixedPoint) -> String { value.isZero ? "" : value.description }

    private static func table(_ rows: [[String]]) -> String {
        rows.map { $0.map(quoted).joined(separator: ",") + "\n" }.joined()
    }

    private static func quoted(_ field: String) -> String {
        guard field.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return field }
        return "\"" + field.replacing("\"", with: "\"\"") + "\""
    }
}
