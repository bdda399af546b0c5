import FolioModel

/// Robinhood's activity report.
enum RobinhoodLayout {
    static let all = [
        Layout("robinhood.activity", "Robinhood, activity", headers: [RobinhoodReader.shape]) { RobinhoodReader() }
    ]
}

/// Quantities have no sign, but an `S` behind what goes out; descriptions have line breaks.
struct RobinhoodReader: RowReader {
    static let shape = TableShape(
        [
            .date: ["activity date"], .symbol: ["instrument"], .description: ["description"],
            .type: ["trans code"], .quantity: ["quantity"], .price: ["price"], .amount: ["amount"],
        ],
        required: [.date, .symbol, .description, .type, .quantity, .amount],
        marks: ["process date", "settle date"]
    )

    static let actions = ActionTable([
        // Trades.
        "Buy": .trade(.buy), "Sell": .trade(.sell), "BTO": .trade(.buy), "STC": .trade(.sell),
        "STO": .trade(.short), "BTC": .trade(.cover), "CIL": .removed(.sell),

        // Options and reorganisations.
        "OEXP": .closing(.expiration), "OASGN": .added(.assignment), "OEXCS": .removed(.exercise),
        "OCA": .both(.adjustment), "SPL": .both(.split), "SPR": .both(.split), "MRGS": .both(.merger),
        "MRGC": .both(.merger), "SXCH": .both(.merger), "SOFF": .added(.spinOff), "ROC": .cash(.returnOfCapital),

        // Income, taxes, fees.
        "CDIV": .dividend, "MDIV": .dividend, "SDIV": .dividend, "SLIP": .interest, "INT": .interest,
        "MINT": .interest, "GDBP": .interest, "DTAX": .tax, "NRAT": .tax, "GOLD": .fee, "AFEE": .fee,
        "DFEE": .fee,

        // Money and securities from elsewhere.
        "ACH": .funding, "RTP": .funding, "DCF": .funding, "XENT": .transfer, "ITRF": .transfer,
        "ACATI": .inKind(.transferIn, .transferOut), "ACATO": .inKind(.transferIn, .transferOut),
        "JNLS": .transfer, "JNLC": .transfer, "REC": .transfer, "T/A": .transfer, "FUTSWP": .transfer,
    ])

    private var header: CSVHeader?

    mutating func read(_ record: CSVRecord, into sink: inout RowSink) {
        guard let header else {
            if let header = CSVHeader(record, shape: Self.shape) {
                (self.header, sink.width) = (header, header.count)
            } else {
                sink.skipped += 1
            }
            return
        }
        var row = CSVRow(record, header: header)
        guard row.isEvent() else { return sink.skipped += 1 }
        let date = row.require(row.date(.date), .date)
        let code = row.require(row.words(.type), .type)
        guard let date, let code else { return _ = sink.takeFaults(of: row) }
        let account = sink.account(nil, of: .robinhood, at: record)
        let rule = Self.actions[code]?.rule
        var event = BrokerEvent(account: account, date: date, action: code, rule: rule, hasSignedQuantity: false)
        event.security = Self.security(of: row, rule)
        event.quantity = Self.quantity(&row)
        if code.uppercased() == "ACATO" { event.quantity = event.quantity.map { -$0.magnitude } }
        event.cash = row.money(.amount)
        event.price = row.price()
        event.description = row.words(.description)
        sink.add(event, row)
    }

    /// `2.0017S` goes out.
    private static func quantity(_ row: inout CSVRow) -> Quantity? {
        guard let bytes = row.bytes(.quantity), bytes.last == UInt8(ascii: "S") else { return row.money(.quantity) }
        return row.read(.quantity, "a number such as 2.0017S is expected") { text in
            LenientNumber.plain(Array(text.utf8.dropLast())[...]).flatMap { Quantity(vendorText: $0) }
                .map { -$0.magnitude }
        }
    }

    /// The description of a trade begins with the security's name, that of anything else with what happened.
    private static func security(of row: CSVRow, _ rule: ActionRule?) -> ReportedSecurity? {
        guard let instrument = row.words(.symbol) else { return nil }
        let lines = (row.raw(.description) ?? "").split(whereSeparator: \.isNewline)
        var security = BrokerSecurity(symbol: instrument)
        security.option = option(lines.first ?? "")
        if case .trade = rule { security.name = lines.first.map { CSVHeader.words(String($0)) } }
        let code = lines.first { $0.hasPrefix("CUSIP: ") }
        if security.option == nil { security.cusip = code.map { String($0.dropFirst("CUSIP: ".utf8.count)) } }
        return security.reported
    }

    /// `SPY 3/20/2026 Call $580.00`, also behind `Option Expiration for`.
    private static func option(_ line: Substring) -> OptionContract? {
        guard line.utf8.contains(UInt8(ascii: "/")) else { return nil }
        let words = line.split(separator: " ")
        guard let place = words.firstIndex(where: { LenientDate.day($0.utf8) != nil }), place > 0,
            place + 2 < words.count
        else { return nil }
        return OptionNotation.contract(words[(place - 1)...(place + 2)].joined(separator: " "))
    }
}
