import FolioAdapterKit
import FolioModel
import Testing

/// Whether `cost_basis` is of the whole holding or of one unit.
struct PlaidCostTests {
    /// A row of its own security: quantity, price, cost.
    private struct Row {
        var quantity: String
        var price: String
        var cost: String?
        var lots: [JSONValue] = []

        init(_ quantity: String, _ price: String, _ cost: String?, lots: [JSONValue] = []) {
            (self.quantity, self.price, self.cost, self.lots) = (quantity, price, cost, lots)
        }
    }

    private func bases(_ rows: [Row]) async throws -> (bases: [String?], phrases: [String]) {
        var securities: [JSONValue] = []
        var holdings: [JSONValue] = []
        for (index, row) in rows.enumerated() {
            let id = JSONValue.string("s\(index)")
            securities.append(["security_id": id, "type": "equity", "iso_currency_code": "USD"])
            let value = try #require(Quantity(exactly: row.quantity)) * #require(Price(exactly: row.price))
            holdings.append(
                PlaidAnswers.holding(
                    ("security_id", id),
                    ("quantity", .number(row.quantity)),
                    ("institution_price", .number(row.price)),
                    ("institution_value", .number(value.description)),
                    ("cost_basis", row.cost.map(JSONValue.number) ?? .null),
                    ("tax_lots", .array(row.lots))
                )
            )
        }
        let page = try await readHoldings(PlaidAnswers.holdings(holdings, securities: securities))
        return (page.result.holdings.map { $0.costBasis?.description }, page.log.phrases)
    }

    @Test func `a total is taken as it is`() async throws {
        let read = try await bases([Row("100", "50", "4000"), Row("30", "20", "650"), Row("7", "3", nil)])
        #expect(read.bases == ["4000", "650", nil] && read.phrases.isEmpty)
    }

    @Test func `costs of one unit are found out where three rows agree`() async throws {
        let read = try await bases([
            Row("100", "50", "40"), Row("30", "20", "21"), Row("250", "3", "4"), Row("2", "9", "8"),
        ])
        // 100 × 40, 30 × 21, 250 × 4; and two units at 8, which says nothing itself, as the others do.
        #expect(read.bases == ["4000", "630", "1000", "16"])
        #expect(read.phrases == ["The costs of an account are read as per unit"])
    }

    @Test func `a row that says total keeps it among rows that say per unit`() async throws {
        let read = try await bases([
            Row("100", "50", "40"), Row("30", "20", "21"), Row("250", "3", "4"), Row("40", "10", "390"),
        ])
        #expect(read.bases == ["4000", "630", "1000", "390"])
    }

    @Test func `a bond in percent of par has no cost of one unit`() async throws {
        var securities: [JSONValue] = [PlaidAnswers.bond]
        var rows = [
            PlaidAnswers.holding(
                ("security_id", "bond"),
                ("quantity", 10_000),
                ("institution_price", .number("98.5")),
                ("institution_value", 9850),
                ("cost_basis", 9700)
            )
        ]
        for number in 0..<3 {
            let id = JSONValue.string("s\(number)")
            securities.append(["security_id": id, "type": "equity", "iso_currency_code": "USD"])
            rows.append(
                PlaidAnswers.holding(
                    ("security_id", id),
                    ("quantity", 100),
                    ("institution_price", 50),
                    ("institution_value", 5000),
                    ("cost_basis", 40)
                )
            )
        }
        let page = try await readHoldings(PlaidAnswers.holdings(rows, securities: securities)).result
        #expect(page.holdings.map(\.costBasis) == [Amount(9700), Amount(4000), Amount(4000), Amount(4000)])
    }

    @Test func `holdings that grew a hundredfold stay as documented, and are logged`() async throws {
        let read = try await bases([Row("50", "200", "190"), Row("80", "10", "9"), Row("10", "5", "48")])
        #expect(read.bases == ["190", "9", "48"])
        let doubt = "A cost may be per unit and is read as total"
        #expect(read.phrases == [doubt, doubt])
        // Three against two that say total: not enough.
        let mixed = try await bases([
            Row("50", "200", "190"), Row("80", "10", "9"), Row("60", "7", "8"), Row("10", "5", "48"),
            Row("40", "10", "390"),
        ])
        #expect(mixed.bases == ["190", "9", "8", "48", "390"])
    }

    private func lot(_ quantity: Int, _ cost: JSONValue) -> JSONValue {
        ["quantity": .int(quantity), "cost_basis": cost, "position_type": "LONG"]
    }

    @Test func `lots that make up the holding decide`() async throws {
        let lots = [lot(60, 2400), lot(40, 1600)]
        let read = try await bases([
            Row("100", "50", "40", lots: lots), Row("100", "50", "4000", lots: lots), Row("100", "50", nil, lots: lots),
        ])
        #expect(read.bases == ["4000", "4000", "4000"] && read.phrases.isEmpty)
    }

    @Test func `lots that do not fit leave the basis alone`() async throws {
        let differing = try await bases([Row("100", "50", "3000", lots: [lot(60, 2400), lot(40, 1600)])])
        #expect(differing.bases == ["3000"])
        #expect(differing.phrases == ["A cost differs from that of the lots"])
        let partial = try await bases([
            Row("100", "50", nil, lots: [lot(60, 2400)]), Row("100", "50", nil, lots: [lot(60, 2400), lot(40, .null)]),
        ])
        #expect(partial.bases == [nil, nil])
    }

    @Test func `a cost of nothing for something of worth is unknown`() async throws {
        let read = try await bases([Row("10", "5", "0")])
        #expect(read.bases == [nil])
        #expect(read.phrases == ["A cost of nothing is taken as unknown"])
    }
}
