import FolioCLI
import FolioClient
import FolioModel
import Testing

@Suite struct ErrorReportTests {
    private static func error(_ code: Int, _ hint: String, _ data: JSONValue = [:]) -> FolioClientError {
        .rpc(code: code, name: "name", message: "It went wrong.", hint: hint, data: data)
    }

    @Test func `an error is a message and what to do next`() {
        let text = ErrorReport.text(Self.error(-32006, "Try again in 8 s."), Look())
        #expect(text == "folio: It went wrong.\nTry again in 8 s.\n")
        #expect(ErrorReport.text(Self.error(-32603, ""), Look()) == "folio: It went wrong.\n")
    }

    @Test func `faults in files are listed where they are`() {
        let errors: JSONValue = [
            ["file": "holdings.csv", "line": 3, "column": 56, "message": "quantity: a plain number is expected"],
            ["file": "holdings.csv", "line": nil, "column": nil, "message": "empty\u{1B}[2J"],
            ["file": nil, "line": nil, "column": nil, "message": "nothing there"],
        ]
        let error = Self.error(-32009, "Correct the places in data.errors and try again.", ["errors": errors])
        #expect(
            ErrorReport.text(error, Look()) == """
                folio: It went wrong.
                  holdings.csv:3:56: quantity: a plain number is expected
                  holdings.csv: empty\u{FFFD}[2J
                  nothing there
                Correct these places and try again.

                """
        )
    }

    @Test(arguments: [
        (-32001, "account", "`folio accounts` lists them with their ids."),
        (-32001, "connection", "`folio connections list` lists them with their ids."),
        (-32001, "job", "`folio jobs list` lists them with their ids."),
        (-32001, "security", "Call rpc.discover for more."),
        (-32602, "", "See `folio call rpc.discover` for more."),
        (-32601, "", "See `folio call rpc.discover` for more."),
    ])
    func `hints name commands`(code: Int, what: String, hint: String) {
        let error = Self.error(code, "Call rpc.discover for more.", ["what": .string(what)])
        #expect(ErrorReport.text(error, Look()) == "folio: It went wrong.\n\(hint)\n")
    }

    @Test func `for a script an error is one line of JSON`() {
        let data: JSONValue = ["name": "name", "hint": "h", "what": "job"]
        #expect(
            ErrorReport.json(Self.error(-32001, "h", data)) == #"{"error":{"code":-32001,"name":"name","#
                + #""message":"It went wrong.","hint":"h","data":{"name":"name","hint":"h","what":"job"}}}"# + "\n"
        )
        #expect(
            ErrorReport.json(.timedOut)
                == #"{"error":{"name":"timed_out","message":"The daemon did not answer in time"}}"# + "\n"
        )
    }

    @Test func `the exit status tells errors from silence`() {
        #expect(ErrorReport.status(Self.error(-32001, "")).rawValue == 1)
        #expect(ErrorReport.status(.protocolViolation("x")).rawValue == 1)
        #expect(ErrorReport.status(.timedOut).rawValue == 1)
        #expect(ErrorReport.status(.unreachable(path: "/s", reason: "gone")).rawValue == 2)
        #expect(ErrorReport.status(.closed).rawValue == 2)
        #expect(ExitStatus.ok.rawValue == 0)
        #expect(ExitStatus.usage.rawValue == 64)
    }

    @Test func `colour stands on the name alone`() {
        let text = ErrorReport.text(Self.error(-32603, ""), Look(hasColor: true))
        #expect(text == "\u{1B}[31mfolio: \u{1B}[0mIt went wrong.\n")
    }
}
