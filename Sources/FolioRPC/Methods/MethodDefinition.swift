package import FolioModel

/// One method: its name, what goes in and out, who may call it, and what it does.
///
/// Dispatch, the reading of parameters and the OpenRPC document all come from this one value.
package final class MethodDefinition: Sendable {
    /// The name on the wire, such as `portfolio.value`.
    package let name: String

    /// What the method does, as a sentence.
    package let summary: String

    /// Whether only an administrator may call it.
    package let isAdmin: Bool

    /// Whether its calls may wait for a job, a vendor or a process; others only compute, and are begun in turns.
    package let waits: Bool

    /// The codes it may answer with beside those that every method may.
    package let errors: [RPCErrorCode]

    /// The names of its parameters, in order.
    package let parameterNames: [String]

    let parameters: @Sendable (inout SchemaCatalogue) -> [OpenRPCParameter]
    let resultSchema: @Sendable (inout SchemaCatalogue) -> JSONValue
    let warm: WarmAnswers?
    private let body: @Sendable (JSONValue, RPCContext) async throws(RPCError) -> [UInt8]

    /// Defines a method.
    ///
    /// - Parameters:
    ///   - name: The name on the wire.
    ///   - summary: What it does, as a sentence.
    ///   - params: Its parameters, read strictly.
    ///   - result: Its result.
    ///   - admin: Whether only an administrator may call it.
    ///   - waits: Whether its calls may wait for a job, a vendor or a process.
    ///   - errors: The codes it may answer with beside those that every method may.
    ///   - stamp: For a read that is asked again and again: a number that changes whenever an answer might (`nil`: do
    ///     not keep answers now). Answers are then kept as bytes by caller and parameters, and given without calling
    ///     the handler while the stamp stays. It is called on the sockets' thread and must not block.
    ///   - handler: What it does.
    package init<Params: WireObject, Result: WireValue>(
        _ name: String,
        summary: String,
        params: Params.Type,
        result: Result.Type,
        admin: Bool = false,
        waits: Bool = false,
        errors: [RPCErrorCode] = [],
        stamp: (@Sendable () -> Int?)? = nil,
        handler: @escaping @Sendable (Params, RPCContext) async throws(RPCError) -> Result
    ) {
        self.name = name
        self.summary = summary
        self.isAdmin = admin
        self.waits = waits
        self.errors = errors
        self.warm = stamp.map(WarmAnswers.init)
        self.parameterNames = Params.fields.map(\.name)
        self.parameters = { catalogue in OpenRPCParameter.list(of: Params.self, in: &catalogue) }
        self.resultSchema = { catalogue in Result.schema(in: &catalogue) }
        self.body = { (value, context) throws(RPCError) in
            let params: Params
            do throws(WireError) {
                params = try Params(wire: value, at: WirePath(unknownMembers: .refused))
            } catch {
                throw RPCError.invalidParams(error)
            }
            return try await handler(params, context).json
        }
    }

    /// Calls the method as a request does.
    ///
    /// - Parameters:
    ///   - rawParams: The JSON text of `params`; empty where a request has none.
    ///   - context: Who asks, and how.
    /// - Returns: The JSON text of the result.
    /// - Throws: -32602 where the parameters don't fit, else what the handler throws.
    package func call(rawParams: [UInt8], context: RPCContext) async throws(RPCError) -> [UInt8] {
        let params = try Self.object(of: rawParams)
        guard let warm, let stamp = warm.currentStamp else { return try await body(params, context) }
        let answer = try await body(params, context)
        warm.keep(answer, params: rawParams, caller: context.caller, stamp: stamp)
        return answer
    }

    /// The parameters as a tree: an empty array counts as none.
    private static func object(of rawParams: [UInt8]) throws(RPCError) -> JSONValue {
        guard !rawParams.isEmpty else { return [:] }
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: rawParams)
        } catch {
            throw RPCError.invalidParams(path: "", error.message)
        }
        switch value {
        case .object: return value
        case .array(let values) where values.isEmpty: return [:]
        case .array: throw RPCError.invalidParams(path: "", "an object is expected, not an array")
        case .null, .bool, .number, .string:
            throw RPCError.invalidParams(path: "", "an object is expected, not \(value.kindName)")
        }
    }
}

/// No parameters.
package struct NoParams: WireObject, Hashable {
    /// Makes none.
    package init() {}

    package static let fields: [WireField<Self>] = []
}
