import Model
import System
import TestSupport
import Testing

extension EndToEnd {
    @Suite(.serialized) struct Builds {
        let server: TestServer

        init() throws { server = try TestServer.shared.get() }

        @Test func dockerignoreIsHonoured() throws {
            let repository = try TestRepository("ignore", on: server)
            try repository.write("Dockerfile", "FROM busybox\nCOPY . /app/\nRUN ls /app; test ! -e /app/secret.txt\n")
            try repository.write("secret.txt", "not for the image\n")
            try repository.commit("without .dockerignore")
            #expect(try repository.push().status != 0, "the control: without it the file is there")
            try repository.write(".dockerignore", "secret.txt\n")
            try repository.write(
                "Dockerfile",
                "FROM busybox\nEXPOSE 8080\nCOPY . /app/\nRUN test ! -e /app/secret.txt\nCMD [\"/app/start\"]\n")
            try repository.commit("with .dockerignore")
            let push = try repository.push()
            #expect(push.status == 0, "\(push.error)")
        }

        @Test func aSubmoduleOfThisServerIsBuiltIn() throws {
            let library = try TestRepository("library", on: server)
            try library.write("part.html", "<p>from the library</p>\n")
            try library.commit("part")
            #expect(try library.push().status == 0)
            let repository = try TestRepository("with-library", on: server)
            try repository.addSubmodule("parts", url: "../library", of: library)
            try repository.write("page.html", "")
            try repository.write(
                "Dockerfile",
                "FROM busybox\nEXPOSE 8080\nCOPY . /app/\nRUN cat /app/parts/part.html >/app/page.html\nCMD [\"/app/start\"]\n"
            )
            try repository.commit("uses it")
            let push = try repository.push()
            #expect(push.status == 0, "\(push.error)")
            #expect(server.get("with-library")?.body.contains("from the library") == true)
        }

        @Test func aSubmoduleThatCantBeReachedIsNamed() throws {
            let library = try TestRepository("other-library", on: server)
            try library.commit("part")
            let repository = try TestRepository("without-library", on: server)
            try repository.addSubmodule("parts", url: "file:///etc", of: library)
            try repository.commit("uses it")
            let push = try repository.push()
            #expect(push.status != 0)
            #expect(push.error.contains("submodule 'parts'"), "\(push.error)")
            #expect(push.error.contains("file:///etc"))
        }

        @Test func anImageOfAnotherAppIsNoBase() throws {
            let owner = try TestRepository("base-owner", on: server)
            try owner.commit("one")
            #expect(try owner.push().status == 0)
            let names = try server.docker("images", "--format", "{{.Repository}}:{{.Tag}}").split(separator: "\n")
            let image = try #require(names.first { $0.contains("/base-owner/web:") }, "the control: the engine has it")
            let thief = try TestRepository("base-thief", on: server)
            for dockerfile in ["FROM \(image)\n", "FROM busybox\nCOPY --from=\(image) /app /app\n"] {
                try thief.write("Dockerfile", dockerfile)
                try thief.commit("take it")
                let push = try thief.push()
                #expect(push.status != 0)
                #expect(push.error.contains("an image of another app"), "\(push.error)")
            }
        }
    }

    /// Limits that an operator sets; the server is started anew with them.
    @Suite(.serialized) struct Limits {
        let server: TestServer

        init() throws { server = try TestServer.shared.get() }

        @Test func buildsAreHeldToTimeAndMemory() throws {
            try server.down()
            try server.slipway("up", "--detach", "--build-memory", "64", "--build-seconds", "6", limit: 120)
            let hungry = try TestRepository("hungry", on: server)
            try hungry.write("Dockerfile", "FROM busybox\nRUN dd if=/dev/zero of=/dev/null bs=150M count=1\n")
            try hungry.commit("takes 150 MB")
            let memory = try hungry.push()
            let slow = try TestRepository("slow", on: server)
            try slow.write("Dockerfile", "FROM busybox\nRUN sleep 600\n")
            try slow.commit("takes ten minutes")
            let time = try slow.push()
            try server.down()
            try server.slipway("up", "--detach", "--build-memory", "0", "--build-seconds", "1800", limit: 120)

            #expect(memory.status != 0)
            #expect(memory.error.contains("exit code: 137"), "\(memory.error)")
            #expect(time.status != 0)
            #expect(time.error.contains("took longer than its limit of 6 s"), "\(time.error)")
            let control = try hungry.push()
            #expect(
                control.status != 0 && !control.error.contains("exit code: 137"),
                "it builds without the limit: \(control.error)")
        }
    }
}

extension TestRepository {
    /// A gitlink to another repository's newest commit, with any url.
    func addSubmodule(_ name: String, url: String, of other: TestRepository) throws {
        try git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", other.path, name)
        try git("config", "-f", ".gitmodules", "submodule.\(name).url", url)
    }
}
