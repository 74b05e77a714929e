import Testing

@testable import Stack

@Suite struct SchemaTests {
    @Test(arguments: [
        ("services.web.build.args.NAME", Support.honoured),
        ("services.web.ports.0.target", .honoured),
        ("services.web.ports.target", .honoured),
        ("services.web.environment.x-own", .honoured),
        ("services.web.build.network", .refused("would build in the host's network")),
        ("services.web.gpus.0.count", .refused("would hand out hardware of the host")),
        ("services.web.develop.watch.*.path", .ignored("is for developing")),
        ("services.web.x-own.image", .ignored("is the file's own: nothing reads it")),
        ("services.web.imge", .refused("is no key of the Compose specification")),
    ]) func supportIsThatOfTheFirstRowThatIsNotHonoured(_ path: String, _ support: Support) {
        #expect(Schema.support(path: path.split(separator: ".").map(String.init)) == support)
    }

    @Test(arguments: [
        ("services.*.command", MergeRule.replace),
        ("services.*.healthcheck.test", .replace),
        ("services.*.image", .replace),
        ("services.*.environment", .mapping),
        ("services.*.depends_on.db", .mapping),
        ("services.*.volumes", .unique(by: ["target"])),
        ("services.*.dns", .unique(by: [])),
        ("services.*.deploy.placement.constraints", .append),
        ("services.*.extra_hosts.name", .append),
        ("services.*.logging", .mappingIfSame("driver")),
        ("networks.*.ipam.config", .unique(by: ["subnet"])),
        ("services.*.x-own", .replace),
    ]) func valuesMergeAsTheSpecificationSays(_ path: String, _ rule: MergeRule) {
        #expect(Schema.rule(path.split(separator: ".").map(String.init)) == rule)
    }

    /// A reason stands behind the key's name in a message and in the docs: one line, no capital, no full stop.
    @Test func reasonsReadBehindTheirKeys() {
        for (path, key) in Schema.rows {
            switch key.support {
            case .honoured: break
            case .refused(let reason), .ignored(let reason):
                #expect(reason.first?.isLowercase == true && !reason.hasSuffix(".") && reason.count <= 90, "\(path)")
            }
        }
    }

    @Test func noKeyStandsTwice() {
        let paths = Schema.rows.map(\.path)
        #expect(Set(paths).count == paths.count)
        #expect(paths.count > 200)
    }
}
