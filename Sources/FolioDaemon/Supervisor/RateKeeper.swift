package import FolioAdapterKit
package import FolioModel
package import FolioStore
package import Logging
import Synchronization

/// Keeps one adapter's calls within its vendor's rate, over all lives of the adapter and of the daemon.
///
/// One call is one token, unless its answer says how many calls of the vendor it took. An adapter that reads the
/// vendor's own count (Alpaca's gate does) is not slowed twice: a bucket here is never emptier than the vendor's.
package final class RateKeeper: Sendable {
    /// Calls that go out whatever the bucket holds, and owe their tokens: a person waits for a link, and an access that
    /// is to end ends now.
    private static let waitsNever: Set<String> = [LinkBegin.name, LinkComplete.name, Disconnect.name]
    /// Calls that reach no vendor.
    private static let isFree: Set<String> = [
        Describe.name, Configure.name, Ping.name, Shutdown.name, ImportInspect.name,
    ]

    private let adapter: String
    private let store: Store
    private let clock: any Clock<Duration>
    private let now: @Sendable () -> Timestamp
    private let logger: Logger
    private let book: Mutex<RateBook>

    /// Makes a keeper that goes on where the store says.
    ///
    /// - Parameters:
    ///   - adapter: The adapter's name.
    ///   - store: Where the buckets are kept.
    ///   - clock: Measures the waits.
    ///   - now: The time; has to move with the clock.
    ///   - logger: Told of a store that fails; the buckets then hold for this run only.
    package init(
        adapter: String,
        store: Store,
        clock: any Clock<Duration> = SuspendingClock(),
        now: @escaping @Sendable () -> Timestamp = { .now },
        logger: Logger
    ) {
        (self.adapter, self.store, self.clock) = (adapter, store, clock)
        (self.now, self.logger) = (now, logger)
        var book = RateBook()
        do throws(StoreError) {
            book.load(try store.rates(adapter: adapter, now: now()), at: now())
        } catch {
            logger.error("Rates could not be read", metadata: ["adapter": "\(adapter)", "error": "\(error)"])
        }
        self.book = Mutex(book)
    }

    /// Takes over the vendor's rate.
    package func set(manifest: RateLimit?, requestsPerMinute: Int?) {
        book.withLock { $0.set(manifest: manifest, requestsPerMinute: requestsPerMinute) }
    }

    /// Takes a call's token, and returns when the call may go out.
    ///
    /// - Throws: `rate_limited` where that is further away than a call may wait; `cancelled`.
    @concurrent package func admit(_ subject: CallSubject) async throws(AdapterError) {
        guard !Self.isFree.contains(subject.method) else { return }
        let mayWait = !Self.waitsNever.contains(subject.method)
        while true {
            let (admission, blocks, rows) = book.withLock { book in
                let admission = book.take(subject.connection, mayWait: mayWait, at: now())
                return (admission, book.blocks, book.unwritten(at: now()))
            }
            write(rows)
            switch admission {
            case .go(after: 0): return
            case .go(let wait):
                guard (try? await clock.sleep(for: .milliseconds(wait))) != nil else {
                    book.withLock { $0.giveBack(subject.connection, takenAfter: blocks, at: now()) }
                    throw AdapterError(.cancelled, "The call was cancelled while it waited for the vendor's rate.")
                }
                // The vendor may have refused another call meanwhile.
                if book.withLock({ $0.blocks }) == blocks { return }
            case .refuse(let wait):
                let seconds = Int((wait + 999) / 1000)
                var error = AdapterError(
                    .rateLimited,
                    "The vendor's rate is used up; the call was not made and may be in \(seconds) s."
                )
                error.retryAfterSeconds = seconds
                error.scope = subject.connection == nil ? "adapter" : "connection"
                throw error
            }
        }
    }

    /// Takes what an answer says it took.
    @concurrent package func answered(_ subject: CallSubject, vendorCalls: Int?) async {
        guard let vendorCalls, vendorCalls > 1 else { return }
        write(
            book.withLock { book in
                book.charge(subject.connection, vendorCalls: vendorCalls, at: now())
                return book.unwritten(at: now())
            }
        )
    }

    /// Empties the bucket that the vendor's refusal is about.
    @concurrent package func refused(_ error: AdapterError, _ subject: CallSubject) async {
        write(
            book.withLock { book in
                book.refused(error, subject.connection, at: now())
                return book.unwritten(at: now())
            }
        )
    }

    /// Writes down what the buckets really hold: when the adapter has been stopped.
    @concurrent package func settle() async {
        let rows = book.withLock { $0.all(at: now()) }
        attempt { () throws(StoreError) in try store.replaceRates(rows, adapter: adapter) }
    }

    private func write(_ rows: [StoredRate]) {
        for row in rows {
            attempt { () throws(StoreError) in try store.raiseRate(row, adapter: adapter) }
        }
    }

    private func attempt(_ body: () throws(StoreError) -> Void) {
        do throws(StoreError) {
            try body()
        } catch {
            logger.error("Rates could not be written down", metadata: ["adapter": "\(adapter)", "error": "\(error)"])
        }
    }
}
