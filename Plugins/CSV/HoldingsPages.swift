import FolioAdapterKit
import FolioModel

/// Serves the holdings of all files; for each account only the file that speaks for it.
///
/// A page has accounts of one and the same `as_of`: a file comes in one part for each of them, a part in one or more
/// pages.
struct HoldingsPages {
    let folder: CSVState.Folder
    let state: CSVState

    /// What a file states as of one instant.
    private struct Part {
        let file: FileSurvey
        let asOf: Timestamp
    }

    private let parts: [Part]

    init(folder: CSVState.Folder, state: CSVState) {
        (self.folder, self.state) = (folder, state)
        parts = folder.survey.files.flatMap { file in
            let spoken = file.statements.filter { folder.survey.speaks(file, for: $0.key) }
            return Set(spoken.values.compactMap(\.asOf)).sorted().map { Part(file: file, asOf: $0) }
        }
        digest = folder.survey.holdingsDigest + folder.mark
    }

    private let digest: String

    /// The page asked for.
    func page(_ params: HoldingsRead.Params) throws(AdapterError) -> HoldingsRead.Result {
        var (index, row) = (0, 0)
        if let text = params.page {
            guard case .reading(digest, let part, let hash, let behind) = CSVCursor(text), part < parts.count,
                parts[part].file.digest.hasPrefix(hash)
            else { throw CSVState.changed }
            (index, row) = (part, behind)
        }
        var result = HoldingsRead.Result()
        if index < parts.count {
            try fill(&result, part: index, behind: row, accounts: params.accounts.map(Set.init))
        }
        result.counts = HoldingCounts(of: result)
        return result
    }

    private func cursor(part: Int, row: Int) -> CSVCursor {
        .reading(digest: digest, file: part, hash: String(parts[part].file.digest.prefix(16)), row: row)
    }

    private func fill(
        _ result: inout HoldingsRead.Result,
        part index: Int,
        behind row: Int,
        accounts: Set<String>?
    ) throws(AdapterError) {
        let (file, asOf) = (parts[index].file, parts[index].asOf)
        let start = cursor(part: index, row: row)
        var pager = try state.takePager(file, ofHoldings: true, at: start, behind: row, in: folder)
        let rows: [HoldingRow]
        do throws(LayoutFailure) {
            rows = try pager.nextHoldings(CSVAdapter.pageLimit) { row in
                file.statements[row.account]?.asOf == asOf && folder.survey.speaks(file, for: row.account)
                    && accounts?.contains(row.account) != false
            }
        } catch {
            throw CSVState.error(error)
        }
        guard pager.isUnchanged else { throw CSVState.changed }
        var securities = SecurityList()
        if !rows.isEmpty { result.asOf = asOf }
        for row in rows {
            switch row.content {
            case .cash(let cash): result.cash.append(cash)
            case .holding(let holding, let security):
                result.holdings.append(holding)
                securities.add(DescribedSecurity(security), as: security)
            }
        }
        result.securities = securities.securities
        if !pager.isAtEnd {
            let next = cursor(part: index, row: pager.position)
            state.keep(pager, at: next, in: folder)
            result.nextPage = next.description
        } else if index + 1 < parts.count {
            result.nextPage = cursor(part: index + 1, row: 0).description
        }
    }
}
