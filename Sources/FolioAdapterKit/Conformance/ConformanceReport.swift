public import FolioModel

/// What became of a scenario.
public enum ConformanceOutcome: String, WireEnum {
    case passed, failed, skipped
    /// It failed, as the file of expected failures says.
    case expectedFailure = "expected_failure"
    /// It passed, though the file of expected failures says otherwise.
    case unexpectedPass = "unexpected_pass"
}

/// One scenario's part of a report.
public struct ConformanceLine: WireObject, Hashable {
    public var name = ""
    public var group = ""
    /// What a conforming adapter does.
    public var summary = ""
    public var outcome = ConformanceOutcome.passed
    /// What was otherwise, or why it was skipped; without secrets.
    public var detail: String?
    public var durationMilliseconds = 0

    public init() {}

    public static let fields: [WireField<Self>] = [
        WireField("name", \.name), WireField("group", \.group), WireField("summary", \.summary),
        WireField("outcome", \.outcome), WireField("detail", \.detail),
        WireField("duration_ms", \.durationMilliseconds),
    ]
}

/// How many scenarios had each outcome.
public struct ConformanceSummary: WireObject, Hashable {
    public var passed = 0
    public var failed = 0
    public var skipped = 0
    public var expectedFailures = 0
    public var unexpectedPasses = 0

    public init() {}

    public static let fields: [WireField<Self>] = [
        WireField("passed", \.passed), WireField("failed", \.failed), WireField("skipped", \.skipped),
        WireField("expected_failures", \.expectedFailures), WireField("unexpected_passes", \.unexpectedPasses),
    ]
}

/// What a run of the suite found.
public struct ConformanceReport: WireObject, Hashable {
    /// The form of the report itself.
    public var format = "folio-conformance/1"
    /// The version of the adapter protocol.
    public var protocolVersion = ConformanceRequirements.protocolVersion
    /// The version of the set of requirements.
    public var requirements = ConformanceRequirements.version
    /// The command, or the type.
    public var subject = ""
    /// Of the manifest; `nil` where the adapter did not describe itself.
    public var adapter: String?
    public var adapterVersion: String?
    public var startedAt = Timestamp.now
    public var durationMilliseconds = 0
    public var summary = ConformanceSummary()
    public var scenarios: [ConformanceLine] = []

    public init() {}

    public static let fields: [WireField<Self>] = [
        WireField("format", \.format), WireField("protocol", \.protocolVersion),
        WireField("requirements", \.requirements), WireField("subject", \.subject), WireField("adapter", \.adapter),
        WireField("adapter_version", \.adapterVersion), WireField("started_at", \.startedAt),
        WireField("duration_ms", \.durationMilliseconds), WireField("summary", \.summary),
        WireField("scenarios", \.scenarios),
    ]

    /// Whether nothing was otherwise than expected.
    public var isGood: Bool { summary.failed == 0 && summary.unexpectedPasses == 0 }

    mutating func add(_ line: ConformanceLine) {
        scenarios.append(line)
        switch line.outcome {
        case .passed: summary.passed += 1
        case .failed: summary.failed += 1
        case .skipped: summary.skipped += 1
        case .expectedFailure: summary.expectedFailures += 1
        case .unexpectedPass: summary.unexpectedPasses += 1
        }
    }

    /// The last line for people: `60 passed, 1 failed, 9 skipped, in 4.2 s`.
    public var closingLine: String {
        var parts = ["\(summary.passed) passed", "\(summary.failed) failed"]
        if summary.expectedFailures > 0 { parts.append("\(summary.expectedFailures) failed as expected") }
        if summary.unexpectedPasses > 0 { parts.append("\(summary.unexpectedPasses) passed unexpectedly") }
        parts.append("\(summary.skipped) skipped")
        let tenths = (durationMilliseconds + 50) / 100
        return parts.joined(separator: ", ") + ", in \(tenths / 10).\(tenths % 10) s"
    }
}

extension ConformanceLine {
    private static let words: [ConformanceOutcome: String] = [
        .passed: "ok  ", .failed: "FAIL", .skipped: "skip", .expectedFailure: "xfail", .unexpectedPass: "XPASS",
    ]

    /// The scenario's lines for people: a failure with what was expected and what was otherwise.
    public var text: String {
        let head = "\(Self.words[outcome] ?? "")  \(name)"
        switch outcome {
        case .passed: return head
        case .skipped: return head + ": " + (detail ?? "")
        case .failed: return "\(head)\n        asked: \(summary)\n        found: \(detail ?? "")"
        case .expectedFailure, .unexpectedPass: return "\(head): \(detail ?? "")"
        }
    }
}
