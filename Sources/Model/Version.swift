/// The version of all of Slipway's executables.
public enum Version {
    public static let number = "0.1.0"
}
