import Glibc
import Model
import System
import TestSupport
import Testing

@testable import Build

@Suite struct BuildFilesTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func mode(_ path: String) -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
    }

    private func recipe(secrets: [String: String] = [:], dockerfile: String? = nil) -> ImageBuild {
        var recipe = ImageBuild()
        recipe.secrets = secrets
        recipe.inlineDockerfile = dockerfile
        return recipe
    }

    @Test func whatABuildReadsIsForUsAlone() throws {
        let files = try BuildFiles(
            of: recipe(secrets: ["token": "id"], dockerfile: "FROM busybox\n"),
            secrets: ["token": Sensitive("AP9hCg=="), "unused": Sensitive("YQ==")], in: folder.path)
        let secret = try #require(files.secrets["id"])
        #expect(files.secrets.count == 1)
        #expect(try Descriptor.open(secret, O_RDONLY).read(upTo: 10) == [0, 255, 97, 10], "any bytes")
        #expect(try files.dockerfile.map(Files.read) == "FROM busybox\n")
        #expect(mode(secret) == 0o600)
        let holder = try #require(Files.names(in: folder.path).first)
        #expect(mode("\(folder.path)/\(holder)") == 0o700)
        files.remove()
        #expect(Files.names(in: folder.path).isEmpty)
    }

    @Test(arguments: [[:], ["token": "no base64!"]])
    func whatCannotBeReadLeavesNothing(_ contents: [String: String]) throws {
        let failure = #expect(throws: Failure.self) {
            try BuildFiles(
                of: recipe(secrets: ["token": "id"]), secrets: contents.mapValues { Sensitive($0) }, in: folder.path)
        }
        #expect(failure?.message.contains("'token'") == true && failure?.message.contains("no base64!") == false)
        #expect(Files.names(in: folder.path).isEmpty)
    }
}
