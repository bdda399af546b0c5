import FolioModel
import Glibc

/// Checks what a manifest says.
enum ManifestAudit {
    /// What is wrong with it; empty where nothing is.
    static func faults(of manifest: AdapterManifest) -> [String] {
        var faults: [String] = []
        func demand(_ condition: Bool, _ fault: @autoclosure () -> String) { if !condition { faults.append(fault()) } }
        demand(manifest.protocolVersion == "1", "protocol is \"\(manifest.protocolVersion)\", not \"1\"")
        demand(isName(manifest.name), "name \"\(manifest.name)\" is not [a-z][a-z0-9_-]{0,31}")
        demand(!manifest.version.isEmpty && manifest.version.utf8.count <= 32, "version is empty, or above 32 bytes")
        demand((1...AdapterLimits.maximumInflight).contains(manifest.maximumInflight), "max_inflight is not 1 to 16")
        demand(
            (1024...AdapterLimits().line).contains(manifest.maximumLine),
            "max_line is not 1024 to \(AdapterLimits().line)"
        )
        demand((1...500).contains(manifest.pageLimit), "page_limit is not 1 to 500")
        demand(
            manifest.capabilities.count == Set(manifest.capabilities).count,
            "a capability stands there twice"
        )
        let isCapability = { (word: String) in
            !word.isEmpty && word.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x2E || $0 == 0x5F }
        }
        demand(manifest.capabilities.allSatisfy(isCapability), "a capability is not of a-z . _")
        if manifest.kind != .prices {
            demand(manifest.capabilities.contains("accounts"), "a provider has the capability \"accounts\"")
        }
        if manifest.kind != .provider {
            demand(
                manifest.capabilities.contains { $0.hasPrefix("prices.") || $0.hasPrefix("symbols.") },
                "a source of prices has a capability such as \"prices.latest\""
            )
        }
        if manifest.link.flow != .none {
            demand(manifest.capabilities.contains("link"), "a link flow needs the capability \"link\"")
        }
        if let rate = manifest.rate {
            demand(rate.requestsPerMinute > 0, "rate.requests_per_minute is not positive")
            demand(["adapter", "connection"].contains(rate.scope), "rate.scope is not adapter or connection")
        }
        demand(manifest.hosts.allSatisfy(isHost), "a host in hosts is no name such as api.example.com")
        if let url = manifest.documentationURL { demand(url.hasPrefix("https://"), "docs_url is no https address") }
        if let source = manifest.source {
            demand(["external", "brokerage"].contains(source), "source is not external or brokerage")
        }
        for (name, schema) in [
            ("config_schema", manifest.configSchema), ("credentials_schema", manifest.credentialsSchema),
        ] {
            demand(schema.object != nil, "\(name) is no JSON Schema")
            let type = schema["type"] ?? "object"
            demand(type == "object", "\(name) describes no object")
        }
        return faults
    }

    private static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, (0x61...0x7A).contains(first), name.utf8.count <= 32 else { return false }
        return name.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F || $0 == 0x2D
        }
    }

    private static func isHost(_ host: String) -> Bool {
        !host.isEmpty && host.utf8.count <= 253
            && host.utf8.allSatisfy {
                (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x2D
            }
    }
}

/// A configuration with one wrong value, made from the adapter's own schema.
struct WrongConfiguration: Sendable {
    /// JSON pointer to the wrong value.
    let path: String
    let value: JSONValue
    let config: JSONValue

    /// One for each member whose schema leaves no doubt that the value is wrong.
    static func all(of manifest: AdapterManifest, over config: JSONValue) -> [WrongConfiguration] {
        let members = manifest.configSchema["properties"]?.object ?? JSONObject()
        return members.compactMap { name, schema in
            guard let value = wrongValue(for: schema), case .object(var object) = config else { return nil }
            object[name] = value
            let pointer = name.split(separator: "~", omittingEmptySubsequences: false).joined(separator: "~0")
                .split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
            return WrongConfiguration(path: "/" + pointer, value: value, config: .object(object))
        }
    }

    /// A value that the schema refuses: an object where none is allowed, else a number where none is.
    private static func wrongValue(for schema: JSONValue) -> JSONValue? {
        if schema["enum"]?.array != nil { return ["wrong": true] }
        let types = schema["type"]?.array?.compactMap(\.string) ?? [schema["type"]?.string].compactMap(\.self)
        guard !types.isEmpty else { return nil }
        if !types.contains("object") { return ["wrong": true] }
        return types.contains("number") || types.contains("integer") ? nil : 17
    }
}

/// What is in a directory.
enum DirectoryListing {
    /// The names in it, sorted; empty where it can't be read.
    static func names(in path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
