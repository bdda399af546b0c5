import FolioModel

/// Decodes answers, and refuses those that contradict themselves.
enum ResultCheck {
    static func decode<M: AdapterMethod>(_ method: M.Type, _ result: JSONValue) throws(AdapterError) -> M.Result {
        let value: M.Result
        do {
            value = try M.Result(wire: result, at: WirePath(unknownMembers: .ignored, "result"))
        } catch {
            throw AdapterError(.adapterProtocol, "The answer to \(M.name) can't be read: \(error)")
        }
        if let fault = (value as? any SelfChecking)?.fault {
            throw AdapterError(.adapterProtocol, "The answer to \(M.name) is refused: \(fault).")
        }
        return value
    }
}

/// A result that says the same thing twice, or has a part with a bound.
protocol SelfChecking {
    /// What is wrong with it; `nil` if nothing is.
    var fault: String? { get }
}

extension SelfChecking {
    func cursorFault(_ cursor: String?) -> String? {
        guard let cursor, cursor.utf8.count > AdapterLimits.cursor else { return nil }
        return "a cursor above \(AdapterLimits.cursor) bytes"
    }
}

extension TransactionsRead.Result: SelfChecking {
    var fault: String? {
        if counts.added != added.count { return "counts.added is \(counts.added), but there are \(added.count) rows" }
        if counts.modified != modified.count {
            return "counts.modified is \(counts.modified), but there are \(modified.count) rows"
        }
        if counts.removed != removed.count {
            return "counts.removed is \(counts.removed), but there are \(removed.count) rows"
        }
        return cursorFault(nextCursor)
    }
}

extension HoldingsRead.Result: SelfChecking {
    var fault: String? {
        if let counts, counts != HoldingCounts(of: self) { return "counts differ from the numbers of rows" }
        return cursorFault(nextPage)
    }
}

extension OrdersRead.Result: SelfChecking {
    var fault: String? { cursorFault(nextCursor) }
}

extension LinkBegin.Result: SelfChecking {
    var fault: String? { stateFault(state) }
}

extension LinkComplete.Result: SelfChecking {
    var fault: String? {
        credentials.json.count > AdapterLimits.credentials
            ? "credentials above \(AdapterLimits.credentials) bytes" : stateFault(state)
    }
}

extension SelfChecking {
    fileprivate func stateFault(_ state: String?) -> String? {
        guard let state, state.utf8.count > AdapterLimits.cursor else { return nil }
        return "a state above \(AdapterLimits.cursor) bytes"
    }
}

extension AdapterManifest: SelfChecking {
    var fault: String? {
        let limit = AdapterLimits.manifestText
        if name.utf8.count > limit { return "a name above \(limit) bytes" }
        if version.utf8.count > limit { return "a version above \(limit) bytes" }
        if max(capabilities.count, hosts.count) > AdapterLimits.manifestList {
            return "more than \(AdapterLimits.manifestList) capabilities or hosts"
        }
        if capabilities.contains(where: { $0.utf8.count > limit }) { return "a capability above \(limit) bytes" }
        if json.count > AdapterLimits.manifest { return "more than \(AdapterLimits.manifest) bytes" }
        return nil
    }
}
