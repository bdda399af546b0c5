import CCurl
import Glibc

/// One request on its way: its easy handle and what has arrived so far; lives on the client's thread alone.
final class CurlTransfer {
    /// Header lines and bytes an answer may have.
    private static let maximumHeaders = 256
    private static let maximumHeaderBytes = 64 << 10

    /// How long a connection may take to stand, the request's own timeout permitting.
    private static let connectTimeoutMilliseconds = 10_000

    let easy: UnsafeMutableRawPointer
    let continuation: CheckedContinuation<CurlLoop.Outcome, Never>
    private let ticket: UInt64
    private let request: HTTPRequest
    private let origin: CurlOrigin
    private var requestHeaders: UnsafeMutablePointer<curl_slist>?
    private var headers: [(name: String, value: String)] = []
    private var headerBytes = 0
    private var body: [UInt8] = []
    private var refusal: HTTPFailure?

    init(_ submission: CurlLoop.Submission, userAgent: String) throws(HTTPFailure) {
        request = submission.request
        continuation = submission.continuation
        ticket = submission.ticket
        origin = try CurlOrigin(of: request.url)
        guard let easy = curl_easy_init() else {
            throw HTTPFailure(.interrupted, "The request could not be started.")
        }
        self.easy = easy
        do throws(HTTPFailure) {
            try setLimits()
            try setRequest(userAgent: userAgent)
            try setCallbacks()
        } catch {
            release()
            throw error
        }
    }

    /// Frees the handle; it is not used afterwards.
    func release() {
        curl_easy_cleanup(easy)
        curl_slist_free_all(requestHeaders)
        requestHeaders = nil
    }

    /// The ticket of the transfer that an easy handle belongs to.
    static func ticket(of easy: UnsafeMutableRawPointer) -> UInt64? {
        var pointer: UnsafeMutableRawPointer?
        guard ccurl_get_pointer(easy, CURLINFO_PRIVATE, &pointer) == CURLE_OK, let pointer else { return nil }
        return Unmanaged<CurlTransfer>.fromOpaque(pointer).takeUnretainedValue().ticket
    }

    // MARK: Setting up

    private func set(_ option: CURLoption, _ value: Int) throws(HTTPFailure) {
        try check(ccurl_set_long(easy, option, value))
    }

    private func set(_ option: CURLoption, _ value: String) throws(HTTPFailure) {
        try check(ccurl_set_string(easy, option, value))
    }

    private func check(_ code: CURLcode) throws(HTTPFailure) {
        guard code == CURLE_OK else {
            throw HTTPFailure(.interrupted, "The request could not be set up: \(Self.text(of: code)).")
        }
    }

