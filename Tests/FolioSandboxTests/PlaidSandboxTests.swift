import FolioModel
import FolioSandbox
import Testing

@Suite struct `Plaid's sandbox` {
    private let linkRequest: JSONValue = [
        "client_name": "folio", "language": "en", "country_codes": ["US"], "user": ["client_user_id": "alice"],
        "products": ["investments"], "hosted_link": [:],
    ]

    @Test func `takes a public token once, then never again`() async throws {
        try await withSandbox { _, client in
            let made = try client.plaid(
                "/sandbox/public_token/create",
                ["institution_id": "ins_109508", "initial_products": ["investments"]]
            )
            let token = try #require(try made.json()["public_token"])
            #expect(try client.plaid("/item/public_token/exchange", ["public_token": token]).status == 200)
            let again = try client.plaid("/item/public_token/exchange", ["public_token": token])
            try expectError(again, "INVALID_INPUT.INVALID_PUBLIC_TOKEN")
        }
    }

    @Test func `tells the one who made a link token what came of it`() async throws {
        try await withSandbox { _, client in
            let link = try client.plaid("/link/token/create", linkRequest).json()
            let token = try #require(link["link_token"]?.string)
            let before = try client.plaid("/link/token/get", ["link_token": .string(token)]).json()
            #expect(before["link_sessions"] == [])
            #expect(try client.send("GET", "/hosted/\(token)").status == 200)
            let answer = try client.plaid("/link/token/get", ["link_token": .string(token)])
            let session = try answer.json()["link_sessions"]?.array?.first
            let added = try #require(session?["results"]?["item_add_results"]?.array?.first)
            let made = try #require(added["public_token"])
            let item = try client.plaid("/item/public_token/exchange", ["public_token": made]).json()
            let access = try #require(item["access_token"])
            let accounts = try client.plaid("/accounts/get", ["access_token": access]).json()["accounts"]?.array
            #expect(accounts?.compactMap { $0["account_id"] } == added["accounts"]?.array?.compactMap { $0["id"] })
        }
    }

    @Test func `answers faults with the documented errors`() async throws {
        try await withSandbox { _, client in
            try expectError(
                try client.plaid("/accounts/get", ["access_token": "x", "secret": "wrong"]),
                "INVALID_INPUT.INVALID_API_KEYS"
            )
            try expectError(
                try client.plaid("/accounts/get", ["access_token": "access-sandbox-none"]),
                "INVALID_INPUT.INVALID_ACCESS_TOKEN"
            )
            try expectError(try client.plaid("/no/such/path"), "INVALID_REQUEST.NOT_FOUND", status: 404)
            try expectError(
                try client.send("GET", "/accounts/get"),
                "INVALID_REQUEST.NOT_FOUND",
                status: 404
            )
            try expectError(try client.send("POST", "/accounts/get", body: "{"), "INVALID_REQUEST.INVALID_BODY")
            try expectError(try client.send("POST", "/accounts/get", body: "[1]"), "INVALID_REQUEST.INVALID_BODY")
            let missing = try client.plaid("/accounts/get").json()
            #expect(missing["error_code"] == "MISSING_FIELDS")
            #expect(missing["error_message"] == "the following required fields are missing: access_token")
            let headers = [
                ("PLAID-CLIENT-ID", SandboxCredentials.plaidClientID), ("PLAID-SECRET", SandboxCredentials.plaidSecret),
            ]
            let byHeader = try client.send("POST", "/item/get", headers: headers, body: "{\"access_token\":\"x\"}")
            try expectError(byHeader, "INVALID_INPUT.INVALID_ACCESS_TOKEN")
        }
    }

    private func expectError(
        _ answer: Answer,
        _ name: String,
        status: Int = 400,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        #expect(answer.status == status, sourceLocation: sourceLocation)
        var (given, documented) = (try answer.json().object, try fixture("plaid/errors/\(name).json").object)
        #expect(given?["request_id"]?.string?.utf8.count == 15, sourceLocation: sourceLocation)
        given?["request_id"] = nil
        documented?["request_id"] = nil
        #expect(given == documented, sourceLocation: sourceLocation)
    }

