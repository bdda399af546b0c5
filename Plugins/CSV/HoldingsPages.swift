import FolioAdapterKit
import FolioModel

/// Serves the holdings of all files, a file in one or more pages; for each account only the file that speaks for it.
struct HoldingsPages {
    let folder: CSVState.Folder
    let state: CSVState

    private var files: [FileSurvey] { folder.survey.files(of: .holdings) }
    private var digest: String { folder.survey.digest(of: .holdings) }

    /// The page asked for.
    func page(_ params: HoldingsRead.Params) throws(AdapterError) -> HoldingsRead.Result {
        var (index, line) = (0, 0)
        if let text = params.page {
            guard case .reading(digest, let file, let hash, let behind) = CSVCursor(text), file < files.count,
                files[file].digest.hasPrefix(hash)
            else { throw CSVState.changed }
            (index, line) = (file, behind)
        }
        var result = HoldingsRead.Result()
        result.isComplete = folder.survey.unsettled.isEmpty
        if index < files.count {
            try fill(&result, file: index, behind: line, accounts: params.accounts.map(Set.init))
        }
        result.counts = HoldingCounts(of: result)
        return result
    }

    private func cursor(file: Int, line: Int) -> CSVCursor {
        .reading(digest: digest, file: file, hash: String(files[file].digest.prefix(16)), line: line)
    }

    private func fill(
        _ result: inout HoldingsRead.Result,
        file index: Int,
        behind line: Int,
        accounts: Set<String>?
    ) throws(AdapterError) {
        let file = files[index]
        var pager = try state.takePager(file, at: cursor(file: index, line: line), behind: line, in: folder)
        let rows: [HoldingRow]?
        do throws(LayoutFailure) {
            rows = try pager.nextHoldings(CSVAdapter.pageLimit)
        } catch {
            throw CSVState.error(error)
        }
        guard let rows, pager.isUnchanged(since: file.signature) else { throw CSVState.changed }
        var securities: [ReportedSecurity] = []
        for row in rows where speaks(file, for: row.account) && accounts?.contains(row.account) != false {
            result.asOf = min(result.asOf ?? row.asOf, row.asOf)
            switch row.content {
            case .cash(let cash): result.cash.append(cash)
            case .holding(let holding, let security):
                result.holdings.append(holding)
                securities.append(security)
            }
        }
        result.securities = SecurityList.merging(securities)
        if !pager.isAtEnd {
            let next = cursor(file: index, line: pager.line)
            state.keep(pager, at: next, in: folder)
            result.nextPage = next.description
        } else if index + 1 < files.count {
            result.nextPage = cursor(file: index + 1, line: 0).description
        }
    }

    private func speaks(_ file: FileSurvey, for account: String) -> Bool {
        folder.survey.speakers[account].map { folder.survey.files[$0].fileName == file.fileName } ?? false
    }
}
