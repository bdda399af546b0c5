import FolioAdapterKit
import FolioModel

/// Why FMP gave no rows.
struct FMPRefusal: Error, Hashable, Sendable {
    /// What is behind it.
    enum Reason: String, Hashable, Sendable {
        case notConfigured = "not_configured"
        case noKey = "no_key"
        case invalidKey = "invalid_key"
        case suspended
        /// The plan leaves out the endpoint.
        case restrictedEndpoint = "restricted_endpoint"
        /// The plan leaves out the symbol, or another value that was asked for.
        case premiumValue = "premium_value"
        /// Requests of the minute or of the day are used up; FMP does not say which.
        case limitReached = "limit_reached"
        /// Bytes of thirty days are used up.
        case bandwidth
        /// The address is that of FMP's old interface.
        case legacy
        case unknownPath = "unknown_path"
        /// 5xx, a gateway's page, or no body at all.
        case failing
        /// Any other error of FMP's.
        case other
        /// No answer.
        case unreachable
        /// An answer that cannot be read.
        case garbled
        /// The call's time was over before it was this request's turn.
        case outOfTime = "out_of_time"
        case cancelled
    }

    let reason: Reason
    /// The HTTP status, where there was one.
    var status: Int?
    /// When to ask again.
    var retryAfterSeconds: Int?
    /// What was wrong with an answer or a connection, in our own words.
    var detail: String?

    /// The parameter whose value the plan leaves out: `symbol`, `from`.
    var parameter: String?

    init(_ reason: Reason, detail: String? = nil) { (self.reason, self.detail) = (reason, detail) }

    /// What a failed transfer means.
    init(_ failure: HTTPFailure) {
        switch failure.kind {
        case .cannotConnect, .timedOut, .interrupted, .tls: self.init(.unreachable, detail: failure.message)
        case .cancelled: self.init(.cancelled, detail: failure.message)
        case .tooLarge: self.init(.garbled, detail: failure.message)
        case .invalidURL: self.init(.notConfigured, detail: failure.message)
        }
    }

    /// Whether every other request would be refused, too.
    var standsForAll: Bool {
        switch reason {
        case .notConfigured, .noKey, .invalidKey, .suspended, .limitReached, .bandwidth, .legacy, .unknownPath,
            .cancelled:
            true
        case .restrictedEndpoint, .premiumValue, .failing, .other, .unreachable, .garbled, .outOfTime: false
        }
    }

    /// Whether the same may work later without anybody doing anything.
    var isPassing: Bool { kind.isTransient }

    private var kind: AdapterError.Kind {
        switch reason {
        case .notConfigured, .legacy, .unknownPath: .configInvalid
        case .noKey, .invalidKey, .suspended: .badCredentials
        case .restrictedEndpoint, .premiumValue: .unsupported
        case .limitReached, .bandwidth: .rateLimited
        case .failing, .unreachable: .unavailable
        case .other: .vendorError
        case .garbled: .badVendorData
        case .outOfTime: .tooLarge
        case .cancelled: .cancelled
        }
    }

    private var message: String {
        switch reason {
        case .notConfigured: detail ?? "The adapter has not been configured."
        case .noKey: "The configuration has no key for FMP: set api_key."
        case .invalidKey: "FMP refused the key: is it valid?"
        case .suspended: "FMP has suspended the account; its support has to be asked."
        case .restrictedEndpoint: "FMP's plan does not include this kind of request."
        case .premiumValue: "FMP's plan does not include this \(parameter ?? "symbol"), or FMP does not know it."
        case .limitReached: "FMP's limit of requests is reached."
        case .bandwidth: "FMP's bandwidth of thirty days is used up."
        case .legacy: "FMP has ended the interface that base_url points to."
        case .unknownPath: "FMP has nothing at this address: is base_url right?"
        case .failing: "FMP answered \(status ?? 0) without data; it may work again later."
        case .other: "FMP answered \(status ?? 0) with an error of its own; repeating it will not help."
        case .unreachable, .garbled, .cancelled: detail ?? "FMP's answer cannot be used."
        case .outOfTime: "Not asked for: the call's time was over. Ask for fewer at once."
        }
    }

