import FolioModel
import Testing

/// Writes a ledger as a broker's export would have it.
struct LedgerFormat: Sendable, CustomTestStringConvertible {
    let name: String
    var types: Set<TransactionType>
    var symbols = ["VTI", "AAPL", "NVDA", "T", "GOOGL"]
    /// Whether the export tells fees from the rest of the amount.
    var hasFees = true
    /// The order in which the export has the events.
    var order: @Sendable ([LedgerEvent]) -> [LedgerEvent] = { $0 }
    let write: @Sendable ([LedgerEvent]) -> String

    var testDescription: String { name }

    private static let allTypes: Set<TransactionType> = [
        .buy, .sell, .short, .cover, .dividend, .interest, .tax, .deposit, .withdrawal,
    ]
    private static let longTypes = allTypes.subtracting([.short, .cover])

    static let all = [
        folio, schwab, fidelity, fidelity2025, vanguard, robinhood, ibkrStatement, ibkrFlex, etradeOld, etradeNew,
        coinbase,
    ]

    /// A figure, or nothing for none.
    private static func some(_ figure: some FixedPoint) -> String { figure.isZero ? "" : figure.description }

    private static func quoted(_ cells: [String]) -> String {
        cells.map { "\"\($0)\"" }.joined(separator: ",") + "\n"
    }

    static let folio = LedgerFormat(name: "folio", types: allTypes) { events in
        "date,account,type,symbol,quantity,price,amount,fees\n"
            + events.map { event in
                let figures = [some(event.delta), some(event.price), event.cash.description, some(event.fees)]
                return "\(event.day),A,\(event.type.rawValue),\(event.symbol)," + figures.joined(separator: ",") + "\n"
            }.joined()
    }

    static let schwab = LedgerFormat(name: "schwab", types: allTypes) { events in
        let actions: [TransactionType: String] = [
            .buy: "Buy", .sell: "Sell", .short: "Sell Short", .cover: "Buy to Cover", .dividend: "Qualified Dividend",
            .interest: "Credit Interest", .tax: "Foreign Tax Paid", .deposit: "MoneyLink Transfer",
            .withdrawal: "Wire Sent",
        ]
        var text = quoted(["Transactions  for account Individual ...123 as of 05/03/2026 02:21:05 PM ET"])
        text += quoted(["Date", "Action", "Symbol", "Description", "Quantity", "Price", "Fees & Comm", "Amount"])
        for event in events {
            text += quoted([
                event.slashed, actions[event.type] ?? "", event.symbol, "A DESCRIPTION, INC",
                event.units.isZero ? "" : event.units.grouped, event.price.isZero ? "" : event.price.dollars,
                event.fees.isZero ? "" : event.fees.dollars, event.cash.dollars,
            ])
        }
        return text + "\"Transactions Total\",\"\",\"\",\"\",\"\",\"\",\"\",\"$1.00\",\n"
    }

    private static let fidelityActions: [TransactionType: String] = [
        .buy: "YOU BOUGHT", .sell: "YOU SOLD", .short: "YOU SOLD SHORT SALE", .cover: "YOU BOUGHT SHORT COVER",
        .dividend: "DIVIDEND RECEIVED", .interest: "INTEREST EARNED", .tax: "FOREIGN TAX PAID",
        .deposit: "Electronic Funds Transfer Received (Cash)", .withdrawal: "DIRECT DEBIT PAYEE (Cash)",
    ]

    static let fidelity = LedgerFormat(name: "fidelity", types: allTypes) { events in
        "\u{FEFF}\r\n\r\nRun Date,Action,Symbol,Description,Type,Quantity,Price ($),Commission ($),Fees ($),"
            + "Accrued Interest ($),Amount ($),Cash Balance ($),Settlement Date\r\n"
            + events.map { event in
                let figures = [some(event.delta), some(event.price), some(event.fees), "", "", event.cash.description]
                return " \(event.slashed), \(fidelityActions[event.type] ?? ""), \(event.symbol), No Description,Cash,"
                    + figures.joined(separator: ",") + ",0.00,\(event.slashed)\r\n"
            }.joined() + "\r\n\"The data, and what it says\"\r\n\r\nDate downloaded 07/25/2026 9:41 am\r\n"
    }

