import Model
import Store
import System

/// What the reading of a stack file depends on beside the file itself.
public struct Surroundings {
    let app: AppName
    /// What `${VARIABLES}` stand for: the app's configuration, and nothing of the server's.
    let variables: [String: String]
    let allowed: Set<Allowance>
    /// The private registry's host; nil where there is no server.
    let registry: String?

    /// Of an app that no server knows.
    public init(app: AppName, variables: [String: String], allowed: Set<Allowance>) {
        self.app = app
        self.variables = variables
        self.allowed = allowed
        registry = nil
    }

    /// - Parameter configuration: The snapshot to read it with.
    public init(
        of app: App, configuration: Int?, _ store: any Store, _ folder: Folder, _ settings: Settings
    ) throws {
        self.app = app.name
        let values = try store.configuration(app.name, configuration, .load(folder.secretKey))
        variables = Dictionary(uniqueKeysWithValues: values.map { ($0.key.rawValue, $0.value.exposed) })
        allowed = Set(app.allowed ?? [])
        registry = settings.registry
    }

    /// Compose's variable for the profiles whose services run, with commas between.
    var profiles: Set<String> {
        let names = (variables["COMPOSE_PROFILES"] ?? "").split(separator: ",")
        return Set(names.map { String($0.filter { !$0.isWhitespace }) })
    }
}
