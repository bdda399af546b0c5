import FolioAdapterKit
import FolioModel
import FolioStore
import Logging

/// One life of an adapter, from its start to its end.
extension AdapterSupervisor {
    /// Runs it once, and returns how long to wait before the next time; `nil` for not at all.
    func liveOnce() async -> Duration? {
        switch launch {
        case .plugin(let plugin):
            let file = await plugin.inspect()
            current.file = file
            guard wish != nil else { return nil }  // stopped meanwhile
            guard let refusal = file.refusal else {
                let command = plugin.command(file)
                return await liveOnce(as: command.executable, command.arguments)
            }
            note(refusal)
            return rest(.failed, refusal, RestartPolicy.failedDelay)
        case .process(let executable, let arguments): return await liveOnce(as: executable, arguments)
        case .local(let adapter):
            let channel = LocalChannel(adapter, clock: clock, nextNumber: numbers.next, onEvent: onEvent)
            let life = AdapterLife.local(channel)
            self.life = life
            let handshake = await welcome(life)
            let start = ContinuousClock.now
            if case .ready = handshake { await channel.waitForEnd() }
            await channel.close()
            if !isLeaving { convict(life.session.casualties) }
            return outcome(handshake, after: ContinuousClock.now - start, "The adapter broke the protocol")
        }
    }

    private func liveOnce(as executable: String, _ arguments: [String]) async -> Duration? {
        let launch: ProcessLaunch
        do {
            launch = try prepare(executable, arguments)
        } catch {
            return died(after: .zero, error.description)
        }
        let channel = ProcessChannel(launch, clock: clock, nextNumber: numbers.next, onEvent: onEvent)
        let life = AdapterLife.process(channel)
        self.life = life
        async let end = channel.run()
        let handshake = await welcome(life)
        let start = ContinuousClock.now
        switch handshake {
        case .ready: break
        case .refused, .disabled: await channel.close()
        case .broken: channel.kill()
        }
        let sentence = await end.description
        if !isLeaving { convict(life.session.casualties) }
        return outcome(handshake, after: ContinuousClock.now - start, sentence)
    }

    private func prepare(_ executable: String, _ arguments: [String]) throws(PrivateDirectoryError) -> ProcessLaunch {
        let directory = wish?.dataDirectory ?? "/"
        try PrivateDirectory.make(directory)
        return ProcessLaunch(
            executable: executable,
            arguments: arguments,
            environment: AdapterEnvironment.variables(adapter: name),
            workingDirectory: directory
        )
    }

    private func welcome(_ life: AdapterLife) async -> AdapterWelcome {
        do throws(AdapterError) {
            var params = Describe.Params()
            params.host.version = hostVersion
            let manifest = try await life.channel.call(Describe.self, params, cause: "")
            guard manifest.protocolVersion == "1" else {
                return .refused(AdapterError(.protocolUnsupported, "The adapter speaks another protocol than 1."))
            }
            current.manifest = manifest
            onManifest(manifest)
            (current.kind, current.version) = (manifest.kind, manifest.version)
            current.capabilities = manifest.capabilities
            if let reason = manifest.disable { return .disabled(reason) }
            life.session.adopt(manifest)
            try await configure(life)
            guard !isLeaving else { return .ready }
            set(.running, reason: "")
            return .ready
        } catch {
            if [.configInvalid, .badCredentials, .protocolUnsupported].contains(error.kind) { return .refused(error) }
            var error = error
            if let last = life.session.protocolErrors.last { error.message += " It also broke the protocol: \(last)." }
            return .broken(error)
        }
    }

    /// The configuration's number goes before the manifest's.
    private func setRate() {
        rates?.set(
            manifest: current.manifest?.rate,
            requestsPerMinute: wish?.configuration["requests_per_minute"]?.int
        )
    }

    /// Remembers what the adapter worked on when it died.
    private func convict(_ casualties: Set<CallSubject>) {
        for call in ledger.died(casualties, at: now()) {
            logger.error(
                "Adapter ended twice during the same call, which rests now",
                metadata: [
                    "adapter": "\(name)", "method": "\(call.method)", "connection": "\(call.connection)",
                    "until": "\(call.until)",
                ]
            )
            let row = StoredQuarantine(connection: call.connection, method: call.method, until: call.until)
            attempt("A resting call could not be stored") { () throws(StoreError) in try store?.saveQuarantine(row) }
        }
    }

    func configure(_ life: AdapterLife) async throws(AdapterError) {
        guard let wish else { return }
        var params = Configure.Params()
        params.config = wish.configuration
        params.features = wish.features
        params.dataDirectory = wish.dataDirectory
        params.generation = wish.generation
        setRate()
        let result = try await life.channel.call(Configure.self, params, cause: "")
        for warning in result.warnings {
            let message = redactor.clean(warning.message)
            await onEvent(.log(AdapterLogLine(level: "warning", message: message, fields: ["path": warning.path])))
        }
    }

    private func outcome(_ handshake: AdapterWelcome, after lifetime: Duration, _ sentence: String) -> Duration? {
        switch handshake {
        case _ where isLeaving: return nil
        case .ready: return died(after: lifetime, sentence)
        case .broken(let error):
            // A death under the handshake is told better by the process's end.
            return died(after: .zero, error.kind == .adapterCrashed ? sentence : error.message)
        case .refused(let error):
            let places = error.faults.map { "\($0.path ?? ""): \($0.message)" }
            let sentence = ([error.message] + places).joined(separator: " ")
            note(sentence)
            return rest(.failed, sentence, RestartPolicy.failedDelay)
        case .disabled(let reason): return rest(.disabled, reason, RestartPolicy.failedDelay)
        }
    }

    /// Says how long it rests, and when it is tried again: together, for whoever is told.
    private func rest(_ state: AdapterState, _ sentence: String, _ pause: Duration) -> Duration {
        current.nextAttemptAt = now().adding(seconds: pause.components.seconds)
        set(state, reason: redactor.summary(sentence))
        return pause
    }

    private func died(after lifetime: Duration, _ sentence: String) -> Duration {
        note(sentence)
        switch policy.died(afterRunning: lifetime, jitter: jitter()) {
        case .backOff(let delay): return rest(.backingOff, sentence, delay)
        case .fail(let delay): return rest(.failed, sentence, delay)
        }
    }
}
