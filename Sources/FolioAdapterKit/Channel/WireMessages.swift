import FolioModel

/// The lines of the protocol, as bytes with their LF.
enum WireLine {
    static func request(id: String, method: String, params: some WireValue) -> [UInt8] {
        message { writer in
            writer.name("id")
            writer.string(id)
            writer.name("method")
            writer.string(method)
            writer.name("params")
            params.write(to: &writer)
        }
    }

    static func notification(_ method: String, params: some WireValue) -> [UInt8] {
        message { writer in
            writer.name("method")
            writer.string(method)
            writer.name("params")
            params.write(to: &writer)
        }
    }

    /// An answer; `result` is one JSON value already.
    static func answer(id: JSONValue, result: [UInt8]) -> [UInt8] {
        message { writer in
            writer.name("id")
            writer.value(id)
            writer.name("result")
            writer.raw(result)
        }
    }

    static func answer(id: JSONValue, error: AdapterError) -> [UInt8] { answer(id: id, error: error.wire) }

    static func answer(id: JSONValue, error: JSONValue) -> [UInt8] {
        message { writer in
            writer.name("id")
            writer.value(id)
            writer.name("error")
            writer.value(error)
        }
    }

    private static func message(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("jsonrpc")
        writer.string("2.0")
        body(&writer)
        writer.endObject()
        return writer.bytes + [UInt8(ascii: "\n")]
    }
}

/// What the host reads from an adapter.
enum MessageToHost: Sendable {
    case answer(id: String, Result<JSONValue, AdapterError>)
    case event(id: String?, AdapterEvent)
    /// A notification that is not known: additive change is not an error.
    case unknownNotification

    /// Reads a line, or says why it cannot be one.
    init(line: [UInt8], limits: AdapterLimits) throws(ProtocolFault) {
        let message = try ProtocolFault.parse(line, limits: limits)
        if let method = message["method"]?.string {
            guard message["id"] == nil else { throw ProtocolFault("only the host sends requests") }
            self = try Self.notification(method, message["params"] ?? .null)
            return
        }
        guard let id = message["id"]?.string else { throw ProtocolFault("an answer without the id of a request") }
        switch (message["result"], message["error"]) {
        case (let result?, nil): self = .answer(id: id, .success(result))
        case (nil, let error?) where error.object != nil:
            self = .answer(id: id, .failure(AdapterError(ofAdapter: error)))
        default: throw ProtocolFault("an answer has either a result or an error")
        }
    }

    private static func notification(_ method: String, _ params: JSONValue) throws(ProtocolFault) -> Self {
        let id = params["id"]?.string
        switch method {
        case "$/progress":
            guard let id, let done = params["done"]?.int else { throw ProtocolFault("$/progress without id or done") }
            let progress = AdapterProgress(
                requestID: id,
                done: done,
                total: params["total"]?.int,
                unit: params["unit"]?.string?.cut(toBytes: AdapterLimits.progressText),
                message: params["message"]?.string?.cut(toBytes: AdapterLimits.progressText)
            )
            return .event(id: id, .progress(progress))
        case "$/log":
            guard let message = params["message"]?.string else { throw ProtocolFault("$/log without a message") }
            return .event(id: id, .log(logLine(id, message, params)))
        case "$/credentials":
            guard let id, let connection = params["connection"]?.string, let credentials = params["credentials"] else {
                throw ProtocolFault("$/credentials without id, connection or credentials")
            }
            guard credentials.json.count <= AdapterLimits.credentials else {
                throw ProtocolFault("$/credentials above \(AdapterLimits.credentials) bytes")
            }
            let rotated = RotatedCredentials(
                requestID: id,
                connection: connection,
                credentials: credentials,
                revision: params["rev"]?.int
            )
            return .event(id: id, .credentials(rotated))
        default: return .unknownNotification
        }
    }

    private static func logLine(_ id: String?, _ message: String, _ params: JSONValue) -> AdapterLogLine {
        var line = AdapterLogLine(requestID: id, level: "info", message: message.cut(toBytes: AdapterLimits.logText))
        if let level = params["level"]?.string, AdapterLogLine.levels.contains(level) { line.level = level }
        for (name, value) in (params["fields"]?.object ?? JSONObject()).prefix(AdapterLimits.logFields) {
            let name = name.cut(toBytes: AdapterLimits.logFieldText)
            line.fields[name] = (value.string ?? value.text).cut(toBytes: AdapterLimits.logFieldText)
        }
        return line
    }
}

/// What an adapter reads from the host.
enum MessageToAdapter: Sendable {
    case request(id: JSONValue, method: String, params: JSONValue)
    case cancel(id: String)
    case unknownNotification

    /// Reads a line, or says why it cannot be one.
    init(line: [UInt8], limits: AdapterLimits) throws(ProtocolFault) {
        let message = try ProtocolFault.parse(line, limits: limits)
        guard let method = message["method"]?.string else { throw ProtocolFault("a message without a method") }
        let params = message["params"] ?? [:]
        guard let id = message["id"] else {
            if method == "$/cancel", let id = params["id"]?.string {
                self = .cancel(id: id)
            } else {
                self = .unknownNotification
            }
            return
        }
        self = .request(id: id, method: method, params: params)
    }
}

/// Why a line is not a message of the protocol.
struct ProtocolFault: Error, Hashable {
    /// What is wrong, without any of the line itself.
    let reason: String

    init(_ reason: String) { self.reason = reason }

    /// Parses a line into the object that every message is.
    static func parse(_ line: [UInt8], limits: AdapterLimits) throws(ProtocolFault) -> JSONValue {
        let message: JSONValue
        do {
            message = try JSONValue(parsing: line, limits: JSONLimits(depth: limits.depth, bytes: limits.line))
        } catch {
            throw ProtocolFault("not JSON: \(error)")
        }
        guard message.object != nil else { throw ProtocolFault("an object is expected, not \(message.kindName)") }
        return message
    }
}
