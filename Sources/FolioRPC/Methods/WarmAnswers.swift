import Synchronization

/// Answers of one method kept as bytes, for as long as a stamp says that nothing they depend on has changed.
///
/// The same parameters in the same bytes from a caller with the same rights get the same answer without a decode.
final class WarmAnswers: Sendable {
    /// What an answer depends on besides the stamp.
    private struct Key: Hashable {
        let uid: UInt32
        let groups: [UInt32]
        let params: ArraySlice<UInt8>

        func hash(into hasher: inout Hasher) {
            hasher.combine(uid)
            params.withUnsafeBytes { hasher.combine(bytes: $0) }
        }
    }

    private struct State {
        var stamp = 0
        var answers: [Key: [UInt8]] = [:]
        var bytes = 0
    }

    /// Answers kept of one method.
    static let maximumCount = 4096

    /// Bytes kept of one method, answers and parameters together.
    static let maximumBytes = 8 << 20

    /// Longer parameters are not worth keeping.
    static let maximumParamsBytes = 1024

    private let stamp: @Sendable () -> Int?
    private let state = Mutex(State())

    init(stamp: @escaping @Sendable () -> Int?) { self.stamp = stamp }

    /// The stamp now; `nil` while nothing may be kept.
    var currentStamp: Int? { stamp() }

    /// The kept answer, if it holds at that stamp.
    func answer(params: ArraySlice<UInt8>, caller: Caller, stamp: Int) -> [UInt8]? {
        guard params.count <= Self.maximumParamsBytes else { return nil }
        let key = Key(uid: caller.uid, groups: caller.groups, params: params)
        return state.withLock { state in state.stamp == stamp ? state.answers[key] : nil }
    }

    /// Keeps an answer that was computed after the stamp was read.
    func keep(_ answer: [UInt8], params: [UInt8], caller: Caller, stamp: Int) {
        let size = params.count + answer.count
        guard params.count <= Self.maximumParamsBytes, size <= Self.maximumBytes else { return }
        let key = Key(uid: caller.uid, groups: caller.groups, params: params[...])
        state.withLock { state in
            let isFull = state.answers.count >= Self.maximumCount || state.bytes + size > Self.maximumBytes
            if state.stamp != stamp || isFull { state = State(stamp: stamp) }
            guard state.answers.updateValue(answer, forKey: key) == nil else { return }
            state.bytes += size
        }
    }
}
