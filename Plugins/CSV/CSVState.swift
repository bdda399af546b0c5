import FolioAdapterKit
import FolioModel
import Synchronization

/// What an adapter remembers between calls: its directory, surveys of files, places in half-read files.
final class CSVState: Sendable {
    /// Half-read files kept open; the oldest is given up for another, and then read again from its start.
    static let maximumPagers = 4

    private let limits: CSVLimits
    private let surveyor: Surveyor
    private let configured = Mutex<String?>(nil)
    private let pagers = Mutex<[(key: String, pager: RowPager)]>([])

    init(clock: SettlingClock, limits: CSVLimits) {
        self.limits = limits
        surveyor = Surveyor(clock: clock, limits: limits)
    }

    func configure(_ configuration: CSVConfiguration) {
        configured.withLock { $0 = configuration.directory }
        surveyor.use(configuration.layouts)
    }

    func directory() throws(AdapterError) -> String {
        guard let directory = configured.withLock({ $0 }) else {
            throw AdapterError(.configInvalid, "The CSV adapter has not been configured.")
        }
        return directory
    }

    /// A user's folder with what is in it.
    struct Folder: Sendable {
        let survey: FolderSurvey
        /// Begins the keys of half-read files.
        let key: String
        /// Ends digests, so that nobody goes on in the folder from where its overlay was left.
        let mark: String
    }

    /// Surveys the folder of the connection's user.
    ///
    /// - Throws: ``AdapterError/Kind/badVendorData`` with the places of all faults, as long as one file has any.
    func survey(_ connection: ConnectionContext, _ context: CallContext) async throws(AdapterError) -> Folder {
        let directory = try directory()
        guard let user = connection.externalID, ImportFolder.isUserName(user) else {
            throw AdapterError(.invalidParams, "The connection's external_id is not a user's name.")
        }
        let overlay = connection.overlay
        let survey = try await surveyor.survey(directory: directory, user: user, overlay: overlay, context)
        guard survey.faults.isEmpty else {
            let count = survey.faults.count
            let places =
                count == FileSurvey.maximumFaults
                ? "\(count) or more places" : count == 1 ? "one place" : "\(count) places"
            var error = AdapterError(.badVendorData, "CSV files are wrong in \(places); nothing is changed.")
            error.faults = survey.faults
            throw error
        }
        let key = directory + "/" + user + "#" + (overlay ?? "") + "#"
        return Folder(survey: survey, key: key, mark: overlay == nil ? "" : "+")
    }

    /// Surveys the files of a directory that are not imported yet.
    func inspect(_ directory: String, _ context: CallContext) throws(AdapterError) -> [FileSurvey] {
        try surveyor.inspect(directory, context)
    }

    /// The file, behind so many of its rows: taken up where it was left, or read again from its start.
    func takePager(
        _ file: FileSurvey,
        ofHoldings: Bool,
        at cursor: CSVCursor,
        behind row: Int,
        in folder: Folder
    ) throws(AdapterError) -> RowPager {
        let key = folder.key + cursor.description
        let kept = pagers.withLock { pagers in
            pagers.firstIndex { $0.key == key }.map { pagers.remove(at: $0).pager }
        }
        if let kept, kept.isUnchanged { return kept }
        guard let recognition = file.recognition, let opened = try surveyor.reopen(file) else { throw Self.changed }
        do throws(LayoutFailure) {
            return try RowPager(opened, file, recognition, ofHoldings: ofHoldings, behind: row, limits: limits)
        } catch {
            throw Self.error(error)
        }
    }

    /// Keeps a half-read file for the call that continues at the cursor.
    func keep(_ pager: RowPager, at cursor: CSVCursor, in folder: Folder) {
        let key = folder.key + cursor.description
        pagers.withLock { pagers in
            pagers.removeAll { $0.key == key }
            if pagers.count >= Self.maximumPagers { pagers.removeFirst() }
            pagers.append((key, pager))
        }
    }

    /// Somebody wrote a file while it was read in pages.
    static var changed: AdapterError {
        AdapterError(.cursorInvalid, "The files changed while they were read; reading starts again.")
    }

    /// What the host is told when a surveyed file cannot be read again.
    static func error(_ failure: LayoutFailure) -> AdapterError {
        switch failure {
        case .faults, .malformed: changed
        case .unreadable(let errno): AdapterError(ImportFolder.Failure.unavailable("a file", errno))
        case .cancelled: AdapterError(ImportFolder.Failure.cancelled)
        }
    }
}
