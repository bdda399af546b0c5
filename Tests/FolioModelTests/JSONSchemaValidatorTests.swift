import FolioModel
import Testing

@Suite struct JSONSchemaValidatorTests {
    private static let document: JSONValue = [
        "components": [
            "schemas": [
                "Row": [
                    "type": "object",
                    "properties": [
                        "name": ["type": "string"],
                        "day": ["type": "string", "format": "date"],
                        "at": ["anyOf": [["type": "string", "format": "date-time"], ["type": "null"]]],
                        "amount": ["type": "string", "pattern": #"^-?[0-9]{1,20}(\.[0-9]{1,12})?$"#],
                        "side": ["type": "string", "enum": ["long", "short"]],
                        "rows": ["type": "array", "items": ["$ref": "#/components/schemas/Row"]],
                        "extra": ["type": "object", "additionalProperties": ["type": "integer"]],
                    ],
                    "required": ["name"],
                    "additionalProperties": false,
                ],
                "Loop": ["$ref": "#/components/schemas/Loop"],
            ]
        ]
    ]

    private static func violations(_ text: String, _ schema: JSONValue = row) throws -> [String] {
        let validator = JSONSchemaValidator(document: document)
        return validator.violations(of: try JSONValue(parsing: text), against: schema).map(\.description)
    }

    private static let row: JSONValue = ["$ref": "#/components/schemas/Row"]

    @Test func `a value that fits has no violations`() throws {
        let text = """
            {"name": "a", "day": "2024-02-29", "at": null, "amount": "-12.50", "side": "short",
             "rows": [{"name": "b", "at": "2024-02-29T10:00:00Z"}], "extra": {"x": 1}}
            """
        #expect(try Self.violations(text) == [])
    }

    @Test(arguments: [
        (#"{}"#, "name: missing"),
        (#"{"name": 7}"#, "name: string is expected, not a number"),
        (#"{"name": "a", "nmae": 1}"#, "nmae: unknown key"),
        (#"{"name": "a", "day": "2023-02-29"}"#, #"day: "2023-02-29" is not a date"#),
        (#"{"name": "a", "side": "flat"}"#, #"side: one of ["long","short"] is expected, not "flat""#),
        (#"{"name": "a", "amount": "1e3"}"#, #"amount: "1e3" does not match ^-?[0-9]{1,20}(\.[0-9]{1,12})?$"#),
        (#"{"name": "a", "rows": [{"name": "b"}, {"name": null}]}"#, "rows[1].name: string is expected, not null"),
        (#"{"name": "a", "extra": {"x": 1.5}}"#, "extra.x: integer is expected, not a number"),
        (#"[]"#, "object is expected, not an array"),
    ])
    func `a value that does not fit is told where and why`(text: String, violation: String) throws {
        #expect(try Self.violations(text) == [violation])
    }

    @Test func `an alternative that does not fit is reported`() throws {
        #expect(try Self.violations(#"{"name": "a", "at": "noon"}"#).count == 1)
    }

    @Test func `a keyword that is not known, a reference to nowhere and an endless one are violations`() throws {
        #expect(try Self.violations("7", ["minimum": 8]) == [#"the keyword "minimum" is not known to the validator"#])
        let nowhere = "the reference \"#/nowhere\" leads nowhere"
        #expect(try Self.violations("7", ["$ref": "#/nowhere"]) == [nowhere])
        let loop: JSONValue = ["$ref": "#/components/schemas/Loop"]
        #expect(try Self.violations("7", loop) == ["the schema refers to itself without end"])
    }

    @Test func `what a wire object writes fits its own schema`() throws {
        var catalogue = SchemaCatalogue()
        let schema = ReportedHolding.schema(in: &catalogue)
        let document: JSONValue = ["components": ["schemas": .object(JSONObject(catalogue.schemas.map { ($0, $1) }))]]
        let validator = JSONSchemaValidator(document: document)
        #expect(validator.violations(of: ReportedHolding().jsonValue, against: schema) == [])
    }
}
