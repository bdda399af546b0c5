import FolioRPC
import Glibc

/// The floor of the stack: a bare NIO server that answers with fixed bytes.
enum EchoCommand {
    private static let maximumBytes = 1 << 20

    /// Serves until the process is killed.
    static func serve(socket: String, reply path: String) async throws {
        guard let file = fopen(path, "r") else {
            print("\(path) cannot be read")
            exit(1)
        }
        var bytes = [UInt8](repeating: 0, count: maximumBytes)
        bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
        fclose(file)
        let floor = try await EchoFloor.start(path: socket, reply: bytes)
        try await floor.untilClosed()
    }
}
