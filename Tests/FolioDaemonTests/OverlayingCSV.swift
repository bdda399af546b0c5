import CSVAdapter
import FolioAdapterKit
import FolioModel
import Glibc
import Synchronization

/// The CSV adapter for tests of imports: where it does not inspect files and read overlays itself, this does it for
/// it, by laying files out in a directory of their own and reading that.
///
/// A Robinhood export stands for files that name no account.
struct OverlayingCSV: ProviderAdapter {
    private static let isNeeded = !CSVAdapter.manifest.capabilities.contains("import")

    private final class State: Sendable {
        let directory = Mutex("")
        let scratch = Mutex<String?>(nil)

        deinit { if let scratch = scratch.withLock({ $0 }) { Scratch.erase(scratch) } }
    }

    private let plain = CSVAdapter()
    private let laidOut = CSVAdapter()
    private let state = State()

    static var manifest: AdapterManifest {
        var manifest = CSVAdapter.manifest
        if isNeeded { manifest.capabilities.append("import") }
        return manifest
    }

    func configure(_ params: Configure.Params, _ context: CallContext) async throws(AdapterError) -> Configure.Result {
        state.directory.withLock { $0 = params.config["directory"]?.string ?? "" }
        return try await plain.configure(params, context)
    }

    func check(_ params: Check.Params, _ context: CallContext) async throws(AdapterError) -> Check.Result {
        try await plain.check(params, context)
    }

    func beginLink(_ params: LinkBegin.Params, _ context: CallContext) async throws(AdapterError) -> LinkBegin.Result {
        try await plain.beginLink(params, context)
    }

