import Model
import YAML

/// Paths in a file are relative to its folder; behind this they are relative to the source's root, and below it.
enum RelativePaths {
    private static let files = [
        ["secrets", "*", "file"], ["configs", "*", "file"],
        ["services", "*", "develop", "watch", "*", "path"],
    ]
    private static let envFiles = [["services", "*", "env_file", "*", "path"]]
    private static let contexts = [
        ["services", "*", "build", "context"], ["services", "*", "build", "additional_contexts", "*"],
    ]

    static func resolved(_ root: Node, in folder: String, _ problems: inout Problems) -> Node {
        var root = root
        for path in files + envFiles {
            root = root.changing(path[...]) { place($0, in: folder, &problems) }
        }
        for path in contexts {
            root = root.changing(path[...]) { isRemote($0) ? $0 : place($0, in: folder, &problems) }
        }
        root = root.changing(["services", "*", "build"]) { build in
            if let file = build["dockerfile"], let text = file.text, let context = build["context"]?.text,
                build["context"].map(isRemote) == false
            {
                _ = problems.attempt { try file.placing { try SourcePath.resolved(text, in: context) } }
            }
            return build
        }
        return root.changing(["services", "*", "volumes", "*"]) { bind($0, in: folder) }
    }

    private static func place(_ node: Node, in folder: String, _ problems: inout Problems) -> Node {
        guard let text = node.text, !node.isNull else { return node }
        return problems.attempt {
            try node.placing { node.with(.scalar(Scalar(try SourcePath.resolved(text, in: folder)))) }
        } ?? node
    }

    /// A bind's source keeps its `./`. One that leaves the folder stays: whether it may is the policy's to say.
    private static func bind(_ mount: Node, in folder: String) -> Node {
        guard folder != ".", mount["type"]?.text == "bind", let source = mount["source"], let text = source.text,
            text.hasPrefix("."), let path = try? SourcePath.resolved(text, in: folder)
        else { return mount }
        return mount.setting("source", to: source.with(.scalar(Scalar("./" + path))))
    }

    /// Not a folder of the tree at all: that is refused, or not, by its name.
    private static func isRemote(_ node: Node) -> Bool {
        guard let text = node.text else { return true }
        return text.contains("://") || text.hasPrefix("git@") || text.hasPrefix("github.com/")
            || text.hasPrefix("service:")
    }
}
