import FolioModel

/// Connecting an account.
extension ProviderScenarios {
    static func linkBegin(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            var params = LinkBegin.Params()
            params.userReference = "u_conformance"
            let offer = try await session.read(LinkBegin.self, params)
            let flow = bench.manifest.link.flow
            try demand(
                offer.flow == flow,
                "the flow is \(offer.flow.rawValue), not \(flow.rawValue) as in the manifest"
            )
            switch flow {
            case .none: break
            case .hosted:
                let isThere = offer.linkToken?.isEmpty == false || offer.hostedURL?.isEmpty == false
                try demand(isThere, "the flow is hosted, but there is neither link_token nor hosted_url")
            case .fields: try demandFields(offer.fieldsToFill)
            }
            try demandState(offer.state)
        }
    }

    static func demandFields(_ fields: [LinkField]) throws {
        try demand(!fields.isEmpty, "the flow is fields, but there are none")
        let names = fields.map(\.name)
        try demand(!names.contains(""), "a field has no name")
        try demand(Set(names).count == names.count, "a field stands there twice")
        for field in fields {
            try demand(
                field.isSecret || !["secret", "password", "token", "api_key"].contains(field.name),
                "the field \(field.name) is not marked as secret"
            )
            if let pattern = field.pattern {
                try demand((try? Regex(pattern)) != nil, "the pattern of \(field.name) is no regular expression")
            }
        }
    }

    static func demandState(_ state: String?) throws {
        try demand(
            (state?.utf8.count ?? 0) <= AdapterLimits.cursor,
            "state is longer than \(AdapterLimits.cursor) bytes"
        )
    }

    static func linkCompleteEmpty(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            var params = LinkComplete.Params()
            params.filledFields = [:]
            let reply = await session.call(LinkComplete.name, params.jsonValue, within: LinkComplete.hardLimit)
            guard case .result = reply else {
                try demand(reply.isAnswered, "link.complete with nothing: \(reply.summary)")
                return
            }
            let result = try session.result(LinkComplete.self, reply)
            if result.status == "input_required" { return try demandFields(result.fieldsToFill) }
            // Keys of the configuration may be enough.
            try demand(result.status == "complete", "the status \"\(result.status)\" is not known")
            bench.learnSecrets(result.credentials.texts)
        }
    }

    static func linkComplete(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            let connection = try await bench.link(session)
            try demand(connection.credentials.object != nil, "the credentials are no object")
            try demand(connection.externalID?.isEmpty == false, "there is no external_id")
            try demandState(connection.state)
            let required = bench.manifest.credentialsSchema["required"]?.array?.compactMap(\.string) ?? []
            for name in required {
                try demand(
                    connection.credentials[name] != nil,
                    "the credentials lack \(name), which their schema requires"
                )
            }
        }
    }

    static func checkConnection(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            var params = Check.Params()
            params.connection = try await bench.connection(session)
            let result = try await session.read(Check.self, params)
            let details = result.checks.compactMap(\.detail).joined(separator: "; ")
            try demand(["ok", "degraded"].contains(result.status), "the status is \(result.status): \(details)")
        }
    }
}
