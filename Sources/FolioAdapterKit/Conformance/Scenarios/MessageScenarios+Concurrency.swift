import FolioModel

/// Requests side by side, and cancelled ones.
extension MessageScenarios {
    static func twoAtOnce(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            let work = try await bench.work(session)
            let first = session.newID(work.method)
            let second = session.newID(work.method)
            let lines = [first, second].flatMap { session.expect(work.method, work.params, id: $0) }
            session.send(lines)
            for id in [first, second] {
                let reply = await session.reply(to: id, within: work.limit)
                guard case .result = reply else {
                    throw ConformanceFailure("one of two \(work.method) at once: \(reply.summary)")
                }
            }
        }
    }

    static func maxInflight(_ bench: ConformanceBench) async throws {
        let count = bench.limits.inflight
        try await bench.withSession { session in
            let work = try await bench.work(session)
            let ids = (0..<(2 * count)).map { _ in session.newID(work.method) }
            session.send(ids.flatMap { session.expect(work.method, work.params, id: $0) })
            for (index, id) in ids.enumerated() {
                let reply = await session.reply(to: id, within: work.limit)
                if case .result = reply { continue }
                let isRefused = index >= count && reply.code == AdapterError.Kind.overloaded.code
                try demand(isRefused, "request \(index + 1) of \(2 * count) at once: \(reply.summary)")
            }
        }
    }

    // MARK: Cancelling

    static func demandCancelled(_ reply: ConformanceReply, _ method: String) throws {
        switch reply {
        case .result: return
        case .refusal(let error, _):
            try demand(error.kind == .cancelled, "a cancelled \(method): 1012 is expected, not \(reply.summary)")
        case .none(let reason): throw ConformanceFailure("a cancelled \(method): \(reason)")
        }
    }

    static func cancel(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            let work = try await bench.work(session)
            for reason in ["client", "timeout", "reload", "shutdown"] {
                let id = session.begin(work.method, work.params)
                session.notify("$/cancel", ["id": .string(id), "reason": .string(reason)])
                try demandCancelled(await session.reply(to: id, within: cancelBound), work.method)
            }
        }
    }

    static func cancelWaiting(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            let work = try await bench.work(session)
            try await demandAllCancelled(beginMany(bench, work.method, work.params, session), work.method, session)
        }
    }

    // Functions of their own, and kept so: the optimiser of Swift 6.3.1 crashes where they become one.

    @inline(never)
    private static func beginMany(
        _ bench: ConformanceBench,
        _ method: String,
        _ params: JSONValue,
        _ session: ConformanceSession
    ) -> [String] {
        let ids = (0...bench.limits.inflight).map { _ in session.begin(method, params) }
        for id in ids { session.notify("$/cancel", ["id": .string(id), "reason": "client"]) }
        return ids
    }

    @inline(never)
    private static func demandAllCancelled(
        _ ids: [String],
        _ method: String,
        _ session: ConformanceSession
    ) async throws {
        for id in ids { try await demandCancelled(id, method, session) }
    }

    @inline(never)
    private static func demandCancelled(_ id: String, _ method: String, _ session: ConformanceSession) async throws {
        let reply = await session.reply(to: id, within: cancelBound)
        if reply.code != AdapterError.Kind.overloaded.code { try demandCancelled(reply, method) }
    }

    static func cancelUnknown(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            let id = session.begin(Describe.name, Describe.Params().jsonValue)
            _ = await session.reply(to: id, within: Describe.hardLimit)
            let lines = session.lineCount
            session.notify("$/cancel", ["id": .string(id), "reason": "client"])
            session.notify("$/cancel", ["id": "never:was#1", "reason": "client"])
            try await demandAlive(session, after: "$/cancel of no request")
            try demand(session.lineCount == lines + 1, "$/cancel of no request was answered")
        }
    }

    static func worksAfterCancel(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            let work = try await bench.work(session)
            let id = session.begin(work.method, work.params)
            session.notify("$/cancel", ["id": .string(id), "reason": "client"])
            _ = await session.reply(to: id, within: cancelBound)
            let reply = await session.call(work.method, work.params, within: work.limit)
            guard case .result = reply else {
                throw ConformanceFailure("\(work.method) after a cancelled one: \(reply.summary)")
            }
        }
    }
}
