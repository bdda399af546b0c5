import GRDB

/// Why the store could not do what was asked; nothing of the failed call was stored.
package enum StoreError: Error, Hashable, CustomStringConvertible {
    /// Another process has the store open.
    case locked(path: String, pid: Int?)
    /// A newer release wrote the store.
    case schemaTooNew(found: Int, known: Int)
    /// The file, or a value in it, is not what the store wrote; it is left as it is.
    case corrupt(String)
    /// The place of the store, or of a backup, cannot be used.
    case unavailable(String)
    /// There is no such thing.
    case notFound(what: String, id: String)
    /// What was given contradicts the store or itself.
    case invalid(String)
    /// It is there already.
    case alreadyExists(String)
    /// The disk is full.
    case full
    /// SQLite refused for another reason.
    case failed(String)

    /// One sentence for a person: what happened and what follows.
    package var description: String {
        switch self {
        case .locked(let path, let pid):
            "The store \(path) is in use by " + (pid.map { "process \($0)" } ?? "another process")
                + "; stop it first, or give this one a store of its own."
        case .schemaTooNew(let found, let known):
            "The store has schema \(found) and this release knows up to \(known); use the newer release. "
                + "Nothing was changed."
        case .corrupt(let reason): "The store is damaged: \(reason). It is left as it is; restore a backup."
        case .unavailable(let reason): reason
        case .notFound(let what, let id): "There is no \(what) \(id)."
        case .invalid(let reason): reason
        case .alreadyExists(let what): "\(what) exists already and is not overwritten."
        case .full: "The disk of the store is full; nothing was stored."
        case .failed(let reason): "The store could not do it: \(reason)."
        }
    }

    /// Takes an error of GRDB or of the store's own code.
    init(_ error: any Error) {
        switch error {
        case let error as StoreError: self = error
        case let error as DatabaseError:
            let message = error.message ?? error.resultCode.description
            switch error.resultCode {
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt(message)
            case .SQLITE_FULL: self = .full
            case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM: self = .unavailable(message)
            default: self = .failed(message)
            }
        default: self = .failed(String(describing: error))
        }
    }
}
