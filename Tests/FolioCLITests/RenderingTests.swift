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
                SYMBOL  NAME          QTY   PRICE       VALUE        GAIN
                AAPL    Apple Inc.  1,250  231.50  289,375.00  +12,345.68
                –       東京 Fund      -2       –           –       -5.10
                Cash    USD                            100.00
                ─────────────────────────────────────────────────────────
                Total   USD                        289,475.00

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

    @Test(arguments: [
        ("abc", 3), ("東京", 4), ("é", 1), ("e\u{301}", 1), ("🇺🇸", 2), ("", 0), ("👨‍👩‍👧", 2), ("한국", 4), ("ｶﾅ", 2), ("Ａ", 2),
        ("✈\u{FE0F}", 2), ("a\u{200B}b", 2), ("\u{FFFD}", 1),
    ])
    func `widths are counted in columns`(text: String, width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }

    @Test(arguments: [
        ("a\u{1B}[31mb\u{202E}", "a\u{FFFD}[31mb\u{FFFD}"), ("two\nlines\r\n", "two\u{FFFD}lines\u{FFFD}\u{FFFD}"),
        ("\u{9B}2J", "\u{FFFD}2J"), ("\u{2066}x\u{2069}\u{200F}", "\u{FFFD}x\u{FFFD}\u{FFFD}"),
        ("\u{61C}a", "\u{FFFD}a"),
        ("tab\there\u{0}\u{7F}", "tab\u{FFFD}here\u{FFFD}\u{FFFD}"), ("Zoë 東京 ✓", "Zoë 東京 ✓"),
    ])
    func `what others wrote cannot steer the terminal`(text: String, safe: String) {
        #expect(PlainText.of(text) == safe)
    }

    @Test(arguments: [
        ("Apple", 5, "Apple"), ("Apple", 4, "App…"), ("東京証券", 5, "東京…"), ("東京証券", 4, "東…"),
        ("e\u{301}xyz", 3, "e\u{301}x…"),
        ("ab cd", 4, "ab…"), ("ab", 1, "…"), ("ab", 0, ""),
    ])
    func `a long text is cut between characters`(text: String, width: Int, cut: String) {
        #expect(DisplayWidth.cut(text, to: width, ellipsis: "…") == cut)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `a cut text is never wider than asked for`(seed: UInt64) {
        let pieces = ["a", " ", "東", "é", "e\u{301}", "🇺🇸", "👨‍👩‍👧", "ﬀ", "\u{200D}", "ｶ", "✈\u{FE0F}", "한", "."]
        var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
        var text = ""
        for _ in 0..<(seed % 40) {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            text += pieces[Int((state >> 33) % UInt64(pieces.count))]
        }
        for width in 0...50 {
            for ellipsis in ["…", "..."] {
                #expect(DisplayWidth.of(DisplayWidth.cut(text, to: width, ellipsis: ellipsis)) <= width)
            }
        }
    }

    @Test func `a figure that does not fit is left out, never cut`() throws {
        let words = try SampleView.allocation.drawn(Look(width: 20)).split { $0 == " " || $0 == "\n" }
        #expect(words.allSatisfy { $0.contains(/^-?[0-9,]+\.[0-9]{2}%?$/) || !$0.contains(/[0-9]/) })
    }

    @Test func `colour needs a terminal and no NO_COLOR`() {
        #expect(Screen.usesColor(.auto, isTerminal: true, environment: [:]))
        #expect(!Screen.usesColor(.auto, isTerminal: false, environment: [:]))
        #expect(!Screen.usesColor(.auto, isTerminal: true, environment: ["NO_COLOR": "1"]))
        #expect(Screen.usesColor(.auto, isTerminal: true, environment: ["NO_COLOR": ""]))
        #expect(!Screen.usesColor(.auto, isTerminal: true, environment: ["TERM": "dumb"]))
        #expect(!Screen.usesColor(.never, isTerminal: true, environment: [:]))
        #expect(Screen.usesColor(.always, isTerminal: false, environment: [:]))
        #expect(!Screen.usesColor(.always, isTerminal: true, environment: ["NO_COLOR": "1"]))
    }

    @Test func `the locale tells which characters there are`() {
        #expect(Screen.isUnicode(["LANG": "C.UTF-8"]))
        #expect(Screen.isUnicode(["LANG": "de_DE.utf8"]))
        #expect(!Screen.isUnicode(["LANG": "C"]))
        #expect(!Screen.isUnicode(["LC_ALL": "POSIX", "LANG": "C.UTF-8"]))
        #expect(!Screen.isUnicode([:]))
    }
}
