import FolioAdapterKit
import FolioModel
package import FolioRPC
import FolioStore
import Logging
import Synchronization

extension ConnectionDesk {
    /// Ends the vendor's access and erases the connection with everything it brought.
    ///
    /// Where the vendor can't be reached it is erased here at once, and a job ends the access later. Where somebody
    /// removes it already, this waits until nothing is left and throws that it is not there.
    package func remove(user: String, connection id: String, cause: String) async throws(RPCError) -> [String: Int] {
        let connection = try await beginRemoval(of: id, user: user)
        defer { removals.end(id) }
        await endJobs(of: id)
        var isRevoked = false
        do {
            let adapter = try await adapters.running(connection.provider)
            var params = Disconnect.Params()
            params.connection = try vault.context(of: connection)
            params.reason = "removed by the user"
            _ = try await adapter.call(Disconnect.self, params, cause: cause)
            isRevoked = true
        } catch {
            Logger.current.warning(
                "Access at the vendor is ended later",
                metadata: ["connection": "\(id)", "provider": "\(connection.provider)", "error": "\(error)"]
            )
        }
        await endJobs(of: id)
        // Both at once: a daemon that dies now has removed it and ends the access later, or has done nothing.
        let (removed, job) = try rpc {
            try store.removeConnection(id: id, leaving: isRevoked ? nil : try revocation(of: connection))
        }
        if let job { await jobs.start(job) }
        return removed
    }

    /// The job that ends the access later; `nil` where there are no credentials to end.
    private func revocation(of connection: Connection) throws -> JobDraft? {
        guard let sealed = try store.sealedCredentials(connection: connection.id) else { return nil }
        return JobDraft(
            kind: RevokeJob.kind,
            subject: RevokeJob.subject(connection.id),
            user: nil,
            payload: RevokeJob.payload(connection, sealed: sealed)
        )
    }

    /// Removes every connection of a user; one that somebody else removes at the same time counts nothing here.
    package func removeAll(of user: String, cause: String) async throws(RPCError) -> [String: Int] {
        var removed: [String: Int] = [:]
        for connection in try rpc({ try store.connections(user: user) }) {
            do throws(RPCError) {
                let rows = try await remove(user: user, connection: connection.id, cause: cause)
                removed.merge(rows, uniquingKeysWith: +)
            } catch  where error.code == .notFound {
                continue
            }
        }
        return removed
    }

    private func beginRemoval(of id: String, user: String) async throws(RPCError) -> Connection {
        _ = try rpc { try stored(id, user: user) }
        while let other = removals.begin(id) {
            await other.wait()
            guard !Task.isCancelled else { throw .shuttingDown }
        }
        do throws(RPCError) {
            return try rpc { try stored(id, user: user) }
        } catch {
            removals.end(id)
            throw error
        }
    }

    /// Cancels the jobs about a connection and waits until they have ended.
    private func endJobs(of connection: String) async {
        do {
            let subject = SyncJob.subject(connection)
            for job in try store.unfinishedJobs() where job.subject == subject {
                _ = try await jobs.cancel(job.id)
                _ = try await jobs.settled(job.id)
            }
        } catch {
            Logger.current.error("Jobs could not be ended", metadata: ["connection": "\(connection)"])
        }
    }
}

/// Connections that are being removed: nothing new is started for them.
final class Removals: Sendable {
    private let ends = Mutex<[String: Latch]>([:])

    /// Marks a connection; where somebody else already has, gives what opens when that one is done.
    func begin(_ id: String) -> Latch? {
        ends.withLock { ends in
            if let other = ends[id] { return other }
            ends[id] = Latch()
            return nil
        }
    }

    func end(_ id: String) { ends.withLock { $0.removeValue(forKey: id) }?.open() }

    func contains(_ id: String) -> Bool { ends.withLock { $0[id] != nil } }
}
