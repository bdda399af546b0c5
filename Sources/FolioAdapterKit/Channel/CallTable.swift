/// Which requests are on their way to an adapter, and which wait: decides, but sends nothing.
struct CallTable<Call: Sendable>: Sendable {
    enum Phase: Hashable, Sendable {
        case queued, sent, cancelling
    }

    enum Admission: Hashable, Sendable {
        case send, wait, overloaded
    }

    struct Entry: Sendable {
        var call: Call
        var phase: Phase
        /// An urgent one takes nobody's turn.
        let isUrgent: Bool
    }

    private(set) var entries: [String: Entry] = [:]
    /// Ids in order; those that are no longer in `entries` were cancelled while they waited.
    private var queue: [String] = []
    /// Requests the adapter works on, without the urgent ones.
    private(set) var sentCount = 0
    private var waitingCount = 0

    /// Takes a request in, unless too many wait already; an urgent one never waits.
    mutating func submit(_ id: String, _ call: Call, isUrgent: Bool, limits: AdapterLimits) -> Admission {
        if isUrgent || sentCount < limits.inflight {
            entries[id] = Entry(call: call, phase: .sent, isUrgent: isUrgent)
            if !isUrgent { sentCount += 1 }
            return .send
        }
        guard waitingCount < limits.queue else { return .overloaded }
        entries[id] = Entry(call: call, phase: .queued, isUrgent: false)
        queue.append(id)
        waitingCount += 1
        return .wait
    }

    /// Changes a request that is there.
    mutating func update(_ id: String, _ change: (inout Entry) -> Void) {
        guard var entry = entries[id] else { return }
        change(&entry)
        entries[id] = entry
    }

    /// Takes a request out, answered or given up.
    mutating func remove(_ id: String) -> Entry? {
        guard let entry = entries.removeValue(forKey: id) else { return nil }
        if entry.phase == .queued { waitingCount -= 1 } else if !entry.isUrgent { sentCount -= 1 }
        return entry
    }

    /// Returns the next request whose turn it is, now counted as sent.
    mutating func next(limits: AdapterLimits) -> String? {
        guard sentCount < limits.inflight else { return nil }
        while !queue.isEmpty {
            let id = queue.removeFirst()
            guard entries[id] != nil else { continue }
            entries[id]?.phase = .sent
            waitingCount -= 1
            sentCount += 1
            return id
        }
        return nil
    }

    /// Takes out all there is.
    mutating func removeAll() -> [Entry] {
        defer { self = CallTable() }
        return Array(entries.values)
    }
}
