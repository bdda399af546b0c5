/// Something that goes wrong on purpose, so that a client's handling of it can be tried.
package struct SandboxFault: Sendable {
    /// What goes wrong.
    package enum Effect: Hashable, Sendable {
        /// The vendor's error of that HTTP status instead of the answer.
        case status(Int)

        /// The vendor's documented error of that name: a Plaid `error_code`, an Alpaca code such as `40310000`, the
        /// name of one of FMP's messages such as `bandwidth`.
        case error(String)

        /// The vendor's error of that name with the HTTP status 200, as FMP is known to do.
        case okError(String)

        /// The vendor's answer to too many requests, with the headers it documents.
        case rateLimited

        /// The same with a `Retry-After` of so many seconds.
        case retryAfter(seconds: Int)

        /// The answer's JSON, cut off in the middle; the HTTP around it is whole.
        case truncated

        /// The answer with bytes in its middle that are neither UTF-8 nor JSON.
        case garbled

        /// The answer's head and half of its body, then the end of the connection.
        case cutOff

        /// A gateway's page in HTML with that HTTP status.
        case html(status: Int)

        /// A gateway's sentence in plain text with that HTTP status.
        case plainText(status: Int)

        /// The HTTP status 200 without a body.
        case empty

        /// The answer, so many milliseconds late.
        case delayed(milliseconds: Int)

        /// The answer in pieces of so many bytes, so many milliseconds apart.
        case dripping(bytes: Int, milliseconds: Int)

        /// The connection is closed without an answer.
        case disconnected

        /// No answer ever comes; the connection stays open for ``SandboxFault/maximumSilence``.
        case silent

        /// A page begins so many rows before the place that was asked for.
        case repeatedRows(Int)

        /// A page states a total that is off by so many rows.
        case wrongTotal(by: Int)
    }

    /// The longest delay, in milliseconds: ten minutes.
    package static let maximumDelay = 600_000

    /// How long a request without an answer is held, in seconds.
    package static let maximumSilence = 300

    /// The most pieces that an answer is dripped in; what is left comes with the last.
    static let maximumPieces = 1000

    /// The endpoint: the beginning of the path.
    package let path: String

    /// What goes wrong.
    package let effect: Effect

    /// How many requests it hits before it is over.
    package let count: Int

    /// Makes a fault that hits the next `count` requests to paths that begin with `path`.
    package init(path: String, effect: Effect, count: Int = 1) {
        (self.path, self.effect, self.count) = (path, effect, count)
    }
}
