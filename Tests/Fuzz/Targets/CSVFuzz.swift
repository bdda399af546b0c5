import CSVAdapter
import FolioAdapterKit
import FolioModel
import Glibc

/// The CSV reader's promise: a file is taken or refused with places in it, and pages go on until there are no more.
enum CSVFuzz {
    /// Pages that a file of an input's size could have, and more.
    private static let maximumPages = 1000

    /// A folder of this process's own, in memory where that can be had.
    private static let directory: String = {
        let root = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
        let path = "\(root)/folio-fuzz-\(getpid())"
        mkdir(path, 0o700)
        mkdir(path + "/u", 0o700)
        atexit {
            unlink(CSVFuzz.file)
            rmdir(CSVFuzz.directory + "/u")
            rmdir(CSVFuzz.directory)
        }
        return path
    }()

    private static let file = directory + "/u/file.csv"

    static func run(_ bytes: [UInt8]) throws(FuzzFinding) {
        // With a line end at the end it counts as written to the end, whatever the clock.
        write(bytes + [UInt8(ascii: "\n")])
        let outcome: Result<Void, FuzzFinding> = Blocking.run {
            do throws(FuzzFinding) {
                try await drive()
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try outcome.get()
    }

    private static func write(_ bytes: [UInt8]) {
        guard let stream = fopen(file, "w") else { preconditionFailure("\(file) cannot be written") }
        fwrite(bytes, 1, bytes.count, stream)
        fclose(stream)
    }

    private static func drive() async throws(FuzzFinding) {
        let context = CallContext(id: "1", progress: { _, _, _ in }, log: { _, _, _ in }, rotate: { _, _ in })
        let adapter = CSVAdapter()
        var configure = Configure.Params()
        configure.config = ["directory": .string(directory)]
        guard (try? await adapter.configure(configure, context)) != nil else {
            throw FuzzFinding("the configuration is refused")
        }
        var connection = ConnectionContext()
        (connection.id, connection.externalID) = ("c1", "u")
        var accounts = AccountsRead.Params()
        accounts.connection = connection
        guard let known = try? await adapter.accounts(accounts, context) else { return }
        let names = Set(known.accounts.map(\.externalID))
        try await readHoldings(adapter, connection, names, context)
        try await readTransactions(adapter, connection, names, context)
    }

    private static func readHoldings(
        _ adapter: CSVAdapter,
        _ connection: ConnectionContext,
        _ accounts: Set<String>,
        _ context: CallContext
    ) async throws(FuzzFinding) {
        var params = HoldingsRead.Params()
        params.connection = connection
        for _ in 0..<maximumPages {
            guard let page = try? await adapter.holdings(params, context) else {
                throw FuzzFinding("the accounts can be read, the holdings can't")
            }
            guard page.holdings.allSatisfy({ accounts.contains($0.account) }) else {
                throw FuzzFinding("a holding is in no account")
            }
            guard let next = page.nextPage else { return }
            params.page = next
        }
        throw FuzzFinding("the pages of holdings do not end")
    }

    private static func readTransactions(
        _ adapter: CSVAdapter,
        _ connection: ConnectionContext,
        _ accounts: Set<String>,
        _ context: CallContext
    ) async throws(FuzzFinding) {
        var params = TransactionsRead.Params()
        params.connection = connection
        for _ in 0..<maximumPages {
            guard let page = try? await adapter.transactions(params, context) else {
                throw FuzzFinding("the accounts can be read, the transactions can't")
            }
            guard page.added.allSatisfy({ accounts.contains($0.account) }) else {
                throw FuzzFinding("a transaction is in no account")
            }
            guard page.hasMore else { return }
            params.cursor = page.nextCursor
        }
        throw FuzzFinding("the pages of transactions do not end")
    }
}
