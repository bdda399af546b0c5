import FolioModel

extension SandboxRequest {
    /// Whether `direction` asks for the oldest first.
    func isAscending() throws(AlpacaError) -> Bool {
        switch parameter("direction") {
        case nil, "desc": return false
        case "asc": return true
        case .some(let other): throw .unprocessable("invalid direction: \(other)")
        }
    }

    /// A query member that is an instant or a date, which is its midnight in UTC.
    func instant(_ name: String) throws(AlpacaError) -> Timestamp? {
        guard let text = parameter(name) else { return nil }
        if let instant = Timestamp(text) { return instant }
        if let day = Day(text) { return Timestamp(day) }
        throw .unprocessable("invalid \(name): \(text)")
    }

    /// A query member that is a whole number within bounds.
    func count(_ name: String, default standard: Int, within bounds: ClosedRange<Int>) throws(AlpacaError) -> Int {
        guard let text = parameter(name) else { return standard }
        guard let count = Int(text), bounds.contains(count) else {
            throw .unprocessable("\(name) must be between \(bounds.lowerBound) and \(bounds.upperBound)")
        }
        return count
    }
}
