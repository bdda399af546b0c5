import FolioModel
import Testing

@testable import FolioAdapterKit

struct `Price methods on the wire` {
    private func refusal<M: AdapterMethod>(_ method: M.Type, _ answer: String) throws -> String? {
        let value = try JSONValue(parsing: Array(answer.utf8))
        do throws(AdapterError) {
            _ = try ResultCheck.decode(M.self, value)
            return nil
        } catch {
            return error.message
        }
    }

    @Test func `a batch of quotes carries data or an error for each item`() throws {
        let answer = """
            {"quotes":[{"ref":"1","price":"42.00","currency":"USD","as_of":"2025-09-23T20:00:00Z","session":"closed"},
            {"ref":"2","error":{"kind":"not_found","message":"no such symbol"}}],"usage":{"calls":1}}
            """
        let result = try ResultCheck.decode(PricesLatest.self, JSONValue(parsing: Array(answer.utf8)))
        #expect(result.quotes.map(\.price) == [Price(42), nil])
        #expect(result.quotes.map(\.error?.kind) == [nil, .notFound])
        #expect(result.usage?.calls == 1)
    }

    @Test func `a quote without a time, a price as a JSON number and an unknown session are refused`() throws {
        let untimed = #"{"quotes":[{"ref":"1","price":"42.00","currency":"USD"}]}"#
        #expect(try refusal(PricesLatest.self, untimed)?.contains("neither price, currency and time") == true)
        let number = #"{"quotes":[{"ref":"1","price":42.0,"currency":"USD","as_of":"2025-09-23T20:00:00Z"}]}"#
        #expect(try refusal(PricesLatest.self, number)?.contains("quotes[0].price") == true)
        let session = #"{"quotes":[{"ref":"1","error":{"kind":"not_found"},"session":"lunch"}]}"#
        #expect(try refusal(PricesLatest.self, session)?.contains("quotes[0].session") == true)
    }

    @Test(arguments: [
        (#""dates":["2025-09-22","2025-09-23"],"close":["1"]"#, "not as long"),
        (#""dates":["2025-09-23","2025-09-22"],"close":["1","2"]"#, "not in order"),
        (#""dates":["2025-09-22","2025-09-22"],"close":["1","2"]"#, "not in order"),
        (#""dates":["2025-09-22"],"close":["1"],"volume":[]"#, "not as long"),
    ])
    func `a series whose columns contradict each other is refused`(columns: String, reason: String) throws {
        let answer = #"{"series":[{"ref":"1","currency":"USD",\#(columns)}]}"#
        #expect(try refusal(PricesEndOfDay.self, answer)?.contains(reason) == true)
    }

    @Test func `a ratio is of positive integers`() throws {
        func answer(_ ratio: String) -> String {
            #"{"actions":[{"ref":"1","kind":"split","ex_date":"2020-08-31","ratio":\#(ratio)}]}"#
        }
        #expect(try refusal(ActionsRead.self, answer(#"{"num":4,"den":1}"#)) == nil)
        #expect(try refusal(ActionsRead.self, answer(#"{"num":4,"den":0}"#)) != nil)
        #expect(try refusal(ActionsRead.self, answer(#"{"num":1.5,"den":1}"#)) != nil)
    }

    @Test func `a resolved symbol has a match`() throws {
        #expect(try refusal(SymbolsResolve.self, #"{"results":[{"ref":"1","status":"resolved"}]}"#) != nil)
        #expect(try refusal(SymbolsResolve.self, #"{"results":[{"ref":"1","status":"not_found"}]}"#) == nil)
    }

    private struct LatestOnly: PriceSource {
        static let manifest: AdapterManifest = {
            var manifest = AdapterManifest()
            (manifest.name, manifest.kind, manifest.capabilities) = ("latest", .prices, [PricesLatest.name])
            return manifest
        }()

        func configure(
            _ params: Configure.Params,
            _ context: CallContext
        ) async throws(AdapterError) -> Configure.Result { Configure.Result() }

        func check(_ params: Check.Params, _ context: CallContext) async throws(AdapterError) -> Check.Result {
            Check.Result()
        }

        func latest(
            _ params: PricesLatest.Params,
            _ context: CallContext
        ) async throws(AdapterError) -> PricesLatest.Result {
            var result = PricesLatest.Result()
            result.quotes = params.items.map { .init($0.reference, ItemError(.notFound, "no \($0.ticker)")) }
            return result
        }
    }

    private func answer(_ method: String, _ params: String) async throws(AdapterError) -> String {
        let context = CallContext(id: "1", progress: { _, _, _ in }, log: { _, _, _ in }, rotate: { _, _ in })
        let params = (try? JSONValue(parsing: Array(params.utf8))) ?? .null
        let bytes = try await AdapterDispatcher(LatestOnly()).answer(method, params, context, inflight: 0)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `a price source serves what it has and says of the rest that it is unsupported`() async throws {
        let quotes = try await answer("prices.latest", #"{"items":[{"ref":"a","ticker":"X"}]}"#)
        #expect(quotes.contains(#""ref":"a""#) && quotes.contains("no X"))
        let lacking = await #expect(throws: AdapterError.self) { try await answer("prices.eod", #"{"items":[]}"#) }
        #expect(lacking?.kind == .unsupported)
        let provider = await #expect(throws: AdapterError.self) { try await answer("accounts.read", "{}") }
        #expect(provider?.kind == .unknownMethod)
    }
}
