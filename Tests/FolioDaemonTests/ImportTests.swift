import FolioDaemon
import FolioModel
import FolioRPC
import Testing

/// Files of the daemon's own layouts.
enum ImportSamples {
    static let header = "date,account,type,symbol,quantity,price,amount,fees,description\n"
    static let september =
        header + """
            2025-09-02,Broker,deposit,,,,5000.00,,Monthly saving
            2025-09-03,Broker,buy,VTI,10,318.25,-3183.49,0.99,
            2025-09-10,Broker,sell,VTI,-2,321.00,642.00,,
            2025-09-15,Broker,dividend,VTI,,,6.42,,

            """
    /// Begins where ``september`` ends.
    static let october =
        header + """
            2025-09-15,Broker,dividend,VTI,,,6.42,,
            2025-10-02,Broker,deposit,,,,5000.00,,Monthly saving

            """
    /// As ``october``, but the dividend is another.
    static let reworded = october.replacing("6.42", with: "6.43")
    static let statement = """
        as_of,account,symbol,name,type,quantity,price,value,cost_basis,currency
        2025-09-23,Broker,VTI,Vanguard Total Stock Market ETF,etf,8,325.10,,2546.79,USD
        2025-09-23,Broker,,Cash,cash,2464.93,,,,USD

        """
    /// Names no account.
    static let foreign = """
        "Activity Date","Process Date","Settle Date","Instrument","Description","Trans Code","Quantity","Price","Amount"
        "10/07/2025","10/07/2025","10/08/2025","VTI","Vanguard","Buy","3","$330.00","($990.00)"

        """
}

extension JSONValue {
    /// The counts of a kind of changes: new, changed, gone.
    fileprivate func counts(_ kind: String) -> [Int?] {
        let counts = self["changes"]?[kind]
        return ["added", "changed", "removed"].map { counts?[$0]?.int }
    }

    fileprivate var disposition: String? { self["files"]?.array?.first?["disposition"]?.string }
    fileprivate var storedAs: String? { self["files"]?.array?.first?["stored_as"]?.string }
}

