/// A request to a vendor.
public struct HTTPRequest: Sendable, Hashable {
    public var method = "GET"
    /// Absolute, `https` or (to a loopback address) `http`.
    public var url = ""
    /// Names and values; may hold secrets, so never logged.
    public var headers: [(name: String, value: String)] = []
    public var body: [UInt8]?
    /// From the start of the request to the end of the answer.
    public var timeout = Duration.seconds(60)
    /// A longer answer is an error, not a shorter answer.
    public var maximumBody = 32 << 20

    /// Makes a request.
    public init(_ method: String, _ url: String) { (self.method, self.url) = (method, url) }

    public static func == (left: HTTPRequest, right: HTTPRequest) -> Bool {
        left.method == right.method && left.url == right.url && left.body == right.body
            && left.headers.elementsEqual(right.headers, by: ==)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(method)
        hasher.combine(url)
    }
}

/// A vendor's answer, whatever its status.
public struct HTTPResponse: Sendable {
    public var status: Int
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]

    /// Makes an answer.
    public init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        (self.status, self.headers, self.body) = (status, headers, body)
    }

    /// The first header of that name, whatever its case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// Why there is no answer.
public struct HTTPFailure: Error, Hashable, Sendable {
    /// What kind of failure it is.
    public enum Kind: Hashable, Sendable {
        case invalidURL, cannotConnect, timedOut, tls, tooLarge, interrupted, cancelled
    }

    public var kind: Kind
    /// One sentence without the URL's query and without headers.
    public var message: String

    /// Makes a failure.
    public init(_ kind: Kind, _ message: String) { (self.kind, self.message) = (kind, message) }
}

/// What adapters are handed to reach their vendor: timeouts, limits and recording exist once.
public protocol HTTPClient: Sendable {
    /// Sends one request; answers of any status are answers. Cancelling the task ends the request.
    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse
}
