import FolioAdapterKit
import FolioModel
import Synchronization

/// The clock that decides whether a file is still being written.
struct SettlingClock: Sendable {
    /// The time by which files are dated.
    let now: @Sendable () -> Timestamp
    /// Waits.
    let pause: @Sendable (Duration) async throws -> Void

    /// The system's.
    static let system = SettlingClock(
        now: { .now },
        pause: { duration in try await Task.sleep(for: duration) }
    )
}

/// Looks at users' folders, and remembers what it found in files that have not changed since.
final class Surveyor: Sendable {
    /// How long a file without a line end at its end must have been left alone before it counts as written.
    static let settleTime = Duration.milliseconds(500)
    /// When a folder with a file that is still being written is worth another look.
    static let retrySeconds = 5
    /// Milliseconds after a change within which another could leave the same times behind.
    static let timestampGrain: Int64 = 100
    /// Surveys remembered; beyond it all are forgotten, which costs a reading.
    static let maximumRemembered = 4096
    /// Folders remembered as a whole; beyond it the oldest is forgotten.
    static let maximumFolders = 8
    /// Surveys by which a file is known again that was moved; beyond it the oldest is forgotten.
    ///
    /// More than an import has files.
    static let maximumRecent = 64

    private let clock: SettlingClock
    private let limits: CSVLimits
    private let memory = Mutex(Memory())

    private struct Key: Hashable {
        let folder: String
        let name: FileName
    }

    private struct Memory {
        var layouts: [Layout] = []
        var files: [Key: FileSurvey] = [:]
        var folders: [(state: [FileState], survey: FolderSurvey)] = []
        var recent: [FileSurvey] = []

        mutating func note(_ survey: FileSurvey) {
            recent.removeAll { $0.signature.mayHaveContent(of: survey.signature) }
            if recent.count >= Surveyor.maximumRecent { recent.removeFirst() }
            recent.append(survey)
        }
    }

    /// What shows that a file's survey is still the same one.
    private struct FileState: Hashable {
        let key: Key
        let signature: FileSignature
        let sidecar: Sidecar?
        let surveyedAt: Timestamp

        init(_ survey: FileSurvey) {
            key = Key(folder: survey.folder, name: survey.fileName)
            (signature, sidecar, surveyedAt) = (survey.signature, survey.sidecar, survey.surveyedAt)
        }
    }

    /// A file that is to be surveyed.
    private struct Candidate {
        let folder: ImportFolder
        let name: FileName
    }

    init(clock: SettlingClock, limits: CSVLimits) { (self.clock, self.limits) = (clock, limits) }

    /// Takes the user's layouts; what was found by others is forgotten.
    func use(_ layouts: [Layout]) {
        memory.withLock { memory in
            guard
                memory.layouts.map(\.id) != layouts.map(\.id)
                    || memory.layouts.map(\.revision) != layouts.map(\.revision)
            else { return }
            memory = Memory()
            memory.layouts = layouts
        }
    }

    /// Surveys all files of the user, and those of the overlay as if they lay among them already.
    ///
    /// Waits once for ``settleTime`` where a file might still be being written. While one is, there is no survey: without
    /// it an older file would speak in its place.
    func survey(
        directory: String,
        user: String,
        overlay: String?,
        _ context: CallContext
    ) async throws(AdapterError) -> FolderSurvey {
        do throws(ImportFolder.Failure) {
            let candidates = try candidates(directory, user, overlay)
            let fresh = try freshFiles(candidates)
            if !fresh.isEmpty {
                do { try await clock.pause(Self.settleTime) } catch { throw ImportFolder.Failure.cancelled }
            }
            var files: [FileSurvey] = []
            var isSettled = true
            for candidate in candidates {
                guard let (file, signature) = try candidate.folder.open(candidate.name) else {
                    context.log(
                        "notice",
                        "An entry that is no regular file is left out",
                        ["file": candidate.name.display]
                    )
                    continue
                }
                if let survey = try survey(candidate, file, signature, fresh[candidate.name], context) {
                    files.append(survey)
                } else {
                    context.log("notice", "A file is still being written", ["file": candidate.name.display])
                    isSettled = false
                }
            }
            guard isSettled else { throw ImportFolder.Failure.unsettled }
            return together(files)
        } catch {
            throw AdapterError(error)
        }
    }

    /// Surveys the files of a directory that nobody writes to any more, whatever their names.
    func inspect(_ directory: String, _ context: CallContext) throws(AdapterError) -> [FileSurvey] {
        do throws(ImportFolder.Failure) {
            let folder = try ImportFolder(path: directory)
            var surveys: [FileSurvey] = []
            for name in try folder.names(where: { !$0.isSidecar }) {
                guard let (file, signature) = try folder.open(name) else { continue }
                let candidate = Candidate(folder: folder, name: name)
                let survey = try read(candidate, file, signature, try Sidecar(of: name, in: folder), context)
                if file.signature == signature { memory.withLock { $0.note(survey) } }
                surveys.append(survey)
            }
            return surveys
        } catch {
            throw AdapterError(error)
        }
    }

    /// Opens a surveyed file again; `nil` where it is gone or not the one that was surveyed.
    func reopen(_ survey: FileSurvey) throws(AdapterError) -> OpenFile? {
        do throws(ImportFolder.Failure) {
            let folder = try ImportFolder(path: survey.folder)
            guard let (file, signature) = try folder.open(survey.fileName), signature == survey.signature else {
                return nil
            }
            return file
        } catch {
            throw AdapterError(error)
        }
    }

