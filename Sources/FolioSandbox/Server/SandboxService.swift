import FolioModel
import Synchronization

/// Answers requests to all three vendors over one world; knows nothing of sockets.
final class SandboxService: Sendable {
    let clock: SandboxClock
    private let state: Mutex<SandboxState>

    init(world: SandboxWorld, plan: FaultPlan = .none, clock: SandboxClock = .system) {
        self.clock = clock
        var state = SandboxState(world: world, plan: plan)
        state.beginStage(at: clock.now)
        self.state = Mutex(state)
    }

    /// Looks at, or changes, everything that is kept.
    func withState<Result: Sendable>(_ body: (inout SandboxState) -> Result) -> Result { state.withLock { body(&$0) } }

    /// The answer to a request, with whatever the plan has for it.
    func respond(to request: SandboxRequest) -> SandboxOutcome {
        let now = clock.now
        return state.withLock { state in state.respond(to: request, at: now) }
    }

    /// A failure that stands before any vendor's own checks, in the vendor's form.
    func failure(_ request: SandboxRequest, _ status: Int) -> SandboxResponse {
        SandboxVendor(path: request.path).failure(status: status, requestID: "none")
    }
}
