import FolioModel

/// Fidelity: positions and history, in the forms of 2023 to 2026.
enum FidelityLayouts {
    static let all = [
        Layout("fidelity.positions", "Fidelity, positions", headers: [FidelityPositions.shape]) {
            FidelityPositions()
        },
        Layout("fidelity.history", "Fidelity, history", headers: [FidelityHistory.shape]) { FidelityHistory() },
    ]
}

/// `Portfolio_Positions_Apr-12-2026.csv`: the date is only at the file's end, or in its name.
struct FidelityPositions: RowReader {
    static let shape = TableShape(
        [
            .accountNumber: ["account number"], .account: ["account name"], .symbol: ["symbol"],
            .name: ["description"], .quantity: ["quantity"], .price: ["last price"], .value: ["current value"],
            .costBasis: ["cost basis total", "cost basis"],
        ],
        required: [.accountNumber, .account, .symbol, .quantity, .value],
        marks: ["last price change"]
    )

    /// Core positions that are cash and no fund.
    private static let cashSymbols: Set<String> = ["FCASH", "USD", "CORE", "CASH"]

    private var header: CSVHeader?

    mutating func read(_ record: CSVRecord, into sink: inout RowSink) {
        guard let header else {
            if let header = CSVHeader(record, shape: Self.shape) {
                (self.header, sink.width) = (header, header.count)
                sink.asOf = BrokerTime.instant(sink.context.name.split(separator: ".").first.map(String.init) ?? "")
            } else {
                sink.skipped += 1
            }
            return
        }
        var row = CSVRow(record, header: header)
        guard let number = row.accountNumber() else {
            if record.text(0).hasPrefix("Date downloaded") {
                sink.asOf = BrokerTime.instant(record.text(0)) ?? sink.asOf
            }
            return sink.skipped += 1
        }
        let stated = BrokerAccount(.fidelity, number: number, name: row.words(.account))
        let account = sink.account(stated, of: .fidelity, at: record)
        sink.state(account)
        read(&row, account, into: &sink)
    }

    private func read(_ row: inout CSVRow, _ account: BrokerAccount, into sink: inout RowSink) {
        let symbol = row.words(.symbol)?.uppercased() ?? ""
        let value = row.money(.value, Amount.self)
        if symbol == "BROKERAGELINK" { return sink.skipped += 1 }  // the linked account's own rows count
        let core = symbol.hasSuffix("*") ? String(symbol.prefix { $0 != "*" }) : nil
        if symbol.hasPrefix("PENDING ACTIVITY") || core.map(Self.cashSymbols.contains) == true {
            if value == nil { row.missing(.value) }
            guard !sink.takeFaults(of: row), let value else { return }
            return sink.add(cash: value, .usd, account)
        }
        var security = BrokerSecurity(symbol: symbol.isEmpty ? nil : symbol, name: row.words(.name))
        if core != nil { security.type = .moneyMarketFund }
        let reported = security.reported
        var quantity = row.money(.quantity, Quantity.self)
        var price = row.money(.price, Price.self)?.magnitude
        if quantity == nil, reported?.type == .moneyMarketFund, let value {
            (quantity, price) = (Quantity(raw: value.raw), Price(1))
        }
        sink.add(
            reported,
            quantity: quantity,
            price: price,
            value: value,
            costBasis: row.money(.costBasis),
            account,
            row
        )
    }
}

/// `Accounts_History.csv`: the action is free text that begins with what happened; quantities and amounts are signed.
struct FidelityHistory: RowReader {
    static let shape = TableShape(
        [
            .date: ["run date"], .accountNumber: ["account number"], .account: ["account"], .type: ["action"],
            .symbol: ["symbol"], .name: ["description", "security description"], .quantity: ["quantity"],
            .price: ["price ($)", "price"], .commission: ["commission ($)", "commission"],
            .fees: ["fees ($)", "fees"], .amount: ["amount ($)", "amount"], .settlement: ["settlement date"],
            .currency: ["currency"],
        ],
        required: [.date, .type, .symbol, .quantity, .amount, .settlement]
    )

