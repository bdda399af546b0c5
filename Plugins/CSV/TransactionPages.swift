import FolioAdapterKit
import FolioModel

/// Serves the transactions of all files as one pass, a file in one or more pages.
///
/// A pass begins whenever a file changed, and its last page speaks for all dates: rows that no file has any more go.
struct TransactionPages {
    let folder: CSVState.Folder
    let state: CSVState

    private let files: [FileSurvey]
    private let digest: String

    init(folder: CSVState.Folder, state: CSVState) {
        (self.folder, self.state) = (folder, state)
        (files, digest) = (
            folder.survey.files.filter(\.hasTransactions), folder.survey.transactionsDigest + folder.mark
        )
    }

    /// The page at the cursor.
    func page(_ params: TransactionsRead.Params) throws(AdapterError) -> TransactionsRead.Result {
        let limit = max(1, min(params.limit, CSVAdapter.pageLimit))
        guard let text = params.cursor else { return try page(file: 0, behind: 0, limit) }
        switch CSVCursor(text) {
        case .end(let digest) where digest == self.digest:
            var result = TransactionsRead.Result()
            (result.nextCursor, result.historyCompleteFrom) = (text, earliest)
            return result
        case .end:
            return try page(file: 0, behind: 0, limit)
        case .reading(let digest, let file, let hash, let row):
            guard digest == self.digest, file < files.count, files[file].digest.hasPrefix(hash) else {
                throw CSVState.changed
            }
            return try page(file: file, behind: row, limit)
        case nil:
            throw AdapterError(.cursorInvalid, "The cursor is of another version; reading starts again.")
        }
    }

    private func cursor(file: Int, row: Int) -> CSVCursor {
        .reading(digest: digest, file: file, hash: String(files[file].digest.prefix(16)), row: row)
    }

    private func page(file index: Int, behind row: Int, _ limit: Int) throws(AdapterError) -> TransactionsRead.Result {
        guard index < files.count else { return finish(TransactionsRead.Result()) }
        let start = cursor(file: index, row: row)
        var pager = try state.takePager(files[index], ofHoldings: false, at: start, behind: row, in: folder)
        var result = TransactionsRead.Result()
        var securities = SecurityList()
        do throws(LayoutFailure) {
            while result.added.count < limit, let row = try pager.nextTransaction() {
                result.added.append(row.transaction)
                if let security = row.security { add(security, isOpen: row.leavesTypeOpen, to: &securities) }
            }
        } catch {
            throw CSVState.error(error)
        }
        guard pager.isUnchanged else { throw CSVState.changed }
        result.counts.added = result.added.count
        result.securities = securities.securities
        if !pager.isAtEnd {
            let next = cursor(file: index, row: pager.position)
            state.keep(pager, at: next, in: folder)
            (result.nextCursor, result.hasMore) = (next.description, true)
        } else if index + 1 < files.count {
            (result.nextCursor, result.hasMore) = (cursor(file: index + 1, row: 0).description, true)
        } else {
            result = finish(result)
        }
        return result
    }

    /// Adds a row's security; one without a type with what any file states of it.
    private func add(_ security: DescribedSecurity, isOpen: Bool, to securities: inout SecurityList) {
        guard !securities.has(security) else { return }
        securities.add(security, as: isOpen ? folder.survey.described(security.value) : security.value)
    }

    private func finish(_ page: TransactionsRead.Result) -> TransactionsRead.Result {
        var page = page
        page.nextCursor = CSVCursor.end(digest: digest).description
        page.window = TransactionWindow(from: Self.firstDay, to: Self.lastDay, isAuthoritative: true)
        page.historyCompleteFrom = earliest
        return page
    }

    private var earliest: Day? { files.flatMap { $0.traces.values.map(\.from) }.min() }

    private static let firstDay = Day(number: -719_162)  // 0001-01-01
    private static let lastDay = Day(number: 2_932_896)  // 9999-12-31
}

/// The securities of a page: each once, in the order of first mention; what one row leaves out another may say.
struct SecurityList {
    private(set) var securities: [ReportedSecurity] = []
    private var places: [String: Int] = [:]
    /// By external id, what the last row said of it.
    private var said: [String: DescribedSecurity] = [:]

    /// Whether a row said exactly this of the security, the last time.
    func has(_ security: DescribedSecurity) -> Bool {
        guard let last = said[security.value.externalID] else { return false }
        return last === security || last.value == security.value
    }

    /// Adds what a row says of a security, or what is known of it instead.
    mutating func add(_ security: DescribedSecurity, as known: ReportedSecurity) {
        let id = security.value.externalID
        said[id] = security
        if let place = places[id] {
            securities[place].fill(from: known)
        } else {
            places[id] = securities.count
            securities.append(known)
        }
    }
}
