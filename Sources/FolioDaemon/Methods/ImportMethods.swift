import FolioAdapterKit
import FolioModel
import FolioRPC
import FolioStore

/// `imports.*`: files that travel over the socket, are looked at, and taken.
enum ImportMethods {
    static func all(_ services: DaemonServices) -> [MethodDefinition] {
        [begin(services), append(services), preview(services), apply(services), discard(services)]
    }

    private static func begin(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "imports.begin",
            summary: "Announces files to be imported.",
            params: BeginImportParams.self,
            result: BeginImportResult.self,
            errors: [.notFound, .unavailableInMode, .providerError]
        ) { (params, context) throws(RPCError) in
            let user = try services.user(params.user, context)
            try await services.checkImports(user)
            return try await services.imports.begin(user: user, params.files)
        }
    }

    private static func append(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "imports.append",
            summary: "Takes a part of a file.",
            params: AppendImportParams.self,
            result: AppendImportResult.self,
            errors: [.notFound]
        ) { (params, context) throws(RPCError) in
            _ = try await services.importUser(params.id, nil, context)
            var result = AppendImportResult()
            result.received = try await services.imports.append(params)
            return result
        }
    }

    private static func preview(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "imports.preview",
            summary: "Says what the files are and what they would change; changes nothing.",
            params: ImportParams.self,
            result: ImportResult.self,
            waits: true,
            errors: [.notFound, .unavailableInMode, .providerError, .conflict]
        ) { (params, context) throws(RPCError) in
            try await start(params, services, context, applies: false)
        }
    }

    private static func apply(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "imports.apply",
            summary: "Takes the files, all or none, and reads them.",
            params: ImportParams.self,
            result: ImportResult.self,
            waits: true,
            errors: [.notFound, .unavailableInMode, .providerError, .conflict, .invalidData]
        ) { (params, context) throws(RPCError) in
            try await start(params, services, context, applies: true)
        }
    }

    private static func start(
        _ params: ImportParams,
        _ services: DaemonServices,
        _ context: RPCContext,
        applies: Bool
    ) async throws(RPCError) -> ImportResult {
        let user = try await services.importUser(params.id, params.user, context)
        try await services.checkImports(user)
        let job = try await services.imports.start(params, user: user, applies: applies)
        var result = ImportResult()
        result.job = job.id
        guard params.wait == true else { return result }
        let ended = try await services.waitForEnd(of: job.id, connection: nil)
        do throws(WireError) {
            result.report = try ImportReport(wire: ended.result, at: WirePath(unknownMembers: .ignored, "result"))
        } catch {
            throw .internalError("The job's report can't be read: \(error.description)")
        }
        return result
    }

    private static func discard(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "imports.discard",
            summary: "Forgets files that were announced, and what has come of them.",
            params: DiscardImportParams.self,
            result: DiscardImportResult.self,
            waits: true,
            errors: [.notFound, .conflict]
        ) { (params, context) throws(RPCError) in
            _ = try await services.importUser(params.id, nil, context)
            try await services.imports.discard(params.id)
            return DiscardImportResult()
        }
    }
}

extension DaemonServices {
    /// The user of an import that the caller may see; one that is another's is not there.
    fileprivate func importUser(_ id: String, _ name: String?, _ context: RPCContext) async throws(RPCError) -> String {
        let permission = try permission(context)
        let asked = try name.map { (name) throws(RPCError) in try user(name, context) }
        guard let owner = await imports.user(of: id), asked == nil || asked == owner,
            permission.seesEveryone || permission.users.contains(owner)
        else {
            throw .notFound(what: "import", id: id, hint: "Begin again with imports.begin.")
        }
        return owner
    }

    /// Throws where files can't be imported for the user now.
    fileprivate func checkImports(_ user: String) async throws(RPCError) {
        _ = try await connections.adapter(ImportJob.provider, mode: try mode(of: user))
    }
}
