/// Where the daemon's socket is: one rule for the daemon and its clients.
public enum SocketLocation {
    /// The variable that overrides everything else.
    public static let variable = "FOLIOD_SOCKET"

    /// The socket of the system service.
    public static let system = "/run/foliod/foliod.sock"

    /// Where a client looks: `FOLIOD_SOCKET`, the system service's socket where there is one, else the user's own.
    ///
    /// - Parameters:
    ///   - environment: The process's environment.
    ///   - uid: The process's user.
    ///   - exists: Whether there is a file at a path.
    /// - Returns: An absolute path, unless the variable says otherwise.
    public static func forClient(
        environment: [String: String],
        uid: UInt32,
        exists: (String) -> Bool
    ) -> String {
        if let path = environment[variable], !path.isEmpty { return path }
        return exists(system) ? system : ofUser(environment: environment, uid: uid)
    }

    /// Where a daemon listens that was not told: `FOLIOD_SOCKET`, root's in the system's place, else the user's own.
    ///
    /// - Parameters:
    ///   - environment: The process's environment.
    ///   - uid: The process's user.
    /// - Returns: An absolute path, unless the variable says otherwise.
    public static func forDaemon(environment: [String: String], uid: UInt32) -> String {
        if let path = environment[variable], !path.isEmpty { return path }
        let isService = environment["RUNTIME_DIRECTORY"] == "/run/foliod"
        return isService || uid == 0 ? system : ofUser(environment: environment, uid: uid)
    }

    /// The socket of a daemon that a user started by hand.
    private static func ofUser(environment: [String: String], uid: UInt32) -> String {
        if let folder = environment["XDG_RUNTIME_DIR"], folder.hasPrefix("/") { return folder + "/foliod.sock" }
        return "/tmp/foliod-\(uid)/foliod.sock"
    }
}
