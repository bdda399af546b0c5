import FolioModel
import Glibc
import Testing

/// docs/examples/ofx.py, installed as a third party's adapter.
@Suite(.timeLimit(.minutes(2)), .enabled(if: access("/usr/bin/python3", X_OK) == 0, "there is no python3"))
struct ExampleAdapterTests {
    @Test func `statements in OFX are linked, read, and shown like any account`() async throws {
        let documents = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/docs/examples"
        let place = try PluginPlace()
        let program = String(decoding: Scratch.bytes(of: documents + "/ofx.py"), as: UTF8.self)
        try Scratch.replace(place.plugins + "/ofx", with: program, mode: 0o755)
        try #require(chmod(place.plugins + "/ofx", 0o755) == 0)
        let plugins = "enabled: [ofx], config: {ofx: {directory: \"\(documents)/ofx-files\"}}"
        try Scratch.replace(place.place.configuration, with: place.text(plugins))
        let process = try await FoliodProcess.start(place.place)
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await link(try await CheckedClient(place.place)))
        } catch {
            outcome = .failure(error)
        }
        #expect(await process.end() == 0, "\(process.log.text.suffix(2000))")
        place.place.erase()
        try outcome.get()
    }

    private func link(_ client: CheckedClient) async throws {
        let row = try await client.adapter("ofx", in: "running")
        #expect(row["version"] == "1.0.0")
        let link = try await client.call("connections.link", ["provider": "ofx"])
        #expect(link["fields"]?.array?.compactMap { $0["name"]?.string } == ["folder"])
        let params: JSONValue = ["provider": "ofx", "fields": ["folder": "default"]]
        let done = try await client.call("connections.complete", params)
        try await client.ended(try #require(done["job"]?.string))
        let accounts = try await client.call("accounts.list")["accounts"]?.array ?? []
        #expect(accounts.map { $0["name"]?.string } == ["Lakeside & Co 5678"])
        let positions = try await client.call("portfolio.positions")["positions"]?.array ?? []
        let units = positions.map { "\($0["symbol"]?.string ?? "") \($0["qty"]?.string ?? "")" }
        #expect(units.sorted() == ["KO 60", "VFIAX 24.6912"])
        // 60 × 66.32 + 24.6912 × 284.10 - 417.36, the fund at the statement's own value of 7014.77
        #expect(try await client.call("portfolio.value", ["source": "ofx"])["total_value"] == "10576.61")
    }
}
