package import FolioModel

/// What is kept of an import beside its files, so that it outlives the daemon: `import.json`.
struct ImportManifest: WireObject, Hashable {
    /// How far an import is.
    enum Stage: String, WireEnum {
        /// Files arrive, and may be looked at.
        case open
        /// The files are on their way into the folder: a start of the daemon finishes that first.
        case moving
        /// They are there.
        case moved
    }

    /// The longest manifest that is read, in bytes.
    static let maximumBytes = 4 << 20

    var id = ""
    var user = ""
    var createdAt = Timestamp(seconds: 0)
    var stage = Stage.open
    var files: [AnnouncedFile] = []
    /// In order; none before ``Stage/moving``.
    var moves: [ImportMove] = []
    /// What was recognised, for the report that follows the move; `null` before.
    var report = JSONValue.null

    static let fields: [WireField<Self>] = [
        WireField("import", \.id), WireField("user", \.user), WireField("created_at", \.createdAt),
        WireField("stage", \.stage), WireField("files", \.files), WireField("moves", \.moves),
        WireField("report", \.report),
    ]
}

/// A file as the client announced it.
package struct AnnouncedFile: WireObject, Hashable {
    package var name = ""
    package var size = 0
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("name", \.name, "As it will be called in the folder, unless another content has that name."),
        WireField("size", \.size, "In bytes."),
    ]
}

/// A file of `new/` and where it goes.
struct ImportMove: WireObject, Hashable {
    /// Its name in `new/`.
    var from = ""
    /// Its name in the user's folder.
    var to = ""
    /// Whether it takes the place of what is there.
    var isReplacing = false
    /// Names of further files in the user's folder that go with it, for it says all that they said.
    var superseded: [String] = []
    static let fields: [WireField<Self>] = [
        WireField("from", \.from), WireField("to", \.to), WireField("replaces", \.isReplacing),
        WireField("superseded", \.superseded, optional: true),
    ]
}
