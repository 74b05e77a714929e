import FoundationEssentials
import Model
import System
import Testing

@testable import Engine

/// Against a real engine: secrets, configs and volumes.
@Suite(.serialized, .enabled(if: RealEngine.isThere)) struct StorageGatewayTests {
    private func base64(_ bytes: [UInt8]) -> Sensitive<String> { Sensitive(Data(bytes).base64EncodedString()) }

    @Test func aUnitFindsItsSecretsAndConfigsAsFiles() throws {
        let real = try RealEngine()
        // Bytes whose base64 is another one in the alphabet for URLs.
        let content: [UInt8] = [0xff, 0xfe, 0x00, 0x0a, 0xfb]
        let names = ["\(real.app)_one", "\(real.app)_one-more"]
        for kind in SwarmFile.Kind.allCases {
            for name in names {
                try real.engine.createFile(kind, named: name, base64: base64(content), labels: real.labels)
            }
        }
        defer {
            for kind in SwarmFile.Kind.allCases {
                for name in names { _ = try? real.engine.removeFile(kind, named: name) }
            }
        }
        try real.withNetwork {
            let secret = try #require(try real.engine.file(.secret, named: names[0]))
            let config = try #require(try real.engine.file(.config, named: names[0]))
            #expect(secret.labels == real.labels && config.created != nil)
            #expect(try real.engine.files(.secret, labels: [real.label]).map(\.name) == names)
            #expect(try real.engine.files(.config, labels: [real.label]).map(\.name) == names)
            #expect(try real.engine.files(.config, labels: ["\(EngineLabel.app)=nobody"]).isEmpty)

            let others = try SwarmFile.Kind.allCases.map { try #require(try real.engine.file($0, named: names[1])) }
            let files = "/run/secrets/key /run/secrets/sub/k /c /etc/sub/c"
            var definition = real.definition("job", script: "stat -c '%n %a %u:%g' \(files); md5sum \(files)")
            definition.secrets = [
                .init(id: secret.id, name: secret.name, at: "key", user: "33", group: "34", mode: 0o400),
                .init(id: others[0].id, name: others[0].name, at: "sub/k"),
            ]
            definition.configs = [
                .init(id: config.id, name: config.name, at: "c", mode: 0o640),
                .init(id: others[1].id, name: others[1].name, at: "/etc/sub/c"),
            ]
            definition.restart = .init(.none)
            let lines = try real.output(of: definition)
            #expect(
                lines.prefix(4) == [
                    "/run/secrets/key 400 33:34", "/run/secrets/sub/k 444 0:0", "/c 640 0:0", "/etc/sub/c 444 0:0",
                ])
            #expect(Set(lines.dropFirst(4).compactMap { $0.split(separator: " ").first }).count == 1)
            for kind in SwarmFile.Kind.allCases {
                let used = #expect(throws: Failure.self) { try real.engine.removeFile(kind, named: names[0]) }
                #expect(used?.code == .temporary)
            }
        }
    }

    @Test(arguments: SwarmFile.Kind.allCases) func aNameThatIsTakenIsTemporary(kind: SwarmFile.Kind) throws {
        let real = try RealEngine()
        try real.engine.createFile(kind, named: "\(real.app)", base64: base64([1]), labels: real.labels)
        let failure = #expect(throws: Failure.self) {
            try real.engine.createFile(kind, named: "\(real.app)", base64: base64([2]), labels: [:])
        }
        #expect(failure?.code == .temporary)
        #expect(try real.engine.removeFile(kind, named: "\(real.app)"))
        #expect(try !real.engine.removeFile(kind, named: "\(real.app)"))
    }

    @Test func aVolumeKeepsWhatItHasAndGoesOnlyWhenNobodyHasIt() throws {
        let real = try RealEngine()
        let name = "\(real.app)_data"
        defer { _ = try? real.engine.removeVolume(named: name) }
        try real.withNetwork {
            #expect(try real.engine.volume(named: name) == nil)
            let made = try real.engine.createVolume(named: name, labels: real.labels)
            #expect(made.name == name && made.labels == real.labels && made.driver == "local" && made.options.isEmpty)
            #expect(try real.engine.volume(named: name) == made)
            #expect(try real.engine.createVolume(named: name, labels: ["a": "b"]).labels == real.labels)
            #expect(try real.engine.volumes(labels: [real.label]) == [made])

            var definition = real.definition("job", script: "echo kept >>/data/file; exec sleep 1000")
            definition.mounts = [.init(.volume(name), at: "/data")]
            try real.engine.createService(definition)
            _ = try real.task(definition.name) { $0.state == .running }
            let used = #expect(throws: Failure.self) { try real.engine.removeVolume(named: name) }
            #expect(used?.code == .temporary)
        }
        #expect(try real.engine.removeVolume(named: name))
        #expect(try !real.engine.removeVolume(named: name))
    }

    @Test func aMountMakesTheVolumeWithItsLabels() throws {
        let real = try RealEngine()
        let name = "\(real.app)_made"
        try real.withNetwork {
            var definition = real.definition("job", script: "ls /bin | wc -l; exec true")
            definition.container.entrypoint = ["/bin/busybox", "sh", "-c"]
            definition.mounts = [
                .init(.volume(name, labels: ["a": "b"]), at: "/bin", readOnly: true),
                .init(.volume("\(name)2", noCopy: true), at: "/home"),
            ]
            definition.restart = .init(.none)
            let count = try real.output(of: definition).first.flatMap { Int($0.filter(\.isNumber)) }
            #expect(try #require(count) > 10)
            #expect(try real.engine.volume(named: name)?.labels["a"] == "b")
        }
        for volume in [name, "\(name)2"] { #expect(try real.engine.removeVolume(named: volume)) }
    }
}
