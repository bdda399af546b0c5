import FolioModel

extension SandboxState {
    /// The answer to a request, with whatever the plan has for it.
    mutating func respond(to request: SandboxRequest, at now: Timestamp) -> SandboxOutcome {
        let requestID = world.identifiers.plaid("request \(counts.total + 1)", length: 15)
        let call = SandboxCall(request, requestID: requestID, at: now)
        let key = key(of: call)
        counts.count(key)
        let reaction = engine.react(to: key)
        for change in reaction.changes { apply(change, at: now) }
        return outcome(of: call, with: reaction.effect)
    }

    private mutating func key(of call: SandboxCall) -> RequestKey {
        switch call.vendor {
        case .plaid: PlaidSandbox.key(of: call, plaid)
        case .alpaca: vendors.alpaca.key(of: call)
        case .fmp: FMPSandbox.key(of: call)
        }
    }

    private mutating func answer(to call: SandboxCall) -> SandboxResponse {
        switch call.vendor {
        case .plaid: vendors.plaid.respond(to: call, state: &plaid)
        case .alpaca: vendors.alpaca.respond(to: call, state: &alpaca)
        case .fmp: vendors.fmp.respond(to: call.request)
        }
    }

    private mutating func outcome(of call: SandboxCall, with effect: SandboxFault.Effect?) -> SandboxOutcome {
        var call = call
        switch effect {
        case .disconnected: return .disconnect
        case .silent: return .silence
        case .status, .error, .okError, .rateLimited, .retryAfter, .html, .plainText, .empty:
            return .answer(replacement(for: call, effect), .whole)
        case .delayed(let milliseconds): return .answer(answer(to: call), .delayed(milliseconds))
        case .dripping(let bytes, let milliseconds):
            return .answer(answer(to: call), .dripping(bytes: bytes, milliseconds: milliseconds))
        case .cutOff: return .answer(answer(to: call), .cutOff)
        case .truncated: return .answer(answer(to: call).truncated, .whole)
        case .garbled: return .answer(answer(to: call).garbled, .whole)
        case .repeatedRows(let count): call.quirk.repeatedRows = count
        case .wrongTotal(let count): call.quirk.totalError = count
        case nil: break
        }
        return .answer(answer(to: call), .whole)
    }

    /// What comes instead of the answer, the request being left undone.
    private func replacement(for call: SandboxCall, _ effect: SandboxFault.Effect?) -> SandboxResponse {
        switch effect {
        case .status(let status): return call.vendor.failure(status: status, requestID: call.requestID)
        case .error(let name): return named(name, call)
        case .okError(let name):
            var response = named(name, call)
            response.status = 200
            return response
        case .retryAfter(let seconds):
            var response = rateLimited(call)
            response.headers.append(("Retry-After", String(seconds)))
            return response
        case .html(let status): return .gatewayPage(status)
        case .plainText(let status): return SandboxResponse(status, text: "upstream request timeout")
        case .empty:
            var response = SandboxResponse(200, .null)
            response.body = []
            return response
        default: return rateLimited(call)
        }
    }

    private func named(_ name: String, _ call: SandboxCall) -> SandboxResponse {
        call.vendor.error(named: name, requestID: call.requestID)
            ?? call.vendor.failure(status: 500, requestID: call.requestID)
    }

    private func rateLimited(_ call: SandboxCall) -> SandboxResponse {
        switch call.vendor {
        case .plaid: return PlaidError.rateLimited(call.request.path).response(requestID: call.requestID)
        case .alpaca:
            var response = AlpacaError(status: 429).response
            response.headers += RateWindow.spent(limit: dialect.alpaca.limit.requests, at: call.now)
            return response
        case .fmp: return FMPError.response(status: 429)
        }
    }
}

extension SandboxResponse {
    /// A page as a proxy in front of a vendor shows it.
    static func gatewayPage(_ status: Int) -> SandboxResponse {
        SandboxResponse(
            status,
            text: "<html>\r\n<head><title>\(status)</title></head>\r\n<body>\r\n<center><h1>\(status)</h1></center>\r\n"
                + "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n",
            contentType: "text/html"
        )
    }

    /// The first half of the body.
    var truncated: SandboxResponse {
        var response = self
        response.body.removeLast((body.count + 1) / 2)
        return response
    }

    /// The body with a part of its middle overwritten by bytes that no UTF-8 text has.
    var garbled: SandboxResponse {
        var response = self
        let start = body.count / 2
        for index in start..<min(body.count, start + 16) { response.body[index] = index % 2 == 0 ? 0xFF : 0xC0 }
        return response
    }
}

/// Requests counted in whole minutes, as Alpaca does.
struct RateWindow: Sendable {
    private var minute: Int64 = 0
    private var used = 0

    /// Counts a request; returns whether it is within the limit, and the headers that say where the limit stands.
    mutating func take(limit: Int, at now: Timestamp) -> (isAllowed: Bool, headers: [(name: String, value: String)]) {
        let current = now.milliseconds / 60_000
        if current != minute { (minute, used) = (current, 0) }
        used += 1
        return (used <= limit, Self.headers(limit: limit, left: max(0, limit - used), minute: current))
    }

    /// The headers of a limit that is used up.
    static func spent(limit: Int, at now: Timestamp) -> [(name: String, value: String)] {
        headers(limit: limit, left: 0, minute: now.milliseconds / 60_000)
    }

    private static func headers(limit: Int, left: Int, minute: Int64) -> [(name: String, value: String)] {
        [
            ("X-RateLimit-Limit", String(limit)), ("X-RateLimit-Remaining", String(left)),
            ("X-RateLimit-Reset", String((minute + 1) * 60)),
        ]
    }
}
