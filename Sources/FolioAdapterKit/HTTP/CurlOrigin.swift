import CCurl
import Glibc

/// Where a URL points, read by libcurl's own parser so that the check and the transfer agree.
struct CurlOrigin {
    /// The host, for messages: never the path or the query, which may hold secrets.
    let host: String
    /// Whether the host is this machine by its address or by the name `localhost`.
    let isLoopback: Bool

    /// Refuses anything but `https`, or `http` to a loopback host; and user names in the URL.
    init(of url: String) throws(HTTPFailure) {
        guard let parsed = curl_url() else { throw HTTPFailure(.interrupted, "The request could not be set up.") }
        defer { curl_url_cleanup(parsed) }
        guard curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK,
            let scheme = Self.part(CURLUPART_SCHEME, of: parsed), let host = Self.part(CURLUPART_HOST, of: parsed)
        else { throw HTTPFailure(.invalidURL, "The URL cannot be read.") }
        guard Self.part(CURLUPART_USER, of: parsed) == nil else {
            throw HTTPFailure(.invalidURL, "The URL holds a user name.")
        }
        self.host = host
        isLoopback = Self.isLoopback(host)
        guard scheme == "https" || (scheme == "http" && isLoopback) else {
            throw HTTPFailure(.invalidURL, "\(host) is asked by https only; plain http is for loopback addresses.")
        }
    }

    private static func part(_ part: CURLUPart, of url: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(url, part, &text, 0) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }

    private static func isLoopback(_ host: String) -> Bool {
        var address = in_addr()
        if inet_pton(AF_INET, host, &address) == 1 { return UInt32(bigEndian: address.s_addr) >> 24 == 127 }
        return host == "[::1]" || host == "localhost"
    }
}
