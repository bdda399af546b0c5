import FolioCLI
import FolioModel
import Testing

@Suite struct CallParametersTests {
    @Test(arguments: [
        (["source=external"], #"{"source":"external"}"#),
        (["limit=5", "wait=true", "x=null"], #"{"limit":5,"wait":true,"x":null}"#),
        (["types=[\"buy\"]"], #"{"types":["buy"]}"#),
        (["id==5", "raw:=5"], #"{"id":"5","raw":5}"#),
        (["note=a=b"], #"{"note":"a=b"}"#),
        ([#"{"a":1}"#], #"{"a":1}"#),
        ([], "{}"),
    ])
    func `values count as JSON where they are JSON`(arguments: [String], expected: String) throws {
        #expect(try CallParameters.parse(arguments).text == expected)
    }

    @Test(arguments: [["source"], ["=x"], ["a=1", "a=2"], ["a:=x"], ["{a}"], [":=1"]])
    func `what is not key=value is refused`(arguments: [String]) {
        #expect(throws: UsageError.self) { try CallParameters.parse(arguments) }
    }

    @Test func `a field's value can come from a file`() throws {
        let fields = try CallParameters.fields(["key_id=a", "secret=@/s"]) { $0 == "/s" ? "hidden" : nil }
        #expect(fields == ["key_id": "a", "secret": "hidden"])
        #expect(throws: UsageError.self) { try CallParameters.fields(["secret=@/none"]) { _ in nil } }
    }
}
