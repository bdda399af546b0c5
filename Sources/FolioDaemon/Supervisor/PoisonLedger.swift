package import FolioAdapterKit
package import FolioModel

/// A call that rests because its adapter ended twice while it worked on it.
package struct QuarantinedCall: Hashable, Sendable {
    package let method: String
    package let connection: String
    package let until: Timestamp

    package init(method: String, connection: String, until: Timestamp) {
        (self.method, self.connection, self.until) = (method, connection, until)
    }
}

/// Remembers which calls an adapter worked on when it ended: decides without a clock.
///
/// A call about a connection that was in flight at two deaths is poison and rests. A call that was there at one death
/// is a suspect: it is carried alone, so that the next death convicts the one that did it and not its neighbours; its
/// answer clears it. Calls about no connection never rest: one user's would stop all others'.
package struct PoisonLedger: Sendable {
    /// How long poison rests, in seconds; also how long a suspect is remembered.
    package static let restSeconds: Int64 = 24 * 3600
    /// Deaths that make poison.
    package static let deaths = 2
    /// Calls remembered; beyond it the oldest suspects are forgotten.
    private static let capacity = 1024

    private struct Suspicion {
        var deaths: Int
        var last: Timestamp
    }

    private var suspects: [CallSubject: Suspicion] = [:]
    private var resting: [CallSubject: Timestamp] = [:]

    package init() {}

    /// Takes over one that rested before the daemon was started.
    package mutating func load(_ call: QuarantinedCall) {
        resting[CallSubject(method: call.method, connection: call.connection)] = call.until
    }

    /// Counts a death; returns the calls that rest from now on.
    package mutating func died(_ casualties: Set<CallSubject>, at now: Timestamp) -> [QuarantinedCall] {
        var convicted: [QuarantinedCall] = []
        for subject in casualties {
            guard let connection = subject.connection else { continue }
            let count = isSuspect(subject, at: now) ? suspects[subject]?.deaths ?? 0 : 0
            suspects[subject] = Suspicion(deaths: count + 1, last: now)
            guard count + 1 >= Self.deaths else { continue }
            let until = now.adding(seconds: Self.restSeconds)
            suspects[subject] = nil
            resting[subject] = until
            convicted.append(QuarantinedCall(method: subject.method, connection: connection, until: until))
        }
        forgetSome()
        return convicted.sorted { ($0.connection, $0.method) < ($1.connection, $1.method) }
    }

    private mutating func forgetSome() {
        while suspects.count > Self.capacity, let oldest = suspects.min(by: { $0.value.last < $1.value.last }) {
            suspects[oldest.key] = nil
        }
    }

    /// Whether a call was in flight at a death, and has not been answered since.
    package func isSuspect(_ subject: CallSubject, at now: Timestamp) -> Bool {
        guard let suspicion = suspects[subject] else { return false }
        return now < suspicion.last.adding(seconds: Self.restSeconds)
    }

    /// Clears a call that was answered, well or badly.
    package mutating func answered(_ subject: CallSubject) { suspects[subject] = nil }

    /// Until when a call rests; `nil` for one that may go out.
    package mutating func rest(of subject: CallSubject, at now: Timestamp) -> Timestamp? {
        guard let until = resting[subject] else { return nil }
        guard now < until else {
            resting[subject] = nil
            return nil
        }
        return until
    }

    /// Clears all calls of a connection; whether any rested.
    package mutating func pardon(_ connection: String) -> Bool {
        let count = resting.count
        suspects = suspects.filter { $0.key.connection != connection }
        resting = resting.filter { $0.key.connection != connection }
        return resting.count < count
    }

    /// The calls that rest, by connection and method.
    package func quarantined(at now: Timestamp) -> [QuarantinedCall] {
        resting.filter { now < $0.value }.map { subject, until in
            QuarantinedCall(method: subject.method, connection: subject.connection ?? "", until: until)
        }.sorted { ($0.connection, $0.method) < ($1.connection, $1.method) }
    }
}
