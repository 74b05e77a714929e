import System
import YAML

extension Project {
    /// The whole in Compose's own shape, as `docker compose config --format json` prints it.
    /// - Parameter folder: The folder of the project's files, where paths in them begin. Those of a commit's tree are
    ///   seen from its root.
    public func json(folder: String = ".") throws -> String {
        try problems.check(file)
        return JSONText.of(Show(self, folder: folder).root) + "\n"
    }

    /// The same content as YAML.
    public func yaml(folder: String = ".") throws -> String {
        try problems.check(file)
        return YAMLText.of(Show(self, folder: folder).root)
    }
}
