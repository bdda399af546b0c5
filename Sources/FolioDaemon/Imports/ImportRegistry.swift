import FolioModel
import FolioRPC
import Glibc
import Logging

/// The unfinished imports: takes their files, keeps within the limits, and forgets what nobody touches.
actor ImportRegistry {
    /// The directory for imports within the import directory.
    static let areaName = ".staging"

    private struct Entry {
        let staged: StagedImport
        var manifest: ImportManifest
        var touched: ContinuousClock.Instant
        /// Whether a job works on it.
        var isLeased = false

        var announcedBytes: Int { manifest.files.reduce(0) { $0 + $1.size } }
    }

    private let limits: ImportLimits
    private let now: @Sendable () -> ContinuousClock.Instant
    private var directory: String?
    private var area: Folder?
    private var entries: [String: Entry] = [:]

    /// Takes the limits, and what measures the age of imports.
    init(limits: ImportLimits, now: @escaping @Sendable () -> ContinuousClock.Instant) {
        (self.limits, self.now) = (limits, now)
    }

    // MARK: The directory

    /// Works in this import directory from now on: finishes what was moving there, takes up what is open, and removes
    /// what can't be told.
    func open(_ directory: String) throws(FolderError) {
        guard directory != self.directory || area == nil else { return }
        (self.directory, area, entries) = (nil, nil, [:])
        guard let root = try Folder.open(directory) else { return }
        self.directory = directory
        guard let area = try root.folder(Self.areaName) else { return }
        self.area = area
        for name in try area.names() {
            guard try area.isFolder(name), let folder = try area.folder(name) else {
                try area.remove(name)
                continue
            }
            let staged = StagedImport(folder: folder, path: "\(directory)/\(Self.areaName)/\(name)")
            guard let manifest = try staged.manifest(), manifest.id == name, UserName.isValid(manifest.user) else {
                try area.removeFolder(name)
                continue
            }
            entries[name] = Entry(staged: staged, manifest: manifest, touched: now())
            if manifest.stage == .moving { try finishMove(manifest, in: root) }
        }
    }

    private func finishMove(_ manifest: ImportManifest, in root: Folder) throws(FolderError) {
        let target = try root.makeFolder(manifest.user)
        try entries[manifest.id]?.staged.carryOut(manifest, into: target, today: Timestamp.now.utcDay)
        entries[manifest.id]?.manifest.stage = .moved
        Logger.current.notice("An interrupted import was moved to its end", metadata: ["user": "\(manifest.user)"])
    }

    // MARK: Uploading

    /// Makes room for an import and its directory.
    ///
    /// - Returns: Its id.
    func begin(user: String, _ files: [AnnouncedFile], in directory: String) throws -> String {
        try open(directory)
        guard let root = try Folder.open(directory) else {
            throw FolderError(what: "opening it", number: ENOENT)
        }
        try makeRoom(for: user, bytes: files.reduce(0) { $0 + $1.size })
        let area = try root.makeFolder(Self.areaName)
        (self.directory, self.area) = (directory, area)
        var manifest = ImportManifest()
        (manifest.id, manifest.user, manifest.files) = (Self.newID(), user, files)
        manifest.createdAt = .now
        let staged = try StagedImport.make(manifest, in: area, at: "\(directory)/\(Self.areaName)")
        entries[manifest.id] = Entry(staged: staged, manifest: manifest, touched: now())
        return manifest.id
    }

    private func makeRoom(for user: String, bytes: Int) throws {
        try sweep()
        var own = entries.values.filter { $0.manifest.user == user && !$0.isLeased && $0.manifest.stage == .open }
            .sorted { $0.touched < $1.touched }
        func sum() -> Int { entries.values.reduce(bytes) { $0 + $1.announcedBytes } }
        while !own.isEmpty, own.count >= limits.importsOfUser || sum() > limits.totalBytes {
            try remove(own.removeFirst().manifest.id)
        }
        guard sum() <= limits.totalBytes else {
            throw RPCError.limitExceeded(
                limit: "import_bytes",
                value: limits.totalBytes,
                message: "Unfinished imports take \(limits.totalBytes) bytes already.",
                hint: "Apply or discard the others first; what nobody touches is forgotten after an hour."
            )
        }
    }

    /// Takes a part of a file.
    ///
    /// - Returns: How many bytes of the file are there now.
    func append(_ id: String, file name: String, offset: Int, _ bytes: [UInt8]) throws -> Int {
        guard let entry = entries[id] else { throw Self.missing(id) }
        guard !entry.isLeased, entry.manifest.stage == .open else {
            throw RPCError.invalidParams(path: "import", "its files are being looked at")
        }
        guard let number = entry.manifest.files.firstIndex(where: { $0.name == name }) else {
            throw RPCError.invalidParams(path: "file", "a name given to imports.begin is expected")
        }
        let received = try entry.staged.received(file: number)
        guard (0...received).contains(offset) else {
            throw RPCError.invalidParams(path: "offset", "\(received) is expected, or less for a part that is repeated")
        }
        guard bytes.count <= entry.manifest.files[number].size - offset else {
            throw RPCError.invalidParams(path: "data", "the file was announced with fewer bytes")
        }
        if !bytes.isEmpty { try entry.staged.write(bytes, file: number, at: offset) }
        entries[id]?.touched = now()
        return max(received, offset + bytes.count)
    }

    // MARK: Looking

    /// Whose import it is; `nil` where there is none.
    func user(of id: String) -> String? { entries[id]?.manifest.user }

    /// What is known of an import; throws where a file is not there as a whole, or there is none.
    func complete(_ id: String) throws -> ImportManifest {
        guard let entry = entries[id] else { throw Self.missing(id) }
        guard entry.manifest.stage == .open else { return entry.manifest }
        for (number, file) in entry.manifest.files.enumerated() {
            let received = try entry.staged.received(file: number)
            guard received == file.size else {
                throw RPCError.invalidParams(
                    path: "import",
                    "\(received) of \(file.size) bytes of \(file.name) have been appended"
                )
            }
        }
        return entry.manifest
    }

    /// Hands an import to a job: nothing is appended, and it does not expire, until it is given back.
    func lease(_ id: String) throws -> (StagedImport, ImportManifest) {
        guard let entry = entries[id] else { throw Self.missing(id) }
        entries[id]?.isLeased = true
        return (entry.staged, entry.manifest)
    }

    /// Takes an import back from a job.
    func giveBack(_ id: String) {
        entries[id]?.isLeased = false
        entries[id]?.touched = now()
    }

    // MARK: Ending

    /// Moves the files into the user's folder: all of them, now or at the next start, or none where this throws and
    /// ``isMoving(_:)`` is false.
    ///
    /// Does nothing for one that has been moved.
    func commit(_ manifest: ImportManifest) throws(FolderError) {
        guard let directory, let root = try Folder.open(directory), let entry = entries[manifest.id] else {
            throw FolderError(what: "opening it", number: ENOENT)
        }
        guard entry.manifest.stage != .moved else { return }
        var manifest = manifest
        manifest.stage = .moving
        let target = try root.makeFolder(manifest.user)
        if entry.manifest.stage == .open { try entry.staged.commit(manifest) }
        entries[manifest.id]?.manifest = manifest
        try entry.staged.carryOut(manifest, into: target, today: Timestamp.now.utcDay)
        entries[manifest.id]?.manifest.stage = .moved
    }

    /// Whether its files are on their way.
    func isMoving(_ id: String) -> Bool { entries[id]?.manifest.stage == .moving }

    /// When it is forgotten unless somebody touches it.
    func expiry(of id: String) -> Timestamp? {
        guard let entry = entries[id] else { return nil }
        let left = entry.touched + limits.lifetime - now()
        return Timestamp.now.adding(seconds: left.components.seconds)
    }

    /// Forgets an import and removes its files; one that is moving stays.
    func remove(_ id: String) throws(FolderError) {
        guard let entry = entries[id], entry.manifest.stage != .moving else { return }
        try area?.removeFolder(id)
        entries[id] = nil
    }

    /// Forgets what nobody touched for too long.
    func sweep() throws(FolderError) {
        for (id, entry) in entries where !entry.isLeased && now() - entry.touched >= limits.lifetime {
            try remove(id)
        }
    }

    private static func missing(_ id: String) -> RPCError {
        .notFound(
            what: "import",
            id: id,
            hint: "Begin again with imports.begin: an import nobody touches is forgotten."
        )
    }

    private static func newID() -> String {
        let letters = Array("0123456789abcdefghjkmnpqrstvwxyz")
        return "i_" + String((0..<13).map { _ in letters[Int.random(in: 0..<letters.count)] })
    }
}
