import FolioModel

/// Checks every line of one session against the protocol: decides, and remembers what it needs for that.
struct LineAudit: Sendable {
    typealias Finding = (topic: ConformanceAudit.Topic, text: String)

    /// What a line means for the session.
    enum Meaning: Sendable {
        case answer(id: String, ConformanceReply)
        /// An error with the id `null`: to a line that could not be read.
        case refusedLine
        case other
    }

    private struct Request {
        let method: String
        var progress: Int?
    }

    /// Nesting of arrays and objects.
    static let depth = 64

    private var inflight: [String: Request] = [:]
    private var answered: Set<String> = []
    private(set) var findings: [Finding] = []

    /// A request is on its way.
    mutating func sent(_ id: String, method: String) { inflight[id] = Request(method: method) }

    /// Takes what was found since the last time.
    mutating func takeFindings() -> [Finding] {
        defer { findings = [] }
        return findings
    }

    private mutating func note(_ topic: ConformanceAudit.Topic, _ text: String) { findings.append((topic, text)) }

    /// Reads a line of stdout.
    mutating func received(_ line: [UInt8]) -> Meaning {
        let message: JSONValue
        do {
            message = try JSONValue(parsing: line, limits: JSONLimits(depth: Self.depth, bytes: line.count))
        } catch {
            note(.lines, "a line on stdout is not JSON (\(error)): \(Bytes.sample(line))")
            return .other
        }
        guard message.object != nil else {
            note(.lines, "a line on stdout is \(message.kindName), not an object: \(Bytes.sample(line))")
            return .other
        }
        if message["jsonrpc"] != "2.0" { note(.lines, "a message without \"jsonrpc\": \"2.0\": \(Bytes.sample(line))") }
        if let method = message["method"] {
            if PlantedSecret.found(in: line) != nil, method.string != "$/credentials" {
                note(.secrets, "a planted secret stands in \(method.text)")
            }
            notification(method.string ?? "", message)
            return .other
        }
        return answer(message, line)
    }

    // MARK: Answers

    private mutating func answer(_ message: JSONValue, _ line: [UInt8]) -> Meaning {
        let failure = message["error"]
        guard let id = message["id"]?.string else {
            let code = failure?["code"]?.int
            if message["id"]?.isNull == true, code == -32700 || code == -32600 { return .refusedLine }
            note(.ids, "an answer without the id of a request: \(Bytes.sample(line))")
            return .other
        }
        guard let request = inflight.removeValue(forKey: id) else {
            let what = answered.contains(id) ? "a second answer to" : "an answer to no request, with the id"
            note(.ids, "\(what) \(JSONValue.string(id).text)")
            return .other
        }
        answered.insert(id)
        switch (message["result"], failure) {
        case (let result?, nil):
            check(result, of: request.method)
            return .answer(id: id, .result(result))
        case (nil, let failure?) where failure.object != nil:
            if PlantedSecret.found(in: line) != nil {
                note(.secrets, "a planted secret stands in an error of \(request.method)")
            }
            findings += ErrorAudit.faults(of: failure).map { (.errors, "an error of \(request.method): \($0)") }
            return .answer(id: id, .refusal(AdapterError(wire: failure), failure))
        default:
            note(.lines, "an answer to \(request.method) has not either a result or an error")
            return .answer(id: id, .none("an answer with neither a result nor an error"))
        }
    }

    private mutating func check(_ result: JSONValue, of method: String) {
        guard let shape = ConformanceMethods.shape(of: method) else { return }
        var hasFaults = false
        for violation in shape.violations(of: result) {
            let text = "\(method): \(violation)"
            if violation.message == "unknown key" {
                let name = violation.path.split(separator: ".").last ?? ""
                // Additions that are meant as such.
                if !name.hasPrefix("x_") { note(.unknownMembers, text) }
                continue
            }
            hasFaults = true
            if violation.message.hasSuffix("not a number") || violation.message.contains("[0-9]{1,20}") {
                note(.figures, text)
            } else if violation.message.hasSuffix("is not a date") || violation.message.hasSuffix("is not a time") {
                note(.times, text)
            } else {
                note(.schema, text)
            }
        }
        if !hasFaults, let fault = shape.refusal(of: result) { note(.contradictions, fault) }
    }

