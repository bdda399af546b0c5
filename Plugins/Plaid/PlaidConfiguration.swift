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
        var reader = ConfigurationReader(config)
        let environment = reader.text("environment") ?? "production"
        if let host = Self.hosts[environment] {
            baseURL = host
        } else {
            reader.fault("environment", "sandbox or production is expected")
        }
        if let url = reader.address("base_url") { baseURL = url }
        (clientID, secret) = (reader.text("client_id"), reader.text("secret"))
        webhookURL = reader.text("webhook_url")
        products = reader.texts("products", products)
        countryCodes = reader.texts("country_codes", countryCodes)
        historyMonths = reader.number("history_months", 1...24, historyMonths)
        requestsPerMinute = reader.number("requests_per_minute", 1...10_000, requestsPerMinute)
        try reader.finish(adapter: "plaid")
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
