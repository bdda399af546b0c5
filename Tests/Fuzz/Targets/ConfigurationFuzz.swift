import FolioDaemon

/// The configuration's promise: a configuration, or at least one fault with its place in the file.
enum ConfigurationFuzz {
    static func run(_ bytes: [UInt8]) throws(FuzzFinding) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return }
        do throws(ConfigurationErrors) {
            _ = try Configuration.parse(text, file: "f")
        } catch {
            guard !error.faults.isEmpty else { throw FuzzFinding("refused without a fault") }
        }
    }
}
