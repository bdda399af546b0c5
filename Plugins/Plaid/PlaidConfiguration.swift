import FolioAdapterKit
import FolioModel

/// What `plugins.plaid` of the configuration says.
struct PlaidConfiguration: Sendable, Hashable {
    var baseURL = Self.hosts["production"] ?? ""
    var clientID: String?
    var secret: String?
    var products = ["investments"]
    var countryCodes = ["US"]
    var webhookURL: String?
    /// Months of transactions that are asked for; Plaid has 24 at most.
    var historyMonths = 24
    var requestsPerMinute = 15

    /// Plaid's hosts by environment.
    static let hosts = ["sandbox": "https://sandbox.plaid.com", "production": "https://production.plaid.com"]

    /// Reads the configuration; every wrong value is named at once.
    init(_ config: JSONValue) throws(AdapterError) {
        var faults: [DataFault] = []
        func fault(_ name: String, _ message: String) {
            var fault = DataFault()
            (fault.path, fault.message) = ("/\(name)", message)
            faults.append(fault)
        }
        func text(_ name: String) -> String? {
            guard let value = config[name], !value.isNull else { return nil }
            guard let text = value.string, !text.isEmpty else {
                fault(name, "a text is expected")
                return nil
            }
            return text
        }
        func list(_ name: String, _ fallback: [String]) -> [String] {
            guard let value = config[name], !value.isNull else { return fallback }
            let texts = value.array?.compactMap(\.string) ?? []
            guard !texts.isEmpty, texts.count == value.array?.count else {
                fault(name, "a list of texts is expected")
                return fallback
            }
            return texts
        }
        func number(_ name: String, _ range: ClosedRange<Int>, _ fallback: Int) -> Int {
            guard let value = config[name], !value.isNull else { return fallback }
            guard let number = value.int, range.contains(number) else {
                fault(name, "a number from \(range.lowerBound) to \(range.upperBound) is expected")
                return fallback
            }
            return number
        }
        let environment = text("environment") ?? "production"
        if let host = Self.hosts[environment] {
            baseURL = host
        } else {
            fault("environment", "sandbox or production is expected")
        }
        if let url = text("base_url") { baseURL = url.hasSuffix("/") ? String(url.dropLast()) : url }
        (clientID, secret, webhookURL) = (text("client_id"), text("secret"), text("webhook_url"))
        products = list("products", products)
        countryCodes = list("country_codes", countryCodes)
        historyMonths = number("history_months", 1...24, historyMonths)
        requestsPerMinute = number("requests_per_minute", 1...10_000, requestsPerMinute)
        guard faults.isEmpty else {
            var error = AdapterError(.configInvalid, "The configuration of plaid is not usable.")
            error.faults = faults
            throw error
        }
    }

    /// What works less well than it could.
    var warnings: [ConfigurationFault] {
        var warnings: [ConfigurationFault] = []
        for (name, value) in [("client_id", clientID), ("secret", secret)] where value == nil {
            var warning = ConfigurationFault()
            (warning.path, warning.message) = ("/\(name)", "not set: Plaid cannot be asked")
            warnings.append(warning)
        }
        return warnings
    }
}
