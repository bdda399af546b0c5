package import FolioModel
import Synchronization

/// One parameter in the OpenRPC document.
struct OpenRPCParameter: Sendable {
    let name: String
    let summary: String
    let isRequired: Bool
    let schema: JSONValue

    /// The fields of a parameter type, in their order.
    static func list<Params: WireObject>(of type: Params.Type, in catalogue: inout SchemaCatalogue) -> [Self] {
        var own = SchemaCatalogue(prefix: catalogue.prefix)
        _ = Params.schema(in: &own)
        catalogue.merge(own, except: Params.wireName)
        let properties = own.schemas[Params.wireName]?["properties"]
        return Params.fields.map { field in
            OpenRPCParameter(
                name: field.name,
                summary: field.summary,
                isRequired: field.isRequired,
                schema: properties?[field.name] ?? [:]
            )
        }
    }

    var wire: JSONValue {
        var object = JSONObject([("name", .string(name))])
        if !summary.isEmpty { object["description"] = .string(summary) }
        object["required"] = .bool(isRequired)
        object["schema"] = schema
        return .object(object)
    }
}

extension SchemaCatalogue {
    /// Takes over the schemas of another catalogue; two types of one name must mean the same.
    mutating func merge(_ other: SchemaCatalogue, except excluded: String? = nil) {
        for (name, schema) in other.schemas where name != excluded {
            if let known = schemas[name] {
                precondition(known == schema, "Two wire types are called \(name)")
            } else {
                _ = reference(name) { _ in schema }
            }
        }
    }
}

extension MethodRegistry {
    /// Codes that any method may answer with.
    private static let commonErrors: [RPCErrorCode] = [
        .invalidParams, .internalError, .forbidden, .limitExceeded, .shuttingDown,
    ]

    /// The OpenRPC 1.3 document of all methods: methods, schemas and errors in a fixed order.
    package func openRPC(version: String) -> JSONValue {
        var catalogue = SchemaCatalogue()
        let entries = methods.map { method -> JSONValue in
            var own = SchemaCatalogue(prefix: catalogue.prefix)
            let result = method.resultSchema(&own)
            catalogue.merge(own)
            let parameters = method.parameters(&catalogue)
            return Self.entry(of: method, parameters: parameters, result: result)
        }
        let schemas = catalogue.schemas.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        let errors = RPCErrorCode.all.map { code -> (String, JSONValue) in
            (code.name, ["code": .int(code.rawValue), "message": .string(code.meaning)])
        }
        return [
            "openrpc": "1.3.2",
            "info": [
                "title": "foliod",
                "description": "A local daemon that knows what a person owns: JSON-RPC 2.0 over a Unix socket.",
                "version": .string(version),
                "license": ["name": "Apache-2.0"],
            ],
            "methods": .array(entries),
            "components": ["schemas": .object(JSONObject(schemas)), "errors": .object(JSONObject(errors))],
        ]
    }

    private static func entry(
        of method: MethodDefinition,
        parameters: [OpenRPCParameter],
        result: JSONValue
    ) -> JSONValue {
        let codes = RPCErrorCode.all.filter { commonErrors.contains($0) || method.errors.contains($0) }
        // OpenRPC wants required parameters before the others.
        let ordered = parameters.filter(\.isRequired) + parameters.filter { !$0.isRequired }
        var entry = JSONObject()
        entry["name"] = .string(method.name)
        entry["summary"] = .string(method.summary)
        entry["paramStructure"] = "by-name"
        entry["params"] = .array(ordered.map(\.wire))
        entry["result"] = ["name": "result", "schema": result]
        entry["errors"] = .array(codes.map { ["$ref": .string("#/components/errors/" + $0.name)] })
        if method.isAdmin { entry["x-admin"] = true }
        return .object(entry)
    }
}

/// `rpc.discover`: the document is made when it is first asked for, as all methods are known only then.
final class DiscoverMethod: Sendable {
    private let document = Mutex<(@Sendable () -> JSONValue)?>(nil)

    func publish(_ document: @escaping @Sendable () -> JSONValue) {
        self.document.withLock { $0 = document }
    }

    var definition: MethodDefinition {
        MethodDefinition(
            "rpc.discover",
            summary: "Answers with this document: every method, its parameters, result and errors.",
            params: NoParams.self,
            result: JSONValue.self,
            stamp: { 1 },
            handler: { (_, _) throws(RPCError) in
                guard let document = self.document.withLock({ $0 }) else { throw RPCError.internalError() }
                return document()
            }
        )
    }
}
