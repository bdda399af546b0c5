import FolioAdapterKit
import FolioModel
import Testing

@testable import CSVAdapter

@Suite struct RobinhoodTests {
    static let header =
        "\"Activity Date\",\"Process Date\",\"Settle Date\",\"Instrument\",\"Description\",\"Trans Code\",\"Quantity\","
        + "\"Price\",\"Amount\"\n"

    private func told(_ rows: [String]) async throws -> [String] {
        try await ImportBox().told(Self.header + rows.map { "3/3/2026,3/3/2026,3/4/2026," + $0 + "\n" }.joined())
            .map { $0.split(separator: " ").dropFirst(2).joined(separator: " ") }
    }

    @Test(
        arguments: [
            ("GME,GameStop,MRGS,2.0017S,,", "merger listed:GME:USD -2.0017 0 USD"),
            ("GME,GameStop,MRGC,1S,,$25.00", "merger listed:GME:USD -1 25 USD"),
            ("GME,GameStop,SPR,100S,,", "split listed:GME:USD -100 0 USD"),
            ("GME,GameStop,SPL,9,,", "split listed:GME:USD 9 0 USD"),
            ("GME,GameStop,SOFF,3,,", "spin_off listed:GME:USD 3 0 USD"),
            ("TSLA,TSLA 1/16/2026 Put $440.00,OASGN,1,,", "assignment occ:TSLA260116P00440000 1 0 USD"),
            ("TSLA,TSLA 1/16/2026 Put $440.00,OEXCS,1,,", "exercise occ:TSLA260116P00440000 -1 0 USD"),
            ("AAPL,Apple,ACATI,5,,", "transfer_in listed:AAPL:USD 5 0 USD"),
            ("AAPL,Apple,ACATO,5,,", "transfer_out listed:AAPL:USD -5 0 USD"),
            (",ACAT out,ACATO,,,($5.00)", "transfer_out - 0 -5 USD"),
            ("AAPL,Free stock,REC,1,,", "transfer_in listed:AAPL:USD 1 0 USD"),
            (",Gold,GOLD,,,($5.00)", "fee - 0 -5 USD"), (",Stock Lending,SLIP,,,$0.07", "interest - 0 0.07 USD"),
            (",Margin interest,MINT,,,($1.07)", "interest - 0 -1.07 USD"),
            (",Boost,GDBP,,,$1.00", "interest - 0 1 USD"),
            ("TSM,ADR,AFEE,,,($0.10)", "fee listed:TSM:USD 0 -0.1 USD"),
            ("ET,Return,ROC,,,$3.00", "return_of_capital listed:ET:USD 0 3 USD"),
            ("GME,CIL,CIL,,,$0.68", "sell listed:GME:USD 0 0.68 USD"),
            (",Futures,FUTSWP,,,($7.00)", "transfer_out - 0 -7 USD"),
            (",Instant,RTP,,,($7.00)", "withdrawal - 0 -7 USD"),
            ("AAPL,New,ZZZ,7,,($7.00)", "adjustment listed:AAPL:USD 0 -7 USD"),
        ] as [(String, String)]
    )
    func `a code comes to what it means`(row: String, expected: String) async throws {
        #expect(try await told([row]) == [expected])
    }

    @Test func `an expired option goes out with an S, or ends what the other rows opened`() async throws {
        let told = try await told([
            "MRVL,Option Expiration for MRVL 8/7/2026 Call $58.00,OEXP,1S,,",
            "QQQ,Option Expiration for QQQ 9/25/2026 Put $400.00,OEXP,2,,",
            "SPY,Option Expiration for SPY 9/25/2026 Put $400.00,OEXP,3,,",
            "QQQ,QQQ 9/25/2026 Put $400.00,STO,2,$1.50,$300.00", "SPY,SPY 9/25/2026 Put $400.00,BTO,3,$1.50,($450.00)",
        ])
        #expect(
            told.prefix(3) == [
                "expiration occ:MRVL260807C00058000 -1 0 USD", "expiration occ:QQQ260925P00400000 2 0 USD",
                "expiration occ:SPY260925P00400000 -3 0 USD",
            ]
        )
    }

    @Test func `a column more, as for margin accounts, does no harm`() async throws {
        let text =
            "Activity Date,Process Date,Settle Date,Account Type,Instrument,Description,Trans Code,Quantity,Price,Amount\n"
            + "9/22/2026,9/22/2026,9/23/2026,Margin,AMD,\"AMD\nCUSIP: 007903107\",Buy,2,$12.15,($24.30)\n"
        let told = try await ImportBox().told(text)
        #expect(told == ["2026-09-22 robinhood buy cusip:007903107 2 -24.3 USD @12.15"])
    }
}