    func completeLink(
        _ params: LinkComplete.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> LinkComplete.Result {
        try await plain.completeLink(params, context)
    }

    func disconnect(
        _ params: Disconnect.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> Disconnect.Result {
        try await plain.disconnect(params, context)
    }

    // MARK: Reading

    private func reader(
        _ connection: ConnectionContext,
        _ context: CallContext,
        layingOut: Bool
    ) async throws(AdapterError) -> CSVAdapter {
        guard Self.isNeeded else { return plain }
        let user = connection.externalID ?? ""
        let folder = state.directory.withLock { $0 } + "/" + user
        if connection.overlay == nil, access(folder, F_OK) != 0 { return plain }
        guard layingOut else { return laidOut }
        let files = [folder, connection.overlay].compactMap { $0 }.map { ($0, Scratch.names(in: $0)) }
        return try await lay(files, user, context)
    }

    /// Lays files out as the folder of a user, the later ones over the earlier ones.
    private func lay(
        _ files: [(directory: String, names: [String])],
        _ user: String,
        _ context: CallContext
    ) async throws(AdapterError) -> CSVAdapter {
        if let old = state.scratch.withLock({ $0 }) { Scratch.erase(old) }
        do {
            let scratch = try Scratch.make()
            state.scratch.withLock { $0 = scratch }
            mkdir(scratch + "/" + user, 0o700)
            for (directory, names) in files {
                for name in names where name.lowercased().hasSuffix(".csv") {
                    let text = Self.text(directory, name)
                    try Scratch.write(text, to: scratch + "/" + user + "/" + name)
                }
            }
            var params = Configure.Params()
            params.config = ["directory": .string(scratch)]
            _ = try await laidOut.configure(params, context)
        } catch {
            throw AdapterError(.unavailable, "\(error)")
        }
        return laidOut
    }

    private static func accountName(_ directory: String, _ name: String) -> String? {
        let bytes = Scratch.bytes(of: directory + "/" + name + ".account")
        return bytes.isEmpty ? nil : String(decoding: bytes.dropLast(), as: UTF8.self)
    }

    private static let robinhood = "Activity Date,"

    /// The file in the daemon's own layout.
    private static func text(_ directory: String, _ name: String) -> String {
        let text = String(decoding: Scratch.bytes(of: directory + "/" + name), as: UTF8.self)
        guard text.replacing("\"", with: "").hasPrefix(robinhood) else { return text }
        let account = accountName(directory, name) ?? "Robinhood"
        let rows = text.split(separator: "\n").dropFirst().map { line in
            let cells = line.replacing("\"", with: "").split(separator: ",", omittingEmptySubsequences: false)
            let day = cells[0].split(separator: "/")
            return "\(day[2])-\(day[0])-\(day[1]),\(account),buy,\(cells[3]),\(cells[6]),\(cells[7].dropFirst()),-"
                + cells[8].filter { $0.isNumber || $0 == "." }
        }
        return "date,account,type,symbol,quantity,price,amount\n" + rows.map { $0 + "\n" }.joined()
    }

    func accounts(
        _ params: AccountsRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> AccountsRead.Result {
        try await reader(params.connection, context, layingOut: true).accounts(params, context)
    }

    func holdings(
        _ params: HoldingsRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> HoldingsRead.Result {
        try await reader(params.connection, context, layingOut: false).holdings(params, context)
    }

    func transactions(
        _ params: TransactionsRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> TransactionsRead.Result {
        try await reader(params.connection, context, layingOut: false).transactions(params, context)
    }

    // MARK: Inspecting

    func inspectImport(
        _ params: ImportInspect.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> ImportInspect.Result {
        guard Self.isNeeded else { return try await plain.inspectImport(params, context) }
        var result = ImportInspect.Result()
        for name in Scratch.names(in: params.directory) where !name.hasSuffix(".account") {
            result.files.append(try await inspected(params.directory, name, context))
        }
        return result
    }

    private func inspected(
        _ directory: String,
        _ name: String,
        _ context: CallContext
    ) async throws(AdapterError) -> InspectedFile {
        var file = InspectedFile()
        file.name = name
        let text = String(decoding: Scratch.bytes(of: directory + "/" + name), as: UTF8.self)
        (file.sizeBytes, file.encoding) = (text.utf8.count, "utf-8")
        let isForeign = text.replacing("\"", with: "").hasPrefix(Self.robinhood)
        file.layout = isForeign ? "robinhood" : "folio"
        file.needsAccount = isForeign && Self.accountName(directory, name) == nil
        let reader = try await lay([(directory, [name])], "x", context)
        var connection = ConnectionContext()
        connection.externalID = "x"
        do throws(AdapterError) {
            try await read(connection, reader, into: &file, context)
        } catch {
            guard error.kind == .badVendorData else { throw error }
            file.faults = error.faults
        }
        return file
    }

    private func read(
        _ connection: ConnectionContext,
        _ reader: CSVAdapter,
        into file: inout InspectedFile,
        _ context: CallContext
    ) async throws(AdapterError) {
        var (accounts, holdings, rows) = (AccountsRead.Params(), HoldingsRead.Params(), TransactionsRead.Params())
        (accounts.connection, holdings.connection, rows.connection) = (connection, connection, connection)
        file.accounts = try await reader.accounts(accounts, context).accounts.map { account in
            var named = InspectedAccount()
            (named.externalID, named.name) = (account.externalID, account.name)
            return named
        }
        var counts: [String: Int] = [:]
        repeat {
            let page = try await reader.holdings(holdings, context)
            counts["holding", default: 0] += page.holdings.count
            counts["cash", default: 0] += page.cash.count
            if let day = page.asOf?.utcDay {
                (file.from, file.to) = (min(file.from ?? day, day), max(file.to ?? day, day))
            }
            holdings.page = page.nextPage
        } while holdings.page != nil
        while true {
            let page = try await reader.transactions(rows, context)
            for row in page.added {
                counts[row.type.rawValue, default: 0] += 1
                (file.from, file.to) = (min(file.from ?? row.date, row.date), max(file.to ?? row.date, row.date))
            }
            rows.cursor = page.nextCursor
            if !page.hasMore { break }
        }
        file.rows = counts.filter { $0.value > 0 }.sorted { $0.key < $1.key }.map { kind, count in
            var rows = InspectedRows()
            (rows.kind, rows.count) = (kind, count)
            return rows
        }
    }
}
