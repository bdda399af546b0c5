import FolioModel

/// Lines, ids, limits and cancellation.
enum MessageScenarios {
    static let all: [ConformanceScenario] = [
        ConformanceScenario("unknown-method", .messages, "an unknown method is answered with -32601", unknownMethod),
        ConformanceScenario(
            "unknown-members-ignored",
            .messages,
            "members that the adapter does not know are ignored, in messages and in params",
            unknownMembers
        ),
        ConformanceScenario(
            "unknown-notification-ignored",
            .messages,
            "an unknown notification is neither answered nor fatal",
            unknownNotification
        ),
        ConformanceScenario(
            "invalid-params",
            .messages,
            "params of a wrong kind are answered with an error",
            needs: [.provider],
            invalidParams
        ),
        ConformanceScenario(
            "undeclared-capability",
            .messages,
            "a method whose capability is not declared is answered with -32601 or 1009",
            undeclaredCapability
        ),
        ConformanceScenario(
            "ids-verbatim",
            .messages,
            "ids come back as they are: long, with any characters",
            idsVerbatim
        ),
        ConformanceScenario(
            "broken-line",
            .messages,
            "a line that is no JSON is not fatal, and answered with -32700 or not at all",
            brokenLine
        ),
        ConformanceScenario(
            "line-ends",
            .messages,
            "a CR before the LF and empty lines are tolerated",
            lineEnds
        ),
        ConformanceScenario(
            "pieces",
            .messages,
            "lines count, not writes: a request in pieces, and three in one write",
            pieces
        ),
        ConformanceScenario(
            "longest-line",
            .messages,
            "a request as long as max_line is served",
            longestLine
        ),
        ConformanceScenario(
            "longer-line",
            .messages,
            "a line longer than max_line is not fatal: the next one is served",
            longerLine
        ),
        ConformanceScenario(
            "two-at-once",
            .messages,
            "two requests at once are both answered",
            twoAtOnce
        ),
        ConformanceScenario(
            "max-inflight",
            .messages,
            "max_inflight requests at once are served, and none of as many more goes without an answer",
            maxInflight
        ),
        ConformanceScenario(
            "cancel",
            .messages,
            "a cancelled request is answered within 5 s, with 1012 or with its result",
            cancel
        ),
        ConformanceScenario(
            "cancel-waiting",
            .messages,
            "so is one that waits for its turn",
            cancelWaiting
        ),
        ConformanceScenario(
            "cancel-unknown",
            .messages,
            "cancelling what is over, or never was, is ignored",
            cancelUnknown
        ),
        ConformanceScenario(
            "works-after-cancel",
            .messages,
            "after a cancelled request the same one is served",
            worksAfterCancel
        ),
    ]

    /// How long a cancelled request may stay unanswered.
    static let cancelBound = Duration.seconds(5)

    static func demandAlive(_ session: ConformanceSession, after what: String) async throws {
        let reply = await session.call(Describe.name, Describe.Params().jsonValue, within: Describe.hardLimit)
        guard case .result = reply else { throw ConformanceFailure("describe after \(what): \(reply.summary)") }
    }

