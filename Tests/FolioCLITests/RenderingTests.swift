import FolioCLI
import FolioModel
import Testing

@Suite struct RenderingTests {
    private static let positions: JSONValue = [
        "positions": [
            [
                "symbol": "AAPL", "name": "Apple Inc.", "qty": "1250", "current_price": "231.5",
                "market_value": "289375.000000", "unrealized_pl": "12345.678", "unrealized_plpc": "0.0446",
                "change_today": nil, "weight": "0.9", "data_source": "hybrid",
                "sources": [
                    [
                        "adapter": "plaid", "account_name": "Brokerage", "institution": "First Platypus",
                        "qty": "1000", "price": "231.5", "market_value": "231500",
                    ]
                ],
            ],
            [
                "symbol": nil, "name": "東京 Fund", "qty": "-2", "current_price": nil, "market_value": nil,
                "unrealized_pl": "-5.1", "unrealized_plpc": nil, "change_today": nil, "weight": nil,
                "data_source": "csv", "sources": [],
            ],
        ],
        "cash": [["currency": "USD", "amount": "100", "value": "100"]],
        "totals": [
            "total_value": "289475.00", "unrealized_pl": nil, "unrealized_plpc": nil, "currency": "USD",
        ],
    ]

    @Test func `a narrow terminal leaves out the least important columns`() {
        let text = PortfolioViews.positions(Self.positions, showsSources: false, Look(width: 60))
        #expect(
            text == """
                SYMBOL     NAME          QTY   PRICE       VALUE        GAIN
                AAPL       Apple Inc.  1,250  231.50  289,375.00  +12,345.68
                東京 Fund  東京 Fund      -2       –           –       -5.10
                Cash       USD                            100.00
                ────────────────────────────────────────────────────────────
                Total      USD                        289,475.00

                """
        )
    }

    @Test(arguments: [40, 60, 80, 120])
    func `no line is wider than the terminal`(width: Int) {
        let text = PortfolioViews.positions(Self.positions, showsSources: true, Look(width: width))
        #expect(text.split(separator: "\n").allSatisfy { DisplayWidth.of(String($0)) <= width })
    }

    @Test func `colours stand only where they are wanted`() {
        let plain = PortfolioViews.positions(Self.positions, showsSources: false, Look())
        let colored = PortfolioViews.positions(Self.positions, showsSources: false, Look(hasColor: true))
        #expect(!plain.contains("\u{1B}"))
        #expect(colored.contains("\u{1B}[32m+12,345.68\u{1B}[0m"))
    }

    @Test(arguments: [("abc", 3), ("東京", 4), ("é", 1), ("e\u{301}", 1), ("🇺🇸", 2), ("", 0)])
    func `widths are counted in columns`(text: String, width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }

    @Test func `what others wrote cannot steer the terminal`() {
        #expect(PlainText.of("a\u{1B}[31mb\u{202E}") == "a\u{FFFD}[31mb\u{FFFD}")
    }

    @Test func `colour needs a terminal and no NO_COLOR`() {
        #expect(Screen.usesColor(.auto, isTerminal: true, environment: [:]))
        #expect(!Screen.usesColor(.auto, isTerminal: false, environment: [:]))
        #expect(!Screen.usesColor(.auto, isTerminal: true, environment: ["NO_COLOR": "1"]))
        #expect(!Screen.usesColor(.never, isTerminal: true, environment: [:]))
    }
}
