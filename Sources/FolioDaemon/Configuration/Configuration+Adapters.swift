package import FolioModel

extension Configuration {
    /// What an adapter is handed by `configure`, secrets included; third-party ones get their own part of
    /// `plugins.config`, or an empty object.
    package func adapterConfiguration(for name: String, secrets: ResolvedSecrets) -> JSONValue {
        switch name {
        case "plaid": plaidConfiguration(secrets)
        case "alpaca": alpacaConfiguration(secrets)
        case "csv": csvConfiguration
        case "fmp": fmpConfiguration(secrets)
        default: plugins.config[name] ?? [:]
        }
    }

    private var csvConfiguration: JSONValue {
        var members: [(String, JSONValue)] = [("directory", .string(providers.csv.directory))]
        if !providers.csv.layouts.isEmpty {
            let layouts = providers.csv.layouts.sorted { $0.key < $1.key }
            members.append(("layouts", .object(JSONObject(layouts.map { ($0.key, $0.value) }))))
        }
        return .object(JSONObject(members))
    }

    private func plaidConfiguration(_ secrets: ResolvedSecrets) -> JSONValue {
        let plaid = providers.plaid
        return [
            "environment": .string(plaid.environment.rawValue),
            "base_url": Self.json(plaid.baseURL),
            "client_id": Self.json(secrets[.plaidClientID]),
            "secret": Self.json(secrets[.plaidSecret]),
            "products": .array(plaid.products.map { .string($0) }),
            "country_codes": .array(plaid.countryCodes.map { .string($0) }),
            "webhook_url": Self.json(plaid.webhookURL),
            "history_months": .int(plaid.historyMonths),
            "requests_per_minute": .int(plaid.requestsPerMinute),
        ]
    }

    private func alpacaConfiguration(_ secrets: ResolvedSecrets) -> JSONValue {
        let alpaca = providers.alpaca
        return [
            "api": .string(alpaca.api.rawValue),
            "environment": .string(alpaca.environment.rawValue),
            "base_url": Self.json(alpaca.baseURL),
            "data_base_url": Self.json(alpaca.dataBaseURL),
            "key_id": Self.json(secrets[.alpacaKeyID]),
            "secret": Self.json(secrets[.alpacaSecret]),
            "requests_per_minute": .int(alpaca.requestsPerMinute),
        ]
    }

    private func fmpConfiguration(_ secrets: ResolvedSecrets) -> JSONValue {
        [
            "base_url": .string(prices.fmp.baseURL),
            "api_key": Self.json(secrets[.fmpAPIKey]),
            "requests_per_minute": .int(prices.fmp.requestsPerMinute),
            "cost_per_100k_requests": .string(prices.fmp.costPer100kRequests.text(decimals: 2)),
        ]
    }

    private static func json(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
}
