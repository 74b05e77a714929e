/// What becomes of a key when a stack is deployed.
public enum Support: Sendable, Equatable {
    case honoured
    /// With the reason, for people: it stands behind the key's name.
    case refused(String)
    /// With the reason, for people: nothing that matters is lost.
    case ignored(String)
}
