import FolioAdapterKit
import FolioModel

extension InspectedFile {
    /// Says what a survey found.
    init(_ survey: FileSurvey) {
        self.init()
        (name, sizeBytes) = (survey.name, Int(survey.signature.size))
        (layout, title) = (survey.layout?.id, survey.layout?.title)
        encoding = survey.recognition?.dialect.encoding.rawValue
        needsAccount = survey.needsAccount
        let counts = Dictionary(survey.accounts.values.map { ($0.name, 1) }, uniquingKeysWith: +)
        accounts = survey.accountIDs.map { id in
            var account = InspectedAccount()
            let known = survey.accounts[id]
            (account.externalID, account.name) = (id, known?.name ?? id)
            if let known, let mask = known.mask, counts[known.name, default: 0] > 1 { account.name += " · " + mask }
            return account
        }
        rows = (TransactionType.allCases.map(\.rawValue) + ["holding", "cash", "account"]).compactMap { kind in
            guard let count = survey.counts[kind] else { return nil }
            var rows = InspectedRows()
            (rows.kind, rows.count) = (kind, count)
            return rows
        }
        skippedRows = survey.skipped
        let statements = survey.statements.values.compactMap { $0.asOf?.utcDay }
        from = (survey.traces.values.map(\.from) + statements).min()
        to = (survey.traces.values.map(\.to) + statements).max()
        warnings = survey.warnings.map(survey.dataFault)
        faults = survey.dataFaults
        if !survey.fileName.isCandidate {
            let message = "files whose name does not end in .csv, or begins with a dot or ~, are not read; rename it"
            faults.append(DataFault(file: survey.name, line: nil, column: nil, message: message))
        }
    }
}

extension FileSurvey {
    /// All accounts that the file is about, by external id.
    fileprivate var accountIDs: [String] {
        Set(accounts.keys).union(statements.keys).union(traces.keys).union(rows.map(\.account.externalID)).sorted()
    }
}
