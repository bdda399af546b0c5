import FolioDaemon

extension ConfigurationFaultTests {
    static let structures = [
        Fault("- mode", "f:1:1: a mapping of keys is expected, not a list"),
        Fault("hybrid", "f:1:1: a mapping of keys is expected, not `hybrid`"),
        Fault("socket: /run/x", "f:1:9: socket: a mapping of keys is expected, not `/run/x`"),
        Fault("mode: [hybrid]", "f:1:7: mode: one of aggregation, brokerage, hybrid, disabled is expected, not a list"),
        Fault("plugins: {enabled: acme}", "f:1:20: plugins.enabled: a list of adapters' names is expected, not `acme`"),
        Fault("plugins: {enabled: [a, a]}", "f:1:24: plugins.enabled[1]: `a` is given twice"),
        Fault(
            "prices: {sources: []}",
            "f:1:19: prices.sources: a list of at least 1 of price sources is expected, not an empty one"
        ),
        Fault(
            "access: [{users: [ada]}]",
            "f:1:10: access[0]: `uid` or `group` is missing: whom the rule is about"
        ),
        Fault(
            "access: [{uid: 1, group: a, users: [ada]}]",
            "f:1:10: access[0]: one of `uid` and `group` is expected, not both"
        ),
        Fault(
            "access: [{uid: ada}]",
            "f:1:10: access[0]: `users` is missing: the portfolio users this rule lets be seen, or [\"*\"]"
        ),
        Fault(
            "access: [{uid: ada, users: [\"a b\"], role: root}]",
            "f:1:29: access[0].users[0]: a user name (1 to 64 of A-Z a-z 0-9 . _ -, no leading dot) or \"*\" is expected, "
                + "not \"a b\"",
            "f:1:43: access[0].role: one of app, admin is expected, not `root`"
        ),
    ]

    static let syntax = [
        Fault("# quoted\nmode: \"hybrid", "f:2:14: not YAML: found unexpected end of stream"),
        Fault("mode: hybrid\n\tsocket: {}\n", "f:2:1: not YAML: found a tab character that violates indentation"),
        Fault("a: 1\n---\nb: 2\n", "f:2:1: one document is expected, and this starts another"),
        Fault("mode: *m", "f:1:7: not YAML: found undefined alias"),
        Fault(
            "mode: &m hybrid\nusers: {ada: {mode: *m}}",
            "f:1:7: mode: anchors (&name) and aliases (*name) are not taken: write the value out",
            "f:1:7: users.ada.mode: anchors (&name) and aliases (*name) are not taken: write the value out"
        ),
        Fault("mode: !!str hybrid", "f:1:7: mode: tags such as !!str are not taken"),
        Fault("features: !x {}", "f:1:11: features: tags such as !!str are not taken"),
        Fault(
            "plugins: {config: {a: [[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]}}",
            "f:1:36: plugins.config.a[0][0][0][0][0][0][0][0][0][0][0][0][0]: nested deeper than 16"
        ),
        Fault("mode: hybrid\u{7}", "f:1:13: not YAML: control characters are not allowed"),
    ]
}
