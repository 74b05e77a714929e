import Engine
import Model
import Testing

@testable import Deploy

/// What units see: variables, links, mounts, networks, secrets.
@Suite struct ServiceContentTests {
    @Test func eachLinkGivesFigsThreeNames() throws {
        var trial = try TrialStack(["web", "db"])
        trial.change("web") {
            $0.links = [.init(to: .of("db"), as: "the-store")]
            $0.hasLinkVariables = true
        }
        trial.change("db") { $0.expose = [.init(5432), .init(53, .udp)] }
        trial.traits["db"] = ImageTraits(ports: [5432, 80])
        let environment = try trial.engineService("web").container.environment
        for prefix in ["THE_STORE", "DB_1", "SHOP_DB_1"] {
            #expect(environment["\(prefix)_PORT"] == "udp://the-store:53", "the lowest of all")
            #expect(environment["\(prefix)_PORT_5432_TCP"] == "tcp://the-store:5432")
            #expect(environment["\(prefix)_PORT_5432_TCP_ADDR"] == "the-store")
            #expect(environment["\(prefix)_PORT_5432_TCP_PORT"] == "5432")
            #expect(environment["\(prefix)_PORT_5432_TCP_PROTO"] == "tcp")
            #expect(environment["\(prefix)_PORT_80_TCP_PORT"] == "80", "of the image")
            #expect(environment["\(prefix)_PORT_53_UDP"] == "udp://the-store:53")
        }
        #expect(environment["DB_1_NAME"] == "/shop_web_1/db_1")
        #expect(environment["THE_STORE_NAME"] == "/shop_web_1/the-store")
        let names = try trial.engineService("db").networks.first?.aliases
        #expect(names == ["db", "the-store"], "the names of fig's containers are for who gives link variables")
    }

