import Model
import System

/// What an image is made of, in one word: two services with the same address have the same image, so what is built
/// under it already needs no build.
public struct ContentAddress: Encodable {
    /// The tree of the build's context.
    let context: ObjectID
    let dockerfile: String
    /// Each base image with the engine's id of it; absent where the engine doesn't have it.
    let bases: [String: String]
    let platform: String
    /// Changes where the way we build changes what comes out.
    let recipe = 1

    public init(context: ObjectID, dockerfile: String, bases: [String: String], platform: String) {
        self.context = context
        self.dockerfile = dockerfile
        self.bases = bases
        self.platform = platform
    }

    /// 32 hexadecimal digits: a valid tag.
    public func text() throws -> String { String(SHA256.hex(of: try JSON.line(self)).prefix(32)) }
}
