import FolioAdapterKit
import FolioModel
import FolioStore

/// A file whose name another content has, and what the folder has by that name.
struct TakenName {
    /// Of the file in the import.
    let index: Int
    /// The name, and the names that were made from it to keep files apart, oldest first.
    let family: [String]
    /// Those of them that the file covers, oldest first: it can take their places.
    var covered: [String] = []

    /// What would stay beside it.
    var rest: [String] { family.filter { !covered.contains($0) } }
}

extension ImportExaminer {
    /// Rows that a file lacks which are looked for in the files that stay; with more it contradicts them for certain.
    private static let maximumLost = 1000

    /// A stored row that a file speaks for and does not have.
    private struct LostRow {
        let index: Int
        let record: ReportedTransaction
    }

    /// Decides about files whose name another content has.
    func decideNames(_ arrangement: inout ImportArrangement) async throws {
        var taken = try arrangement.withTakenNames()
        guard !taken.isEmpty else { return }
        switch options.policy {
        case .replace:
            for name in taken { try arrangement.replace(name.index, [arrangement.files[name.index].name]) }
        case .keep:
            for name in taken { try arrangement.keepBeside(name.index) }
        case .auto:
            let old = try await reader.inspect(try arrangement.copyOld(taken.flatMap(\.family)))
            for place in taken.indices {
                let file = arrangement.files[taken[place].index]
                taken[place].covered = taken[place].family.filter { name in
                    guard let before = old.first(where: { $0.name == name }) else { return name == file.name }
                    return FileCoverage.covers(file.report.inspected, before)
                }
            }
            let open = taken.filter { !$0.rest.isEmpty }
            var contradicted: [Int: [ImportTransactionRow]] = [:]
            if !open.isEmpty { contradicted = try await contradictions(&arrangement, open) }
            for name in taken {
                if let rows = contradicted[name.index] {
                    arrangement.leaveUndecided(name.index, rows)
                } else if name.covered.isEmpty {
                    try arrangement.keepBeside(name.index)
                } else {
                    try arrangement.replace(name.index, name.covered)
                }
            }
        }
    }

    /// Some rows of files that would stay, which these files lack although they speak for them: beside each other, what
    /// was mended would count twice.
    private func contradictions(
        _ arrangement: inout ImportArrangement,
        _ taken: [TakenName]
    ) async throws -> [Int: [ImportTransactionRow]] {
        let names = SecurityNames(store: store, connection: connection?.id)
        var comparison = ImportComparison(security: names.security)
        try arrangement.hide(taken)
        var lost = try await lostRows(arrangement, taken, names, &comparison)
        try arrangement.show(taken)
        // What only files had whose places are taken is gone rightly.
        let replacing = taken.filter { name in
            !name.covered.isEmpty && (1..<Self.maximumLost).contains(lost.count { $0.index == name.index })
        }
        if !replacing.isEmpty {
            let indices = Set(replacing.map(\.index))
            let wanted = Set(lost.filter { indices.contains($0.index) }.map(\.record.externalID))
            let path = try arrangement.hideCovered(replacing)
            let staying = try await records(wanted, overlaid(path))
            lost.removeAll { indices.contains($0.index) && !staying.contains($0.record.externalID) }
        }
        var rows: [Int: [ImportTransactionRow]] = [:]
        for row in lost where rows[row.index]?.count ?? 0 < ImportLimits.samples {
            rows[row.index, default: []].append(
                try comparison.row(TransactionChange(before: row.record, after: nil))
            )
        }
        return rows
    }

    /// The stored rows that neither these files nor files of other names have.
    private func lostRows(
        _ arrangement: ImportArrangement,
        _ taken: [TakenName],
        _ names: SecurityNames,
        _ comparison: inout ImportComparison
    ) async throws -> [LostRow] {
        let reader = overlaid(arrangement.path)
        let accounts = try await reader.accounts()
        let before =
            try connection.map { (connection) in try store.report(connection: connection.id) } ?? StoredReport()
        let gone = comparison.compareAccounts(before.accounts, accounts.accounts, isComplete: accounts.isComplete)
        var lost: [LostRow] = []
        var counts: [Int: Int] = [:]
        _ = try await compareTransactions(reader, names, except: gone) { record in
            for name in taken where counts[name.index, default: 0] < Self.maximumLost {
                guard FileCoverage.speaks(arrangement.files[name.index].report.inspected, for: record) else { continue }
                counts[name.index, default: 0] += 1
                lost.append(LostRow(index: name.index, record: record))
            }
        }
        return lost
    }

    /// Which of these records the files have.
    private func records(_ wanted: Set<String>, _ reader: ConnectionReader) async throws -> Set<String> {
        var found: Set<String> = []
        var next: TransactionBatch? = try await reader.transactions(TransactionPass(PassCursor(startingAt: nil)))
        while let batch = next {
            for page in batch.pages {
                for record in page.added + page.modified where wanted.contains(record.externalID) {
                    found.insert(record.externalID)
                }
            }
            next = try await reader.following(batch)
        }
        return found
    }
}
