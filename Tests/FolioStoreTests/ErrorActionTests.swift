import FolioModel
@testable import FolioStore
import GRDB
import Testing

@Test func `an error from before actions were kept has the action that was shown for it`() throws {
    try Directory.withTemporary { directory in
        let path = directory + "/folio.db"
        let queue = try DatabaseQueue(path: path)
        try Schema.migrator.migrate(queue, upTo: "2")
        let time = "2025-09-23T20:00:00.000Z"
        try queue.write { db in
            try db.execute(sql: "INSERT INTO user VALUES ('ana', NULL, '\(time)')")
            for (id, status, code) in [
                ("a", "needs_relink", "'ITEM_LOGIN_REQUIRED'"), ("b", "error", "'INVALID_BODY'"),
                ("c", "active", "'RATE_LIMIT'"), ("d", "active", "NULL"),
            ] {
                try db.execute(
                    sql: """
                        INSERT INTO connection (id, user, provider, external_id, status, error_code, created_at)
                            VALUES ('\(id)', 'ana', 'plaid', '\(id)', '\(status)', \(code), '\(time)')
                        """
                )
            }
        }
        try queue.close()
        let store = try Store.open(location: .file(path))
        #expect(try store.schemaVersion() == Schema.version)
        let connections = try store.connections(user: "ana")
        #expect(connections.map(\.errorAction) == ["relink", "contact_vendor", "retry", nil])
        #expect(try store.check().filter { !$0.isOK } == [])
        try store.close()
    }
}

@Test(arguments: Backend.allCases)
func `a connection's error is kept with its action, and goes with it`(backend: Backend) throws {
    try backend.withStore { store in
        let id = try store.createConnection(user: "ana", provider: "plaid", externalID: "x").id
        for action in ["relink", "retry", "fix_config", "contact_vendor"] {
            try store.updateConnection(id: id) { $0.setError(("CODE", "A sentence.", action)) }
            #expect(try store.connection(id: id)?.errorAction == action)
        }
        #expect(throws: StoreError.self) {
            try store.updateConnection(id: id) { $0.setError(("CODE", "A sentence.", "shrug")) }
        }
        #expect(try store.facts(user: "ana").connections.first?.errorAction == "contact_vendor")
        try store.updateConnection(id: id) { $0.setError(nil) }
        #expect(try store.connection(id: id)?.errorAction == nil)
        try store.updateConnection(id: id) { $0.setError(("CODE", "A sentence.", "relink")) }
        let linked = try store.createConnection(user: "ana", provider: "plaid", externalID: "x")
        #expect(linked.id == id)
        #expect((linked.errorCode, linked.errorAction) == (nil, nil))
    }
}
