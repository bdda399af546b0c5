import Glibc

/// The floor of a round trip to another process: a line through two pipes and `cat`.
enum PipeFloor {
    private static let line: [UInt8] = Array(#"{"jsonrpc":"2.0","id":1,"method":"ping","params":{}}"#.utf8) + [10]

    enum PipeError: Error { case failed(Int32) }

    /// Milliseconds of so many lines, one after another.
    static func roundTrips(_ count: Int) throws -> [Double] {
        var (down, up) = ([Int32](repeating: 0, count: 2), [Int32](repeating: 0, count: 2))
        guard pipe(&down) == 0, pipe(&up) == 0 else { throw PipeError.failed(errno) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, down[0], STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, up[1], STDOUT_FILENO)
        for end in down + up { posix_spawn_file_actions_addclose(&actions, end) }
        var (child, name) = (pid_t(), strdup("cat"))
        defer { free(name) }
        var arguments = [name, nil]
        let code = posix_spawnp(&child, "cat", &actions, nil, &arguments, nil)
        close(down[0])
        close(up[1])
        guard code == 0 else { throw PipeError.failed(code) }
        defer {
            close(down[1])
            close(up[0])
            waitpid(child, nil, 0)
        }
        var answer = [UInt8](repeating: 0, count: line.count)
        return try (0..<count).map { _ in
            let start = ContinuousClock.now
            guard write(down[1], line, line.count) == line.count, read(up[0], &answer, line.count) == line.count else {
                throw PipeError.failed(errno)
            }
            return Double(Int((ContinuousClock.now - start) / .microseconds(1))) / 1000
        }
    }
}
