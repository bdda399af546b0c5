import FolioModel

extension ConfigurationReader {
    /// The address space that a third-party adapter may be given, in MiB.
    private static let memoryRange = 16...65_536

    static func readPlugins(_ section: inout SectionReader, _ plugins: inout Configuration.Plugins) {
        section.read("directories", ValueForm.path.list(of: "directories"), into: &plugins.directories)
        section.read("enabled", enabledPlugins, into: &plugins.enabled)
        for entry in section.named("config") {
            let path = section.path(of: "config") + "." + YAMLTree.shortened(entry.key)
            guard TextForm.isAdapterName(entry.key) else {
                section.log.fault(entry.keyPlace, path, "an adapter's name (a-z 0-9 _ -) is expected")
                continue
            }
            plugins.config[entry.key] = PluginValue.read(entry.value, path: path, log: section.log)
        }
    }

    /// A list of plugins, each adapter once.
    private static var enabledPlugins: ValueForm<[Configuration.Plugin]> {
        let form = plugin.list(of: "adapters' names")
        return ValueForm(render: form.render) { tree, path, log in
            guard let plugins = form.read(tree, path, log) else { return nil }
            for (index, plugin) in plugins.enumerated() {
                let isAgain = plugins[..<index].contains { $0.name == plugin.name && $0 != plugin }
                if isAgain { log.fault(tree.place, path, "\(plugin.name) is named twice") }
            }
            return plugins
        }
    }

    /// A name, or a mapping of `name`, `sha256` and `memory_mib`.
    private static var plugin: ValueForm<Configuration.Plugin> {
        ValueForm(render: { rendered($0) }) { tree, path, log in
            guard case .mapping = tree.content else {
                return pluginName.read(tree, path, log).map { Configuration.Plugin(name: $0) }
            }
            var name: String?
            var plugin = Configuration.Plugin(name: "")
            var section = SectionReader(tree, path: path, log: log)
            section.read("name", pluginName.orNull(), into: &name, isDocumented: false)
            section.read("sha256", digest.orNull(), into: &plugin.sha256, isDocumented: false)
            section.read("memory_mib", .integer(memoryRange), into: &plugin.memoryMebibytes, isDocumented: false)
            section.finish()
            if !section.has("name") { log.fault(tree.place, path, "`name` is missing: the adapter's") }
            plugin.name = name ?? ""
            return name == nil ? nil : plugin
        }
    }

    private static func rendered(_ plugin: Configuration.Plugin) -> String {
        var members = ["name: \(plugin.name)"]
        if let sha256 = plugin.sha256 { members.append("sha256: \(sha256)") }
        if plugin.memoryMebibytes != Configuration.Plugin.defaultMemory {
            members.append("memory_mib: \(plugin.memoryMebibytes)")
        }
        return members.count == 1 ? plugin.name : "{" + members.joined(separator: ", ") + "}"
    }

    private static var pluginName: ValueForm<String> {
        let form = ValueForm.adapterName
        return ValueForm(render: form.render) { tree, path, log in
            guard let name = form.read(tree, path, log) else { return nil }
            guard !bundledAdapters.contains(name) else {
                log.fault(tree.place, path, "\(name) comes with the daemon, its settings are elsewhere")
                return nil
            }
            return name
        }
    }

    /// A SHA-256 digest in hexadecimal, quoted or not; digits alone need quotes.
    private static var digest: ValueForm<String> {
        ValueForm.scalar("a SHA-256 digest of 64 hexadecimal digits", .figure, render: TextForm.rendered) { text, _ in
            let isDigest = text.utf8.count == 64 && text.allSatisfy { $0.isASCII && $0.isHexDigit }
            return isDigest ? text.lowercased() : nil
        }
    }
}
