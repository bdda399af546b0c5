import FolioDaemon
import Foundation
import Testing

/// The sample in `etc/`.
enum Sample {
    static func text() throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: "etc/foliod.yaml"), encoding: .utf8)
    }
}

@Suite struct ConfigurationSampleTests {
    @Test func `the sample is valid and says what holds without it`() throws {
        var expected = Configuration()
        expected.plugins.directories = ["/usr/lib/foliod/plugins", "/home/ada/.local/share/foliod/plugins"]
        let sample = try Configuration.parse(Sample.text(), file: "f", environment: ["HOME": "/home/ada"])
        #expect(sample == expected)
    }

    @Test func `the sample's comments state every default, and nothing else`() throws {
        let documented = Configuration.documentedKeys().map { "\($0.path): \($0.value)" }
        #expect(try Self.statedDefaults() == documented)
    }

    @Test func `no line of the sample is needlessly long`() throws {
        let long = try Sample.text().split(separator: "\n").filter { $0.count > 120 && !$0.contains("# default:") }
        #expect(long.isEmpty)
    }

    /// `key.path: default` for every line of the sample that has a key and a comment `# default: …`, by indentation.
    private static func statedDefaults() throws -> [String] {
        var parents: [String] = []
        var stated: [String] = []
        for line in try Sample.text().split(separator: "\n") {
            let trimmed = line.drop { $0 == " " }
            let depth = (line.count - trimmed.count) / 2
            guard !trimmed.hasPrefix("#"), !trimmed.hasPrefix("-"), let colon = trimmed.firstIndex(of: ":") else {
                continue
            }
            parents = parents.prefix(depth) + [String(trimmed[..<colon])]
            if let range = trimmed.range(of: "# default: ") {
                stated.append(parents.joined(separator: ".") + ": " + trimmed[range.upperBound...])
            } else {
                #expect(trimmed[trimmed.index(after: colon)...].isEmpty, "no default is stated: \(line)")
            }
        }
        return stated
    }
}
