import FolioAdapterKit
import FolioModel

/// One file of an import on its way to its place.
struct ArrangedFile {
    let number: Int
    /// As it was announced.
    let name: String
    var report = ImportFileReport()

    /// Whether it is among the files that would be taken.
    var isTaken: Bool { report.disposition != .known }

    init(_ number: Int, _ announced: AnnouncedFile) {
        (self.number, name) = (number, announced.name)
        report.inspected.name = announced.name
        report.inspected.sizeBytes = announced.size
        report.storedAs = announced.name
    }
}

/// Puts the uploaded files into `new/` as they would lie in the user's folder.
struct ImportArrangement {
    /// Bytes of a sidecar that are read.
    private static let maximumSidecarBytes = 1024

    private let staged: StagedImport
    private let new: Folder
    private let uploaded: Folder
    /// The user's folder; `nil` where there is none yet.
    private let target: Folder?
    private let today: Day
    private(set) var files: [ArrangedFile]

    /// Places every file under the name it was announced with.
    init(_ staged: StagedImport, _ manifest: ImportManifest, target: Folder?, today: Day) throws(FolderError) {
        (self.staged, self.target, self.today) = (staged, target, today)
        uploaded = try staged.inner(StagedImport.files)
        new = try staged.emptied(StagedImport.new)
        files = manifest.files.enumerated().map { ArrangedFile($0.offset, $0.element) }
        for file in files { try uploaded.link(StagedImport.uploaded(file.number), to: new, as: file.name) }
    }

    /// The directory that the adapter is told.
    var path: String { staged.path + "/" + StagedImport.new }

    /// The moves that put everything into its place.
    var moves: [ImportMove] {
        files.filter(\.isTaken).map { file in
            let name = file.report.storedAs
            let isReplacing = file.report.disposition == .replaces
            let superseded = file.report.replaces.filter { $0 != name }
            return ImportMove(from: name, to: name, isReplacing: isReplacing, superseded: superseded)
        }
    }

    /// Takes over what the adapter recognised.
    mutating func note(_ inspected: [InspectedFile]) {
        for file in inspected {
            guard let index = files.firstIndex(where: { $0.name == file.name }) else { continue }
            files[index].report.inspected = file
            if file.layout == nil, file.faults.isEmpty {
                let message = "the file is of no layout that folio knows"
                let fault = DataFault(file: file.name, line: nil, column: nil, message: message)
                files[index].report.inspected.faults = [fault]
            }
            for place in files[index].report.inspected.faults.indices {
                files[index].report.inspected.faults[place].file = file.name
            }
            for place in file.warnings.indices { files[index].report.inspected.warnings[place].file = file.name }
        }
    }

    // MARK: Accounts

    /// Gives files that name no account theirs: the one that is given, else that of the file of the same name.
    ///
    /// - Returns: Whether any got one, so that the files have to be looked at again.
    mutating func nameAccounts(_ given: String?) throws(FolderError) -> Bool {
        var isAny = false
        for index in files.indices where files[index].report.inspected.needsAccount {
            var account = given
            if account == nil { account = try sidecar(of: files[index].name, in: target) }
            guard let account else { continue }
            files[index].report.account = account
            try new.write(Array((account + "\n").utf8), to: files[index].name + ImportName.sidecarEnding, at: 0)
            isAny = true
        }
        return isAny
    }

    private func sidecar(of name: String, in folder: Folder?) throws(FolderError) -> String? {
        let bytes = try folder?.bytes(of: name + ImportName.sidecarEnding, limit: Self.maximumSidecarBytes)
        let text = bytes.map { String(decoding: $0, as: UTF8.self).trimmed } ?? ""
        return text.isEmpty ? nil : text
    }

    // MARK: Known contents

    /// Takes out what the folder, or an earlier file of the import, has already.
    mutating func leaveOutKnown() throws(FolderError) {
        var seen: [Int] = []
        let there = try target?.names().filter { ImportName.fault(in: $0) == nil } ?? []
        for index in files.indices {
            guard let name = try nameOfEqual(files[index], there, seen) else {
                seen.append(index)
                continue
            }
            files[index].report.disposition = .known
            files[index].report.storedAs = name
            try new.remove(files[index].name)
            try new.remove(files[index].name + ImportName.sidecarEnding)
        }
    }

    private func nameOfEqual(_ file: ArrangedFile, _ there: [String], _ seen: [Int]) throws(FolderError) -> String? {
        let own = StagedImport.uploaded(file.number)
        let size = file.report.inspected.sizeBytes
        // The file of the same name first: it is the one that is meant.
        for name in [file.name] + there {
            guard let target, try target.size(of: name) == size else { continue }
            guard try target.hasSameBytes(name, as: own, in: uploaded) else { continue }
            guard let account = file.report.account else { return name }
            if try sidecar(of: name, in: target) == account { return name }
        }
        for other in seen.map({ files[$0] }) where other.report.inspected.sizeBytes == size {
            let otherName = StagedImport.uploaded(other.number)
            guard try uploaded.hasSameBytes(otherName, as: own, in: uploaded) else { continue }
            if other.report.account == file.report.account { return other.name }
        }
        return nil
    }

