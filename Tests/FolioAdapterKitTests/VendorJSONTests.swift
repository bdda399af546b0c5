import FolioAdapterKit
import FolioModel
import Testing

struct VendorJSONTests {
    @Test func `a garbled member is named by its path`() throws {
        let answer = try VendorObject(
            parsing: Array(#"{"holdings":[{"quantity":1},{"quantity":"a"}]}"#.utf8),
            vendor: "Plaid"
        )
        let rows = try answer.objects("holdings")
        #expect(try rows[0].figure("quantity", as: Quantity.self) == Quantity(1))
        let error = #expect(throws: AdapterError.self) { try rows[1].figure("quantity", as: Quantity.self) }
        #expect(error?.kind == .badVendorData)
        #expect(
            error?.message
                == "Plaid's answer cannot be used at holdings[1].quantity: a figure in range is expected."
        )
        let missing = #expect(throws: AdapterError.self) { try rows[1].string("account_id") }
        #expect(
            missing?.message
                == "Plaid's answer cannot be used at holdings[1].account_id: a text is expected, not nothing."
        )
    }

    @Test func `figures keep every digit of their text`() throws {
        let answer = try VendorObject(
            parsing: Array(#"{"a":0.1,"b":"19660.573878451689","c":1e-2,"d":null,"e":""}"#.utf8),
            vendor: "V"
        )
        #expect(try answer.figure("a", as: Price.self).description == "0.1")
        #expect(try answer.figure("b", as: Price.self).description == "19660.573878451689")
        #expect(try answer.figure("c", as: Price.self).description == "0.01")
        #expect(try answer.optionalFigure("d", as: Price.self) == nil)
        #expect(try answer.optionalFigure("e", as: Price.self) == nil)
        #expect(try answer.optionalFigure("f", as: Price.self) == nil)
    }

    @Test(arguments: ["<html>", "", "[]", "{\"a\":1,\"a\":2}", String(repeating: "[", count: 40)])
    func `an answer that is no object is refused`(body: String) {
        let error = #expect(throws: AdapterError.self) { try VendorObject(parsing: Array(body.utf8), vendor: "V") }
        #expect(error?.kind == .badVendorData)
    }

    @Test(arguments: ["", "a", "ab", "abc", "äöü€"])
    func `a cursor survives its text`(text: String) {
        let value: JSONValue = ["v": 1, "text": .string(text)]
        #expect(CursorText.decode(CursorText.encode(value)) == value)
    }

    @Test(arguments: ["", "=", "a b", "AAAA", String(repeating: "A", count: 20_000)])
    func `a text that is no cursor is none`(text: String) {
        #expect(CursorText.decode(text) == nil)
    }
}
