import CSys

/// How this process uses memory.
package enum ProcessMemory {
    /// Heaps of the allocator: with one for each thread, as is usual, what one thread gives back no other can use, and
    /// rows by the million, which go from thread to thread, cost half as much memory again.
    private static let maximumHeaps: CInt = 1

    /// Bounds it, before the first thread is started; an allocator that does not let itself be bound is left alone.
    package static func bound() { _ = csys_bound_heaps(maximumHeaps) }
}
