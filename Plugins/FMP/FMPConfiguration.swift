import FolioAdapterKit
import FolioModel

/// What `prices.fmp` of the configuration says.
struct FMPConfiguration: Sendable, Hashable {
    /// Scheme and host, without the version part.
    var baseURL = "https://financialmodelingprep.com"
    /// `nil` until somebody has one.
    var key: String?
    /// Requests that are sent in a minute at most.
    var requestsPerMinute = 300

    /// The longest key taken.
    private static let maximumKeyLength = 256
    /// The version of the interface, which an address may carry and need not.
    private static let version = "/stable"

    /// Nothing but defaults.
    init() {}

    /// Reads the configuration; every wrong value is named at once.
    init(_ config: JSONValue) throws(AdapterError) {
        var reader = ConfigurationReader(config)
        if let address = reader.address("base_url") {
            baseURL = address.hasSuffix(Self.version) ? String(address.dropLast(Self.version.count)) : address
            if let fault = Self.fault(ofAddress: baseURL) { reader.fault("base_url", fault) }
        }
        if let key = reader.text("api_key") {
            self.key = key
            if !Self.isKey(key) { reader.fault("api_key", "letters, digits, - and _ are expected, nothing else") }
        }
        requestsPerMinute = reader.number("requests_per_minute", 1...100_000, requestsPerMinute)
        _ = reader.text("cost_per_100k_requests")  // the host's to use; here only its kind is looked at
        try reader.finish(adapter: "fmp")
    }

    private static func fault(ofAddress address: String) -> String? {
        guard address.hasPrefix("https://") || address.hasPrefix("http://") else {
            return "an address that begins with https:// is expected"
        }
        guard !address.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7F || "?#@".utf8.contains($0) }) else {
            return "an address without query, user name and blanks is expected"
        }
        return nil
    }

    /// A key goes into a header, so that nothing may stand in it that ends one.
    private static func isKey(_ text: String) -> Bool {
        text.utf8.count <= maximumKeyLength
            && text.unicodeScalars.allSatisfy {
                switch $0 {
                case "A"..."Z", "a"..."z", "0"..."9", "-", "_": true
                default: false
                }
            }
    }

    /// What works less well than it could.
    var warnings: [ConfigurationFault] {
        guard key == nil else { return [] }
        var warning = ConfigurationFault()
        (warning.path, warning.message) = ("/api_key", "not set: FMP cannot be asked for prices")
        return [warning]
    }

    private static let text: JSONValue = ["type": ["string", "null"]]

    /// The JSON Schema of the configuration.
    static let schema: JSONValue = [
        "type": "object",
        "properties": [
            "base_url": text, "api_key": text,
            "requests_per_minute": ["type": "integer", "minimum": 1, "maximum": 100_000],
            "cost_per_100k_requests": text,
        ],
    ]
}