    static let fidelity2025 = LedgerFormat(name: "fidelity, all accounts", types: allTypes) { events in
        "Run Date,Account,Account Number,Action,Symbol,Description,Type,Exchange Quantity,Exchange Currency,Currency,"
            + "Price,Quantity,Exchange Rate,Commission,Fees,Accrued Interest,Amount,Settlement Date\n"
            + events.map { event in
                "\(event.slashed),\"Mine, too\",X12345678,\"\(fidelityActions[event.type] ?? "")\",\(event.symbol),"
                    + "No Description,Cash,0,,USD,\(some(event.price)),\(some(event.delta)),0,,\(some(event.fees)),,"
                    + "\(event.cash),\(event.slashed)\n"
            }.joined()
    }

    static let vanguard = LedgerFormat(name: "vanguard", types: longTypes.subtracting([.tax])) { events in
        let actions: [TransactionType: String] = [
            .buy: "Buy", .sell: "Sell", .dividend: "Dividend", .interest: "Interest", .deposit: "Funds Received",
            .withdrawal: "Withdrawal",
        ]
        let header =
            "Account Number,Trade Date,Settlement Date,Transaction Type,Transaction Description,Investment Name,"
            + "Symbol,Shares,Share Price,Principal Amount,Commissions and Fees,Net Amount,Accrued Interest,"
            + "Account Type,\n"
        return "\n\n" + header
            + events.map { event in
                let word = actions[event.type] ?? ""
                let name = event.symbol.isEmpty ? "CASH" : "A FUND"
                return "12345678,\(event.day),\(event.day),\(word),\(word),\(name),\(event.symbol),\(event.delta),"
                    + "\(event.price),\(event.cash),\(event.fees),\(event.cash),0.0,CASH,\n"
            }.joined()
    }

    static let robinhood = LedgerFormat(
        name: "robinhood",
        types: longTypes,
        hasFees: false,
        order: { $0.reversed() },
        write: { events in
            let codes: [TransactionType: String] = [
                .buy: "Buy", .sell: "Sell", .dividend: "CDIV", .interest: "INT", .tax: "DTAX", .deposit: "ACH",
                .withdrawal: "ACH",
            ]
            var text = quoted([
                "Activity Date", "Process Date", "Settle Date", "Instrument", "Description", "Trans Code", "Quantity",
                "Price", "Amount",
            ])
            for event in events.reversed() {
                let (year, month, day) = event.day.components
                let date = "\(month)/\(day)/\(year)"
                let amount = event.cash.isNegative ? "($\(event.cash.grouped))" : event.cash.dollars
                text += quoted([
                    date, date, date, event.symbol, "Something\nCUSIP: 037833100", codes[event.type] ?? "",
                    some(event.units), event.price.isZero ? "" : event.price.dollars, amount,
                ])
                // The CUSIP is that of one security: only rows without a security may all have it.
            }
            return text.split(separator: "\nCUSIP: 037833100").joined()
                + quoted(["", "", "", "", "", "", "", "", "", "The data provided is for information only."])
        }
    )

    static let ibkrStatement = LedgerFormat(
        name: "ibkr, statement",
        types: longTypes,
        order: { events in
            let sections: [[TransactionType]] = [
                [.buy, .sell], [.deposit, .withdrawal], [.dividend], [.tax], [.interest],
            ]
            return sections.flatMap { types in events.filter { types.contains($0.type) } }
        },
        write: { events in
            var text = "\u{FEFF}Statement,Header,Field Name,Field Value\n"
            text += "Statement,Data,Period,\"January 1, 2022 - April 15, 2026\"\n"
            text += "Account Information,Header,Field Name,Field Value\nAccount Information,Data,Account,U1234567\n"
            text += "Account Information,Data,Base Currency,USD\n"
            text += "Trades,Header,DataDiscriminator,Asset Category,Currency,Symbol,Date/Time,Quantity,T. Price,"
            text += "C. Price,Proceeds,Comm/Fee,Basis,Realized P/L,MTM P/L,Code\n"
            for event in events where !event.units.isZero {
                let code = event.isOut ? "C" : "O"
                let units = (event.isOut ? "-" : "") + event.units.grouped
                let proceeds = Amount(raw: event.cash.raw + event.fees.raw)
                text += "Trades,Data,Order,Stocks,USD,\(event.symbol),\"\(event.day), 09:30:00\",\"\(units)\","
                text += "\(event.price),1,\(proceeds),-\(event.fees),0,0,0,\(code)\n"
                text += "Trades,Data,Execution,Stocks,USD,\(event.symbol),\"\(event.day), 09:30:00\",\"\(units)\","
                text += "\(event.price),1,\(proceeds),-\(event.fees),0,0,0,\(code)\n"
            }
            text += "Trades,Total,,Stocks,USD,,,,,,1,2,3,4,5,\n"
            let sections: [(String, String, [TransactionType])] = [
                ("Deposits & Withdrawals", "Settle Date", [.deposit, .withdrawal]), ("Dividends", "Date", [.dividend]),
                ("Withholding Tax", "Date", [.tax]), ("Interest", "Date", [.interest]),
            ]
            for (section, date, types) in sections {
                text += "\(section),Header,Currency,\(date),Description,Amount\n"
                for event in events where types.contains(event.type) {
                    let description = event.symbol.isEmpty ? "Words" : "\(event.symbol)(265598) Cash Dividend"
                    text += "\(section),Data,USD,\(event.day),\(description),\(event.cash)\n"
                }
                text += "\(section),Data,Total,,,\"1,000.00\"\n"
            }
            return text
        }
    )

