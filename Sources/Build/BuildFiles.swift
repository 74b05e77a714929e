import FoundationEssentials
import Glibc
import Model
import System

/// What a build reads that isn't in the commit, in a folder that only we can look into, until it is removed: its
/// secrets, and a Dockerfile that stands in the stack file.
final class BuildFiles {
    private let path: String
    /// The file of each secret, by the id that the build knows it by.
    private(set) var secrets: [String: String] = [:]
    /// The Dockerfile, where the stack file has it.
    private(set) var dockerfile: String?

    /// - Parameter secrets: Content by the key of the stack's secret, in base64.
    init(of build: ImageBuild, secrets contents: [String: Sensitive<String>], in folder: String) throws {
        path = "\(folder)/files-\(UInt64.random(in: 0 ... .max))"
        try Files.makeFolder(path, mode: 0o700)
        do {
            for (index, (key, id)) in build.secrets.sorted(by: { $0.key < $1.key }).enumerated() {
                guard let content = contents[key] else {
                    throw Failure(.badData, "the stack has no secret '\(key)', which its build asks for")
                }
                let file = "\(path)/\(index)"
                guard let bytes = Data(base64Encoded: content.exposed) else {
                    throw Failure(.badData, "the stack's secret '\(key)' is not base64")
                }
                try Descriptor.open(file, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600).write(bytes)
                secrets[id] = file
            }
            if let text = build.inlineDockerfile {
                let file = "\(path)/Dockerfile"
                try Files.write(file, text)
                dockerfile = file
            }
        } catch {
            remove()
            throw error
        }
    }

    func remove() { try? Files.remove(path) }
}
