import FolioAdapterKit
import FolioModel

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
