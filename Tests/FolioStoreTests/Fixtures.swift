import FolioModel
import FolioStore
import Glibc
import Testing

/// Where the tests' stores live: the whole suite runs on each.
enum Backend: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case memory, file

    var testDescription: String { rawValue }

    /// Runs a test on a fresh store that is gone after it.
    func withStore(_ body: (Store) throws -> Void) throws {
        try Directory.withTemporary { directory in
            let store = try Store.open(location: self == .memory ? .memory : .file(directory + "/folio.db"))
            try body(store)
            #expect(try store.check().filter { !$0.isOK } == [])
            try store.close()
        }
    }
}

enum Directory {
    /// Makes an empty directory and removes it with its files after the test.
    static func withTemporary(_ body: (String) throws -> Void) throws {
        var template = Array("/tmp/folio-store-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        let path = template.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map { String(cString: $0) } ?? ""
        }
        defer {
            for name in names(in: path) { unlink(path + "/" + name) }
            rmdir(path)
        }
        try body(path)
    }

    /// The names in the directory, sorted.
    static func names(in path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// The whole of a file.
    static func bytes(of path: String) -> [UInt8] {
        let descriptor = open(path, O_RDONLY)
        defer { close(descriptor) }
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return result }
            result.append(contentsOf: buffer[..<count])
        }
    }

    /// Replaces a file.
    static func write(_ bytes: [UInt8], to path: String) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        defer { close(descriptor) }
        _ = Glibc.write(descriptor, bytes, bytes.count)
    }
}

extension Store {
    /// Makes a connection with accounts `A`, `B` … of these external ids.
    func fixture(
        user: String = "ana",
        provider: String = "plaid",
        externalID: String = "item-1",
        accounts: [String] = ["A"]
    ) throws -> Connection {
        let connection = try createConnection(
            user: user,
            provider: provider,
            externalID: externalID,
            institutionName: "Bank",
            sealedCredentials: [1, 2, 3]
        )
        _ = try saveAccounts(
            connection: connection.id,
            accounts.map { .fixture($0) },
            source: provider == "alpaca" ? .brokerage : .external,
            isComplete: true
        )
        return connection
    }
}

extension ReportedAccount {
    static func fixture(_ id: String) -> ReportedAccount {
        var account = ReportedAccount()
        (account.externalID, account.name) = (id, "Account \(id)")
        account.balances.current = Amount(exactly: "100.10")
        return account
    }
}

extension ReportedSecurity {
    static func fixture(
        _ id: String,
        _ ticker: String? = nil,
        isin: String? = nil,
        cusip: String? = nil,
        type: SecurityType = .stock
    ) -> ReportedSecurity {
        var security = ReportedSecurity()
        (security.externalID, security.ticker, security.isin, security.cusip) = (id, ticker, isin, cusip)
        (security.type, security.name) = (type, "Name of \(id)")
        return security
    }
}

extension ReportedHolding {
    static func fixture(_ account: String, _ security: String, _ quantity: String) throws -> ReportedHolding {
        var holding = ReportedHolding()
        (holding.account, holding.security) = (account, security)
        holding.quantity = try #require(Quantity(exactly: quantity))
        return holding
    }
}

extension ReportedTransaction {
    static func fixture(
        _ id: String,
        _ day: String,
        cash: String = "-10.50",
        security: String? = nil,
        account: String = "A"
    ) throws -> ReportedTransaction {
        var row = ReportedTransaction()
        (row.externalID, row.account, row.security) = (id, account, security)
        row.date = try #require(Day(day))
        row.cashDelta = try #require(Amount(exactly: cash))
        row.type = security == nil ? .fee : .buy
        return row
    }
}

extension Timestamp {
    /// 2025-09-23T20:00:00Z.
    static let close = Timestamp(seconds: 1_758_657_600)
}

extension HoldingsUpdate {
    static func fixture(_ securities: [ReportedSecurity], _ holdings: [ReportedHolding]) -> HoldingsUpdate {
        var update = HoldingsUpdate(asOf: .close)
        (update.securities, update.holdings) = (securities, holdings)
        return update
    }
}
