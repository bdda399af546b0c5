package import FolioClient
import FolioModel

/// Errors as people and scripts read them.
package enum ErrorReport {
    /// The lines for a person: message, hint, and the places in files that are at fault.
    package static func text(_ error: FolioClientError, _ look: Look) -> String {
        var text = look.colored("folio: ", .bad) + PlainText.of(error.description) + "\n"
        switch error {
        case .rpc(let code, _, _, let hint, let data):
            text += places(data) + line(self.hint(code, hint, data))
        case .unreachable:
            text += "Start it with `foliod`, or as a service with `systemctl start foliod`. "
            text += "If it listens elsewhere, say where with --socket or FOLIOD_SOCKET.\n"
        case .timedOut, .closed:
            text += "Try again; `folio status` tells whether the daemon is well.\n"
        case .protocolViolation:
            text += "folio and foliod may be of different versions: compare `folio --version` and `folio status`.\n"
        }
        return text
    }

    /// The lines for a person about a job that did not end well, from its `error`.
    static func text(jobError error: JSONValue?, _ look: Look) -> String {
        let data = error?["data"] ?? .null
        let message = error?["message"]?.string ?? "The job was cancelled."
        return look.colored("folio: ", .bad) + PlainText.of(message) + "\n" + places(data)
            + line(hint(nil, data["hint"]?.string ?? "", data))
    }

    private static func places(_ data: JSONValue) -> String {
        (data["errors"]?.array ?? []).map { "  " + place($0) + "\n" }.joined()
    }

    private static func line(_ text: String) -> String { text.isEmpty ? "" : PlainText.of(text) + "\n" }

    /// What to do next in terms of this command rather than of the interface.
    private static func hint(_ code: Int?, _ hint: String, _ data: JSONValue) -> String {
        if data["errors"]?.array?.isEmpty == false { return "Correct these places and try again." }
        switch code {
        case -32001:
            switch data["what"]?.string {
            case "account": return "`folio accounts` lists them with their ids."
            case "connection": return "`folio connections list` lists them with their ids."
            case "finding": return "`folio findings` lists them with their ids."
            case "job": return "`folio jobs list` lists them with their ids."
            case "adapter", "provider": return "`folio adapters` lists them."
            case "user": return "`folio call users.list` lists them (for admins)."
            default: return hint
            }
        case -32602 where data["path"]?.string == "account": return "Say it with --account NAME."
        case -32602 where data["path"]?.string == "policy": return "Say --replace or --keep."
        case -32601, -32602: return hint.replacing("Call rpc.discover", with: "See `folio call rpc.discover`")
        default: return hint
        }
    }

    /// `file:line:column: message`, without the parts that are unknown.
    static func place(_ fault: JSONValue, kind: String = "") -> String {
        let parts = [fault["file"]?.string, fault["line"]?.figureText, fault["column"]?.figureText].compactMap { $0 }
        let message = kind + (fault["message"]?.string ?? "")
        return PlainText.of(parts.isEmpty ? message : parts.joined(separator: ":") + ": " + message)
    }

    /// One line of JSON for a script.
    package static func json(_ error: FolioClientError) -> String {
        let value: JSONValue =
            switch error {
            case .rpc(let code, let name, let message, let hint, let data):
                [
                    "code": .int(code), "name": .string(name), "message": .string(message), "hint": .string(hint),
                    "data": data,
                ]
            case .unreachable: ["name": "unreachable", "message": .string(error.description)]
            case .protocolViolation: ["name": "protocol_violation", "message": .string(error.description)]
            case .timedOut: ["name": "timed_out", "message": .string(error.description)]
            case .closed: ["name": "closed", "message": .string(error.description)]
            }
        let object: JSONValue = ["error": value]
        return object.text + "\n"
    }

    /// The exit status that goes with it.
    package static func status(_ error: FolioClientError) -> ExitStatus {
        switch error {
        case .unreachable, .closed: .unreachable
        case .rpc, .protocolViolation, .timedOut: .failed
        }
    }
}
