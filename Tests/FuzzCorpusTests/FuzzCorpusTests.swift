import FolioFuzzing
import Foundation
import Testing

/// Every input that a fuzzer found worth keeping, once more.
@Suite struct FuzzCorpusTests {
    private static let corpus = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fuzz/Corpus")

    @Test(arguments: FuzzTarget.allCases) func `no kept input breaks its reader`(target: FuzzTarget) throws {
        let folder = Self.corpus.appending(path: target.rawValue)
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        #expect(!files.isEmpty)
        for file in files.sorted(by: { $0.path < $1.path }) {
            do throws(FuzzFinding) {
                try target.run(Array(try content(of: file)))
            } catch {
                Issue.record("\(target.rawValue)/\(file.lastPathComponent): \(error)")
            }
        }
    }

    private func content(of file: URL) throws(FuzzFinding) -> Data {
        guard let data = FileManager.default.contents(atPath: file.path) else {
            Issue.record("\(file.path) cannot be read")
            return Data()
        }
        return data
    }
}
