import FolioAdapterKit
import FolioModel
import Foundation
import Testing

@testable import CSVAdapter

/// A recorded export.
enum Fixture {
    static let names: [String] = {
        let folder = Bundle.module.bundleURL.appendingPathComponent("Fixtures").path
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }()

    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: Bundle.module.bundleURL.appendingPathComponent("Fixtures/" + name)))
    }
}

/// What files come to, a line for each row.
struct Normal {
    /// `date account type security units cash currency @price fee=… #group`.
    var transactions: [String] = []
    /// `account security units @price value basis`, and `account cash amount currency`; as of what at the end.
    var holdings: [String] = []
    /// `external id: name (mask) currency`.
    var accounts: [String] = []
    var rows: [ReportedTransaction] = []
    var securities: [String: ReportedSecurity] = [:]

    init(_ box: ImportBox) async throws {
        for account in try await box.accounts().accounts {
            let mask = account.mask.map { " (\($0))" } ?? ""
            accounts.append("\(account.externalID): \(account.name)\(mask) \(account.currency)")
        }
        for page in try await box.holdings() {
            for security in page.securities { securities[security.externalID] = security }
            let asOf = page.asOf?.description ?? "-"
            holdings += page.holdings.map { Self.line($0) + " " + asOf }
            holdings += page.cash.map { "\($0.account) cash \($0.amount) \($0.currency) \(asOf)" }
        }
        var cursor: String?
        repeat {
            let page = try await box.transactionPage(cursor)
            rows += page.added
            for security in page.securities { securities[security.externalID] = security }
            cursor = page.hasMore ? page.nextCursor : nil
        } while cursor != nil
        transactions = rows.map(Self.line)
    }

    static func line(_ row: ReportedTransaction) -> String {
        var parts = [row.date.description, row.account, row.type.rawValue, row.security ?? "-"]
        parts += [row.quantityDelta.description, row.cashDelta.description, row.currency.code]
        if let price = row.price { parts.append("@\(price)") }
        if let fees = row.fees { parts.append("fee=\(fees)") }
        return parts.joined(separator: " ")
    }

    static func line(_ holding: ReportedHolding) -> String {
        let figures = [holding.price?.description, holding.value?.description, holding.costBasis?.description]
        return "\(holding.account) \(holding.security) \(holding.quantity) "
            + figures.map { $0 ?? "-" }.joined(separator: " ")
    }
}

extension Normal {
    /// All of it: what the file is said to be, then accounts, holdings, transactions and securities, a line each.
    static func told(_ box: ImportBox) async throws -> [String] {
        var lines: [String] = []
        for file in try await box.inspect() {
            let days = file.from.map { " \($0) \(file.to?.description ?? "")" } ?? ""
            let account = file.needsAccount ? " needs_account" : ""
            lines.append("\(file.layout ?? "-") \(file.encoding ?? "-") skipped=\(file.skippedRows)\(account)\(days)")
            lines.append("rows " + file.rows.map { "\($0.kind)=\($0.count)" }.joined(separator: " "))
            lines += file.warnings.map { "warning \($0.line ?? 0):\($0.column ?? 0): \($0.message)" }
            lines += file.faults.map { "fault \($0.line ?? 0):\($0.column ?? 0): \($0.message)" }
        }
        guard await box.faults().isEmpty else { return lines }
        let normal = try await Normal(box)
        lines += normal.accounts.map { "account " + $0 } + normal.holdings + normal.transactions
        return lines + normal.securities.values.sorted { $0.externalID < $1.externalID }.map(Self.line)
    }

    private static func line(_ security: ReportedSecurity) -> String {
        var line = "\(security.externalID): \(security.type.rawValue)"
        if let ticker = security.ticker { line += " \(ticker)" }
        if let option = security.option {
            line += " \(option.underlying) \(option.expiration) \(option.right) \(option.strike) × \(option.multiplier)"
        }
        if let basis = security.fixedIncome?.priceBasis { line += " \(basis.rawValue)" }
        return line + (security.name.map { ", " + $0 } ?? "")
    }
}

extension ImportBox {
    /// Puts a fixture into the user's folder, under its own or another name.
    func add(fixture: String, as name: String? = nil) throws {
        try write(name ?? fixture, bytes: try Fixture.bytes(fixture))
        try date(name ?? fixture, "2026-11-01T12:00:00Z")
    }

    /// Writes one broker's text and tells what it comes to: transactions, or whatever the key path names.
    func told(
        _ text: String,
        as name: String = "f.csv",
        _ part: KeyPath<Normal, [String]> = \.transactions
    ) async throws -> [String] {
        try write(name, text)
        return try await Normal(self)[keyPath: part]
    }

    /// Doubts about the files in the folder.
    func warnings() async throws -> [String] {
        try await inspect().flatMap(\.warnings).map { "\($0.line ?? 0):\($0.column ?? 0): \($0.message)" }
    }

    /// What the files in the user's folder would be said to be.
    func inspect(_ directory: String? = nil) async throws -> [InspectedFile] {
        var params = ImportInspect.Params()
        (params.connection, params.directory) = (connection, directory ?? folder)
        return try await adapter.inspectImport(params, .silent).files
    }
}
