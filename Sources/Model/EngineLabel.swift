/// The labels that everything of ours in the engine carries. Cleaning touches nothing that lacks them.
public enum EngineLabel {
    /// The app.
    public static let app = "slipway.app"
    /// The service's name in the stack.
    public static let service = "slipway.service"
    /// The release's number, without the `v`.
    public static let release = "slipway.release"
    /// The port that requests go to, on a routed service.
    public static let port = "slipway.port"
    /// The hash of what the engine was told of a service, without what changes in place: how many units it has.
    public static let definition = "slipway.definition"
    /// Before the name of a service with which a unit is to be restarted; the value is that one's definition.
    public static let after = "slipway.after"
    /// Docker's own label for `docker stack ps`.
    public static let stack = "com.docker.stack.namespace"
}