    // MARK: Notifications

    private mutating func notification(_ method: String, _ message: JSONValue) {
        if message["id"] != nil {
            note(.lines, "\(method) is a request: only the host sends those")
            return
        }
        let params = message["params"] ?? .null
        switch method {
        case "$/progress": progress(params)
        case "$/log": log(params)
        case "$/credentials": credentials(params)
        case _ where method.hasPrefix("$/"): break
        default: note(.lines, "the notification \(JSONValue.string(method).text) does not begin with $/")
        }
    }

    private mutating func progress(_ params: JSONValue) {
        guard let id = params["id"]?.string, inflight[id] != nil else {
            note(.progress, "$/progress names no request in flight: \(params["id"]?.text ?? "no id")")
            return
        }
        let method = inflight[id]?.method ?? ""
        guard let done = params["done"]?.int, done >= 0 else {
            note(.progress, "$/progress of \(method) has no whole number as done")
            return
        }
        if let before = inflight[id]?.progress, done < before {
            note(.progress, "$/progress of \(method) goes back from \(before) to \(done)")
        }
        if let total = params["total"], !total.isNull, total.int.map({ $0 < done }) ?? true {
            note(.progress, "$/progress of \(method) has the total \(total.text) beside \(done) done")
        }
        inflight[id]?.progress = done
    }

    private static let levels = ["debug", "info", "notice", "warning", "error"]

    private mutating func log(_ params: JSONValue) {
        if params["message"]?.string == nil { note(.notifications, "$/log without a message") }
        if let level = params["level"], !Self.levels.contains(level.string ?? "") {
            note(.notifications, "$/log has the level \(level.text), not one of \(Self.levels.joined(separator: ", "))")
        }
        if let id = params["id"], !id.isNull, id.string.map({ inflight[$0] == nil }) ?? true {
            note(.notifications, "$/log names no request in flight: \(id.text)")
        }
    }

    private mutating func credentials(_ params: JSONValue) {
        if params["id"]?.string.map({ inflight[$0] == nil }) ?? true {
            note(.notifications, "$/credentials names no request in flight")
        }
        if params["connection"]?.string == nil { note(.notifications, "$/credentials names no connection") }
        if (params["credentials"] ?? .null).json.count > AdapterLimits.credentials {
            note(.notifications, "$/credentials above \(AdapterLimits.credentials) bytes")
        }
    }
}

/// Checks the form of an error.
enum ErrorAudit {
    private static let classes = ["config", "transient", "permanent", "bug"]
    private static let actions = ["relink", "retry", "fix_config", "contact_vendor"]

    /// What is wrong with it; empty where nothing is.
    static func faults(of error: JSONValue) -> [String] {
        guard let code = error["code"]?.int else { return ["code is not a whole number"] }
        var faults: [String] = []
        if (error["message"]?.string ?? "").isEmpty { faults.append("code \(code) without a message") }
        let data = error["data"]
        if code > 0 {
            let kind = AdapterError.Kind.allCases.first { $0.code == code }
            if kind == nil { faults.append("the code \(code) is none of the protocol's") }
            if let kind, data?["kind"]?.string != kind.rawValue {
                faults.append("code \(code) has the kind \(data?["kind"]?.text ?? "null"), not \"\(kind.rawValue)\"")
            }
            if !classes.contains(data?["class"]?.string ?? "") {
                faults.append("code \(code) has no class out of \(classes.joined(separator: ", "))")
            }
        }
        if let action = data?["action"], !action.isNull, !actions.contains(action.string ?? "") {
            faults.append("code \(code) has the action \(action.text)")
        }
        if let retryable = data?["retryable"], !retryable.isNull, retryable.bool == nil {
            faults.append("code \(code): retryable is not true or false")
        }
        if let wait = data?["retry_after_s"], !wait.isNull, wait.int.map({ $0 < 0 }) ?? true {
            faults.append("code \(code): retry_after_s is not a number of seconds")
        }
        return faults
    }
}
