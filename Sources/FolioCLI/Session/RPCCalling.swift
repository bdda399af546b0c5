package import FolioClient
package import FolioModel

/// Anything that answers calls as the daemon does.
package protocol RPCCalling: Sendable {
    /// Calls a method and waits for its result.
    func call(_ method: String, _ params: JSONValue) async throws(FolioClientError) -> JSONValue
}

/// The daemon behind its socket.
package struct DaemonConnection: RPCCalling {
    private let client: FolioClient

    /// Connects; throws where no daemon answers.
    package init(path: String) throws(FolioClientError) { client = try FolioClient.connect(path: path) }

    package func call(_ method: String, _ params: JSONValue) async throws(FolioClientError) -> JSONValue {
        try await client.call(method, params)
    }
}
