import FolioAdapterKit
import FolioModel
import Testing

@testable import enum FolioAdapterKit.ResultCheck

@Suite struct HistoryReadTests {
    @Test func `history is unsupported unless the adapter has it`() async {
        let context = CallContext(id: "1", progress: { _, _, _ in }, log: { _, _, _ in }, rotate: { _, _ in })
        let params: JSONValue = ["connection": ["id": "c1"], "from": "2026-01-02", "to": "2026-01-05"]
        await #expect(throws: AdapterError(.unsupported, "This provider has no history of values.")) {
            try await AdapterDispatcher(ScriptedAdapter()).answer("history.read", params, context, inflight: 0)
        }
    }

    @Test func `an answer is read as it stands`() throws {
        let answer: JSONValue = [
            "dates": ["2026-01-02", "2026-01-05"], "values": ["100.25", "-3"], "basis": "equity", "new_member": 1,
        ]
        let result = try ResultCheck.decode(HistoryRead.self, answer)
        #expect(result.dates == [Day("2026-01-02"), Day("2026-01-05")])
        #expect(result.values.map(\.description) == ["100.25", "-3"])
        #expect(result.cash == nil && result.basis == "equity")
    }

    private static let contradictions: [(JSONValue, fault: String)] = [
        (
            ["dates": ["2026-01-02"], "values": ["1", "2"], "basis": "equity"],
            "there are 1 dates, but 2 values"
        ),
        (
            ["dates": ["2026-01-02"], "values": ["1"], "cash": ["1", "2"], "basis": "equity"],
            "there are 1 dates, but 2 cash figures"
        ),
        (
            ["dates": ["2026-01-05", "2026-01-02"], "values": ["1", "2"], "basis": "equity"],
            "the dates are not in order"
        ),
        (
            ["dates": ["2026-01-02", "2026-01-02"], "values": ["1", "2"], "basis": "equity"],
            "the dates are not in order"
        ),
    ]

    @Test(arguments: contradictions)
    func `an answer that contradicts itself is refused`(answer: JSONValue, fault: String) {
        let sentence = "The answer to history.read is refused: \(fault)."
        #expect(throws: AdapterError(.adapterProtocol, sentence)) {
            try ResultCheck.decode(HistoryRead.self, answer)
        }
    }
}
