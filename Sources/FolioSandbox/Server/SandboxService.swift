import FolioModel
import Synchronization

/// Answers requests to all three vendors over one world; knows nothing of sockets.
final class SandboxService: Sendable {
    let clock: SandboxClock
    private let control: SandboxControl
    private let state: Mutex<SandboxState>

    init(
        world: SandboxWorld,
        plan: FaultPlan,
        dialect: SandboxDialect,
        clock: SandboxClock,
        controlToken: String
    ) {
        self.clock = clock
        control = SandboxControl(token: controlToken)
        var state = SandboxState(world: world, plan: plan, dialect: dialect)
        state.beginStage(at: clock.now)
        self.state = Mutex(state)
    }

    /// Looks at, or changes, everything that is kept.
    func withState<Result: Sendable>(_ body: (inout SandboxState) -> Result) -> Result { state.withLock { body(&$0) } }

    /// The answer to a request, with whatever the plan has for it.
    func respond(to request: SandboxRequest) -> SandboxOutcome {
        let now = clock.now
        return state.withLock { state in
            guard request.path.hasPrefix(SandboxControl.prefix) else { return state.respond(to: request, at: now) }
            return .answer(control.respond(to: request, state: &state, at: now), .whole)
        }
    }

    /// A failure that stands before any vendor's own checks, in the vendor's form.
    func failure(_ request: SandboxRequest, _ status: Int) -> SandboxResponse {
        SandboxVendor(path: request.path).failure(status: status, requestID: "none")
    }
}
