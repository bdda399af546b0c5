package import FolioModel

package struct BeginImportParams: WireObject, Hashable {
    package var user: String?
    package var files: [AnnouncedFile] = []
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("user", \.user, "The portfolio user."),
        WireField("files", \.files, "The files to come, 1 to 50, each name once."),
    ]
}

package struct BeginImportResult: WireObject, Hashable {
    package var id = ""
    package var chunkBytes = 0
    package var expiresAt = Timestamp(seconds: 0)
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("import", \.id),
        WireField("chunk_bytes", \.chunkBytes, "The most bytes of a file that fit into one imports.append."),
        WireField("expires_at", \.expiresAt, "When it is forgotten unless something is done with it."),
    ]
}

package struct AppendImportParams: WireObject, Hashable {
    package var id = ""
    package var file = ""
    package var offset = 0
    package var data = ""
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("import", \.id), WireField("file", \.file, "A name given to imports.begin."),
        WireField("offset", \.offset, "Where the part belongs: the bytes that are there, or less for one repeated."),
        WireField("data", \.data, "The bytes in base64."),
    ]
}

package struct AppendImportResult: WireObject, Hashable {
    package var received = 0
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("received", \.received, "Bytes of the file that are there now.")
    ]
}

package struct ImportParams: WireObject, Hashable {
    package var user: String?
    package var id = ""
    package var account: String?
    package var policy: ImportPolicy?
    package var wait: Bool?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("user", \.user, "The portfolio user of the import."),
        WireField("import", \.id),
        WireField("account", \.account, "The account of files that name none."),
        WireField("policy", \.policy, "What becomes of a file whose name another content has; auto where null."),
        WireField("wait", \.wait, "Answer with the report when the job has ended."),
    ]
}

package struct ImportResult: WireObject, Hashable {
    package var job = ""
    package var report: ImportReport?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("job", \.job, "To be asked for with jobs.get; its result is the report."),
        WireField("report", \.report, "Null unless it was waited for."),
    ]
}

package struct DiscardImportParams: WireObject, Hashable {
    package var id = ""
    package init() {}
    package static let fields: [WireField<Self>] = [WireField("import", \.id)]
}

package struct DiscardImportResult: WireObject, Hashable {
    package var isDiscarded = true
    package init() {}
    package static let fields: [WireField<Self>] = [WireField("discarded", \.isDiscarded)]
}
