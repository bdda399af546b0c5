import FolioModel
import Synchronization

/// Answers requests to all three vendors over one world; knows nothing of sockets.
final class SandboxService: Sendable {
    /// What becomes of a request.
    enum Outcome: Sendable {
        case answer(SandboxResponse, delayMilliseconds: Int)
        case disconnect
    }

    private struct State: Sendable {
        var plaid = PlaidState()
        var counts: [String: Int] = [:]
        var requests = 0
        var faults: [SandboxFault] = []
        var alpacaWindow = RateWindow(limit: 1000)
    }

    /// Different paths counted; further ones are counted together under `"*"`.
    private static let maximumCountedPaths = 1000

    let world: SandboxWorld
    private let plaid: PlaidSandbox
    private let alpaca: AlpacaSandbox
    private let fmp: FMPSandbox
    private let state = Mutex(State())

    init(world: SandboxWorld) {
        self.world = world
        plaid = PlaidSandbox(world: world)
        alpaca = AlpacaSandbox(world: world)
        fmp = FMPSandbox(world: world)
    }

    func inject(_ fault: SandboxFault) { state.withLock { $0.faults.append(fault) } }

    func requestCount(path: String?) -> Int {
        state.withLock { state in path.map { state.counts[$0] ?? 0 } ?? state.requests }
    }

    /// The answer to a request, with whatever fault waits for it.
    func respond(to request: SandboxRequest) -> Outcome {
        state.withLock { state in
            state.requests += 1
            let isNew = state.counts[request.path] == nil
            let counted = isNew && state.counts.count >= Self.maximumCountedPaths ? "*" : request.path
            state.counts[counted, default: 0] += 1
            let requestID = world.identifiers.plaid("request \(state.requests)", length: 15)
            let fault = Self.takeFault(for: request.path, from: &state.faults)
            switch fault {
            case .disconnected: return .disconnect
            case .status(let status): return .answer(failure(request, status, requestID), delayMilliseconds: 0)
            case .rateLimited: return .answer(failure(request, 429, requestID), delayMilliseconds: 0)
            case .garbled:
                var answer = self.answer(request, requestID, &state)
                answer.body.removeLast(answer.body.count / 2)
                return .answer(answer, delayMilliseconds: 0)
            case .delayed(let milliseconds):
                return .answer(answer(request, requestID, &state), delayMilliseconds: milliseconds)
            case nil: return .answer(answer(request, requestID, &state), delayMilliseconds: 0)
            }
        }
    }

    /// A failure that stands before any vendor's own checks, in the vendor's form.
    func failure(_ request: SandboxRequest, _ status: Int, _ requestID: String = "none") -> SandboxResponse {
        SandboxVendor(path: request.path).failure(status: status, requestID: requestID)
    }

    private func answer(
        _ request: SandboxRequest,
        _ requestID: String,
        _ state: inout State
    ) -> SandboxResponse {
        switch SandboxVendor(path: request.path) {
        case .plaid: return plaid.respond(to: request, requestID: requestID, state: &state.plaid)
        case .fmp: return fmp.respond(to: request)
        case .alpaca:
            let (isAllowed, headers) = state.alpacaWindow.take(at: .now)
            var response = isAllowed ? alpaca.respond(to: request) : failure(request, 429)
            response.headers += headers
            response.headers.append(("X-Request-ID", requestID))
            return response
        }
    }

    private static func takeFault(for path: String, from faults: inout [SandboxFault]) -> SandboxFault.Effect? {
        guard let index = faults.firstIndex(where: { path.hasPrefix($0.path) }) else { return nil }
        faults[index].remaining -= 1
        let effect = faults[index].effect
        if faults[index].remaining <= 0 { faults.remove(at: index) }
        return effect
    }
}

/// Requests counted in whole minutes, as Alpaca does.
struct RateWindow: Sendable {
    let limit: Int
    private var minute: Int64 = 0
    private var used = 0

    init(limit: Int) { self.limit = limit }

    /// Counts a request; returns whether it is within the limit, and the headers that say where the limit stands.
    mutating func take(at now: Timestamp) -> (isAllowed: Bool, headers: [(name: String, value: String)]) {
        let current = now.milliseconds / 60_000
        if current != minute { (minute, used) = (current, 0) }
        used += 1
        return (
            used <= limit,
            [
                ("X-RateLimit-Limit", String(limit)), ("X-RateLimit-Remaining", String(max(0, limit - used))),
                ("X-RateLimit-Reset", String((current + 1) * 60)),
            ]
        )
    }
}