    static let actions = ActionTable(
        [
            // Trades.
            "YOU BOUGHT": .trade(.buy), "YOU SOLD": .trade(.sell), "REINVESTMENT": .trade(.reinvestment),
            "YOU BOUGHT OPENING TRANSACTION": .trade(.buy), "YOU SOLD CLOSING TRANSACTION": .trade(.sell),
            "YOU SOLD OPENING TRANSACTION": .trade(.short), "YOU BOUGHT CLOSING TRANSACTION": .trade(.cover),
            "YOU SOLD SHORT SALE": .trade(.short), "YOU BOUGHT SHORT COVER": .trade(.cover),
            "REDEMPTION PAYOUT": .both(.sell), "IN LIEU OF": .both(.sell), "CASH IN LIEU": .both(.sell),

            // The core fund, which holds the account's cash.
            "REDEMPTION FROM CORE ACCOUNT": .sweep, "PURCHASE INTO CORE ACCOUNT": .sweep,

            // Options and reorganisations.
            "ASSIGNED": .both(.assignment), "EXPIRED": .both(.expiration), "EXERCISED": .both(.exercise),
            "MERGER": .both(.merger), "EXCHANGED TO": .both(.merger), "REVERSE SPLIT": .both(.split),
            "STOCK SPLIT": .both(.split), "SPIN-OFF": .both(.spinOff), "SPINOFF": .both(.spinOff),
            "RETURN OF CAPITAL": .cash(.returnOfCapital),

            // Income, taxes, fees.
            "DIVIDEND RECEIVED": .dividend, "LONG-TERM CAP GAIN": .dividend, "SHORT-TERM CAP GAIN": .dividend,
            "INTEREST": .interest, "MUNI EXEMPT INT": .interest, "MARGIN INTEREST": .interest,
            "FOREIGN TAX PAID": .tax, "NON-RESIDENT TAX": .tax, "FEE CHARGED": .fee, "ADVISORY FEE": .fee,

            // Money and securities from elsewhere.
            "ELECTRONIC FUNDS TRANSFER": .funding, "DIRECT DEPOSIT": .funding, "DIRECT DEBIT": .funding,
            "CHECK RECEIVED": .funding, "CHECK PAID": .funding, "WIRE TRANSFER": .funding,
            "BILL PAYMENT": .funding, "DEBIT CARD PURCHASE": .funding, "CASH CONTRIBUTION": .funding,
            "TRANSFERRED FROM": .transfer, "TRANSFERRED TO": .transfer, "TRANSFER OF ASSETS": .transfer,
            "JOURNALED": .transfer,
        ],
        byPrefix: true
    )

    private var header: CSVHeader?
    /// By what a row says of it.
    private var accounts: [String: BrokerAccount] = [:]

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
        let isPending = row.words(.settlement)?.lowercased() == "processing"
        guard row.isEvent(), !isPending else { return sink.skipped += 1 }
        let date = row.require(row.date(.date), .date)
        let text = row.require(row.words(.type), .type)
        guard let date, let text else { return _ = sink.takeFaults(of: row) }
        let known = Self.rule(text, &row)
        let account = sink.account(account(of: row, file: sink.context.name), of: .fidelity, at: record)
        var event = BrokerEvent(
            account: account,
            date: date,
            action: known?.words ?? text,
            rule: known?.rule,
            hasSignedQuantity: true
        )
        let name = row.words(.name).flatMap { $0 == "No Description" ? nil : $0 }
        event.currency = row.currency()
        if let symbol = row.words(.symbol) {
            event.described = sink.reported(BrokerSecurity(symbol: symbol, name: name, currency: event.currency))
        }
        event.quantity = row.money(.quantity)
        event.cash = row.money(.amount)
        event.price = row.price()
        event.fees = row.sum(.commission, .fees)
        (event.description, event.words) = (text, text)
        event.settleBondPrice()
        sink.add(event, row)
    }

    /// What a distribution is depends on what it moves: shares of a split or spin-off, income, or a payout.
    private static func rule(_ text: String, _ row: inout CSVRow) -> (words: String, rule: ActionRule)? {
        guard text.uppercased().hasPrefix("DISTRIBUTION") else { return actions[text] }
        if row.money(.quantity, Quantity.self).map({ !$0.isZero }) == true { return ("DISTRIBUTION", .both(.split)) }
        let isOut = row.money(.amount, Amount.self)?.isNegative == true
        return ("DISTRIBUTION", isOut ? .funding : .dividend)
    }

    /// By its number, which in 2023 stood behind the name, and of a single account is in the file's name at most.
    private mutating func account(of row: CSVRow, file: String) -> BrokerAccount? {
        let name = row.words(.account) ?? "", number = row.accountNumber()
        let key = name + "\u{0}" + (number ?? "")
        if let known = accounts[key] { return known }
        let account: BrokerAccount
        if let number {
            account = BrokerAccount(.fidelity, number: number, name: name.isEmpty ? nil : name)
        } else if let last = name.split(separator: " ").last, Self.isNumber(last) {
            let title = name.dropLast(last.count + 1)
            account = BrokerAccount(.fidelity, number: String(last), name: title.isEmpty ? nil : String(title))
        } else if !name.isEmpty {
            account = BrokerAccount(.fidelity, label: name)
        } else if let number = Self.number(inFileName: file) {
            account = BrokerAccount(.fidelity, number: number)
        } else {
            return nil
        }
        accounts[key] = account
        return account
    }

    private static func isNumber(_ text: Substring) -> Bool {
        text.utf8.count >= 6 && text.allSatisfy { $0.isLetter || $0.isNumber } && text.contains(where: \.isNumber)
    }

    /// `History_for_Account_X00000001.csv`.
    private static func number(inFileName name: String) -> String? {
        guard let mark = name.firstRange(of: "History_for_Account_") else { return nil }
        let number = name[mark.upperBound...].prefix { $0.isLetter || $0.isNumber }
        return isNumber(number) ? String(number) : nil
    }
}
