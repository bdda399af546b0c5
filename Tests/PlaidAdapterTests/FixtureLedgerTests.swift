import Foundation
import Testing

/// Every documented example of Plaid is carried into a checked normal form, or stands here with the reason why not.
struct FixtureLedgerTests {
    /// Files that the adapter has no use for, by why.
    static let outOfScope: [String: [String]] = [
        "Webhooks are not received yet; their verification and events are a later piece of work.": [
            "synthetic/webhook_vector.json", "webhook_verification.jwt_header.json",
            "webhook_verification.jwt_payload.json", "webhook_verification_key_get.response.json",
            "webhooks/HOLDINGS.DEFAULT_UPDATE.json", "webhooks/INVESTMENTS_TRANSACTIONS.DEFAULT_UPDATE.json",
            "webhooks/INVESTMENTS_TRANSACTIONS.HISTORICAL_UPDATE.json", "webhooks/ITEM.ERROR.json",
            "webhooks/ITEM.LOGIN_REPAIRED.json", "webhooks/ITEM.NEW_ACCOUNTS_AVAILABLE.json",
            "webhooks/ITEM.PENDING_DISCONNECT.json", "webhooks/ITEM.PENDING_EXPIRATION.json",
            "webhooks/ITEM.USER_ACCOUNT_REVOKED.json", "webhooks/ITEM.USER_PERMISSION_REVOKED.json",
            "webhooks/ITEM.WEBHOOK_UPDATE_ACKNOWLEDGED.json", "webhooks/LINK.EVENTS.json",
            "webhooks/LINK.ITEM_ADD_RESULT.json", "webhooks/LINK.SESSION_FINISHED.json",
        ],
        "Access tokens are not rotated; nothing calls /item/access_token/invalidate.": [
            "item_access_token_invalidate.response.json"
        ],
        "Institutions are searched for on Plaid's own pages; nothing calls /institutions/search.": [
            "institutions_search.response.json"
        ],
        "Endpoints of Plaid's sandbox that only a tester calls.": [
            "sandbox_item_fire_webhook.response.json", "sandbox_item_reset_login.response.json",
            "sandbox_public_token_create.response.json",
        ],
    ]

    /// Paths of all files below the fixtures' folder, sorted.
    static let files: [String] = {
        let folder = Bundle.module.bundleURL.appendingPathComponent("Fixtures")
        let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return names.filter { $0.hasSuffix(".json") }.sorted()
    }()

    @Test(arguments: files)
    func `a documented example is decoded to its normal form, or is out of scope`(file: String) async throws {
        let reasons = Self.outOfScope.filter { $0.value.contains(file) }.keys
        if let check = FixtureChecks.check(of: file) {
            #expect(reasons.isEmpty, "\(file) is in scope and out of it")
            try await check()
        } else {
            #expect(reasons.count == 1, "\(file) is neither checked nor out of scope")
        }
    }

    @Test func `the ledger has every file, and no other`() {
        let unused = Self.outOfScope.values.flatMap { $0 }
        let used = Self.files.filter { FixtureChecks.check(of: $0) != nil }
        #expect(Set(unused).isSubset(of: Self.files) && Set(unused).count == unused.count)
        #expect(Set(FixtureChecks.named.keys).isSubset(of: Self.files))
        #expect(used.count + unused.count == Self.files.count && Self.files.count >= 114)
        print("fixtures: plaid \(used.count) used + \(unused.count) out of scope / \(Self.files.count)")
    }
}
