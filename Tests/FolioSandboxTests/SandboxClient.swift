import FolioModel
import FolioSandbox
import Glibc
import Synchronization
import Testing

/// An answer of the sandbox.
struct Answer {
    let status: Int
    let headers: [String: String]
    let text: String

    /// The body as JSON; fails the test where it is none.
    func json() throws -> JSONValue { try JSONValue(parsing: text) }
}

/// The connection ended before a whole answer had come.
struct NoAnswer: Error {}

/// A bare HTTP/1.1 client, one connection a request.
struct SandboxClient {
    let port: Int

    func plaid(_ path: String, _ members: JSONValue = [:]) throws -> Answer {
        var body = JSONObject()
        body["client_id"] = .string(SandboxCredentials.plaidClientID)
        body["secret"] = .string(SandboxCredentials.plaidSecret)
        for (name, value) in members.object ?? JSONObject() { body[name] = value }
        return try send("POST", path, body: JSONValue.object(body).text)
    }

    func alpaca(_ path: String) throws -> Answer {
        try send(
            "GET",
            path,
            headers: [
                ("APCA-API-KEY-ID", SandboxCredentials.alpacaKeyID),
                ("APCA-API-SECRET-KEY", SandboxCredentials.alpacaSecret),
            ]
        )
    }

    /// Asks the Broker API with the firm's token.
    func broker(_ path: String) throws -> Answer {
        let token = try firmToken().json()["access_token"]?.string ?? ""
        return try send("GET", path, headers: [("Authorization", "Bearer \(token)")])
    }

    /// A token for the firm's client credentials.
    func firmToken() throws -> Answer {
        let form =
            "grant_type=client_credentials&client_id=\(SandboxCredentials.brokerKeyID)"
            + "&client_secret=\(SandboxCredentials.brokerSecret)"
        return try send("POST", "/v1/oauth2/token", body: form)
    }

    func fmp(_ path: String) throws -> Answer {
        try send("GET", path, headers: [("apikey", SandboxCredentials.fmpKey)])
    }

    /// A new item's access token.
    func link(webhook: String? = nil) throws -> String {
        let made = try plaid(
            "/sandbox/public_token/create",
            [
                "institution_id": "ins_109508", "initial_products": ["investments"],
                "options": ["webhook": webhook.map { .string($0) } ?? .null],
            ]
        )
        let token = try #require(try made.json()["public_token"])
        return try #require(
            try plaid("/item/public_token/exchange", ["public_token": token]).json()["access_token"]?.string
        )
    }

    func send(
        _ method: String,
        _ path: String,
        headers: [(String, String)] = [],
        body: String = ""
    ) throws -> Answer {
        var text = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        if !body.isEmpty { text += "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n" }
        return try parse(try exchange(Array((text + "\r\n" + body).utf8)))
    }

    /// Sends bytes and returns everything that comes until the other side closes, or is silent for so long.
    func exchange(_ bytes: [UInt8], patienceMilliseconds: Int = 30_000) throws -> [UInt8] {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw NoAnswer() }
        defer { close(descriptor) }
        var patience = timeval(
            tv_sec: patienceMilliseconds / 1000,
            tv_usec: patienceMilliseconds % 1000 * 1000
        )
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw NoAnswer() }
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { break }
            sent += count
        }
        var received: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            guard count > 0 else { return received }
            received += chunk[..<count]
        }
    }

    private func parse(_ bytes: [UInt8]) throws -> Answer {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.firstRange(of: "\r\n\r\n") else { throw NoAnswer() }
        let lines = text[..<end.lowerBound].split(separator: "\r\n")
        let status = lines.first.flatMap { Int($0.split(separator: " ").dropFirst().first ?? "") }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let pair = line.split(separator: ":", maxSplits: 1)
            guard pair.count == 2 else { continue }
            headers[pair[0].lowercased()] = pair[1].trimmingPrefix(" ").description
        }
        return Answer(status: try #require(status), headers: headers, text: String(text[end.upperBound...]))
    }
}

/// Worlds are values and dear to make: each seed's is made once.
enum SharedWorlds {
    private static let made = Mutex<[UInt64: SandboxWorld]>([:])

    static func world(seed: UInt64) throws -> SandboxWorld {
        let end = try #require(Day("2026-11-20"))
        return made.withLock { worlds in
            let world = worlds[seed] ?? SandboxWorld(seed: seed, endingOn: end)
            worlds[seed] = world
            return world
        }
    }
}

/// Starts a server over the world of that seed, lets `body` talk to it, and stops it.
func withSandbox(
    seed: UInt64 = 7,
    plan: FaultPlan = .none,
    dialect: SandboxDialect = SandboxDialect(),
    clock: SandboxClock = .system,
    _ body: (SandboxServer, SandboxClient) async throws -> Void
) async throws {
    let server = try await SandboxServer.start(
        world: try SharedWorlds.world(seed: seed),
        plan: plan,
        dialect: dialect,
        clock: clock
    )
    do {
        try await body(server, SandboxClient(port: server.port))
    } catch {
        try await server.stop()
        throw error
    }
    try await server.stop()
}

extension JSONValue {
    /// The figure of that name, written as a number or as text; fails the test where there is none.
    func figure<Figure: FixedPoint>(_ name: String) throws -> Figure {
        let text = try #require(self[name]?.figureText)
        return try #require(Figure(exactly: text))
    }
}