    private static func unknownMethod(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            for method in ["no.such.method", "rpc.discover", ""] {
                let reply = await session.call(method, [:])
                try demand(
                    reply.code == -32601,
                    "\(JSONValue.string(method).text): -32601 is expected, not \(reply.summary)"
                )
            }
            try await demandAlive(session, after: "an unknown method")
        }
    }

    private static func unknownMembers(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            var params = Describe.Params().jsonValue.object ?? JSONObject()
            params["member_of_the_future"] = ["deep": [1, "two", .null]]
            let id = session.newID(Describe.name)
            let line = session.expect(Describe.name, .object(params), id: id)
            // The same inside the message itself.
            session.send(Array("{\"x_future\":[true],".utf8) + line.dropFirst())
            let reply = await session.reply(to: id, within: Describe.hardLimit)
            guard case .result = reply else {
                throw ConformanceFailure("describe with unknown members: \(reply.summary)")
            }
        }
    }

    private static func unknownNotification(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            let lines = session.lineCount
            session.notify("$/of_the_future", ["id": "conformance:none#1"])
            session.notify("$/of_the_future", [:])
            try await demandAlive(session, after: "an unknown notification")
            let answers = session.lineCount - lines - 1
            try demand(answers == 0, "an unknown notification was answered")
        }
    }

    private static func invalidParams(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            for params: JSONValue in [["connection": 7], [7], ["connection": ["id": [1]]]] {
                let reply = await session.call(AccountsRead.name, params, within: AccountsRead.hardLimit)
                guard case .refusal = reply else {
                    throw ConformanceFailure(
                        "accounts.read with \(params.text): an error is expected, not \(reply.summary)"
                    )
                }
            }
            try await demandAlive(session, after: "wrong params")
        }
    }

    private static let methodsOfCapabilities = [
        ("orders", OrdersRead.name), ("history", HistoryRead.name), ("refresh", RefreshRequest.name),
        ("import", ImportInspect.name), ("transactions", TransactionsRead.name), ("holdings", HoldingsRead.name),
    ]

    private static func undeclaredCapability(_ bench: ConformanceBench) async throws {
        let capabilities = bench.manifest.capabilities
        let methods = methodsOfCapabilities.filter { !capabilities.contains($0.0) }.map(\.1)
        guard !methods.isEmpty else { throw ConformanceSkip("every capability is declared") }
        let context: JSONValue = ["id": .string(ConformanceBench.connectionID), "credentials": [:]]
        try await bench.withSession { session in
            for method in methods {
                let params: JSONValue = [
                    "connection": context, "from": "2025-01-02", "to": "2025-01-03", "directory": "/nonexistent",
                ]
                let reply = await session.call(method, params)
                try demand(
                    reply.code == -32601 || reply.code == 1009,
                    "\(method): -32601 or 1009 is expected, not \(reply.summary)"
                )
            }
        }
    }

    private static func idsVerbatim(_ bench: ConformanceBench) async throws {
        let ids = [
            "cli:connections.refresh#12/foliod:describe#340", "a", "with \"quotes\", \\ and / and \u{7f}",
            "ünïcödé ✓ 🙂 \u{2028}", "tab\tand newline\n", String(repeating: "long/", count: 200), "0", "null",
        ]
        try await bench.withSession { session in
            for id in ids {
                let reply = await session.call(
                    Describe.name,
                    Describe.Params().jsonValue,
                    id: id,
                    within: Describe.hardLimit
                )
                guard case .result = reply else {
                    throw ConformanceFailure("the id \(JSONValue.string(id).text.prefix(60)): \(reply.summary)")
                }
            }
        }
    }

    // MARK: Lines

    private static func brokenLine(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            session.send("this is no JSON\n{\"jsonrpc\":\"2.0\",\"id\":\"cut\n[]\n")
            try await demandAlive(session, after: "a line that is no JSON")
        }
    }

    private static func lineEnds(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            let id = session.newID(Describe.name)
            let line = session.expect(Describe.name, Describe.Params().jsonValue, id: id)
            session.send(Array("\n\r\n\n".utf8) + line.dropLast() + Array("\r\n\n\r\n".utf8))
            let reply = await session.reply(to: id, within: Describe.hardLimit)
            guard case .result = reply else { throw ConformanceFailure("a request with CR LF: \(reply.summary)") }
            try await demandAlive(session, after: "empty lines")
            try demand(session.refusedLines == 0, "an empty line was answered")
        }
    }

    private static func pieces(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            let params = Describe.Params().jsonValue
            let first = session.newID(Describe.name)
            for byte in session.expect(Describe.name, params, id: first) { session.send([byte]) }
            var rest = [session.newID(Describe.name), session.newID(Describe.name), session.newID(Describe.name)]
            session.send(rest.flatMap { session.expect(Describe.name, params, id: $0) })
            rest.append(first)
            for id in rest {
                let reply = await session.reply(to: id, within: Describe.hardLimit)
                guard case .result = reply else { throw ConformanceFailure("a request of several: \(reply.summary)") }
            }
        }
    }

    /// A describe padded to a line of so many bytes, its LF aside.
    private static func padded(_ session: ConformanceSession, id: String, to length: Int) -> [UInt8] {
        let params: JSONValue = ["host": ["name": "foliod", "version": "1"], "protocols": ["1"], "x_padding": ""]
        var line = session.expect(Describe.name, params, id: id)
        let padding = [UInt8](repeating: UInt8(ascii: "x"), count: length - (line.count - 1))
        line.insert(contentsOf: padding, at: line.count - 4)  // before `"}}` and LF
        return line
    }

    private static func longestLine(_ bench: ConformanceBench) async throws {
        let length = bench.limits.line
        try await bench.withSession { session in
            let id = session.newID(Describe.name)
            session.send(padded(session, id: id, to: length))
            let reply = await session.reply(to: id, within: .seconds(30))
            guard case .result = reply else { throw ConformanceFailure("a line of \(length) bytes: \(reply.summary)") }
        }
    }

    private static func longerLine(_ bench: ConformanceBench) async throws {
        let length = bench.limits.line + (1 << 16)
        try await bench.withSession { session in
            session.send(padded(session, id: session.newID(Describe.name), to: length))
            try await demandAlive(session, after: "a line of \(length) bytes")
        }
    }
}