@Suite(.timeLimit(.minutes(2))) struct ImportTests {
    private static let september = [("history.csv", ImportSamples.september)]

    @Test func `a preview says what would change and changes nothing, and applying changes just that`() async throws {
        try await ImportFixture.run { fixture in
            let files = Self.september + [("positions.csv", ImportSamples.statement)]
            let preview = try await fixture.preview(files)
            #expect(preview["state"] == "ready")
            #expect(preview.counts("accounts") == [1, 0, 0])
            #expect(preview.counts("holdings") == [1, 0, 0])
            #expect(preview.counts("cash") == [1, 0, 0])
            #expect(preview.counts("transactions") == [4, 0, 0])
            let first = try #require(preview["files"]?.array?.first)
            #expect(first["name"] == "history.csv")
            #expect(first["from"] == "2025-09-02")
            #expect(first["to"] == "2025-09-15")
            let rows = first["rows"]?.array?.map { "\($0["kind"]?.string ?? "") \($0["count"]?.int ?? 0)" } ?? []
            #expect(Set(rows) == ["buy 1", "deposit 1", "dividend 1", "sell 1"])
            #expect(preview["changes"]?["transaction_rows"]?.array?.first?["date"] == "2025-09-02")
            #expect(try fixture.stored() == [])
            #expect(fixture.folder == [])

            let applied = try await fixture.apply(files)
            #expect(applied["state"] == "applied")
            #expect(applied["changes"] == preview["changes"])
            #expect(fixture.folder == ["history.csv", "positions.csv"])
            #expect(
                try fixture.stored() == [
                    "2025-09-02 Broker deposit 5000", "2025-09-03 Broker buy -3183.49", "2025-09-10 Broker sell 642",
                    "2025-09-15 Broker dividend 6.42", "cash USD 2464.93", "holding VTI 8",
                ]
            )
            #expect(Scratch.names(in: fixture.imports + "/.staging") == [])
        }
    }

    @Test func `the same files again are nothing to do, under another name as well`() async throws {
        try await ImportFixture.run { fixture in
            _ = try await fixture.apply(Self.september)
            for name in ["history.csv", "copy.csv"] {
                let report = try await fixture.apply([(name, ImportSamples.september)])
                #expect(report["state"] == "nothing_to_do")
                #expect(report.disposition == "known")
                #expect(report.storedAs == "history.csv")
                #expect(report["changes"] == .null)
            }
            #expect(fixture.folder == ["history.csv"])
            let twice = try await fixture.apply([("a.csv", ImportSamples.october), ("b.csv", ImportSamples.october)])
            #expect(twice["files"]?.array?.map { $0["disposition"] } == ["new", "known"])
            #expect(fixture.folder == ["a.csv", "history.csv"])
        }
    }

    @Test func `a file edited by hand takes the older one's place and changes exactly what differs`() async throws {
        try await ImportFixture.run { fixture in
            _ = try await fixture.apply(Self.september)
            let before = try fixture.stored()
            let edited = ImportSamples.september.replacing("642.00,,", with: "641.00,1.00,")
            let preview = try await fixture.preview([("history.csv", edited)])
            #expect(preview.disposition == "replaces")
            let report = try await fixture.apply([("history.csv", edited)])
            #expect(report.counts("transactions") == [1, 0, 1])
            #expect(report["changes"] == preview["changes"])
            let rows = try #require(report["changes"]?["transaction_rows"]?.array)
            #expect(rows.map { $0["change"] } == ["added", "removed"])
            #expect(rows.map { $0["amount"] } == ["641", "642"])
            let after = try fixture.stored()
            #expect(
                Set(before).symmetricDifference(after) == ["2025-09-10 Broker sell 642", "2025-09-10 Broker sell 641"]
            )
            #expect(fixture.folder == ["history.csv"])
        }
    }

    @Test func `an overlapping export stays beside the older one, and each row counts once`() async throws {
        try await ImportFixture.run { fixture in
            _ = try await fixture.apply(Self.september)
            let report = try await fixture.apply([("history.csv", ImportSamples.october)])
            #expect(report.disposition == "kept")
            #expect(report.counts("transactions") == [1, 0, 0])
            #expect(report["changes"]?["transactions"]?["unchanged"] == 4)
            let name = "history_\(Timestamp.now.utcDay).csv"
            #expect(report.storedAs == name)
            #expect(fixture.folder == ["history.csv", name])
            #expect(try fixture.stored().count == 5)
            let whole = ImportSamples.september + ImportSamples.october.split(separator: "\n")[2] + "\n"
            let third = try await fixture.apply([("history.csv", whole)])
            #expect(third.disposition == "replaces")
            #expect(third.counts("transactions") == [0, 0, 0])
            #expect(third["files"]?.array?.first?["replaces"] == ["history.csv", .string(name)])
            #expect(fixture.folder == ["history.csv"])
            // What both had is mended in one place.
            let mended = try await fixture.apply([("history.csv", whole.replacing("6.42", with: "6.43"))])
            #expect(mended.counts("transactions") == [1, 0, 1])
        }
    }

    @Test func `an export that was kept beside an older one and then edited changes exactly what differs`() async throws
    {
        try await ImportFixture.run { fixture in
            _ = try await fixture.apply(Self.september)
            let kept = try await fixture.apply([("history.csv", ImportSamples.october)])
            let edited = ImportSamples.october.replacing("Broker,deposit,,,,5000.00", with: "Broker,deposit,,,,5100.00")
            let report = try await fixture.apply([("history.csv", edited)])
            #expect(report.disposition == "replaces")
            #expect(report.storedAs == kept.storedAs)
            #expect(report.counts("transactions") == [1, 0, 1])
            #expect(fixture.folder.count == 2)
            #expect(try fixture.stored().filter { $0.hasPrefix("2025-10-02") } == ["2025-10-02 Broker deposit 5100"])
        }
    }

    @Test func `a row that is edited in one of two files that have it is not taken twice`() async throws {
        try await ImportFixture.run { fixture in
            _ = try await fixture.apply(Self.september)
            _ = try await fixture.apply([("history.csv", ImportSamples.october)])
            let preview = try await fixture.preview([("history.csv", ImportSamples.reworded)])
            #expect(preview.disposition == "undecided")
            let rows = try #require(preview["files"]?.array?.first?["contradicted"]?.array)
            #expect(rows.map { $0["amount"] } == ["6.42"])
        }
    }

    @Test(arguments: [
        ("history_2025-11-25.csv", true), ("history_2025-11-25_02.csv", true), ("history_2025-11-25_99.csv", true),
        ("history.csv", false), ("history_old.csv", false), ("history_2025-11-25_1.csv", false),
        ("history_2025-13-25.csv", false), ("history_2025-11-25_02_03.csv", false), ("my_2025-11-25.csv", false),
        ("history_2025-11-25.CSV", false), ("history_.csv", false),
    ])
    func `a name that was made from another is known`(name: String, isMade: Bool) {
        #expect(ImportName.isMade(name, from: "history.csv") == isMade)
    }

    @Test func `a file that contradicts an older one in part is taken only as somebody says`() async throws {
        try await ImportFixture.run { fixture in
            _ = try await fixture.apply(Self.september)
            let file = [("history.csv", ImportSamples.reworded)]
            let preview = try await fixture.preview(file)
            #expect(preview["state"] == "needs_choice")
            #expect(preview.disposition == "undecided")
            let rows = try #require(preview["files"]?.array?.first?["contradicted"]?.array)
            #expect(rows.map { $0["amount"] } == ["6.42"])
            let id = try await fixture.upload(file)
            let refusal = await fixture.error("imports.apply", ["import": .string(id), "wait": true])
            #expect(refusal?.code == .invalidParams)
            #expect(refusal?.details["path"] == "policy")
            #expect(fixture.folder == ["history.csv"])
            let kept = try await fixture.preview(file, [("policy", "keep")])
            #expect(kept.counts("transactions") == [2, 0, 0])
            let replaced = try await fixture.report("imports.apply", id, [("policy", "replace")])
            #expect(replaced.disposition == "replaces")
            #expect(replaced.counts("transactions") == [2, 0, 4])
            #expect(fixture.folder == ["history.csv"])
        }
    }

    @Test func `files that name no account need one, and remember it for the next of their name`() async throws {
        try await ImportFixture.run { fixture in
            let file = [("trades.csv", ImportSamples.foreign)]
            let preview = try await fixture.preview(file)
            #expect(preview["state"] == "needs_account")
            #expect(preview["files"]?.array?.first?["needs_account"] == true)
            let id = try await fixture.upload(file)
            let refusal = await fixture.error("imports.apply", ["import": .string(id), "wait": true])
            #expect(refusal?.code == .invalidParams)
            #expect(refusal?.details["path"] == "account")
            #expect(refusal?.message.contains("trades.csv") == true)
            let applied = try await fixture.report("imports.apply", id, [("account", "Play money")])
            #expect(applied["changes"]?["account_rows"]?.array?.map { $0["name"] } == ["Play money"])
            #expect(fixture.folder == ["trades.csv", "trades.csv.account"])
            #expect(Scratch.bytes(of: fixture.imports + "/default/trades.csv.account") == Array("Play money\n".utf8))

            let more =
                ImportSamples.foreign
                + ImportSamples.foreign.split(separator: "\n")[1]
                .replacing("10/07", with: "10/09") + "\n"
            let next = try await fixture.apply([("trades.csv", more)])
            #expect(next["state"] == "applied")
            #expect(next["files"]?.array?.first?["account"] == "Play money")
            #expect(next.counts("transactions") == [1, 0, 0])
            #expect(next.counts("accounts") == [0, 0, 0])
            #expect(fixture.folder == ["trades.csv", "trades.csv.account"])
        }
    }

    @Test func `one wrong row and none of the files is taken`() async throws {
        try await ImportFixture.run { fixture in
            let wrong = ImportSamples.october.replacing("5000.00", with: "5,000.00x")
                .replacing(",deposit,", with: ",depositt,")
            let files = Self.september + [("october.csv", wrong)]
            let preview = try await fixture.preview(files)
            #expect(preview["state"] == "faulty")
            #expect(preview["changes"] == .null)
            let faults = try #require(preview["files"]?.array?.last?["faults"]?.array)
            #expect(faults.first?["file"] == "october.csv")
            #expect(faults.first?["line"] == 3)
            #expect(preview["files"]?.array?.first?["faults"] == [])
            let id = try await fixture.upload(files)
            let refusal = await fixture.error("imports.apply", ["import": .string(id), "wait": true])
            #expect(refusal?.code == .invalidData)
            let error = try #require(refusal?.details["errors"]?.array?.first)
            #expect(error["file"] == "october.csv")
            #expect(error["line"] == 3)
            #expect(fixture.folder == [])
            #expect(try fixture.stored() == [])
        }
    }

    @Test func `a statement that contradicts one in the folder is told as a fault of the new one`() async throws {
        try await ImportFixture.run { fixture in
            _ = try await fixture.apply([("positions.csv", ImportSamples.statement)])
            let other = ImportSamples.statement.replacing(",8,", with: ",9,")
            let preview = try await fixture.preview([("other.csv", other)])
            #expect(preview["state"] == "faulty")
            let all = (preview["files"]?.array?.first?["faults"]?.array ?? []) + (preview["faults"]?.array ?? [])
            #expect(!all.isEmpty)
            let newer = try await fixture.apply([("positions.csv", other)])
            #expect(newer.disposition == "replaces")
            #expect(newer.counts("holdings") == [0, 1, 0])
            let row = try #require(newer["changes"]?["holding_rows"]?.array?.first)
            #expect(row["qty_before"] == "8")
            #expect(row["qty"] == "9")
        }
    }

    @Test func `a job tells the report as well, and the same question joins it`() async throws {
        try await ImportFixture.run { fixture in
            let id = try await fixture.upload(Self.september)
            let params: JSONValue = ["import": .string(id)]
            let job = try #require(try await fixture.call("imports.preview", params)["job"]?.string)
            _ = try await fixture.services.jobs.settled(job)
            let row = try await fixture.call("jobs.get", ["job": .string(job)])
            #expect(row["state"] == "succeeded")
            #expect(row["result"]?["state"] == "ready")
            #expect(try await fixture.call("imports.discard", params)["discarded"] == true)
            #expect(await fixture.error("imports.preview", params)?.code == .notFound)
        }
    }

    @Test func `a folder that is missing is not taken for an empty one`() async throws {
        try await ImportFixture.run { fixture in
            _ = try await fixture.apply(Self.september)
            Scratch.erase(fixture.imports + "/default")
            let id = try await fixture.upload([("october.csv", ImportSamples.october)])
            for method in ["imports.preview", "imports.apply"] {
                let error = await fixture.error(method, ["import": .string(id), "wait": true])
                #expect(error?.code == .providerError, "\(method)")
            }
            #expect(try fixture.stored().count == 4)
        }
    }
}
