import FolioModel

/// A row of an accounts file.
struct AccountRow: Sendable {
    let account: ReportedAccount
    let institution: String?
    /// Whether the row says the currency itself.
    let statesCurrency: Bool
    let line: Int

    /// Reads a row; `nil` where it has faults, which the row then holds.
    init?(_ row: inout CSVRow) {
        let id = row.require(row.label(.account), .account)
        let name = row.require(row.label(.name), .name)
        var account = ReportedAccount()
        if let type = row.label(.type) { account.type = type }
        account.subtype = row.label(.subtype)
        account.mask = row.label(.mask)
        statesCurrency = row.raw(.currency) != nil
        account.currency = row.currency()
        institution = row.label(.institution)
        line = row.record.line
        guard row.faults.isEmpty, let id, let name else { return nil }
        (account.externalID, account.name) = (id, name)
        self.account = account
    }
}
