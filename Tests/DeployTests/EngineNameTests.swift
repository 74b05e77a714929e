import Engine
import Model
import System
import Testing

@testable import Deploy

@Suite struct EngineNameTests {
    private let shop = AppName(unchecked: "shop")

    private func service(_ text: String, _ hash: String? = nil) throws -> String {
        EngineName.service(shop, try ServiceName(text), hash: hash)
    }

    /// `swarmkit`, `isValidDNSName`: single letters and digits with any separators between them, 63 in all.
    private func isTakenBySwarm(_ name: String) -> Bool {
        func isPlain(_ byte: UInt8?) -> Bool {
            byte.map { Character(UnicodeScalar($0)).isLetter || Character(UnicodeScalar($0)).isNumber } ?? false
        }
        let bytes = Array(name.utf8)
        return bytes.count <= 63 && isPlain(bytes.first) && isPlain(bytes.last)
            && bytes.allSatisfy { isPlain($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
    }

    private static let names = [
        "web", "a.b", "a.", "a-", "a_", "a-_", "a.-_", "0", "Web", "a..b", "a--b", String(repeating: "x", count: 63),
        "\(String(repeating: "x", count: 62)).", "\(String(repeating: "x", count: 40))-----------",
    ]

    @Test(arguments: names)
    func theSwarmTakesEveryName(_ text: String) throws {
        for app in ["s", String(repeating: "a", count: 40)] {
            let app = try AppName(app)
            for hash in [nil, "3fa9c1"] {
                let name = EngineName.service(app, try ServiceName(text), hash: hash)
                #expect(isTakenBySwarm(name), "'\(name)'")
                #expect(name.hasPrefix("\(app)_"))
            }
            let network = try EngineName.network(app, StackNetwork(name: text))
            #expect(isTakenBySwarm(network), "'\(network)'")
            var other = StackNetwork(name: text)
            other.isInternal = true
            #expect(try isTakenBySwarm(EngineName.network(app, other)))
        }
    }

    @Test func namesThatLookLikeOthersDiffer() throws {
        let digested = try #require(service("a.b").split(separator: "_").last.map(String.init))
        #expect(digested.hasPrefix("a-b-"))
        var names: [String] = []
        for text in Self.names + ["a-b", "a-b-", digested, "web_3fa9c1", "web-3fa9c1", "web_3fa9c1_3fa9c1"] {
            names += [try service(text), try service(text, "3fa9c1")]
        }
        // The swarm looks names up without their case.
        #expect(Set(names.map { $0.lowercased() }).count == names.count)
    }

    @Test func aPlainNameStaysAsItIs() throws {
        for text in ["web", "my_db", "api-2", "cafe-latte"] { #expect(try service(text) == "shop_\(text)") }
        #expect(try EngineName.network(shop, StackNetwork(name: "back_end")) == "shop_back_end")
    }

    @Test func aNetworkWithOtherSettingsIsAnother() throws {
        var names = [try EngineName.network(shop, StackNetwork(name: "back"))]
        for change: (inout StackNetwork) -> Void in [
            { $0.isInternal = true }, { $0.isEncrypted = true }, { $0.subnet = "10.20.0.0/24" },
            { $0.labels = ["a": "b"] },
        ] {
            var network = StackNetwork(name: "back")
            change(&network)
            names.append(try EngineName.network(shop, network))
            #expect(try EngineName.network(shop, network) == names.last)
        }
        #expect(Set(names).count == names.count)
    }

    @Test func aFileIsNamedByItsKindKeyAndContent() throws {
        func name(_ kind: SwarmFile.Kind, _ key: String, _ content: String) -> String {
            EngineName.file(shop, kind, StackFile(name: key, content: Sensitive(content)))
        }
        let names = [
            name(.secret, "token", "YQ=="), name(.config, "token", "YQ=="), name(.secret, "token", "Yg=="),
            name(.secret, "other", "YQ=="), name(.secret, "long-name-a", "YQ=="), name(.secret, "long-name-b", "YQ=="),
        ]
        #expect(Set(names).count == names.count)
        #expect(names.first == name(.secret, "token", "YQ=="))
        let app = AppName(unchecked: String(repeating: "a", count: 40))
        let long = StackFile(name: String(repeating: "s", count: 63), content: Sensitive(""))
        #expect(EngineName.file(app, .secret, long).utf8.count <= 64)
    }
}
