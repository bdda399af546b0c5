package import FolioModel

/// Which accounts are looked at.
package enum OperatingMode: String, WireEnum {
    /// External providers alone.
    case aggregation
    /// The brokerage alone.
    case brokerage
    /// Both.
    case hybrid
    /// Neither.
    case disabled

    /// Whether external providers (Plaid, files, third-party adapters) run and show.
    package var includesExternal: Bool { self == .aggregation || self == .hybrid }

    /// Whether the brokerage runs and shows.
    package var includesBrokerage: Bool { self == .brokerage || self == .hybrid }

    /// Whether sources of that kind run and show.
    package func includes(_ source: SourceKind) -> Bool {
        switch source {
        case .external: includesExternal
        case .brokerage: includesBrokerage
        }
    }
}

extension Configuration {
    /// The mode that counts for a user: the environment's, else the user's own as `users.set` stored it, else the
    /// user's in the file, else the daemon's.
    package func effectiveMode(user: String, stored: OperatingMode?) -> OperatingMode {
        modeOverride ?? stored ?? users[user]?.mode ?? mode
    }

    /// The daemon's own mode and those that the file gives to users.
    package var modes: Set<OperatingMode> {
        Set([daemonMode] + users.keys.map { effectiveMode(user: $0, stored: nil) })
    }

    /// The daemon's own mode: the environment's, else the file's.
    package var daemonMode: OperatingMode { modeOverride ?? mode }
}