    /// The files by name; one of the overlay takes the place of the user's of the same name.
    private func candidates(
        _ directory: String,
        _ user: String,
        _ overlay: String?
    ) throws(ImportFolder.Failure) -> [Candidate] {
        guard let overlay else {
            let folder = try ImportFolder(directory: directory, user: user)
            return try folder.fileNames().map { Candidate(folder: folder, name: $0) }
        }
        var byName: [FileName: Candidate] = [:]
        do throws(ImportFolder.Failure) {
            let folder = try ImportFolder(directory: directory, user: user)
            for name in try folder.fileNames() { byName[name] = Candidate(folder: folder, name: name) }
        } catch {
            guard error == .missing else { throw error }  // the first import makes the folder
        }
        let folder = try ImportFolder(path: overlay)
        for name in try folder.fileNames() { byName[name] = Candidate(folder: folder, name: name) }
        guard byName.count <= ImportFolder.maximumFiles else { throw .tooMany }
        return byName.values.sorted { $0.name < $1.name }
    }

    /// The files taken together, once for as long as none of them changes.
    private func together(_ files: [FileSurvey]) -> FolderSurvey {
        let state = files.map(FileState.init)
        if let known = memory.withLock({ $0.folders.first { $0.state == state }?.survey }) { return known }
        let survey = FolderSurvey(files: files)
        memory.withLock { memory in
            if memory.folders.count >= Self.maximumFolders { memory.folders.removeFirst() }
            memory.folders.append((state, survey))
        }
        return survey
    }

    /// Files that end without a line end and were written just now.
    private func freshFiles(
        _ candidates: [Candidate]
    ) throws(ImportFolder.Failure) -> [FileName: FileSignature] {
        var fresh: [FileName: FileSignature] = [:]
        for candidate in candidates {
            guard let (file, signature) = try candidate.folder.open(candidate.name) else { continue }
            if isFresh(signature), !file.endsWithLineFeed(size: signature.size) { fresh[candidate.name] = signature }
        }
        return fresh
    }

    private func isFresh(_ signature: FileSignature) -> Bool {
        let age = clock.now().milliseconds - signature.modified.milliseconds
        return age >= 0 && Duration.milliseconds(age) < Self.settleTime
    }

    /// What is in the file; `nil` where it is still being written.
    private func survey(
        _ candidate: Candidate,
        _ file: OpenFile,
        _ signature: FileSignature,
        _ earlier: FileSignature?,
        _ context: CallContext
    ) throws(ImportFolder.Failure) -> FileSurvey? {
        let key = Key(folder: candidate.folder.path, name: candidate.name)
        let sidecar = try Sidecar(of: candidate.name, in: candidate.folder)
        if let known = memory.withLock({ $0.files[key] }), known.signature == signature, known.sidecar == sidecar,
            known.isTrustworthy
        {
            return known
        }
        if earlier != signature, isFresh(signature), !file.endsWithLineFeed(size: signature.size) { return nil }
        var found = known(candidate, file, signature, sidecar)
        if found == nil { found = try read(candidate, file, signature, sidecar, context) }
        guard let survey = found, file.signature == signature else { return nil }
        if !survey.warnings.isEmpty {
            let fields = ["file": survey.name, "rows": String(survey.warnings.count)]
            context.log("notice", "Rows of a file are doubtful", fields)
        }
        memory.withLock { memory in
            if memory.files.count >= Self.maximumRemembered { memory.files = [:] }
            memory.files[key] = survey
            memory.note(survey)
        }
        return survey
    }

    /// What was found in the same content when it lay elsewhere, or a moment ago; `nil` where nothing is known of it.
    ///
    /// Reading bytes is much less than reading rows.
    private func known(
        _ candidate: Candidate,
        _ file: OpenFile,
        _ signature: FileSignature,
        _ sidecar: Sidecar?
    ) -> FileSurvey? {
        let known = memory.withLock { memory in
            memory.recent.first { survey in
                survey.fileName == candidate.name && survey.signature.mayHaveContent(of: signature)
                    && survey.sidecar?.content == sidecar?.content && !survey.digest.isEmpty
            }
        }
        guard let known else { return nil }
        let start = clock.now()
        // Where the bytes cannot be read, reading its rows will say why.
        guard (try? FileSource.digest(of: file)) == known.digest else { return nil }
        return known.moved(to: candidate.folder, signature, sidecar: sidecar, now: start)
    }

    private func read(
        _ candidate: Candidate,
        _ file: OpenFile,
        _ signature: FileSignature,
        _ sidecar: Sidecar?,
        _ context: CallContext
    ) throws(ImportFolder.Failure) -> FileSurvey {
        do throws(SurveyFailure) {
            let layouts = memory.withLock { $0.layouts }
            var furthest = 0
            return try FileSurvey(
                candidate.name,
                in: candidate.folder,
                file,
                signature,
                sidecar: sidecar,
                users: layouts,
                limits: limits,
                now: clock.now()
            ) { bytes in
                furthest = max(furthest, bytes)  // a second reading of the file begins anew
                context.progress(furthest, Int(signature.size), "bytes")
                return !Task.isCancelled
            }
        } catch {
            switch error {
            case .cancelled: throw .cancelled
            case .unreadable(let errno): throw .unavailable("the file \(candidate.name.display)", errno)
            }
        }
    }
}

extension FileSurvey {
    /// Whether an equal signature proves an equal content: a change right after the survey has other times.
    var isTrustworthy: Bool {
        surveyedAt.milliseconds - signature.changed.milliseconds >= Surveyor.timestampGrain
    }
}
