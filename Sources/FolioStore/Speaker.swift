import FolioModel
import GRDB

/// Who speaks, and with which answer.
struct Speaker {
    let connection: String
    /// The user whose own source it is; `""` for a vendor.
    let owner: String
    let adapter: String
    let kind: StatementKind

    /// Looks up the connection; what a brokerage holds it describes from its list of assets.
    init(_ connection: String, _ kind: StatementKind, in db: Database) throws {
        let row = try db.row(
            """
            SELECT user, provider, EXISTS (
                SELECT 1 FROM account a WHERE a.connection = c.id AND a.source = 'brokerage'
            ) AS is_brokerage
            FROM connection c WHERE id = ?
            """,
            [connection]
        )
        guard let row else { throw StoreError.notFound(what: "connection", id: connection) }
        self.connection = connection
        adapter = try row.text("provider")
        owner = StatementVoice(adapter: adapter) == .own ? try row.text("user") : ""
        let isBrokerage = try row.flag("is_brokerage")
        self.kind = kind == .holdings && isBrokerage ? .assets : kind
    }
}

/// One statement of a connection on one of its records.
struct Stated: Equatable {
    let kind: StatementKind
    var record: ReportedSecurity
    /// As in its column.
    var since: String
    /// The wording in the store that it takes the place of.
    var replacing: Int?

    init(kind: StatementKind, record: ReportedSecurity, since: String) {
        (self.kind, self.record, self.since) = (kind, record, since)
    }

    static func == (left: Self, right: Self) -> Bool {
        left.kind == right.kind && left.record == right.record && left.since == right.since
    }

    /// This one where the source has said something before: the same words count from when they were first said; of
    /// transactions the newer words count, and the older fill what they lack.
    func after(_ known: Stated?) -> Stated {
        guard let known else { return self }
        var result = self
        result.replacing = known.replacing
        if record != known.record, kind == .transactions {
            let isNewer = since >= known.since
            result.record = isNewer ? record.filled(from: known.record) : known.record.filled(from: record)
            result.since = isNewer && result.record != known.record ? since : known.since
        } else if record == known.record {
            result.since = min(since, known.since)
        }
        return result
    }
}
