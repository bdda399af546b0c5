import FolioModel
import Synchronization

/// Tries an adapter against every requirement of the protocol.
///
/// ```swift
/// let report = try await ConformanceSuite.run(Demo.self, options)
/// #expect(report.isGood)
/// ```
public enum ConformanceSuite {
    /// Tries an adapter in this process; what needs a process of its own is skipped.
    ///
    /// - Parameters:
    ///   - type: The adapter; made anew for each start.
    ///   - options: What it is configured with, and how it gets a connection.
    ///   - onLine: Told of each scenario as it ends.
    /// - Returns: What was found.
    public static func run(
        _ type: any Adapter.Type,
        _ options: ConformanceOptions = ConformanceOptions(),
        onLine: @Sendable (ConformanceLine) -> Void = { _ in }
    ) async -> ConformanceReport {
        await run(LocalSubject(type), options, onLine: onLine)
    }

    /// Tries an adapter that is started as the subject says.
    package static func run(
        _ subject: any ConformanceSubject,
        _ options: ConformanceOptions,
        secrets: SecretWords = SecretWords(),
        onLine: @Sendable (ConformanceLine) -> Void = { _ in }
    ) async -> ConformanceReport {
        let clock = ContinuousClock()
        let start = clock.now
        secrets.learn(options.input.secrets)
        secrets.learn(SecretWords.inConfiguration(options.config))
        let audit = ConformanceAudit()
        let bench = ConformanceBench(subject: subject, options: options, audit: audit) { secrets.learn($0) }
        var report = ConformanceReport()
        report.subject = subject.title
        for scenario in ConformanceRequirements.all where isAsked(scenario, options) {
            let began = clock.now
            var line = await outcome(of: scenario, bench)
            line.detail = line.detail.map(secrets.clean)
            line.durationMilliseconds = (clock.now - began).milliseconds
            report.add(line)
            onLine(line)
        }
        if bench.isDescribed {
            (report.adapter, report.adapterVersion) = (bench.manifest.name, bench.manifest.version)
        }
        report.durationMilliseconds = (clock.now - start).milliseconds
        return report
    }

    /// The first scenario always runs: without a manifest no other one can.
    private static func isAsked(_ scenario: ConformanceScenario, _ options: ConformanceOptions) -> Bool {
        options.only.isEmpty || options.only.contains(scenario.name)
            || scenario.name == LifecycleScenarios.describeName
    }

    private static func outcome(of scenario: ConformanceScenario, _ bench: ConformanceBench) async -> ConformanceLine {
        var line = ConformanceLine()
        (line.name, line.group, line.summary) = (scenario.name, scenario.group.rawValue, scenario.summary)
        do {
            if !bench.isDescribed, scenario.name != LifecycleScenarios.describeName {
                throw ConformanceSkip("the adapter has not described itself")
            }
            for need in scenario.needs {
                if let reason = bench.reasonToSkip(need) { throw ConformanceSkip(reason) }
            }
            try await scenario.body(bench)
            line.outcome = .passed
        } catch let skip as ConformanceSkip {
            (line.outcome, line.detail) = (.skipped, skip.reason)
        } catch {
            (line.outcome, line.detail) = (.failed, "\(error)")
        }
        guard let reason = bench.options.expectedFailures[scenario.name] else { return line }
        switch line.outcome {
        case .failed: line.outcome = .expectedFailure
        case .passed: (line.outcome, line.detail) = (.unexpectedPass, "expected to fail: \(reason)")
        case .skipped, .expectedFailure, .unexpectedPass: break
        }
        return line
    }
}

extension Duration {
    /// Whole milliseconds, rounded down.
    fileprivate var milliseconds: Int {
        Int(components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000)
    }
}
