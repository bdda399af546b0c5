import FolioModel
import Testing

@testable import CSVAdapter

@Suite struct LenientCellTests {
    private func number(_ text: String, comma: Bool = false, percent: Bool = false) -> String? {
        LenientNumber.plain(Array(text.utf8)[...], decimalComma: comma, allowsPercent: percent)
            .flatMap { Amount(vendorText: $0)?.description }
    }

    @Test(
        arguments: [
            ("$1,234.56", "1234.56"), ("-$1,234.56", "-1234.56"), ("$-5", "-5"), ("-$2,019.29", "-2019.29"),
            ("($1,234.50)", "-1234.5"), ("$(1,234.50)", "-1234.5"), ("( 5 )", "-5"), ("+$1.20", "1.2"),
            ("\u{2212}$3", "-3"), ("\u{2013}3", "-3"), ("€3343.11229989", "3343.11229989"), ("-€597.49", "-597.49"),
            ("£7", "7"), ("¥1,000", "1000"), ("12.50 €", "12.5"), (" 1,259.59 ", "1259.59"), ("1,000,000", "1000000"),
            ("1 000.5", "1000.5"), ("1\u{A0}000", "1000"), ("1'000.5", "1000.5"), (".5", "0.5"), ("5.", "5"),
            ("1.0E-4", "0.0001"), ("96847.405873901104437015", "96847.405873901104"),
        ] as [(String, String)]
    )
    func `a number is read as brokers print it`(text: String, expected: String) {
        #expect(number(text) == expected)
    }

    @Test(arguments: [
        "", "-", "$", "12abc", "1,23", "1,2345", "12,34,567", "1..2", "1.2.3", "--5", "(-5)", "(5", "5)", "5%", "$$5",
        "1,000.5,0", "٣", "0x10", "1e", "NaN", "inf", ",5", "1,",
    ])
    func `what is no number is none`(text: String) {
        #expect(number(text) == nil)
    }

    @Test func `a decimal comma turns the two separators round`() {
        #expect(number("-1.234,56", comma: true) == "-1234.56")
        #expect(number("1234,5", comma: true) == "1234.5")
        #expect(number("1.234", comma: true) == "1234")
        #expect(number("1,234.56", comma: true) == nil)
    }

    @Test func `only a price may be in percent`() {
        #expect(number("98.75%", percent: true) == "98.75")
        #expect(number("98,75 %", comma: true, percent: true) == "98.75")
    }

    @Test(
        arguments: [
            ("04/18/2023", "2023-04-18"), ("4/8/2026", "2026-04-08"), ("04/05/23", "2023-04-05"),
            ("2026-04-30", "2026-04-30"), ("2026/01/02", "2026-01-02"), ("20230522", "2023-05-22"),
            ("20260501;101500", "2026-05-01"), ("2026-04-15, 09:30:00", "2026-04-15"),
            ("2025-01-17 16:57:02 UTC", "2025-01-17"), ("2026-04-15T09:30:00", "2026-04-15"),
            ("Apr-12-2026", "2026-04-12"), ("April 15, 2026", "2026-04-15"),
        ] as [(String, String)]
    )
    func `a date is read as brokers print it`(text: String, expected: String) {
        #expect(LenientDate.day(text.utf8)?.description == expected)
    }

    @Test(arguments: [
        "", "13/01/2026", "02/30/2026", "1/2/3", "2026-13-01", "20261301", "04/18", "4-18-2026", "04/18/20266",
        "Foo 1 2026",
        "04/18/2023x", "2026-04/30",
    ])
    func `what is no date is none`(text: String) {
        #expect(LenientDate.day(text.utf8) == nil)
    }

    @Test(
        arguments: [
            ("10:00 AM ET, 2026/01/02", "2026-01-02T15:00:00Z"), ("10:00 AM ET, 05/30/2026", "2026-05-30T14:00:00Z"),
            ("09/01/2026", "2026-09-01T00:00:00Z"), ("09:32 PM ET, 2026/06/09", "2026-06-10T01:32:00Z"),
            ("Date downloaded Apr-12-2026 6:21 p.m ET", "2026-04-12T22:21:00Z"),
            ("Date downloaded 12/03/2025 3:00 pm", "2025-12-03T20:00:00Z"),
            ("05/03/2023 02:21:05 PM ET", "2023-05-03T18:21:05Z"),
            ("January 1, 2026 - April 15, 2026", "2026-04-15T00:00:00Z"),
            ("Generated at Sep 16 2026 12:05 AM ET", "2026-09-16T04:05:00Z"),
        ] as [(String, String)]
    )
    func `a time among words is New York's`(text: String, expected: String) {
        #expect(BrokerTime.instant(text)?.description == expected)
    }

    @Test(
        arguments: [
            ("SPY   250321C00500000", "SPY250321C00500000"), ("TSLA  230317P00180000", "TSLA230317P00180000"),
            ("AMAT260424C400", "AMAT260424C00400000"), ("AMAT260424P7.5", "AMAT260424P00007500"),
            ("DDD 12/18/2026 50.00 C", "DDD261218C00050000"), ("SPY 3/20/2026 Call $580.00", "SPY260320C00580000"),
            ("TQQQ 24AUG26 70 P", "TQQQ260824P00070000"), ("AMAT APR 24 2026 $400 CALL", "AMAT260424C00400000"),
            ("AAPL Jan 17 '25 $150 Call", "AAPL250117C00150000"), ("CALL AAPL 01/19/24 1,150", "AAPL240119C01150000"),
            ("C 03/21/2026 70.00 P", "C260321P00070000"), ("AAPL1250117C150", "AAPL1250117C00150000"),
            ("4SPX  250321C05000000", "4SPX250321C05000000"), ("4SPX250321C5000", "4SPX250321C05000000"),
            ("CP260321P70", "CP260321P00070000"),
        ] as [(String, String)]
    )
    func `an option is read in every broker's notation`(text: String, expected: String) {
        #expect(OptionNotation.contract(text).flatMap { OCCSymbol($0)?.description } == expected)
    }

    @Test(arguments: [
        "AAPL", "BRK/B", "CALL S&P 500 ETF TRUST $500", "037833100", "SPY 03/21/2026 C", "SPY 13/41/2026 5 C", "",
        "1234250117C00150000", "250117C150", "ABCDEFG250117C150",
    ])
    func `what is no option is none`(text: String) {
        #expect(OptionNotation.contract(text) == nil)
    }

    @Test(
        arguments: [
            ("dd.MM.yyyy", "03.04.2026", "2026-04-03"), ("d.M.yy", "3.4.26", "2026-04-03"),
            ("yyyy-MM-dd HH:mm:ss", "2026-04-03 09:30:00", "2026-04-03"), ("dd MMM yyyy", "03 apr 2026", "2026-04-03"),
            ("dd/MM/yyyy", "04/03/2026", "2026-03-04"), ("yyyyMMdd", "20260403", "2026-04-03"),
        ] as [(String, String, String)]
    )
    func `a user's date format is followed`(format: String, text: String, expected: String) throws {
        let format = try #require(DateFormat(format))
        #expect(format.day(text.utf8)?.description == expected)
        #expect(format.day((text + "x").utf8) == nil)
        #expect(format.day(text.dropLast().utf8)?.description != expected)
    }

    @Test(arguments: ["", "dd.MM", "yyyy", "dd.MM.yyyy dd", "DD.MM.YYYY", "d.MMMM.yyyy", "yyy-MM-dd"])
    func `a date format without year, month and day is refused`(format: String) {
        #expect(DateFormat(format) == nil)
    }
}
