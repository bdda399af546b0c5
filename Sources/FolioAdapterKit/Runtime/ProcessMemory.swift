import CSys

/// How this process uses memory.
package enum ProcessMemory {
    /// Heaps of the allocator: with one for each thread, as is usual, what one thread gives back another one can't use,
    /// and rows by the million cost twice the memory.
    private static let maximumHeaps: CInt = 2

    /// Bounds it, before the first thread is started; an allocator that does not let itself be bound is left alone.
    package static func bound() { _ = csys_bound_heaps(maximumHeaps) }
}
