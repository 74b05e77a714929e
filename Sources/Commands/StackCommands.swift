import Model
import Receive
import Stack
import System

/// A stack as a deploy would read it, before it is pushed and after.
enum StackCommands {
    static let all = [check, show, StackPlanCommand.plan]

    private static let twoPlaces = """
        Without APP the current folder is read as it will be pushed, without a server: variables have the values that
        --set and the folder's .env give, and none of this shell's. With APP, and always over ssh, the app's repository
        is read, with the app's configuration and allowances.
        """

    private static let app = CommandDefinition.Argument(name: "APP", isOptional: true)

    private static let options: [CommandDefinition.Option] = [
        .init(
            name: "file", value: "FILE", letter: "f", isList: true,
            help: "a stack file, over those before it (those with the usual names)"),
        .init(name: "set", value: "NAME=VALUE", isList: true, help: "a variable of the app's configuration"),
        .init(name: "profile", value: "NAME", isList: true, help: "whose services run; also: --set COMPOSE_PROFILES=…"),
        .init(
            name: "allow", value: "ALLOWANCE", isList: true, help: "as if by 'app allow': host-port:5432 and the like"),
        .init(name: "name", value: "APP", help: "what the app will be called (as the folder is)"),
        .init(name: "ref", value: "REV", help: "with APP: a branch, tag or commit (the branch that deploys)"),
    ]

    static let check = CommandDefinition(
        path: ["stack", "check"], summary: "Say what a deploy would refuse of a stack",
        discussion: "Says all that is wrong at once, with the place of each, and exits 65.\n" + twoPlaces,
        arguments: [app], options: options + [.format, .quiet],
        examples: [
            "slipway stack check -f compose.yaml -f compose.prod.yaml --set TAG=1.2 --allow host-port:5432",
            "ssh slipway@HOST stack check shop --ref feature",
        ], isRoot: true
    ) { invocation in
        struct Row: Encodable {
            let service: String
            let from: String
            let kind: [String]
            let units: Int
        }
        let subject = try StackSubject(invocation)
        let stack = try subject.source.stack(of: subject.project, subject.surroundings, note: Report.detail)
        Report.line("\(stack.file ?? "Dockerfile"): ok")
        let rows = stack.services.map { service in
            Row(
                service: service.name.rawValue,
                from: service.build.map { "build \($0.context)" } ?? service.image ?? "",
                kind: stack.kind(of: service), units: service.replicas)
        }
        try Listing(
            rows: rows,
            columns: [
                ("SERVICE", { $0.service }), ("FROM", { $0.from }), ("UNITS", { String($0.units) }),
                ("KIND", { $0.kind.joined(separator: ", ") }),
            ], empty: "no services"
        ).print(invocation)
        return 0
    }

    static let show = CommandDefinition(
        path: ["stack", "show"], summary: "Print a stack as Compose sees it",
        discussion: """
            Prints one file in the shape of 'docker compose config', variables and defaults filled in, and says on standard
            error what a deploy would refuse.

            """ + twoPlaces,
        arguments: [app],
        options: [.init(name: "format", value: "yaml|json", help: "how to print it (yaml)")] + options,
        examples: [
            "slipway stack show --format json --set TAG=1.2 --profile debug", "ssh slipway@HOST stack show shop",
        ], isRoot: true
    ) { invocation in
        let subject = try StackSubject(invocation)
        guard let project = subject.project else {
            throw Failure(
                .notFound, "there is no stack file, only what a Dockerfile says",
                hint: "see docs/stack-files.md for the names that are looked for")
        }
        var text =
            try invocation.values["format"] == "json"
            ? project.json(folder: subject.folder) : project.yaml(folder: subject.folder)
        text.removeLast()
        Report.result(text)
        do {
            _ = try subject.source.stack(of: project, subject.surroundings, note: Report.detail)
        } catch let refused as Failure {
            Report.failure(refused)
            Report.problem("a deploy would refuse this")
        }
        return 0
    }
}

extension Stack {
    /// What a service is, in the words of docs/stack-files.md; an image's own VOLUME shows when it is built.
    fileprivate func kind(of service: StackService) -> [String] {
        let kind = service.name == routed ? "routed" : service.isOneShot ? "one-shot" : "internal"
        return service.isPinned || !service.ports.isEmpty || hasVolume(service, beside: []) ? [kind, "pinned"] : [kind]
    }

    private func hasVolume(_ service: StackService, beside seen: Set<ServiceName>) -> Bool {
        let own = service.mounts.contains { mount in
            switch mount.source {
            case .volume, .anonymous: true
            case .bind, .temporary: false
            }
        }
        return own
            || service.mountsFrom.contains { from in
                guard !seen.contains(from.service), let other = services.first(where: { $0.name == from.service })
                else { return false }
                return hasVolume(other, beside: seen.union([service.name]))
            }
    }
}
