import FolioModel
import Foundation
import Testing

/// The members and kinds of values of a JSON text, elements of arrays taken together.
indirect enum Shape {
    case node(kinds: Set<String>, members: [String: Shape], required: Set<String>, element: Shape?)

    init(_ values: [JSONValue]) {
        let objects = values.compactMap(\.object)
        let names = objects.map { Set($0.memberNames) }
        let all = names.reduce(into: Set<String>()) { $0.formUnion($1) }
        let required = names.dropFirst().reduce(names.first ?? []) { $0.intersection($1) }
        let members = Dictionary(
            uniqueKeysWithValues: all.map { name in (name, Shape(objects.compactMap { $0[name] })) }
        )
        let elements = values.compactMap(\.array).flatMap { $0 }
        self = .node(
            kinds: Set(values.map(\.kindName)),
            members: members,
            required: required,
            element: elements.isEmpty ? nil : Shape(elements)
        )
    }

    /// Where `self` is not of the documented shape: a member unknown there or missing here, another kind of value.
    ///
    /// `null` stands for any kind in the documented one, and may stand here for the paths in `nullable`.
    func differences(
        from documented: Shape,
        nullable: Set<String>,
        ignoring: Set<String>,
        path: String = ""
    ) -> [String] {
        guard !ignoring.contains(path) else { return [] }
        guard case .node(let kinds, let members, _, let element) = self,
            case .node(let otherKinds, let otherMembers, let required, let otherElement) = documented
        else { return [] }
        var found: [String] = []
        let allowed = otherKinds.union(nullable.contains(path) ? ["null"] : [])
        if otherKinds != ["null"], !kinds.isSubset(of: allowed) {
            found.append("\(path): \(kinds) instead of \(allowed)")
        }
        for name in members.keys.sorted() where otherMembers[name] == nil && !otherMembers.isEmpty {
            if !ignoring.contains("\(path).\(name)") { found.append("\(path).\(name): not documented") }
        }
        for name in required.sorted() where members[name] == nil && kinds.contains("an object") {
            if !ignoring.contains("\(path).\(name)") { found.append("\(path).\(name): missing") }
        }
        for (name, member) in members {
            guard let other = otherMembers[name] else { continue }
            found += member.differences(from: other, nullable: nullable, ignoring: ignoring, path: "\(path).\(name)")
        }
        if let element, let otherElement {
            found += element.differences(from: otherElement, nullable: nullable, ignoring: ignoring, path: path + "[]")
        }
        return found
    }
}

/// The documented answer in that file.
func fixture(_ path: String) throws -> JSONValue { try JSONValue(parsing: bytes(path)) }

/// The documented text in that file.
func text(_ path: String) throws -> String { String(decoding: try bytes(path), as: UTF8.self) }

private func bytes(_ path: String) throws -> [UInt8] {
    let url = try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures/\(path)")
    return Array(try Data(contentsOf: url))
}
