package import FolioModel

extension Configuration {
    /// Where prices come from.
    package struct Prices: Sendable, Equatable {
        /// Asked in this order; `cached` is the store.
        package var sources = ["cached", "fmp"]
        package var fmp = FMP()
        /// How often prices are asked for while a session is open and someone listens.
        package var liveInterval = Duration.seconds(30)
    }

    /// The vendor of prices.
    package struct FMP: Sendable, Equatable {
        package var baseURL = "https://financialmodelingprep.com"
        package var apiKeyFile: String?
        package var requestsPerMinute = 300
        /// In US dollars, for `prices.usage`.
        package var costPer100kRequests = Amount(250)
    }

    /// A third-party adapter that may run.
    package struct Plugin: Sendable, Hashable {
        /// The executable's name, and the adapter's.
        package var name: String
        /// The one content it may have, in lower-case hexadecimal; any where `nil`.
        package var sha256: String?
        /// The address space its process may take, in MiB.
        package var memoryMebibytes = Plugin.defaultMemory

        /// What a third-party adapter may take unless the file says otherwise, in MiB.
        package static let defaultMemory = 512

        /// Makes one.
        package init(name: String, sha256: String? = nil) { (self.name, self.sha256) = (name, sha256) }
    }

    /// Third-party adapters.
    package struct Plugins: Sendable, Equatable {
        /// Where executables are looked for, first match wins.
        package var directories: [String]
        /// Those that run; none runs unless named.
        package var enabled: [Plugin] = []
        /// What each is handed, by name.
        package var config: [String: JSONValue] = [:]
    }

    /// What runs when.
    package struct Schedule: Sendable, Equatable {
        /// When the last finished session is recorded, in the exchange's time zone.
        package var endOfDay = TimeOfDay(hour: 4, minute: 0)
        /// How often every connection is refreshed.
        package var refreshEvery = Duration.seconds(6 * 3600)
    }

    /// A time on the clock.
    package struct TimeOfDay: Sendable, Hashable, CustomStringConvertible {
        /// 0 to 23.
        package var hour: Int
        /// 0 to 59.
        package var minute: Int

        /// Makes a time.
        package init(hour: Int, minute: Int) { (self.hour, self.minute) = (hour, minute) }

        /// Such as `04:00`.
        package var description: String {
            (hour < 10 ? "0" : "") + String(hour) + (minute < 10 ? ":0" : ":") + String(minute)
        }
    }

    /// Where vendors' notifications arrive.
    package struct Webhooks: Sendable, Equatable {
        package var listen = ListenAddress(host: "127.0.0.1", port: 8787)
    }

    /// Where a server waits for connections.
    package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
        /// A name or an address; IPv6 without brackets.
        package var host: String
        /// 1 to 65535.
        package var port: Int

        /// Makes an address.
        package init(host: String, port: Int) { (self.host, self.port) = (host, port) }

        /// Such as `127.0.0.1:8787` or `[::1]:8787`.
        package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
    }

    /// What is logged, and how.
    package struct Log: Sendable, Equatable {
        /// The least grave that is written.
        package enum Level: String, CaseIterable, Sendable { case trace, debug, info, notice, warning, error, critical }

        /// For people or for machines.
        package enum Format: String, CaseIterable, Sendable { case text, json }

        package var level = Level.info
        package var format = Format.text
    }

    /// Where Prometheus reads.
    package struct Metrics: Sendable, Equatable {
        /// Nowhere where `nil`.
        package var listen: ListenAddress?
    }

    /// Settings of one portfolio user.
    package struct UserSettings: Sendable, Equatable {
        /// Replaces the daemon's mode for that user.
        package var mode: OperatingMode?

        /// Makes settings.
        package init(mode: OperatingMode? = nil) { self.mode = mode }
    }

    /// What one client may use up; see the transport section of the RPC contract.
    package struct Limits: Sendable, Equatable {
        /// Longest message taken, in bytes.
        package var messageBytes = 4 << 20
        /// Requests in flight on one connection.
        package var requestsInFlight = 64
        /// Connections at once.
        package var connections = 256
        /// Subscriptions of one connection.
        package var subscriptions = 32
        /// Nesting of one message, its top value being 1.
        package var jsonDepth = 64
        /// Output that a client has not read, in bytes; beyond it the client is disconnected.
        package var unsentBytes = 8 << 20
    }
}
