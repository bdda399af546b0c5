public import FolioModel

/// Reads what `configure` hands an adapter; every wrong value is remembered, so that all are named at once.
public struct ConfigurationReader {
    private let config: JSONValue
    private var faults: [DataFault] = []

    /// Reads from this object.
    public init(_ config: JSONValue) { self.config = config }

    /// Remembers that a value is wrong.
    public mutating func fault(_ name: String, _ message: String) {
        var fault = DataFault()
        (fault.path, fault.message) = ("/\(name)", message)
        faults.append(fault)
    }

    private func value(_ name: String) -> JSONValue? {
        // A `nil` in a closure could become a JSON null here: JSONValue is written as a nil literal, too.
        guard let value = config[name], !value.isNull else { return nil }
        return value
    }

    /// A text that is not empty; `nil` where there is none.
    public mutating func text(_ name: String) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.string, !text.isEmpty else {
            fault(name, "a text is expected")
            return nil
        }
        return text
    }

    /// A list of texts, not empty; the fallback where there is none.
    public mutating func texts(_ name: String, _ fallback: [String]) -> [String] {
        guard let value = value(name) else { return fallback }
        let texts = value.array?.compactMap(\.string) ?? []
        guard !texts.isEmpty, texts.count == value.array?.count else {
            fault(name, "a list of texts is expected")
            return fallback
        }
        return texts
    }

    /// A whole number in the range; the fallback where there is none.
    public mutating func number(_ name: String, _ range: ClosedRange<Int>, _ fallback: Int) -> Int {
        guard let value = value(name) else { return fallback }
        guard let number = value.int, range.contains(number) else {
            fault(name, "a number from \(range.lowerBound) to \(range.upperBound) is expected")
            return fallback
        }
        return number
    }

    /// An address without a slash at its end; `nil` where there is none.
    public mutating func address(_ name: String) -> String? {
        text(name).map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
    }

    /// Throws `config_invalid` with everything that was wrong, if anything was.
    public func finish(adapter: String) throws(AdapterError) {
        guard !faults.isEmpty else { return }
        var error = AdapterError(.configInvalid, "The configuration of \(adapter) is not usable.")
        error.faults = faults
        throw error
    }
}
