/// What imports may use up.
package struct ImportLimits: Sendable, Hashable {
    /// Bytes of one file: 200 MB.
    package var fileBytes = 200_000_000
    /// Files of one import.
    package var files = 50
    /// Unfinished imports of one user; a further one takes the place of the oldest.
    package var importsOfUser = 4
    /// Bytes of all unfinished imports together, as they were announced: 1 GiB.
    package var totalBytes = 1 << 30
    /// How long an import lives that nobody touches.
    package var lifetime = Duration.seconds(3600)
    /// Bytes of one part: 768 KiB, which is 1 MiB of base64.
    package var chunkBytes = 768 << 10
    /// Bytes of a message beside the part that it carries.
    package static let messageOverhead = 4096
    /// Changes of each kind that a report shows.
    package static let samples = 10
    /// How often what has expired is looked for.
    package static let sweepInterval = Duration.seconds(300)

    /// Makes the limits that hold unless a test says otherwise.
    package init() {}

    /// The bytes of a part that fit into a message.
    func chunk(messageBytes: Int) -> Int {
        max(3, min(chunkBytes, (messageBytes - Self.messageOverhead) / 4 * 3))
    }
}
