import Model
import YAML

/// Puts variables' values where a file names them: in its values, never in its keys.
struct Interpolation {
    let variables: Variables
    var budget = Variables.Budget()
    /// The variables that had no value, with the first place of each.
    private(set) var unset: [(name: String, mark: Mark)] = []

    init(_ variables: Variables, budget: Variables.Budget = Variables.Budget()) {
        self.variables = variables
        self.budget = budget
    }

    mutating func applied(to node: Node, _ problems: inout Problems) throws -> Node {
        try changed(node, &problems) ?? node
    }

    /// Nil where nothing changes: most of a file has no variables.
    private mutating func changed(_ node: Node, _ problems: inout Problems) throws -> Node? {
        switch node.content {
        case .scalar(let scalar):
            guard scalar.text.utf8.contains(UInt8(ascii: "$")) else { return nil }
            return problems.attempt { try expanded(scalar, node) }
        case .sequence(var nodes):
            var isChanged = false
            for index in nodes.indices {
                guard let new = try changed(nodes[index], &problems) else { continue }
                nodes[index] = new
                isChanged = true
            }
            return isChanged ? node.with(.sequence(nodes)) : nil
        case .mapping(let mapping):
            var pairs = mapping.pairs
            var isChanged = false
            for index in pairs.indices {
                guard let new = try changed(pairs[index].value, &problems) else { continue }
                pairs[index] = Mapping.Pair(key: pairs[index].key, value: new)
                isChanged = true
            }
            return isChanged ? node.with(pairs) : nil
        }
    }

    /// A plain scalar stays plain, so that `${N}` may be a number; but a value that reads as nothing is a text.
    private mutating func expanded(_ scalar: Scalar, _ node: Node) throws -> Node {
        var missing: [String] = []
        let text: String
        do {
            text = try Template(scalar.text).expanded({ variables[$0] }, &budget) { missing.append($0) }
        } catch let failure as Failure {
            throw node.failure(failure.message, hint: failure.hint)
        }
        for name in missing where !unset.contains(where: { $0.name == name }) { unset.append((name, node.mark)) }
        let new = node.with(.scalar(Scalar(text, style: scalar.style)))
        return new.isNull ? node.with(.scalar(Scalar(text, style: .doubleQuoted))) : new
    }
}