    @Test func aServiceOfAFigFileHasTheNamesOfFigsContainer() throws {
        var trial = try TrialStack(["db"])
        trial.change("db") { $0.hasLinkVariables = true }
        #expect(
            try trial.engineService("db").networks == [.init("shop_default", aliases: ["db", "db_1", "shop_db_1"])])
    }

    @Test func whatTheFileSaysWinsOverALinksVariable() throws {
        var trial = try TrialStack(["web", "db"])
        trial.change("web") {
            $0.links = [.init(to: .of("db"), as: "db")]
            $0.container.environment["DB_PORT"] = "mine"
        }
        trial.change("db") { $0.expose = [.init(1)] }
        #expect(
            try trial.engineService("web").container.environment["DB_1_PORT"] == nil, "only where they are asked for")
        trial.change("web") { $0.hasLinkVariables = true }
        let environment = try trial.engineService("web").container.environment
        #expect(environment["DB_PORT"] == "mine" && environment["DB_1_PORT"] == "tcp://db:1")
    }

    @Test func theConfigurationReachesWhatIsBuiltAndWins() throws {
        var trial = try TrialStack(["web", "db"], routed: "web")
        trial.configuration = ["COLOUR": "blue", "TOKEN": "t0k3n"]
        trial.change("web") { $0.build = ImageBuild() }
        for service in ["web", "db"] { trial.change(service) { $0.container.environment["COLOUR"] = "of the file" } }
        let web = try trial.engineService("web").container.environment
        #expect(web["COLOUR"] == "blue" && web["TOKEN"] == "t0k3n")
        let db = try trial.engineService("db").container.environment
        #expect(db["COLOUR"] == "of the file" && db["TOKEN"] == nil)
    }

    @Test func mountsAreTakenOverTransitivelyAndOnce() throws {
        var trial = try TrialStack(["data", "middle", "web"])
        trial.change("data") {
            $0.mounts = [
                .init(.volume("files"), at: "/files"), .init(.anonymous, at: "/scratch"),
                .init(.bind("/srv"), at: "/srv"),
            ]
        }
        trial.change("middle") { $0.mountsFrom = [.init(.of("data"), readOnly: true)] }
        trial.change("web") {
            $0.mounts = [.init(.temporary(size: nil, mode: nil), at: "/scratch")]
            $0.mountsFrom = [.init(.of("middle"), readOnly: false), .init(.of("data"), readOnly: false)]
        }
        let data = try trial.engineService("data").mounts
        #expect(data.map(\.target) == ["/files", "/scratch", "/srv"] && data.allSatisfy { !$0.readOnly })
        let middle = try trial.engineService("middle").mounts
        #expect(middle.map(\.source) == data.map(\.source) && middle.allSatisfy(\.readOnly))
        let web = try trial.engineService("web").mounts
        #expect(web.map(\.target) == ["/scratch", "/files", "/srv"])
        #expect(web.first?.source == .temporary(size: nil, mode: nil), "its own win")
        #expect(web.dropFirst().allSatisfy { $0.readOnly }, "the first that brings a target decides")
    }

    @Test func servicesThatTakeEachOthersMountsHaveThemAll() throws {
        var trial = try TrialStack(["a", "b"])
        trial.change("a") {
            $0.mounts = [.init(.volume("a"), at: "/a")]
            $0.mountsFrom = [.init(.of("b"), readOnly: false)]
        }
        trial.change("b") { $0.mounts = [.init(.volume("b"), at: "/b")] }
        #expect(try trial.engineService("a").mounts.map(\.target) == ["/a", "/b"])
    }

    @Test func aVolumeWithoutANameStaysWithItsServiceAndPlace() throws {
        func volumes(_ change: (inout TrialStack) throws -> Void) throws -> [String] {
            var trial = try TrialStack(["db", "other"])
            trial.change("db") { $0.mounts = [.init(.anonymous, at: "/data")] }
            trial.traits = ["db": ImageTraits(volumes: ["/var/lib/db", "/data"])]
            try change(&trial)
            return try trial.engineService("db").mounts.map {
                guard case .volume(let name, let labels, _) = $0.source else { return "none" }
                #expect(labels["slipway.app"] == "shop")
                return name
            }
        }
        let later = try DefinitionTests.release(9, commit: "2")
        let names = try volumes { _ in }
        #expect(names.count == 2 && Set(names).count == 2, "the image's own is at /data once")
        #expect(names.allSatisfy { $0.hasPrefix("shop_db_") })
        #expect(
            try volumes { trial in
                trial.release = later
                trial.change("db") { $0.container.environment["A"] = "1" }
                trial.stack.services.reverse()
            } == names)
    }

    @Test func aNamedVolumeHasItsLabels() throws {
        var trial = try TrialStack(["db"])
        trial.change("db") { $0.mounts = [.init(.volume("data"), at: "/data", noCopy: true)] }
        var volume = StackVolume(name: "data")
        volume.labels = ["tier": "1", "slipway.app": "other"]
        trial.stack.volumes = [volume]
        #expect(
            try trial.engineService("db").mounts == [
                .init(
                    .volume(
                        "shop_data",
                        labels: ["tier": "1", "slipway.app": "shop", "com.docker.stack.namespace": "shop"],
                        noCopy: true), at: "/data")
            ])
    }

    @Test func networksThatNobodyJoinsAreNotMade() throws {
        var trial = try TrialStack(["web", "db"])
        trial.stack.networks = [StackNetwork(name: "back"), StackNetwork(name: "unused")]
        trial.stack.networks[0].isInternal = true
        #expect(try trial.definitions().networks.map(\.name) == ["shop_default"])
        trial.change("db") { $0.networks = [.init("back", aliases: ["store", "db"])] }
        let definitions = try trial.definitions()
        let back = try #require(definitions.networks.last)
        #expect(definitions.networks.count == 2 && back.isInternal && back.name.hasPrefix("shop_back_"))
        #expect(try trial.engineService("db").networks == [.init(back.name, aliases: ["db", "store"])])
        trial.change("web") { $0.networks = [.init("back")] }
        #expect(try trial.definitions().networks.map(\.name) == [back.name])
    }

    @Test func theDefaultNetworkOfAFileIsTheAppsOwn() throws {
        var trial = try TrialStack(["web"])
        trial.stack.networks = [StackNetwork(name: "default")]
        #expect(try trial.definitions().networks.map(\.name) == ["shop_default"])
        trial.stack.networks[0].isEncrypted = true
        #expect(try trial.definitions().networks.map(\.encrypted) == [true])
    }

    @Test func anotherContentOfASecretIsAnotherDefinition() throws {
        var trial = try TrialStack(["web", "db"])
        trial.stack.secrets = [
            StackFile(name: "token", content: Sensitive("YQ==")), StackFile(name: "unused", content: Sensitive("YQ==")),
        ]
        trial.stack.configs = [StackFile(name: "token", content: Sensitive("YQ=="))]
        trial.change("web") {
            $0.secrets = [.init("token", at: "/run/secrets/token", user: "5", mode: 0o400)]
            $0.configs = [.init("token", at: "/token")]
        }
        let definitions = try trial.definitions()
        #expect(definitions.files.map(\.kind) == [.secret, .config], "and not what nobody sees")
        #expect(Set(definitions.files.map(\.name)).count == 2, "a secret and a config of one content are two")
        let web = try trial.engineService("web")
        #expect(
            web.secrets.map(\.name) == [definitions.files[0].name]
                && web.configs.map(\.name) == [definitions.files[1].name])
        #expect(web.secrets.first?.target == "/run/secrets/token" && web.secrets.first?.mode == 0o400)
        let hash = try trial.hash(of: "web")
        #expect(
            try trial.hash(of: "web") { $0.stack.secrets[0] = StackFile(name: "token", content: Sensitive("Yg==")) }
                != hash)
    }
}
