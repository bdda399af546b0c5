import FolioModel
import Glibc

/// The files of one import in their directory of the staging area.
struct StagedImport: Sendable {
    /// Where the uploaded files are, each by its number.
    static let files = "files"
    /// What would be taken, by its name in the user's folder, with the sidecars.
    static let new = "new"
    /// Copies of what is in the folder under a name that is wanted.
    static let old = "old"
    /// Files without rows in the places of those that are not to be seen.
    static let hidden = "hidden"

    private static let manifestName = "import.json"

    let folder: Folder
    /// The directory's absolute path, which the adapter is told.
    let path: String

    /// Makes the directories and writes the manifest.
    static func make(_ manifest: ImportManifest, in area: Folder, at path: String) throws(FolderError) -> StagedImport {
        let staged = StagedImport(folder: try area.makeFolder(manifest.id), path: path + "/" + manifest.id)
        for name in [files, new, old] { _ = try staged.folder.makeFolder(name) }
        for number in manifest.files.indices { try staged.write([], file: number, at: 0) }
        try staged.save(manifest)
        return staged
    }

    /// Reads the manifest; `nil` where there is none that can be read.
    func manifest() throws(FolderError) -> ImportManifest? {
        guard let bytes = try folder.bytes(of: Self.manifestName, limit: ImportManifest.maximumBytes),
            let value = try? JSONValue(parsing: bytes),
            let manifest = try? ImportManifest(wire: value, at: WirePath(unknownMembers: .ignored))
        else { return nil }
        return manifest
    }

    /// Writes the manifest, whole or not at all.
    func save(_ manifest: ImportManifest) throws(FolderError) {
        try folder.replace(Self.manifestName, with: manifest.json)
    }

    /// One of its directories, empty.
    func emptied(_ name: String) throws(FolderError) -> Folder {
        let inner = try folder.makeFolder(name)
        try inner.removeContents()
        return inner
    }

    /// One of its directories.
    func inner(_ name: String) throws(FolderError) -> Folder { try folder.makeFolder(name) }

    // MARK: Uploaded files

    /// The name of an uploaded file within ``files``.
    static func uploaded(_ number: Int) -> String { String(number) }

    func write(_ bytes: [UInt8], file number: Int, at offset: Int) throws(FolderError) {
        try folder.makeFolder(Self.files).write(bytes, to: Self.uploaded(number), at: offset)
    }

    /// Bytes that are there of a file.
    func received(file number: Int) throws(FolderError) -> Int {
        try folder.makeFolder(Self.files).size(of: Self.uploaded(number)) ?? 0
    }

    // MARK: Moving

    /// Makes the files and the list of moves durable: from here on the import is carried out to its end.
    func commit(_ manifest: ImportManifest) throws(FolderError) {
        let new = try inner(Self.new)
        for move in manifest.moves { try new.sync(move.from) }
        try new.sync()
        try save(manifest)
    }

    /// Moves the files into the user's folder, sidecars first; goes on where an earlier attempt stopped.
    ///
    /// A name that somebody else took meanwhile is left to him, and the file gets another.
    func carryOut(_ manifest: ImportManifest, into target: Folder, today: Day) throws(FolderError) {
        try folder.removeFolder(Self.files)  // a second name of a file would change the file when it goes
        let new = try inner(Self.new)
        for move in manifest.moves { try carryOut(move, from: new, into: target, today) }
        try target.sync()
        var manifest = manifest
        manifest.stage = .moved
        try save(manifest)
    }

    private func carryOut(_ move: ImportMove, from new: Folder, into target: Folder, _ today: Day) throws(FolderError) {
        guard try new.has(move.from) else { return }
        // Before the file itself moves, which shows that all of it is done.
        for name in move.superseded.flatMap({ [$0, $0 + ImportName.sidecarEnding] }) { try target.remove(name) }
        var name = move.to
        if !move.isReplacing, try target.has(name) { name = try Self.freeName(name, in: target, today) }
        let ending = ImportName.sidecarEnding
        _ = try new.move(move.from + ending, to: target, as: name + ending, replacing: true)
        while try new.move(move.from, to: target, as: name, replacing: move.isReplacing) == .targetExists {
            let other = try Self.freeName(name, in: target, today)
            _ = try target.move(name + ending, to: target, as: other + ending, replacing: true)
            name = other
        }
    }

    private static func freeName(_ name: String, in target: Folder, _ today: Day) throws(FolderError) -> String {
        let names = Set(try target.names())
        guard let free = ImportName.unique(name, on: today, isTaken: names.contains) else {
            throw FolderError(what: "finding a name for \(name)", number: EEXIST)
        }
        return free
    }
}
