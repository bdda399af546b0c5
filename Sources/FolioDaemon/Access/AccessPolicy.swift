import FolioModel
package import FolioRPC

/// Who may do what: decided by the kernel's word on the caller and the rules of `access:`.
package struct AccessPolicy: Sendable {
    /// What a caller may do.
    package struct Permission: Sendable, Hashable {
        /// Whether administration is allowed.
        package var isAdmin = false
        /// Whether every portfolio user may be seen.
        package var seesEveryone = false
        /// Portfolio users that may be seen, where not everyone.
        package var users: Set<String> = []
    }

    /// One rule of `access:` with its names resolved to numbers.
    package struct Rule: Sendable, Hashable {
        /// Whom it is about.
        package enum Subject: Sendable, Hashable {
            case uid(UInt32)
            case gid(UInt32)
        }

        package var subject: Subject
        /// User names, or `*` for everyone.
        package var users: [String]
        package var isAdmin: Bool

        package init(subject: Subject, users: [String], isAdmin: Bool) {
            (self.subject, self.users, self.isAdmin) = (subject, users, isAdmin)
        }
    }

    /// The portfolio user of an admin who names none.
    package static let defaultUser = "default"

    private let rules: [Rule]
    private let ownUID: UInt32

    /// Takes the rules and the daemon's own user id; root and that user are admins without a rule.
    package init(rules: [Rule], ownUID: UInt32) {
        (self.rules, self.ownUID) = (rules, ownUID)
    }

    /// What the rules together allow a caller; `nil` for nothing at all.
    package func permission(uid: UInt32, groups: [UInt32]) -> Permission? {
        if uid == 0 || uid == ownUID { return Permission(isAdmin: true, seesEveryone: true) }
        var permission: Permission?
        for rule in rules {
            switch rule.subject {
            case .uid(let number) where number == uid: break
            case .gid(let number) where groups.contains(number): break
            case .uid, .gid: continue
            }
            var merged = permission ?? Permission()
            merged.isAdmin = merged.isAdmin || rule.isAdmin
            merged.seesEveryone = merged.seesEveryone || rule.users.contains("*")
            merged.users.formUnion(rule.users.filter { $0 != "*" })
            permission = merged
        }
        return permission
    }
}

extension AccessPolicy.Permission {
    /// Whether this portfolio user may be seen, whether or not it exists.
    package func allows(_ user: String) -> Bool { seesEveryone || users.contains(user) }

    /// The portfolio user a call is about: the one named, else the only one this caller may see, else an admin's
    /// `default`.
    ///
    /// Throws ``RPCError`` `forbidden` for a user that may not be seen, whether or not it exists; invalid params where
    /// several could be meant; `not_found` for one that does not exist and that no rule names.
    package func resolve(user: String?, exists: (String) throws(RPCError) -> Bool) throws(RPCError) -> String {
        guard let user else {
            if isAdmin, seesEveryone { return AccessPolicy.defaultUser }
            if !seesEveryone, users.count == 1, let only = users.first { return only }
            if !seesEveryone, users.isEmpty { throw .forbidden() }
            throw .invalidParams(path: "user", "missing, for this caller may see several users")
        }
        guard allows(user) else { throw .forbidden() }
        guard UserName.isValid(user) else {
            throw .invalidParams(path: "user", "a user name has 1 to 64 of A-Z a-z 0-9 . _ -, no leading dot")
        }
        if users.contains(user) { return user }
        guard try exists(user) else { throw .notFound(what: "user", id: user) }
        return user
    }
}
