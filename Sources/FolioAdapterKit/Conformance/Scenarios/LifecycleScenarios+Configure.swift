import FolioModel

/// Taking a configuration, and refusing one.
extension LifecycleScenarios {
    static func configureAccepts(_ bench: ConformanceBench) async throws {
        try await bench.withSession(configured: false) { session in
            _ = try await describe(session)
            let result = try await session.read(Configure.self, bench.configuration(in: session))
            for warning in result.warnings {
                try demand(
                    warning.path.isEmpty || warning.path.hasPrefix("/"),
                    "the path \"\(warning.path)\" of a warning is no JSON pointer"
                )
            }
        }
    }

    static func configureAgain(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            _ = try await session.read(Configure.self, bench.configuration(in: session, generation: 2))
            _ = try await describe(session)
        }
    }

    static func configureIgnoresFeatures(_ bench: ConformanceBench) async throws {
        try await bench.withSession(configured: false) { session in
            _ = try await describe(session)
            var params = bench.configuration(in: session)
            params.features = ["a_feature_of_the_future": true]
            _ = try await session.read(Configure.self, params)
        }
    }

    static func configureDryRun(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            let isReadable =
                [.provider, .connection, .vendor].allSatisfy { bench.reasonToSkip($0) == nil }
            var read = AccountsRead.Params()
            if isReadable { read.connection = try await bench.connection(session) }
            let before = isReadable ? try await session.read(AccountsRead.self, read) : nil
            let files = DirectoryListing.names(in: session.directory)
            var params = bench.configuration(in: session, generation: 2)
            params.dryRun = true
            for wrong in [nil]
                + WrongConfiguration.all(of: bench.manifest, over: bench.options.config).map(Optional.some)
            {
                params.config = wrong?.config ?? bench.options.config
                let reply = await session.call(Configure.name, params.jsonValue, within: Configure.hardLimit)
                try demand(reply.isAnswered, "a dry run of configure is not answered: \(reply.summary)")
            }
            let after = DirectoryListing.names(in: session.directory)
            try demand(after == files, "a dry run left \(after.joined(separator: ", ")) in the data directory")
            if let before {
                let again = try await session.read(AccountsRead.self, read)
                try demand(
                    again.accounts.map(\.externalID) == before.accounts.map(\.externalID),
                    "accounts.read answers otherwise after dry runs of other configurations"
                )
            }
        }
    }

    static func configureNamesFaults(_ bench: ConformanceBench) async throws {
        let wrongs = WrongConfiguration.all(of: bench.manifest, over: bench.options.config)
        guard !wrongs.isEmpty else { throw ConformanceSkip("config_schema has no member whose value could be wrong") }
        try await bench.withSession(configured: false) { session in
            _ = try await describe(session)
            for (wrong, isDry) in wrongs.flatMap({ [($0, true), ($0, false)] }) {
                var params = bench.configuration(in: session)
                (params.config, params.dryRun) = (wrong.config, isDry)
                let reply = await session.call(Configure.name, params.jsonValue, within: Configure.hardLimit)
                guard case .refusal(let error, _) = reply, error.kind == .configInvalid else {
                    throw ConformanceFailure(
                        "\(wrong.path) = \(wrong.value.text): 1010 is expected, not \(reply.summary)"
                    )
                }
                let paths = error.faults.compactMap(\.path)
                try demand(
                    paths.contains { $0 == wrong.path || $0.hasPrefix(wrong.path + "/") },
                    "\(wrong.path) is wrong, but errors name \(paths.isEmpty ? "nothing" : paths.joined(separator: ", "))"
                )
                try demand(
                    error.faults.allSatisfy { !$0.message.isEmpty },
                    "an error at \(wrong.path) has no message"
                )
            }
        }
    }

    static func unconfiguredCall(_ bench: ConformanceBench) async throws {
        try await bench.withSession(configured: false) { session in
            _ = try await describe(session)
            let reply = await session.call(Check.name, [:], within: Check.hardLimit)
            try demand(reply.isAnswered, "check before configure: \(reply.summary)")
            _ = try await describe(session)
        }
    }
}
