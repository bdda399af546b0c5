import FolioDaemon
import FolioModel
import FolioRPC
import FolioStore
import Testing

@Suite struct AccessTableTests {
    /// Who asks, by the rule there is for it.
    struct Role: Sendable, CustomTestStringConvertible {
        let name: String
        let uid: UInt32
        /// `nil` for no rule.
        let users: [String]?
        let isAdmin: Bool

        var testDescription: String { name }
        var caller: Caller { Caller(pid: 5, uid: uid, gid: 4000) }
        var isLimited: Bool { users?.contains("*") != true }
        /// The portfolio user of a call without one; `nil` where there is no such.
        var onlyUser: String? {
            users?.count == 1 && isLimited ? users?.first : isLimited || !isAdmin ? nil : "default"
        }
    }

    static let roles = [
        Role(name: "no rule", uid: 1000, users: nil, isAdmin: false),
        Role(name: "app of one", uid: 1001, users: ["ana"], isAdmin: false),
        Role(name: "app of several", uid: 1002, users: ["ana", "bob"], isAdmin: false),
        Role(name: "app of all", uid: 1003, users: ["*"], isAdmin: false),
        Role(name: "admin of one", uid: 1004, users: ["ana"], isAdmin: true),
        Role(name: "admin of several", uid: 1005, users: ["ana", "bob"], isAdmin: true),
        Role(name: "admin of all", uid: 1006, users: ["*"], isAdmin: true),
    ]

    /// What each method needs beside the user; methods that are not here need nothing.
    private static let needs: [String: [(String, JSONValue)]] = [
        "adapters.restart": [("name", "none")], "assets.get": [("symbol", "NONE")], "assets.search": [("query", "N")],
        "connections.complete": [("provider", "none")], "connections.link": [("provider", "none")],
        "connections.remove": [("connection", "c_none")], "findings.dismiss": [("id", "f_none")],
        "imports.append": [("import", "i_none"), ("file", "a.csv"), ("offset", 0), ("data", "")],
        "imports.apply": [("import", "i_none")], "imports.begin": [("files", [["name": "a.csv", "size": 1]])],
        "imports.discard": [("import", "i_none")], "imports.preview": [("import", "i_none")],
        "jobs.cancel": [("job", "j_none")],
        "jobs.get": [("job", "j_none")], "portfolio.allocation": [("by", "source")],
        "portfolio.changes": [("from", "2025-01-02"), ("to", "2025-01-03")], "store.backup": [("path", "none")],
        "mappings.ignore": [("security", "s_none")], "mappings.resolve": [("security", "s_none"), ("symbol", "NONE")],
        "prices.history": [("symbol", "NONE")], "prices.latest": [("symbols", ["NONE"])],
    ]

    /// Whoever may see all gets everybody's jobs, and so has no need of a user.
    private static let listsEverybody = "jobs.list"

    /// What an id names already, so that a user is only looked at where one is given.
    private static let namedByID = ["imports.apply", "imports.preview"]

    private let fixture: DaemonFixture

    init() throws {
        let rules = Self.roles.compactMap { role in
            role.users.map { AccessPolicy.Rule(subject: .uid(role.uid), users: $0, isAdmin: role.isAdmin) }
        }
        fixture = try DaemonFixture(rules: rules)
        for user in ["default", "ana", "bob", "carl"] {
            let store = fixture.services.store
            let connection = try store.createConnection(user: user, provider: "csv", externalID: user)
            var account = ReportedAccount()
            (account.externalID, account.name) = ("A", "Account of \(user)")
            _ = try store.saveAccounts(connection: connection.id, [account], source: .external, isComplete: true)
        }
    }

    private struct Outcome: Equatable {
        var answer: JSONValue?
        var error: RPCError?
    }

    private func outcome(_ method: String, user: String?, as caller: Caller) async -> Outcome {
        var params = Self.needs[method] ?? []
        if let user { params.append(("user", .string(user))) }
        do throws(RPCError) {
            return Outcome(answer: try await fixture.call(method, .object(JSONObject(params)), as: caller))
        } catch {
            return Outcome(error: error)
        }
    }

    /// The methods that are about a portfolio user.
    private var aboutUsers: [MethodDefinition] {
        fixture.registry.methods.filter { $0.parameterNames.contains("user") }
    }

    /// Those of them where the user may be left out.
    private var optionallyAboutUsers: [String] { aboutUsers.map(\.name).filter { !$0.hasPrefix("users.") } }

    @Test(arguments: roles.filter(\.isLimited))
    func `a user that may not be seen is refused in the same words by every method, there or not`(
        role: Role
    ) async throws {
        #expect(aboutUsers.count >= 15)
        let names = ["default", "ana", "bob", "carl", "ghost", "Ana", "", ".ana", "../ana", "*"]
        for method in aboutUsers.map(\.name) {
            for user in names where role.users?.contains(user) != true {
                let found = await outcome(method, user: user, as: role.caller)
                #expect(found == Outcome(error: .forbidden()), "\(method) \(user)")
            }
        }
        #expect(try fixture.services.store.users().map(\.name).sorted() == ["ana", "bob", "carl", "default"])
        #expect(try fixture.services.store.jobs() == [])
    }

