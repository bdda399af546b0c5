/// Where a daemon keeps its things unless the configuration says otherwise.
package struct InstallationPlaces: Sendable, Hashable {
    /// The socket's path.
    package var socket: String
    /// The directory of database, key and import files.
    package var data: String
    /// Where third-party adapters are looked for.
    package var pluginDirectories: [String]

    static let systemPlugins = "/usr/lib/foliod/plugins"

    /// Those of a system service.
    package static let system = InstallationPlaces(
        socket: "/run/foliod/foliod.sock",
        data: "/var/lib/foliod",
        pluginDirectories: [systemPlugins, "~/.local/share/foliod/plugins"]
    )

    /// Those of a daemon that a person started by hand.
    package static func personal(uid: UInt32, environment: [String: String]) -> InstallationPlaces {
        let home = environment["HOME"] ?? ""
        let data =
            environment.nonEmpty("XDG_DATA_HOME") ?? (home.isEmpty ? "/tmp/foliod-\(uid)" : home + "/.local/share")
        let runtime = environment.nonEmpty("XDG_RUNTIME_DIR") ?? "/tmp/foliod-\(uid)"
        return InstallationPlaces(
            socket: runtime + "/foliod.sock",
            data: data + "/foliod",
            pluginDirectories: [systemPlugins, data + "/foliod/plugins"]
        )
    }

    /// Those of a system service for root, and where systemd made the service's directories; else a person's.
    package static func detect(uid: UInt32, environment: [String: String]) -> InstallationPlaces {
        let isService = environment["RUNTIME_DIRECTORY"] != nil || environment["STATE_DIRECTORY"] != nil
        return uid == 0 || isService ? .system : .personal(uid: uid, environment: environment)
    }
}

extension [String: String] {
    /// The variable's value unless it is empty.
    func nonEmpty(_ name: String) -> String? {
        self[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
