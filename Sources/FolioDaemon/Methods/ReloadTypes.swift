package import FolioModel

package struct ReloadParams: WireObject, Hashable {
    package var isDry: Bool?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("dry_run", \.isDry, "Only check the file and say what reading it would do.")
    ]
}

package struct ReloadResult: WireObject, Hashable {
    package var applied: [String] = []
    package var file: String?
    package var settings: [String] = []
    package var plan: [AdapterStepRow] = []
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("applied", \.applied, "What changed, a sentence each; empty for nothing, and with dry_run."),
        WireField("file", \.file, "The file that was read; null for the built-in defaults."),
        WireField("settings", \.settings, "What changes beside the adapters, a sentence each."),
        WireField("plan", \.plan, "What becomes of each adapter."),
    ]
}

package struct AdapterStepRow: WireObject, Hashable {
    package var adapter = ""
    package var action = AdapterStep.Action.keep
    package var reason = ""
    package init() {}

    package init(_ step: AdapterStep) { (adapter, action, reason) = (step.adapter, step.action, step.reason) }

    package static let fields: [WireField<Self>] = [
        WireField("adapter", \.adapter), WireField("action", \.action),
        WireField("reason", \.reason, "Why."),
    ]
}
