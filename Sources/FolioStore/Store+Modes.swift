import GRDB

extension Store {
    /// Whether there is a user of that name.
    package func hasUser(_ name: String) throws(StoreError) -> Bool {
        try read { db in try db.count("SELECT count(*) FROM user WHERE name = ?", [name]) == 1 }
    }

    /// The mode chosen for the user by `users.set`; `nil` where the configuration decides.
    package func storedMode(user: String) throws(StoreError) -> String? {
        try read { db in try db.text("SELECT mode FROM user WHERE name = ?", [user]) }
    }
}
