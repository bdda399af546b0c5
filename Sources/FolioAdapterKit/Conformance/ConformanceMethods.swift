import FolioModel

/// What the results of each method look like, made from the types that host and SDK decode with.
enum ConformanceMethods {
    /// The form of one method's results.
    struct Shape: Sendable {
        private let schema: JSONValue
        private let validator: JSONSchemaValidator
        private let decode: @Sendable (JSONValue) -> String?

        init<M: AdapterMethod>(_ method: M.Type) {
            var catalogue = SchemaCatalogue()
            schema = M.Result.schema(in: &catalogue)
            let schemas = catalogue.schemas.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
            validator = JSONSchemaValidator(document: ["components": ["schemas": .object(JSONObject(schemas))]])
            decode = { result in
                do throws(AdapterError) {
                    _ = try ResultCheck.decode(M.self, result)
                    return nil
                } catch {
                    return error.message
                }
            }
        }

        /// Everything in which a result differs from the schema.
        func violations(of result: JSONValue) -> [JSONSchemaValidator.Violation] {
            validator.violations(of: result, against: schema)
        }

        /// Why the host would refuse it; `nil` where it would not.
        func refusal(of result: JSONValue) -> String? { decode(result) }
    }

    private static let shapes: [String: Shape] = {
        func entry<M: AdapterMethod>(_ method: M.Type) -> (String, Shape) { (M.name, Shape(method)) }
        return Dictionary(
            uniqueKeysWithValues: [
                entry(Describe.self), entry(Configure.self), entry(Check.self), entry(Ping.self), entry(Shutdown.self),
                entry(LinkBegin.self), entry(LinkComplete.self), entry(AccountsRead.self), entry(HoldingsRead.self),
                entry(TransactionsRead.self), entry(OrdersRead.self), entry(HistoryRead.self), entry(Disconnect.self),
                entry(RefreshRequest.self), entry(ImportInspect.self), entry(PricesLatest.self),
                entry(PricesEndOfDay.self), entry(SymbolsSearch.self), entry(SymbolsResolve.self),
                entry(ActionsRead.self), entry(CalendarRead.self),
            ]
        )
    }()

    /// The form of a method's results; `nil` for a method that this version does not know.
    static func shape(of method: String) -> Shape? { shapes[method] }
}
