import FolioModel

/// Every key of the file: its name, its form, and where its value goes.
enum ConfigurationReader {
    /// Adapters that come with the daemon.
    static let bundledAdapters = ["plaid", "alpaca", "csv", "cached", "fmp"]

    /// Reads a document over the values that are there.
    static func read(_ tree: YAMLTree?, into configuration: inout Configuration, log: ReadingLog) {
        var top = SectionReader(tree, path: "", log: log)
        top.read("mode", .choice, into: &configuration.mode)
        top.section("features") { section in
            for (name, path) in Configuration.Features.switches {
                section.read(name, .boolean, into: &configuration.features[keyPath: path])
            }
        }
        top.read("base_currency", .currency, into: &configuration.baseCurrency)
        top.section("socket") { readSocket(&$0, &configuration.socket) }
        top.read("access", accessRules, into: &configuration.access)
        top.section("store") { $0.read("url", .storeAddress, into: &configuration.store.location) }
        top.section("secrets") { $0.read("key_file", .path, into: &configuration.secrets.keyFile) }
        top.section("providers") { section in
            section.section("plaid") { readPlaid(&$0, &configuration.providers.plaid) }
            section.section("alpaca") { readAlpaca(&$0, &configuration.providers.alpaca) }
            section.section("csv") { readCSV(&$0, &configuration.providers.csv) }
        }
        readServices(&top, &configuration)
        readUsers(&top, &configuration)
        top.section("limits") { readLimits(&$0, &configuration.limits) }
        top.finish()
    }

    private static func readSocket(_ section: inout SectionReader, _ socket: inout Configuration.Socket) {
        section.read("path", .path, into: &socket.path)
        section.read("mode", .fileMode, into: &socket.mode)
        section.read("group", ValueForm.principal("group").orNull(), into: &socket.group)
    }

    private static func readPlaid(_ section: inout SectionReader, _ plaid: inout Configuration.Plaid) {
        section.read("enabled", .boolean, into: &plaid.isEnabled)
        section.read("environment", .choice, into: &plaid.environment)
        section.read("base_url", ValueForm.webAddress(["https", "http"]).orNull(), into: &plaid.baseURL)
        section.read("client_id", ValueForm.confidential("a client id").orNull(), into: &plaid.clientID)
        section.read("secret_file", ValueForm.secretPath.orNull(), into: &plaid.secretFile)
        let product = ValueForm.pattern("a product's name such as investments", length: 1...40) {
            TextForm.isLowercase($0) || $0 == UInt8(ascii: "_")
        }
        section.read("products", product.list(of: "products", atLeast: 1), into: &plaid.products)
        let country = ValueForm.pattern("a country code such as US", length: 2...2, TextForm.isUppercase)
        section.read("country_codes", country.list(of: "country codes", atLeast: 1), into: &plaid.countryCodes)
        section.read("webhook_url", ValueForm.webAddress(["https"]).orNull(), into: &plaid.webhookURL)
        section.read("history_months", .integer(1...24), into: &plaid.historyMonths)
        section.read("requests_per_minute", .integer(1...10_000), into: &plaid.requestsPerMinute)
    }

    private static func readAlpaca(_ section: inout SectionReader, _ alpaca: inout Configuration.Alpaca) {
        section.read("enabled", .boolean, into: &alpaca.isEnabled)
        section.read("api", .choice, into: &alpaca.api)
        section.read("environment", .choice, into: &alpaca.environment)
        section.read("base_url", ValueForm.webAddress(["https", "http"]).orNull(), into: &alpaca.baseURL)
        section.read("data_base_url", ValueForm.webAddress(["https", "http"]).orNull(), into: &alpaca.dataBaseURL)
        section.read("key_id", ValueForm.confidential("a key id").orNull(), into: &alpaca.keyID)
        section.read("secret_file", ValueForm.secretPath.orNull(), into: &alpaca.secretFile)
        section.read("requests_per_minute", .integer(1...100_000), into: &alpaca.requestsPerMinute)
    }

    private static func readCSV(_ section: inout SectionReader, _ csv: inout Configuration.CSV) {
        section.read("enabled", .boolean, into: &csv.isEnabled)
        section.read("directory", .path, into: &csv.directory)
        for entry in section.named("layouts") {
            let path = section.path(of: "layouts") + "." + YAMLTree.shortened(entry.key)
            csv.layouts[entry.key] = PluginValue.read(entry.value, path: path, log: section.log)
        }
    }

    private static func readServices(_ top: inout SectionReader, _ configuration: inout Configuration) {
        top.section("prices") { readPrices(&$0, &configuration.prices) }
        top.section("plugins") { readPlugins(&$0, &configuration.plugins) }
        top.section("schedule") { section in
            section.read("end_of_day", .timeOfDay, into: &configuration.schedule.endOfDay)
            let range = Duration.seconds(60)...Duration.seconds(30 * 86400)
            section.read("refresh_every", .duration(range), into: &configuration.schedule.refreshEvery)
        }
        top.section("webhooks") { $0.read("listen", .listenAddress, into: &configuration.webhooks.listen) }
        top.section("log") { section in
            section.read("level", .choice, into: &configuration.log.level)
            section.read("format", .choice, into: &configuration.log.format)
        }
        top.section("metrics") { section in
            section.read("listen", ValueForm.listenAddress.orNull(), into: &configuration.metrics.listen)
        }
    }

    private static func readPrices(_ section: inout SectionReader, _ prices: inout Configuration.Prices) {
        let sources = ValueForm.adapterName.list(of: "price sources", atLeast: 1)
        section.read("sources", sources, into: &prices.sources)
        section.section("fmp") { section in
            section.read("base_url", .webAddress(["https", "http"]), into: &prices.fmp.baseURL)
            section.read("api_key_file", ValueForm.secretPath.orNull(), into: &prices.fmp.apiKeyFile)
            section.read("requests_per_minute", .integer(1...100_000), into: &prices.fmp.requestsPerMinute)
            section.read("cost_per_100k_requests", .cost, into: &prices.fmp.costPer100kRequests)
        }
        section.read("live_interval_s", .seconds(1...86_400), into: &prices.liveInterval)
    }

    private static func readUsers(_ top: inout SectionReader, _ configuration: inout Configuration) {
        for entry in top.named("users") {
            let path = top.path(of: "users") + "." + YAMLTree.shortened(entry.key)
            if !UserName.isValid(entry.key) {
                let expected = "a user name (1 to 64 of A-Z a-z 0-9 . _ -, no leading dot) is expected"
                top.log.fault(entry.keyPlace, path, expected)
            }
            var settings = Configuration.UserSettings()
            var section = SectionReader(entry.value, path: path, log: top.log)
            section.read("mode", ValueForm<OperatingMode>.choice.orNull(), into: &settings.mode, isDocumented: false)
            section.finish()
            configuration.users[entry.key] = settings
        }
    }

    private static func readLimits(_ section: inout SectionReader, _ limits: inout Configuration.Limits) {
        section.read("message_bytes", .integer(1024...(1 << 30)), into: &limits.messageBytes)
        section.read("requests_in_flight", .integer(1...65_536), into: &limits.requestsInFlight)
        section.read("connections", .integer(1...65_536), into: &limits.connections)
        section.read("subscriptions", .integer(1...65_536), into: &limits.subscriptions)
        section.read("json_depth", .integer(4...512), into: &limits.jsonDepth)
        section.read("unsent_bytes", .integer(65_536...(1 << 30)), into: &limits.unsentBytes)
    }
}
