extension ConfigurationReader {
    /// The rules of `access:`.
    static var accessRules: ValueForm<[Configuration.AccessRule]> {
        accessRule.list(of: "rules such as {group: folio, users: [\"*\"], role: app}")
    }

    private static var accessRule: ValueForm<Configuration.AccessRule> {
        ValueForm(render: rendered, read: read)
    }

    private static func rendered(_ rule: Configuration.AccessRule) -> String {
        let users = ValueForm.userNameOrAll.list(of: "").render(rule.users)
        let subject =
            switch rule.subject {
            case .user(let user): "uid: " + ValueForm.principal("").render(user)
            case .group(let group): "group: " + ValueForm.principal("").render(group)
            }
        return "{\(subject), users: \(users), role: \(rule.role.rawValue)}"
    }

    private static func read(_ tree: YAMLTree, path: String, log: ReadingLog) -> Configuration.AccessRule? {
        var user: Configuration.Principal?
        var group: Configuration.Principal?
        var users: [String] = []
        var role = Configuration.AccessRule.Role.app
        var section = SectionReader(tree, path: path, log: log)
        guard section.isMapping else { return nil }
        section.read("uid", ValueForm.principal("user").orNull(), into: &user, isDocumented: false)
        section.read("group", ValueForm.principal("group").orNull(), into: &group, isDocumented: false)
        let names = ValueForm.userNameOrAll.list(of: "user names", atLeast: 1)
        section.read("users", names, into: &users, isDocumented: false)
        section.read("role", .choice, into: &role, isDocumented: false)
        section.finish()
        if !section.has("users"), role == .app {
            log.fault(tree.place, path, "`users` is missing: the portfolio users this rule lets be seen, or [\"*\"]")
        }
        let everyone = section.has("users") ? users : ["*"]
        switch (user, group) {
        case (let user?, nil): return Configuration.AccessRule(subject: .user(user), users: everyone, role: role)
        case (nil, let group?): return Configuration.AccessRule(subject: .group(group), users: everyone, role: role)
        case (nil, nil) where section.has("uid") || section.has("group"): return nil
        case (nil, nil): log.fault(tree.place, path, "`uid` or `group` is missing: whom the rule is about")
        case (_?, _?): log.fault(tree.place, path, "one of `uid` and `group` is expected, not both")
        }
        return nil
    }
}