    private func setLimits() throws(HTTPFailure) {
        let (seconds, attoseconds) = request.timeout.components
        let milliseconds = max(1, Int(clamping: seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_TIMEOUT_MS, milliseconds)
        try set(CURLOPT_CONNECTTIMEOUT_MS, min(milliseconds, Self.connectTimeoutMilliseconds))
        try set(CURLOPT_PROTOCOLS_STR, origin.isLoopback ? "http,https" : "https")
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if origin.isLoopback { try set(CURLOPT_PROXY, "") }
        // libcurl itself does not look at the variables that its command line and OpenSSL honour.
        if let file = getenv("SSL_CERT_FILE") { try set(CURLOPT_CAINFO, String(cString: file)) }
        if let directory = getenv("SSL_CERT_DIR") { try set(CURLOPT_CAPATH, String(cString: directory)) }
    }

    private func setRequest(userAgent: String) throws(HTTPFailure) {
        try set(CURLOPT_URL, request.url)
        try set(CURLOPT_USERAGENT, userAgent)
        try set(CURLOPT_ACCEPT_ENCODING, "gzip")
        if request.body != nil || request.method == "POST" {
            let body = request.body ?? []
            try set(CURLOPT_POSTFIELDSIZE, body.count)
            try check(
                body.withUnsafeBytes { bytes in
                    // One byte beyond an empty body is never read: the size is 0.
                    withUnsafePointer(to: 0 as UInt8) { empty in
                        let start = bytes.baseAddress ?? UnsafeRawPointer(empty)
                        return ccurl_set_pointer(
                            easy,
                            CURLOPT_COPYPOSTFIELDS,
                            UnsafeMutableRawPointer(mutating: start)
                        )
                    }
                }
            )
        }
        if request.method == "HEAD" { try set(CURLOPT_NOBODY, 1) }
        if request.method != "GET" || request.body != nil { try set(CURLOPT_CUSTOMREQUEST, request.method) }
        // No pause of a second for a "100 Continue" that no vendor sends.
        try append("Expect:")
        for (name, value) in request.headers {
            guard !(name + value).utf8.contains(where: { $0 < 0x20 && $0 != 0x09 }) else {
                throw HTTPFailure(.invalidURL, "The header \(name) holds a control character.")
            }
            try append(value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        try check(ccurl_set_pointer(easy, CURLOPT_HTTPHEADER, requestHeaders))
    }

    private func append(_ line: String) throws(HTTPFailure) {
        guard let list = curl_slist_append(requestHeaders, line) else {
            throw HTTPFailure(.interrupted, "The request could not be set up.")
        }
        requestHeaders = list
    }

    private func setCallbacks() throws(HTTPFailure) {
        let this = Unmanaged.passUnretained(self).toOpaque()
        try check(ccurl_set_pointer(easy, CURLOPT_PRIVATE, this))
        try check(ccurl_set_pointer(easy, CURLOPT_WRITEDATA, this))
        try check(ccurl_set_pointer(easy, CURLOPT_HEADERDATA, this))
        try check(
            ccurl_set_write(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
                CurlTransfer.from(context)?.take(body: UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
            }
        )
        try check(
            ccurl_set_write(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
                CurlTransfer.from(context)?.take(header: UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
            }
        )
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
        context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    // MARK: What arrives

    /// Keeps a piece of the body; anything but its size stops the transfer.
    private func take(body bytes: UnsafeRawBufferPointer) -> Int {
        guard body.count + bytes.count <= request.maximumBody else {
            refusal = HTTPFailure(
                .tooLarge,
                "\(origin.host) answered with more than \(request.maximumBody) bytes; the answer is refused."
            )
            return 0
        }
        body.append(contentsOf: bytes)
        return bytes.count
    }

    /// Keeps a header line; a status line starts the headers anew, as interim answers precede the real one.
    private func take(header bytes: UnsafeRawBufferPointer) -> Int {
        headerBytes += bytes.count
        guard headerBytes <= Self.maximumHeaderBytes, headers.count < Self.maximumHeaders else {
            refusal = HTTPFailure(.tooLarge, "\(origin.host) answered with too many headers; the answer is refused.")
            return 0
        }
        let line = String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            headers = []
        } else if let colon = line.firstIndex(of: ":") {
            let value = line[line.index(after: colon)...].drop { $0.isWhitespace }
            let end = value.lastIndex { !$0.isWhitespace }.map(value.index(after:)) ?? value.startIndex
            headers.append((String(line[..<colon]), String(value[..<end])))
        }
        return bytes.count
    }

    /// What the transfer came to.
    func outcome(of code: CURLcode) -> CurlLoop.Outcome {
        if let refusal { return .failure(refusal) }
        guard code == CURLE_OK else { return .failure(failure(of: code)) }
        var status = 0
        guard ccurl_get_long(easy, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK, status > 0 else {
            return .failure(HTTPFailure(.interrupted, "\(origin.host) gave no status."))
        }
        return .success(HTTPResponse(status: status, headers: headers, body: body))
    }

    private func failure(of code: CURLcode) -> HTTPFailure {
        let kind: HTTPFailure.Kind =
            switch code {
            case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT: .cannotConnect
            case CURLE_OPERATION_TIMEDOUT: .timedOut
            case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
                CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
                .tls
            case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: .invalidURL
            default: .interrupted
            }
        return HTTPFailure(kind, "\(origin.host) could not be asked: \(Self.text(of: code)).")
    }

    private static func text(of code: CURLcode) -> String {
        curl_easy_strerror(code).map { String(cString: $0) } ?? "error \(code.rawValue)"
    }
}