    @Test(arguments: roles)
    func `a call without a user is about the only one, and about default for who administers all`(
        role: Role
    ) async throws {
        for method in optionallyAboutUsers where method != Self.listsEverybody || role.isLimited {
            let found = await outcome(method, user: nil, as: role.caller)
            if let user = role.onlyUser {
                #expect(found.error?.code != .forbidden && found.error?.code != .invalidParams, "\(method)")
                let jobs = try fixture.services.store.jobs()
                for job in jobs {
                    #expect(job.user == user, "\(method)")
                    _ = try await fixture.services.jobs.cancel(job.id)
                }
                guard jobs.isEmpty else { continue }
                let named = await outcome(method, user: user, as: role.caller)
                #expect(found == named, "\(method)")
                let other = await outcome(method, user: user == "ana" ? "default" : "ana", as: DaemonFixture.root)
                if ["accounts.list", "connections.list"].contains(method) { #expect(found != other, "\(method)") }
            } else if role.users == nil {
                #expect(found == Outcome(error: .forbidden()), "\(method)")
            } else if Self.namedByID.contains(method) {
                #expect(found.error?.code == .notFound, "\(method)")
            } else {
                #expect(found.error?.code == .invalidParams, "\(method)")
                #expect(found.error?.details["path"] == "user", "\(method)")
            }
        }
    }

    @Test(arguments: roles.filter { $0.users != nil })
    func `a user that may be seen is never forbidden`(role: Role) async throws {
        for user in role.isLimited ? role.users ?? [] : ["ana", "default"] {
            for method in optionallyAboutUsers {
                let found = await outcome(method, user: user, as: role.caller)
                #expect(found.error?.code != .forbidden, "\(method) \(user)")
                #expect(found.error?.details["what"] != "user", "\(method) \(user)")
            }
        }
    }

    @Test(arguments: roles.filter { $0.users?.contains("*") == true })
    func `who may see all learns that a user is not there`(role: Role) async throws {
        for method in optionallyAboutUsers {
            let found = await outcome(method, user: "ghost", as: role.caller)
            #expect(found.error?.code == .notFound, "\(method)")
            #expect(found.error?.details["what"] == "user", "\(method)")
        }
    }

    @Test(arguments: roles)
    func `methods that are about no user ask for a rule, and an administrator's for the role`(
        role: Role
    ) async throws {
        for method in fixture.registry.methods where !method.parameterNames.contains("user") {
            let found = await outcome(method.name, user: nil, as: role.caller)
            let isAllowed = method.name == "rpc.discover" || role.users != nil && (role.isAdmin || !method.isAdmin)
            #expect((found.error?.code == .forbidden) == !isAllowed, "\(method.name)")
        }
    }

    @Test(arguments: roles.filter(\.isAdmin))
    func `an administrator of some users sets, lists and removes those alone`(role: Role) async throws {
        let visible = try #require(role.isLimited ? role.users : ["ana", "bob", "carl", "default"])
        let listed = try await fixture.call("users.list", as: role.caller)["users"]?.array
        #expect(listed?.compactMap { $0["user"]?.string } == visible)
        for user in ["ana", "bob", "carl"] {
            let code: RPCErrorCode? = visible.contains(user) ? nil : .forbidden
            let mode: JSONValue = ["user": .string(user), "mode": "hybrid"]
            #expect(await fixture.error("users.set", mode, as: role.caller)?.code == code, "\(user)")
            #expect(await fixture.error("users.remove", ["user": .string(user)], as: role.caller)?.code == code)
            #expect(try fixture.services.store.hasUser(user) == (code != nil), "\(user)")
        }
        guard role.isLimited else { return }
        // One that the rule names and that is gone by now is not there; others are forbidden as before.
        #expect(await fixture.error("users.remove", ["user": "ana"], as: role.caller)?.code == .notFound)
        #expect(await fixture.error("users.remove", ["user": "ghost"], as: role.caller) == .forbidden())
    }

    @Test func `a user that a rule names answers the same before and after it is there`() async throws {
        try fixture.services.store.ensureUser("bob")
        _ = try fixture.services.store.removeUser("ana")
        let ana = Self.roles[1].caller
        let reads = optionallyAboutUsers.filter { !$0.hasPrefix("connections.") || $0 == "connections.list" }
        var before: [String: Outcome] = [:]
        for method in reads { before[method] = await outcome(method, user: "ana", as: ana) }
        #expect(before["accounts.list"]?.answer?["accounts"] == [])
        try fixture.services.store.ensureUser("ana")
        for method in reads {
            let after = await outcome(method, user: "ana", as: ana)
            #expect(after == before[method], "\(method)")
        }
    }
}
