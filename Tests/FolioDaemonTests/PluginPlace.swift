import FolioDaemon
import FolioModel
import Glibc
import Testing

/// A daemon without vendors, with a directory for third parties' adapters.
struct PluginPlace {
    let place: DaemonPlace
    var plugins: String { place.directory + "/plugins" }

    init() throws {
        place = try DaemonPlace(sandbox: "http://127.0.0.1:1")
        mkdir(plugins, 0o755)
    }

    /// The configuration, with what stands under `plugins` beside its directories.
    func text(mode: String = "hybrid", _ plugins: String, more: String = "") -> String {
        """
        mode: \(mode)
        socket: {path: \(place.socket), group: null}
        store: {url: "sqlite:\(place.store)"}
        secrets: {key_file: \(place.directory)/master.key}
        log: {level: debug}
        providers: {plaid: {enabled: false}, alpaca: {enabled: false}, csv: {directory: \(place.imports)}}
        plugins: {directories: [\(self.plugins)], \(plugins)}
        \(more.contains("prices:") ? "" : "prices: {sources: [cached]}")
        \(more)
        """ + "\n"
    }

    /// Runs the test against a daemon of that configuration, and takes everything down again.
    static func run(
        _ plugins: String,
        _ scripts: [String: PluginScript] = ["acme": PluginScript()],
        _ body: (PluginPlace, FoliodProcess, CheckedClient) async throws -> Void
    ) async throws {
        let place = try PluginPlace()
        for (name, script) in scripts { try script.install(name, in: place.plugins) }
        try Scratch.replace(place.place.configuration, with: place.text(plugins))
        let process = try await FoliodProcess.start(place.place)
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(place, process, try await CheckedClient(place.place)))
        } catch {
            outcome = .failure(error)
        }
        #expect(await process.end() == 0, "\(process.log.text.suffix(2000))")
        place.place.erase()
        try outcome.get()
    }
}

extension CheckedClient {
    /// The row of an adapter.
    func adapter(_ name: String) async throws -> JSONValue {
        try #require(try await call("adapters.list")["adapters"]?.array?.first { $0["name"]?.string == name })
    }

    /// Waits until an adapter is in that state, and what it says of itself is taken in; its row.
    @discardableResult
    func adapter(_ name: String, in state: String, pidOtherThan pid: Int? = nil) async throws -> JSONValue {
        var row = JSONValue.null
        try await until("\(name) is \(state)") {
            row = try await adapter(name)
            let isAsked = state == "running" && row["reason"]?.string?.contains("it is asked") == true
            return row["state"]?.string == state && !isAsked && (pid == nil || row["pid"]?.int != pid)
        }
        return row
    }

    /// Links the scripts' account; gives connection and job.
    func connectScript(_ name: String = "acme") async throws -> (id: String, job: String) {
        let link = try await call("connections.link", ["provider": .string(name)])
        #expect(link["fields"]?.array?.compactMap { $0["name"]?.string } == ["code"])
        let params: JSONValue = ["provider": .string(name), "fields": ["code": "acme-code-1"]]
        let done = try await call("connections.complete", params)
        return (try #require(done["connection"]?.string), try #require(done["job"]?.string))
    }
}