    static let ibkrFlex = LedgerFormat(name: "ibkr, flex", types: [.buy, .sell, .short, .cover]) { events in
        quoted([
            "ClientAccountID", "CurrencyPrimary", "AssetClass", "Symbol", "TradeDate", "Buy/Sell", "Quantity",
            "TradePrice", "Proceeds", "IBCommission", "NetCash", "Notes/Codes",
        ])
            + events.map { event in
                let (year, month, day) = event.day.components
                let proceeds = Amount(raw: event.cash.raw + event.fees.raw)
                let opens = event.type == .buy || event.type == .short
                return quoted([
                    "U1234567", "USD", "STK", event.symbol, "\(year)\(LedgerEvent.two(month))\(LedgerEvent.two(day))",
                    event.isOut ? "SELL" : "BUY", event.delta.description, event.price.description,
                    proceeds.description, "-\(event.fees)", event.cash.description, opens ? "O" : "C",
                ])
            }.joined()
    }

    private static let etradeActions: [TransactionType: String] = [
        .buy: "Bought", .sell: "Sold", .short: "Sold Short", .cover: "Bought To Cover", .dividend: "Dividend",
        .interest: "Interest", .tax: "Foreign Tax", .deposit: "Online Transfer", .withdrawal: "Online Transfer",
    ]

    static let etradeOld = LedgerFormat(name: "etrade, old", types: allTypes) { events in
        "For Account:,####1234\n\nTransactionDate,TransactionType,SecurityType,Symbol,Quantity,Amount,Price,Commission,"
            + "Description\n\n"
            + events.map { event in
                let (year, month, day) = event.day.components
                let date = "\(LedgerEvent.two(month))/\(LedgerEvent.two(day))/\(LedgerEvent.two(year % 100))"
                return "\(date),\(etradeActions[event.type] ?? ""),EQ,\(event.symbol),\(event.delta),\(event.cash),"
                    + "\(event.price),\(event.fees),A NAME\n"
            }.joined() + "\n"
    }

    static let etradeNew = LedgerFormat(name: "etrade, new", types: allTypes) { events in
        func dashed(_ figure: some FixedPoint) -> String { figure.isZero ? "--" : figure.description }
        return
            "For Account:,#####1234\n\nActivity/Trade Date,Transaction Date,Settlement Date,Activity Type,Description,"
            + "Symbol,Cusip,Quantity #,Price $,Amount $,Commission,Category,Note\n"
            + events.map { event in
                let date = event.slashed
                let symbol = event.symbol.isEmpty ? "--" : event.symbol
                return "\(date),\(date),\(date),\(etradeActions[event.type] ?? ""),A NAME,\(symbol),--,"
                    + "\(dashed(event.delta)),\(dashed(event.price)),\(event.cash),\(dashed(event.fees)),--,--\n"
            }.joined()
    }

    static let coinbase = LedgerFormat(name: "coinbase", types: [.buy, .sell], symbols: ["BTC", "ETH", "SOL"]) {
        events in
        "\nTransactions\nUser,Someone,0a1b\nID,Timestamp,Transaction Type,Asset,Quantity Transacted,Price Currency,"
            + "Price at Transaction,Subtotal,Total (inclusive of fees and/or spread),Fees and/or Spread,Notes\n"
            + events.enumerated().map { number, event in
                "\(number)f,\(event.day) 16:57:02 UTC,Advanced Trade \(event.isOut ? "Sell" : "Buy"),\(event.symbol),"
                    + "\(event.delta),USD,$\(event.price),$1,$\(event.cash.magnitude),$\(event.fees),Note\n"
            }.joined()
    }
}
