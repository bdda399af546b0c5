import FolioModel
import FolioSandbox
import Testing

@Suite struct `Documented answers` {
    static let all = DocumentedAnswer.plaid + DocumentedAnswer.alpaca + DocumentedAnswer.broker + DocumentedAnswer.fmp

    @Test(arguments: all)
    func `have the shape and the words of the sandbox's`(documented: DocumentedAnswer) async throws {
        try await withSandbox { server, client in
            let found = try documented.differences(client, server)
            #expect(found == [])
            #expect(server.requests.count(endpoint: documented.endpoint) > 0)
        }
    }

    @Test func `are there for every endpoint`() {
        let compared = Set(Self.all.map(\.endpoint))
        let files = Set(Self.all.compactMap(\.file))
        #expect(compared.sorted() == SandboxServer.endpoints)
        #expect(compared.count == 62)
        #expect(files.count == 62)
        print("Endpoints compared: \(compared.count), with \(files.count) documented answers")
    }

    /// Members that a dialect adds to the documented ones, or leaves out.
    private static let beside: [String: Set<String>] = [
        "plaid.members=newer": [
            ".item.paired_item_id", ".accounts[].apy", ".accounts[].paired_account_id", ".securities[].figi",
        ],
        "plaid.shorts=lots": [".holdings[].tax_lots"], "alpaca.extras=live": ["[].description", "[].price"],
        "plaid.cost=unknown": [".holdings[].cost_basis"],
    ]

    private static let settings = SandboxDialect.settings.flatMap { setting in
        setting.words.dropFirst().map { "\(setting.key)=\($0)" }
    }

    @Test(arguments: settings)
    func `keep their shape in every dialect`(setting: String) async throws {
        let dialect = try SandboxDialect(settings: [setting])
        let vendor = setting.prefix { $0 != "." }
        let answers = Self.all.filter { answer in
            let isPlaid = DocumentedAnswer.plaid.contains { $0.testDescription == answer.testDescription }
            return vendor == "plaid" ? isPlaid : vendor == "alpaca" ? answer.endpoint.hasPrefix("/v2/") : false
        }
        try await withSandbox(dialect: dialect) { server, client in
            server.apply(.world(.opening(account: "leveraged")))
            for answer in answers {
                var answer = answer
                answer.ignoring.formUnion(Self.beside[setting] ?? [])
                let found = try answer.differences(client, server)
                #expect(found == [], "\(answer.testDescription)")
            }
        }
    }
}
