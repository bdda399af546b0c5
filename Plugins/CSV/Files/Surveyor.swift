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

    private let clock: SettlingClock
    private let limits: CSVLimits
    private let remembered = Mutex<[Key: FileSurvey]>([:])

    private struct Key: Hashable {
        let folder: String
        let name: FileName
    }

    init(clock: SettlingClock, limits: CSVLimits) { (self.clock, self.limits) = (clock, limits) }

    /// Surveys all files of the user.
    ///
    /// Waits once for ``settleTime`` where a file might still be being written. While one is, there is no survey: without
    /// it an older file would speak in its place.
    func survey(
        directory: String,
        user: String,
        _ context: CallContext
    ) async throws(AdapterError) -> FolderSurvey {
        do throws(ImportFolder.Failure) {
            let folder = try ImportFolder(directory: directory, user: user)
            let names = try folder.fileNames()
            let fresh = try freshFiles(names, in: folder)
            if !fresh.isEmpty {
                do { try await clock.pause(Self.settleTime) } catch { throw ImportFolder.Failure.cancelled }
            }
            var files: [FileSurvey] = []
            var isSettled = true
            for name in names {
                guard let (file, signature) = try folder.open(name) else {
                    context.log("notice", "An entry that is no regular file is left out", ["file": name.display])
                    continue
                }
                let key = Key(folder: directory + "/" + user, name: name)
                if let survey = try survey(key, file, signature, fresh[name], context) {
                    files.append(survey)
                } else {
                    context.log("notice", "A file is still being written", ["file": name.display])
                    isSettled = false
                }
            }
            guard isSettled else { throw ImportFolder.Failure.unsettled }
            return FolderSurvey(files: files)
        } catch {
            throw AdapterError(error)
        }
    }

    /// Opens a surveyed file again; `nil` where it is gone or not the one that was surveyed.
    func reopen(_ survey: FileSurvey, directory: String, user: String) throws(AdapterError) -> OpenFile? {
        do throws(ImportFolder.Failure) {
            let folder = try ImportFolder(directory: directory, user: user)
            guard let (file, signature) = try folder.open(survey.fileName), signature == survey.signature else {
                return nil
            }
            return file
        } catch {
            throw AdapterError(error)
        }
    }

    /// Files that end without a line end and were written just now.
    private func freshFiles(
        _ names: [FileName],
        in folder: ImportFolder
    ) throws(ImportFolder.Failure) -> [FileName: FileSignature] {
        var fresh: [FileName: FileSignature] = [:]
        for name in names {
            guard let (file, signature) = try folder.open(name) else { continue }
            if isFresh(signature), !file.endsWithLineFeed(size: signature.size) { fresh[name] = signature }
        }
        return fresh
    }

    private func isFresh(_ signature: FileSignature) -> Bool {
        let age = clock.now().milliseconds - signature.modified.milliseconds
        return age >= 0 && Duration.milliseconds(age) < Self.settleTime
    }

    /// What is in the file; `nil` where it is still being written.
    private func survey(
        _ key: Key,
        _ file: OpenFile,
        _ signature: FileSignature,
        _ earlier: FileSignature?,
        _ context: CallContext
    ) throws(ImportFolder.Failure) -> FileSurvey? {
        if let known = remembered.withLock({ $0[key] }), known.signature == signature, known.isTrustworthy {
            return known
        }
        if earlier != signature, isFresh(signature), !file.endsWithLineFeed(size: signature.size) { return nil }
        let survey: FileSurvey
        do throws(SurveyFailure) {
            let now = clock.now()
            survey = try FileSurvey(name: key.name, file, signature, limits: limits, now: now) { rows in
                context.progress(rows, nil, "rows")
                return !Task.isCancelled
            }
        } catch {
            switch error {
            case .cancelled: throw .cancelled
            case .unreadable(let errno): throw .unavailable("the file \(key.name.display)", errno)
            }
        }
        guard file.signature == signature else { return nil }
        remembered.withLock { surveys in
            if surveys.count >= Self.maximumRemembered { surveys = [:] }
            surveys[key] = survey
        }
        return survey
    }
}

extension FileSurvey {
    /// Whether an equal signature proves an equal content: a change right after the survey has other times.
    var isTrustworthy: Bool {
        surveyedAt.milliseconds - signature.changed.milliseconds >= Surveyor.timestampGrain
    }
}

extension AdapterError {
    /// What the host is told of a folder that could not be read.
    init(_ failure: ImportFolder.Failure) {
        switch failure {
        case .missing:
            self.init(.notFound, "The user has no folder in the import directory; nothing is changed.")
        case .unavailable(let what, let errno):
            self.init(.unavailable, "Reading \(what) failed (\(SystemReason.text(errno))); nothing is changed.")
        case .tooMany:
            let limit = ImportFolder.maximumFiles
            self.init(.badVendorData, "The user's folder has more than \(limit) CSV files; nothing is changed.")
        case .unsettled:
            self.init(.notReady, "A CSV file is still being written; nothing is changed until it is complete.")
            retryAfterSeconds = Surveyor.retrySeconds
        case .cancelled:
            self.init(.cancelled, "The reading of the files was cancelled.")
        }
    }
}
