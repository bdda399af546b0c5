import FolioDaemon
import FolioModel
import FolioRPC
import FolioStore
import Testing

@Suite struct AccessTests {
    private static let rules: [AccessPolicy.Rule] = [
        AccessPolicy.Rule(subject: .uid(1001), users: ["ana"], isAdmin: false),
        AccessPolicy.Rule(subject: .gid(50), users: ["bob"], isAdmin: false),
        AccessPolicy.Rule(subject: .gid(60), users: ["*"], isAdmin: false),
        AccessPolicy.Rule(subject: .uid(1004), users: ["ana"], isAdmin: true),
        AccessPolicy.Rule(subject: .gid(70), users: [], isAdmin: false),
    ]
    private static let policy = AccessPolicy(rules: rules, ownUID: 990)

    @Test func `root and the daemon's own user are administrators without a rule`() {
        for uid in [0, 990] as [UInt32] {
            let permission = Self.policy.permission(uid: uid, groups: [])
            #expect(permission?.isAdmin == true)
            #expect(permission?.seesEveryone == true)
        }
    }

    @Test func `a rule counts for its user, and for a group whether first or further`() {
        #expect(Self.policy.permission(uid: 1001, groups: [1001])?.users == ["ana"])
        #expect(Self.policy.permission(uid: 2000, groups: [50])?.users == ["bob"])
        #expect(Self.policy.permission(uid: 2000, groups: [1, 2, 50])?.users == ["bob"])
        #expect(Self.policy.permission(uid: 1001, groups: [50])?.users == ["ana", "bob"])
        #expect(Self.policy.permission(uid: 2000, groups: [60])?.seesEveryone == true)
        #expect(Self.policy.permission(uid: 2000, groups: [60])?.isAdmin == false)
        #expect(Self.policy.permission(uid: 2000, groups: [51]) == nil)
        // A user's number is not a group's.
        #expect(Self.policy.permission(uid: 50, groups: [1001]) == nil)
    }

    private func resolved(_ user: String?, uid: UInt32, groups: [UInt32] = []) -> Result<String, RPCError> {
        do throws(RPCError) {
            guard let permission = Self.policy.permission(uid: uid, groups: groups) else { throw .forbidden() }
            return .success(
                try permission.resolve(user: user) { (name) throws(RPCError) in
                    ["ana", "bob", "default"].contains(name)
                }
            )
        } catch {
            return .failure(error)
        }
    }

    @Test func `a call without a user is about the only one, or an administrator's default`() throws {
        #expect(try resolved(nil, uid: 1001).get() == "ana")
        #expect(try resolved(nil, uid: 0).get() == "default")
        #expect(try resolved(nil, uid: 1004).get() == "ana")  // an administrator of that user alone
        for result in [resolved(nil, uid: 1001, groups: [50]), resolved(nil, uid: 9, groups: [60])] {
            guard case .failure(let error) = result else {
                Issue.record("several users could be meant")
                continue
            }
            #expect(error.code == .invalidParams)
            #expect(error.details["path"] == "user")
        }
        #expect(throws: RPCError.forbidden()) { try resolved(nil, uid: 9, groups: [70]).get() }
    }

    @Test func `a foreign user is forbidden whether or not it exists`() async throws {
        let fixture = try DaemonFixture(rules: Self.rules)
        for user in ["ana", "bob"] { try fixture.services.store.ensureUser(user) }
        let caller = Caller(pid: 5, uid: 1001, gid: 1001)
        let methods = [
            "portfolio.value", "portfolio.positions", "accounts.list", "portfolio.activities", "portfolio.orders",
            "connections.list", "connections.refresh", "mode.get", "jobs.list",
        ]
        for method in methods {
            let existing = await fixture.error(method, ["user": "bob"], as: caller)
            #expect(existing?.code == .forbidden, "\(method)")
            for name in ["nobody", "", ".", "../bob", "default"] {
                let missing = await fixture.error(method, ["user": .string(name)], as: caller)
                #expect(missing == existing, "\(method) \(name)")
            }
            #expect(await fixture.error(method, ["user": "ana"], as: caller)?.code != .forbidden, "\(method)")
        }
    }

    @Test func `an administrator learns that a user is unknown, and an app that several could be meant`() async throws {
        let fixture = try DaemonFixture(rules: Self.rules)
        for user in ["ana", "bob"] { try fixture.services.store.ensureUser(user) }
        let unknown = await fixture.error("portfolio.value", ["user": "nobody"])
        #expect(unknown?.code == .notFound)
        #expect(unknown?.details["what"] == "user")
        #expect(unknown?.details["id"] == "nobody")
        let both = Caller(pid: 5, uid: 1001, gid: 1, groups: [50])
        #expect(await fixture.error("portfolio.value", as: both)?.code == .invalidParams)
        #expect(await fixture.error("portfolio.value", ["user": "bob"], as: both) == nil)
    }

    @Test func `a caller without a rule gets nothing but the description`() async throws {
        let fixture = try DaemonFixture(rules: Self.rules)
        let stranger = Caller(pid: 5, uid: 4000, gid: 4000, groups: [4001])
        for method in fixture.schemas.methods {
            let error = await fixture.error(method, as: stranger)
            #expect(error?.code == (method == "rpc.discover" ? nil : .forbidden), "\(method)")
        }
    }

    @Test func `an app may not administer, and an administrator by rule may`() async throws {
        let fixture = try DaemonFixture(rules: Self.rules)
        let app = Caller(pid: 5, uid: 9, gid: 60)
        let admin = Caller(pid: 5, uid: 1004, gid: 1)
        let methods = fixture.registry.methods.filter(\.isAdmin).map(\.name)
        #expect(
            methods == [
                "adapters.restart", "mappings.ignore", "mappings.resolve", "store.backup", "store.check",
                "system.reload", "users.list", "users.remove", "users.set",
            ]
        )
        for method in methods { #expect(await fixture.error(method, as: app)?.code == .forbidden, "\(method)") }
        #expect(await fixture.error("users.list", as: admin) == nil)
        #expect(await fixture.error("store.check", as: admin) == nil)
    }

    @Test func `another user's account, connection or job is not there`() async throws {
        let store = try Store.open(location: .memory)
        let fixture = try DaemonFixture(store: store, rules: Self.rules)
        let connection = try store.createConnection(user: "bob", provider: "plaid", externalID: "x")
        var account = ReportedAccount()
        (account.externalID, account.name) = ("A", "Account")
        let saved = try store.saveAccounts(connection: connection.id, [account], source: .external, isComplete: true)
        let job = try store.enqueueJob(kind: "sync", subject: "connection:\(connection.id)", user: "bob").0
        try store.ensureUser("ana")
        let ana = Caller(pid: 5, uid: 1001, gid: 1001)
        for (method, params) in [
            ("portfolio.value", ["account": .string(saved[0].id)]),
            ("portfolio.value", ["connection": .string(connection.id)]),
            ("connections.remove", ["connection": .string(connection.id)]),
            ("connections.refresh", ["connection": .string(connection.id)]),
            ("jobs.get", ["job": .string(job.id)]), ("jobs.cancel", ["job": .string(job.id)]),
        ] as [(String, JSONValue)] {
            #expect(await fixture.error(method, params, as: ana)?.code == .notFound, "\(method)")
        }
        #expect(try await fixture.call("jobs.list", as: ana)["jobs"] == [])
        #expect(try store.connection(id: connection.id) != nil)
    }
}
