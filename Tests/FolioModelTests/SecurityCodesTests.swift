import FolioModel
import Testing

@Test(arguments: ["037833100", "594918104", "38259P508", "912796XQ7", " 037833100 ", "g0177j108"])
func `a CUSIP with the right check digit is read`(text: String) throws {
    let cusip = try #require(CUSIP(text))
    #expect(cusip.description.utf8.count == 9)
}

@Test(arguments: ["037833101", "03783310", "0378331000", "", "000000000", "０３７833100", "0378331-0"])
func `anything else is no CUSIP`(text: String) {
    #expect(CUSIP(text) == nil)
}

@Test(arguments: ["US0378331005", "IE00B4L5Y983", "GB0002634946", "AU0000XVGZA3", "us0378331005"])
func `an ISIN with the right check digit is read`(text: String) {
    #expect(ISIN(text)?.description == text.uppercased())
}

@Test(arguments: ["US0378331004", "US037833100", "0S0378331005", "IE00B4L5Y98X", ""])
func `anything else is no ISIN`(text: String) {
    #expect(ISIN(text) == nil)
}

@Test func `the CUSIP inside a United States ISIN is known, and none inside an Irish one`() {
    #expect(ISIN("US0378331005")?.cusip == CUSIP("037833100"))
    #expect(ISIN("IE00B4L5Y983")?.cusip == nil)
}

@Test(arguments: ["AAPL250117C00150000", "AAPL  250117C00150000", "O:AAPL250117C00150000", "aapl250117c00150000"])
func `an OCC symbol is read in every spelling`(text: String) throws {
    let symbol = try #require(OCCSymbol(text))
    #expect(symbol.description == "AAPL250117C00150000")
    #expect(symbol.contract.underlying == "AAPL")
    #expect(symbol.contract.right == .call)
    #expect(symbol.contract.strike.description == "150")
    #expect(symbol.contract.expiration.description == "2025-01-17")
    #expect(OCCSymbol(symbol.contract) == symbol)
}

@Test(arguments: [("AAPL1250117C00150000", "AAPL1"), ("4SPX  250321C05000000", "4SPX")])
func `a root may have digits behind or before its letters`(text: String, root: String) throws {
    let symbol = try #require(OCCSymbol(text))
    #expect(symbol.root == root)
    #expect(OCCSymbol(symbol.contract) == symbol)
}

@Test(arguments: [
    "AAPL", "AAPL250230C00150000", "1234250117C00150000", "AAPL250117X00150000", "ABCDEFG250117C00150000",
    "250117C00150000",
])
func `anything else is no OCC symbol`(text: String) {
    #expect(OCCSymbol(text) == nil)
}

@Test(arguments: [("BRK.B", "BRK.B"), ("BRK-B", "BRK.B"), ("brk/b", "BRK.B"), ("BRK B", "BRK.B"), (" AAPL ", "AAPL")])
func `a share has one ticker in every spelling`(text: String, expected: String) {
    #expect(Ticker.normalised(text, type: .stock, currency: .usd) == expected)
}

@Test(arguments: [
    ("BTC", "BTC"), ("BTC/USD", "BTC"), ("BTCUSD", "BTC"), ("BTC-USD", "BTC"), ("CUR:BTC", "BTC"),
    ("USDC", "USDC"), ("BUSD", "BUSD"), ("PYUSD", "PYUSD"), ("USDTUSD", "USDT"), ("CRVUSD", "CRVUSD"),
])
func `a coin has one ticker in every spelling`(text: String, expected: String) {
    #expect(Ticker.normalised(text, type: .cryptocurrency, currency: .usd) == expected)
}

@Test(arguments: ["", " ", "-", "N/A", "none"])
func `a placeholder is no ticker`(text: String) {
    #expect(Ticker.normalised(text, type: .stock, currency: .usd) == nil)
}

@Test(arguments: ["BBG000B9XRY4", "bbg000bph459 "])
func `a FIGI with the right check digit is read`(text: String) {
    #expect(FIGI(text)?.description == text.uppercased().split(separator: " ").first.map(String.init))
}

@Test(arguments: ["BBG000B9XRY5", "BBG000B9XRY", "BB0000B9XRY4", "BBX000B9XRY4", ""])
func `anything else is no FIGI`(text: String) {
    #expect(FIGI(text) == nil)
}

@Test(arguments: ["0263494", "2046251", "B0YBKJ7", "b0ybkj7"])
func `a SEDOL with the right check digit is read`(text: String) {
    #expect(SEDOL(text)?.description == text.uppercased())
}

@Test(arguments: ["0263495", "026349", "A263494", "0000000", ""])
func `anything else is no SEDOL`(text: String) {
    #expect(SEDOL(text) == nil)
}

@Test(arguments: [
    ("brk-b", ["BRK.B"]), ("BTC/USD", ["BTC.USD", "BTC"]), ("btcusd", ["BTCUSD", "BTC"]),
    ("ETHUSDT", ["ETHUSDT", "ETH"]), ("ETH/BTC", ["ETH.BTC", "ETH"]), ("RENBTC", ["RENBTC"]), ("USDC", ["USDC"]),
    ("AAPL  250117C00150000", ["AAPL.250117C00150000", "AAPL250117C00150000"]),
    ("US0378331005", ["US0378331005", "037833100"]), ("BBG000B9XRY4", ["BBG000B9XRY4"]), ("%", []),
])
func `what a person types may stand for several codes`(text: String, codes: [String]) {
    #expect(SecurityQuery.codes(text) == codes)
}

@Test func `a record names its codes once each, and the CUSIP inside an ISIN`() {
    var record = ReportedSecurity()
    (record.ticker, record.isin, record.cusip) = ("brk/b", "US0846707026", "037833100")
    #expect(
        record.codes == [
            SecurityCodeName(.ticker, "BRK.B"), SecurityCodeName(.isin, "US0846707026"),
            SecurityCodeName(.cusip, "084670702"),
        ]
    )
}