    /// The error of a whole call.
    var error: AdapterError {
        var error = AdapterError(kind, message)
        error.retryAfterSeconds = retryAfterSeconds
        if let status { error.vendorCode = "\(status) \(reason.rawValue)" }
        error.scope = standsForAll ? "adapter" : "item"
        return error
    }

    /// The error of one item of a batch.
    var itemError: ItemError {
        var error = ItemError(kind, message)
        error.retryAfterSeconds = retryAfterSeconds
        return error
    }
}

// MARK: What FMP says

extension FMPRefusal {
    /// Errors by words of FMP's messages; the first that fits counts.
    private static let reasons: [(words: String, reason: Reason)] = [
        ("invalid api key", .invalidKey), ("api key", .invalidKey), ("suspended", .suspended),
        ("bandwidth limit", .bandwidth), ("limit reach", .limitReached), ("legacy endpoint", .legacy),
        ("premium query parameter", .premiumValue), ("special endpoint", .premiumValue),
        ("restricted endpoint", .restrictedEndpoint), ("exclusive endpoint", .restrictedEndpoint),
        ("premium endpoint", .restrictedEndpoint),
    ]

    /// Members that hold FMP's message.
    private static let messageMembers = ["Error Message", "error", "message", "Error"]

    /// How much of a plain text is looked at.
    private static let longestText = 1000

    /// The rows of an answer, whatever its HTTP status: FMP gives errors with 200, too.
    static func rows(of response: HTTPResponse) throws(FMPRefusal) -> [VendorObject] {
        let isSuccess = (200...299).contains(response.status)
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: response.body, limits: VendorObject.limits)
        } catch {
            throw refusal(ofText: response, isSuccess: isSuccess, error)
        }
        switch value {
        case .array(let elements) where isSuccess: return try objects(elements)
        case .object(let object):
            let text = messageMembers.lazy.compactMap { object[$0]?.string }.first
            throw refusal(status: response.status, text)
        default: throw refusal(status: response.status, value.string)
        }
    }

    private static func objects(_ elements: [JSONValue]) throws(FMPRefusal) -> [VendorObject] {
        var rows: [VendorObject] = []
        rows.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            do throws(AdapterError) {
                rows.append(try VendorObject(element, vendor: "FMP", path: "[\(index)]"))
            } catch {
                throw FMPRefusal(.garbled, detail: error.message)
            }
        }
        return rows
    }

    private static func refusal(ofText response: HTTPResponse, isSuccess: Bool, _ error: JSONError) -> FMPRefusal {
        let text = String(decoding: response.body.prefix(longestText), as: UTF8.self)
        let known = refusal(status: response.status, text)
        guard isSuccess, known.reason == .other else { return known }
        let start = text.drop { $0.isWhitespace }
        if start.isEmpty || start.hasPrefix("<") {
            var refusal = FMPRefusal(.failing)
            refusal.status = response.status
            return refusal
        }
        var refusal = FMPRefusal(.garbled, detail: "FMP's answer is not JSON that can be used: \(error).")
        refusal.status = response.status
        return refusal
    }

    private static func refusal(status: Int, _ text: String?) -> FMPRefusal {
        let text = (text ?? "").prefix(longestText).lowercased()
        let known = reasons.first { text.contains($0.words) }?.reason
        var refusal = FMPRefusal(known ?? reason(ofStatus: status))
        refusal.status = status
        if refusal.reason == .premiumValue { refusal.parameter = parameter(in: text) }
        return refusal
    }

    private static func reason(ofStatus status: Int) -> Reason {
        switch status {
        case 401: .invalidKey
        case 402: .restrictedEndpoint
        case 404: .unknownPath
        case 429: .limitReached
        case 500...: .failing
        default: .other
        }
    }

    /// The name in "This value set for 'symbol' is not available"; a closed set, as the text is not ours.
    private static func parameter(in text: String) -> String? {
        ["symbols", "symbol", "from", "to", "limit", "period", "page"].first { text.contains("set for '\($0)'") }
    }
}
