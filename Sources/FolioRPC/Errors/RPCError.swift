package import FolioModel

/// An error answer: a code, one sentence on what happened, one on what to do next, and the code's own data.
///
/// No text in it may hold a token, a key or an account number.
package struct RPCError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The code; its name stands in `data.name`.
    package let code: RPCErrorCode

    /// What happened, as a sentence.
    package let message: String

    /// What to do next, as a sentence.
    package let hint: String

    /// The members of `data` beside `name` and `hint`.
    package let details: JSONObject

    /// Makes an error; the factories below know each code's own members.
    package init(_ code: RPCErrorCode, _ message: String, hint: String, details: JSONObject = JSONObject()) {
        self.code = code
        self.message = message
        self.hint = hint
        self.details = details
    }

    /// The word of the code.
    package var name: String { code.name }

    /// The whole `data` member: `name`, `hint`, then the code's own members.
    package var data: JSONObject {
        var data = JSONObject([("name", .string(code.name)), ("hint", .string(hint))])
        for (name, value) in details where data[name] == nil { data[name] = value }
        return data
    }

    /// The sentence.
    package var description: String { message }

    /// The `error` member of an answer.
    package var wire: JSONValue {
        ["code": .int(code.rawValue), "message": .string(message), "data": .object(data)]
    }
}

/// One wrong place in a file.
package struct RPCFileFault: Hashable, Sendable {
    /// The file's name; `nil` where it is not about a file.
    package let file: String?
    /// From 1; `nil` where unknown.
    package let line: Int?
    /// From 1; `nil` where unknown.
    package let column: Int?
    /// What is wrong there.
    package let message: String

    /// Names a place.
    package init(file: String?, line: Int?, column: Int?, message: String) {
        (self.file, self.line, self.column, self.message) = (file, line, column, message)
    }

    var wire: JSONValue {
        [
            "file": file.map(JSONValue.string) ?? .null, "line": line.map(JSONValue.int) ?? .null,
            "column": column.map(JSONValue.int) ?? .null, "message": .string(message),
        ]
    }
}

// MARK: Standard codes

extension RPCError {
    /// -32700: the text is not JSON.
    package static func parseError(_ message: String = "The text is not JSON.") -> RPCError {
        RPCError(.parseError, message, hint: "Send one JSON value in UTF-8 for each message.")
    }

    /// -32600: the JSON is not a request.
    package static func invalidRequest(_ message: String) -> RPCError {
        RPCError(
            .invalidRequest,
            message,
            hint: #"Send {"jsonrpc": "2.0", "id": 1, "method": "rpc.discover"}, or an array of such requests."#
        )
    }

    /// -32601: no method has that name; the nearest name, if any, is suggested.
    package static func methodNotFound(_ method: String, nearest: String? = nil) -> RPCError {
        let suggestion = nearest.map { "Did you mean \"\($0)\"? " } ?? ""
        return RPCError(
            .methodNotFound,
            "There is no method \"\(method.prefix(80))\".",
            hint: suggestion + "Call rpc.discover for all methods."
        )
    }

    /// -32602: a parameter at that path is wrong; the path is empty where all of `params` is.
    package static func invalidParams(path: String, _ message: String) -> RPCError {
        RPCError(
            .invalidParams,
            path.isEmpty ? "The parameters are wrong: \(message)." : "The parameter \"\(path)\" is wrong: \(message).",
            hint: "Call rpc.discover for the parameters of each method.",
            details: JSONObject([("path", .string(path))])
        )
    }

    /// -32602 out of a reader's error.
    package static func invalidParams(_ error: WireError) -> RPCError {
        invalidParams(path: error.path, error.message)
    }

    /// -32603: a defect of the daemon, or a failure of its machine such as a full disk.
    package static func internalError(
        _ message: String = "The daemon failed.",
        hint: String = "See the daemon's log; the request may be sent again."
    ) -> RPCError {
        RPCError(.internalError, message, hint: hint)
    }
}

// MARK: The contract's codes

extension RPCError {
    /// -32001: there is no `what` of that id.
    package static func notFound(what: String, id: String, hint: String? = nil) -> RPCError {
        RPCError(
            .notFound,
            "There is no such \(what).",
            hint: hint ?? "List what there is and use an id from there.",
            details: JSONObject([("what", .string(what)), ("id", .string(id))])
        )
    }

    /// -32002: the caller may not; the same whether or not what was asked for exists.
    package static func forbidden(
        _ message: String = "You may not do or see this.",
        hint: String = "Ask the administrator for a rule under \"access\" in the daemon's configuration."
    ) -> RPCError {
        RPCError(.forbidden, message, hint: hint)
    }

    /// -32003: the mode in force does not offer what the call needs.
    package static func unavailableInMode(mode: String, needs: String, message: String? = nil) -> RPCError {
        RPCError(
            .unavailableInMode,
            message ?? "The mode \(mode) does not offer this.",
            hint: "Set the mode to \(needs).",
            details: JSONObject([("mode", .string(mode)), ("needs", .string(needs))])
        )
    }

    /// -32004: an adapter or its vendor failed; `code` is the vendor's own, `action` one of relink, retry, fix_config,
    /// contact_vendor.
    package static func providerError(
        adapter: String,
        connection: String?,
        code: String?,
        action: String,
        retryable: Bool,
        message: String
    ) -> RPCError {
        let hint =
            switch action {
            case "relink": "Link the connection again with connections.link."
            case "fix_config": "Correct the adapter's settings in the daemon's configuration."
            case "contact_vendor": "Ask the vendor's support; what was fetched before stays in use."
            default: "Try again later; what was fetched before stays in use."
            }
        return RPCError(
            .providerError,
            message,
            hint: hint,
            details: JSONObject([
                ("adapter", .string(adapter)), ("connection", connection.map(JSONValue.string) ?? .null),
                ("code", code.map(JSONValue.string) ?? .null), ("action", .string(action)),
                ("retryable", .bool(retryable)),
            ])
        )
    }

    /// -32005: a job does the same already.
    package static func conflict(job: String, message: String = "The same work is under way already.") -> RPCError {
        RPCError(
            .conflict,
            message,
            hint: "Follow the job in data.job with jobs.get.",
            details: JSONObject([("job", .string(job))])
        )
    }

    /// -32006: too many calls; try again after so many seconds.
    package static func rateLimited(retryAfterSeconds: Int) -> RPCError {
        RPCError(
            .rateLimited,
            "Too many calls in too short a time.",
            hint: "Try again in \(retryAfterSeconds) s.",
            details: JSONObject([("retry_after_s", .int(retryAfterSeconds))])
        )
    }

    /// -32007: the limit of that name and value is passed.
    package static func limitExceeded(limit: String, value: Int, message: String, hint: String) -> RPCError {
        RPCError(
            .limitExceeded,
            message,
            hint: hint,
            details: JSONObject([("limit", .string(limit)), ("value", .int(value))])
        )
    }

    /// -32008: the daemon is ending.
    package static var shuttingDown: RPCError {
        RPCError(.shuttingDown, "The daemon is ending.", hint: "Connect again when it is back.")
    }

    /// -32009: files have faults, and nothing of them was taken.
    package static func invalidData(
        errors: [RPCFileFault],
        message: String = "The file has faults, and nothing of it was taken.",
        hint: String = "Correct the places in data.errors and try again."
    ) -> RPCError {
        RPCError(
            .invalidData,
            message,
            hint: hint,
            details: JSONObject([("errors", .array(errors.map(\.wire)))])
        )
    }
}