    // MARK: Taken names

    /// Files of one name that are looked at, the newest ones.
    private static let maximumFamily = 30

    /// A file without rows, in whose place there is one that is not to be seen.
    private static let placeholder = Array("date,account,type,amount\n".utf8)

    /// The files whose name another content has.
    func withTakenNames() throws(FolderError) -> [TakenName] {
        guard let target else { return [] }
        let announced = Set(files.map(\.name))
        let there = try target.names().sorted()
        var taken: [TakenName] = []
        for index in files.indices where files[index].isTaken {
            let name = files[index].name
            guard try target.has(name) else { continue }
            let made = there.filter { ImportName.isMade($0, from: name) && !announced.contains($0) }
            taken.append(TakenName(index: index, family: [name] + made.suffix(Self.maximumFamily)))
        }
        return taken
    }

    /// Has the files of these names not be seen beside the new ones, which stand for the first name of each themselves.
    mutating func hide(_ taken: [TakenName]) throws(FolderError) {
        for name in taken.flatMap({ $0.family.dropFirst() }) { try new.write(Self.placeholder, to: name, at: 0) }
    }

    /// Has them be seen again.
    mutating func show(_ taken: [TakenName]) throws(FolderError) {
        for name in taken.flatMap({ $0.family.dropFirst() }) { try new.remove(name) }
    }

    /// Has the files not be seen whose places are taken.
    ///
    /// - Returns: The directory to lay over the folder, without the new files.
    func hideCovered(_ taken: [TakenName]) throws(FolderError) -> String {
        let hidden = try staged.emptied(StagedImport.hidden)
        for name in taken.flatMap(\.covered) { try hidden.write(Self.placeholder, to: name, at: 0) }
        return staged.path + "/" + StagedImport.hidden
    }

    /// Copies what the folder has under these names, so that it can be looked at.
    ///
    /// - Returns: The copies' directory.
    func copyOld(_ names: [String]) throws(FolderError) -> String {
        let old = try staged.emptied(StagedImport.old)
        for name in names {
            guard let target, try target.size(of: name) != nil else { continue }
            try target.copy(name, to: old, as: name)
            let sidecar = name + ImportName.sidecarEnding
            if try target.size(of: sidecar) != nil { try target.copy(sidecar, to: old, as: sidecar) }
        }
        return staged.path + "/" + StagedImport.old
    }

    /// Decides that a file takes the places of the one of its name and of those whose names were made from it, as far
    /// as it covers them: it is called as the first of these is.
    mutating func replace(_ index: Int, _ places: [String]) throws(FolderError) {
        files[index].report.disposition = .replaces
        files[index].report.replaces = places
        try rename(index, places.first ?? files[index].name)
        for name in places.dropFirst() { try new.write(Self.placeholder, to: name, at: 0) }
    }

    private mutating func rename(_ index: Int, _ place: String) throws(FolderError) {
        let name = files[index].name
        files[index].report.storedAs = place
        guard place != name else { return }
        let ending = ImportName.sidecarEnding
        _ = try new.move(name + ending, to: new, as: place + ending, replacing: true)
        _ = try new.move(name, to: new, as: place, replacing: true)
    }

    /// Decides that nobody can tell.
    mutating func leaveUndecided(_ index: Int, _ rows: [ImportTransactionRow]) {
        files[index].report.disposition = .undecided
        files[index].report.contradicted = rows
    }

    /// Gives a file a name beside the one it would have had.
    mutating func keepBeside(_ index: Int) throws(FolderError) {
        let name = files[index].name
        let there = Set(try target?.names() ?? []).union(try new.names())
        guard let free = ImportName.unique(name, on: today, isTaken: there.contains) else {
            throw FolderError(what: "finding a name for \(name)", number: 17)
        }
        files[index].report.disposition = .kept
        try rename(index, free)
    }

    /// Puts faults that the adapter found in all files together to the file they are about.
    ///
    /// - Returns: Those of files that are not of this import.
    mutating func note(faults: [DataFault]) -> [DataFault] {
        var others: [DataFault] = []
        for fault in faults {
            guard let index = files.firstIndex(where: { $0.isTaken && $0.report.storedAs == fault.file }) else {
                others.append(fault)
                continue
            }
            var fault = fault
            fault.file = files[index].name
            guard !files[index].report.inspected.faults.contains(fault) else { continue }
            files[index].report.inspected.faults.append(fault)
        }
        return others
    }
}
