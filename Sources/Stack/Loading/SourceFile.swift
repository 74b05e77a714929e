import YAML

/// A file of a stack.
struct SourceFile {
    let path: String
    /// What its paths were relative to; they are relative to the source's root now.
    let folder: String
    let root: Node
    let tags: ResetTags
    let isFig: Bool

    func with(_ root: Node) -> SourceFile {
        SourceFile(path: path, folder: folder, root: root, tags: tags, isFig: isFig)
    }
}
