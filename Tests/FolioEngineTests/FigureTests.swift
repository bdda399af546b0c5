import FolioEngine
import FolioModel
import Testing

@Suite struct FigureTests {
    @Test func `a total has the minor digits of its currency, a part at most six decimals`() throws {
        let amount = try #require(Amount(exactly: "1234.5650005"))
        let yen = try #require(Currency("JPY"))
        #expect(Figure(total: amount, in: .usd).description == "1234.57")
        #expect(Figure(total: amount, in: yen).description == "1235")
        #expect(Figure(part: amount, in: .usd).description == "1234.565")
        #expect(Figure(part: Amount(7), in: .usd).description == "7.00")
        #expect(Figure(part: Amount(7), in: yen).description == "7")
    }
}
