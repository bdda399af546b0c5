import CSVAdapter
import FolioAdapterKit
import FolioDaemon
import FolioModel
import Foundation
import PlaidAdapter
import Testing

@Suite struct ConfigurationTrialTests {
    /// Refuses what a layout says at a place that the file names.
    private struct Picky: ProviderAdapter {
        static var manifest: AdapterManifest { AdapterManifest() }

        func configure(
            _ params: Configure.Params,
            _ context: CallContext
        ) async throws(AdapterError) -> Configure.Result {
            guard params.dryRun else { throw AdapterError(.badCredentials, "not a trial") }
            let pointers = params.config["layouts"]?["mine"]?["wrong"]?.array?.compactMap(\.string) ?? []
            guard !pointers.isEmpty else { return Configure.Result() }
            var error = AdapterError(.configInvalid, "wrong")
            error.faults = pointers.map { pointer in
                var fault = DataFault()
                (fault.path, fault.message) = (pointer, "a date is expected")
                return fault
            }
            throw error
        }

        func check(_: Check.Params, _: CallContext) async throws(AdapterError) -> Check.Result { Check.Result() }
        func beginLink(_: LinkBegin.Params, _: CallContext) async throws(AdapterError) -> LinkBegin.Result {
            LinkBegin.Result()
        }
        func completeLink(_: LinkComplete.Params, _: CallContext) async throws(AdapterError) -> LinkComplete.Result {
            LinkComplete.Result()
        }
        func accounts(_: AccountsRead.Params, _: CallContext) async throws(AdapterError) -> AccountsRead.Result {
            AccountsRead.Result()
        }
        func holdings(_: HoldingsRead.Params, _: CallContext) async throws(AdapterError) -> HoldingsRead.Result {
            HoldingsRead.Result()
        }
        func transactions(
            _: TransactionsRead.Params,
            _: CallContext
        ) async throws(AdapterError) -> TransactionsRead.Result { TransactionsRead.Result() }
        func disconnect(_: Disconnect.Params, _: CallContext) async throws(AdapterError) -> Disconnect.Result {
            Disconnect.Result()
        }
    }

    private func faults(_ yaml: String, _ trial: ConfigurationTrial) async throws -> [String] {
        let path = "/tmp/folio-trial-\(UInt64.random(in: 0 ... .max)).yaml"
        try Data(yaml.utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        do throws(ConfigurationErrors) {
            _ = try await trial.load(path: path, environment: [:])
            return []
        } catch {
            return error.faults.map { $0.description.replacing(path, with: "f") }
        }
    }

    @Test func `what an adapter refuses is told with its place in the file`() async throws {
        let yaml = """
            providers:
              csv:
                directory: /tmp
                layouts:
                  mine:
                    columns: {date: Day}
                    wrong: [/layouts/mine/columns/date, /layouts/mine/sign, /layouts/mine/wrong/2]
            """
        #expect(
            try await faults(yaml, ConfigurationTrial([("csv", Picky.self)])) == [
                "f:5:7: providers.csv.layouts.mine.sign: a date is expected",
                "f:6:19: providers.csv.layouts.mine.columns.date: a date is expected",
                "f:7:65: providers.csv.layouts.mine.wrong[2]: a date is expected",
            ]
        )
    }

    @Test func `a slip in a layout of one's own is told with file, line and column`() async throws {
        let yaml = """
            providers:
              csv:
                directory: /tmp
                layouts:
                  sparkasse:
                    kind: transaction
                    delimeter: ";"
                    columns:
                      date: Buchungstag
                      amout: Betrag
                    date_format: DD.MM.YYYY
                    types:
                      Kauf: bought
                  My Bank: {kind: holdings, columns: {quantity: Units, symbol: Code}}
            """
        let known = TransactionType.allCases.map(\.rawValue).joined(separator: ", ")
        #expect(
            try await faults(yaml, ConfigurationTrial([("csv", CSVAdapter.self)])) == [
                "f:6:9: providers.csv.layouts.sparkasse.kind: one of \"holdings\", \"transactions\" is expected, "
                    + "did you mean \"transactions\"?",
                "f:7:9: providers.csv.layouts.sparkasse.delimeter: unknown key, did you mean \"delimiter\"?",
                "f:8:9: providers.csv.layouts.sparkasse.columns.amount: missing",
                "f:10:11: providers.csv.layouts.sparkasse.columns.amout: unknown key, did you mean \"amount\"?",
                "f:11:9: providers.csv.layouts.sparkasse.date_format: a form such as dd.MM.yyyy, M/d/yy or "
                    + "yyyy-MM-dd HH:mm:ss is expected",
                "f:13:11: providers.csv.layouts.sparkasse.types.Kauf: one of \(known), skip is expected",
                "f:14:7: providers.csv.layouts.My Bank: a name of 1 to 32 of a-z 0-9 _ - is expected",
            ]
        )
    }

    @Test func `missing keys are no fault of the file`() async throws {
        let trial = ConfigurationTrial([("plaid", PlaidAdapter.self), ("csv", CSVAdapter.self)])
        #expect(try await faults("mode: aggregation\n", trial) == [])
    }
}