    @Test func `asks for a new login until Link has been walked through`() async throws {
        try await withSandbox { _, client in
            let token = JSONValue.string(try client.link())
            _ = try client.plaid("/sandbox/item/reset_login", ["access_token": token])
            try expectError(
                try client.plaid("/investments/holdings/get", ["access_token": token]),
                "ITEM_ERROR.ITEM_LOGIN_REQUIRED"
            )
            let item = try client.plaid("/item/get", ["access_token": token]).json()
            #expect(item["item"]?["error"]?["error_code"] == "ITEM_LOGIN_REQUIRED")
            var request = try #require(linkRequest.object)
            request["products"] = nil
            request["access_token"] = token
            let link = try client.plaid("/link/token/create", .object(request)).json()
            let path = "/hosted/" + (try #require(link["link_token"]?.string))
            #expect(link["hosted_link_url"]?.string == "http://127.0.0.1:\(client.port)\(path)")
            #expect(try client.send("GET", path).status == 200)
            #expect(try client.plaid("/investments/holdings/get", ["access_token": token]).status == 200)
            _ = try client.plaid("/item/remove", ["access_token": token])
            try expectError(
                try client.plaid("/accounts/get", ["access_token": token]),
                "INVALID_INPUT.INVALID_ACCESS_TOKEN"
            )
        }
    }

    @Test(arguments: 1...3 as ClosedRange<UInt64>)
    func `pages of transactions add up to the holdings`(seed: UInt64) async throws {
        try await withSandbox(seed: seed) { server, client in
            let token = JSONValue.string(try client.link())
            var rows: [JSONValue] = []
            while true {
                let page = try client.plaid(
                    "/investments/transactions/get",
                    [
                        "access_token": token, "start_date": "2024-11-01", "end_date": "2026-11-30",
                        "options": ["count": 70, "offset": .int(rows.count)],
                    ]
                ).json()
                rows += try #require(page["investment_transactions"]?.array)
                if rows.count >= (try #require(page["total_investment_transactions"]?.int)) { break }
            }
            let ids = Set(rows.compactMap { $0["investment_transaction_id"]?.string })
            #expect(ids.count == rows.count)
            #expect(rows.count > 200)
            let dates = rows.compactMap { $0["date"]?.string }
            #expect(dates == dates.sorted(by: >))
            var sums: [String: Quantity] = [:]
            var cash: [String: Amount] = [:]
            for row in rows {
                let account = try #require(row["account_id"]?.string)
                let amount = try row.figure("amount") as Amount
                cash[account] = try (cash[account] ?? .zero) - amount
                let quantity = try row.figure("quantity") as Quantity
                guard let security = row["security_id"]?.string, !quantity.isZero else { continue }
                sums[account + security] = try (sums[account + security] ?? .zero) + quantity
            }
            let answer = try client.plaid("/investments/holdings/get", ["access_token": token]).json()
            for holding in try #require(answer["holdings"]?.array) {
                let account = try #require(holding["account_id"]?.string)
                let security = try #require(holding["security_id"]?.string)
                let quantity = try holding.figure("quantity") as Quantity
                let summed = sums[account + security] ?? Quantity(raw: cash[account]?.raw ?? 0)
                #expect(quantity == summed)
                let price = try holding.figure("institution_price") as Price
                let value = try holding.figure("institution_value") as Amount
                #expect(try quantity * price == value)
            }
            let held = server.world.accounts.filter { $0.provider == .plaid }.flatMap(\.holdings).count
            #expect(answer["holdings"]?.array?.count == held + 2)  // two accounts report cash
        }
    }

    @Test func `keeps to the accounts and dates asked for`() async throws {
        try await withSandbox { _, client in
            let token = JSONValue.string(try client.link())
            let accounts = try #require(
                try client.plaid("/accounts/get", ["access_token": token]).json()["accounts"]?.array
            )
            #expect(accounts.map { $0["type"]?.string } == ["investment", "investment", "investment", "depository"])
            let ira = try #require(accounts.first { $0["subtype"] == "ira" }?["account_id"])
            let answer = try client.plaid(
                "/investments/transactions/get",
                [
                    "access_token": token, "start_date": "2025-03-01", "end_date": "2025-03-31",
                    "options": ["account_ids": [ira], "count": 500],
                ]
            ).json()
            let rows = try #require(answer["investment_transactions"]?.array)
            #expect(!rows.isEmpty)
            #expect(rows.allSatisfy { $0["account_id"] == ira && $0["date"]?.string?.hasPrefix("2025-03") == true })
            #expect(answer["accounts"]?.array?.count == 1)
            try expectCode(
                try client.plaid(
                    "/investments/holdings/get",
                    ["access_token": token, "options": ["account_ids": ["none"]]]
                ),
                "INVALID_ACCOUNT_ID"
            )
            try expectCode(
                try client.plaid(
                    "/investments/transactions/get",
                    [
                        "access_token": token, "start_date": "2025-03-01", "end_date": "2025-03-31",
                        "options": ["count": 501],
                    ]
                ),
                "INVALID_FIELD"
            )
        }
    }

    private func expectCode(_ answer: Answer, _ code: String) throws {
        #expect(answer.status == 400)
        #expect(try answer.json()["error_code"]?.string == code)
    }
}
