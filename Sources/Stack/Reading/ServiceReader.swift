import Model
import YAML

/// Reads one service by itself.
struct ServiceReader {
    let name: ServiceName
    /// The names of all services of the stack.
    let services: Set<String>
    let parts: Parts
    let reading: Reading

    func service(_ keys: Keys) -> (StackService, ServiceWishes) {
        var service = StackService(name: name)
        var wishes = ServiceWishes()
        // Read with the files.
        keys.skip("extends", "profiles", "env_file")
        image(keys, &service)
        container(keys, &service.container)
        labels(keys, &service, &wishes)
        wishes.hasPorts = !(keys["ports"]?.list() ?? []).isEmpty
        relations(keys, &service)
        attachments(keys, &service)
        ports(keys, &service)
        mounts(keys, &service)
        service.secrets = grants(keys["secrets"], below: "/run/secrets", of: parts.secrets)
        service.configs = grants(keys["configs"], below: "", of: parts.configs)
        service.healthcheck = keys["healthcheck"]?.keys(healthcheck) ?? nil
        wishes.restart = keys["restart"]
        if let restart = wishes.restart { policy(restart, &service.restart) }
        resources(keys, &service)
        keys["deploy"]?.keys { deploy($0, &service, &wishes) }
        service.logging = keys["logging"]?.keys(logging) ?? Logging()
        return (service, wishes)
    }

    private func image(_ keys: Keys, _ service: inout StackService) {
        let image = keys["image"]
        service.build = keys["build"]?.keys { BuildReader(parts: parts, reading: reading).build($0) } ?? nil
        if keys["build"] != nil {
            image?.note("the name isn't used: the image is built, and known by its content")
        } else if let image {
            service.image = reference(image)
        } else if reading.isWhole {
            keys.field.refuse("has neither 'image' nor 'build'")
        }
        if let platform = keys["platform"], let text = platform.text(), text != reading.platform {
            platform.refuse("\(text.quotedForPeople) is not what the engine runs", hint: "leave it out")
        }
        if let pull = keys["pull_policy"], let text = pull.text() {
            switch text {
            case "always": service.pull = .always
            case "missing", "if_not_present", "build": service.pull = .missing
            case "never": service.pull = .never
            default: pull.refuse("\(text.quotedForPeople) is none of always, missing, never, build")
            }
        }
    }

    private func reference(_ field: Field) -> String? {
        guard let text = field.text() else { return nil }
        let quoted = text.quotedForPeople
        guard let reference = ImageReference(text) else {
            field.refuse("\(quoted) is no name of an image", hint: "such as redis:7 or ghcr.io/owner/name:tag")
            return nil
        }
        guard !reference.isID else {
            field.refuse("\(quoted) is an image's id, whoever's that is", hint: "write the image's name")
            return nil
        }
        guard !reference.isPrivate(reading.registry) else {
            field.refuse(
                "\(quoted) would be another app's image", hint: "write 'build', or an image of a public registry")
            return nil
        }
        return reference.text
    }

    private func healthcheck(_ keys: Keys) -> Healthcheck? {
        var test = keys["test"]?.texts() ?? []
        if let field = keys["test"], let first = test.first {
            if !["CMD", "CMD-SHELL", "NONE"].contains(first) {
                field.refuse("starts with \(first.quotedForPeople)", hint: "with one of CMD, CMD-SHELL and NONE")
            } else if first == "CMD", test.count < 2 {
                field.refuse("CMD without a command")
            } else if first == "CMD-SHELL", test.count != 2 {
                field.refuse("CMD-SHELL takes one line")
            }
        }
        if keys["disable"]?.boolean() == true { test = ["NONE"] }
        return .command(
            CommandHealthcheck(
                test: test, interval: keys["interval"]?.duration(), timeout: keys["timeout"]?.duration(),
                retries: keys["retries"]?.integer(in: 0...1000), startPeriod: keys["start_period"]?.duration(),
                startInterval: keys["start_interval"]?.duration()))
    }

    private func logging(_ keys: Keys) -> Logging {
        var logging = Logging()
        if let field = keys["driver"], let text = field.text() {
            if ["json-file", "local"].contains(text) {
                logging.driver = text
            } else {
                field.refuse(
                    "log driver \(text.quotedForPeople) reaches beyond the app",
                    hint: "json-file and local are honoured")
            }
        }
        for (option, value) in keys["options"]?.entries() ?? [] {
            guard ["max-size", "max-file", "compress"].contains(option) else {
                value.refuse("is not honoured", hint: "max-size, max-file and compress are")
                continue
            }
            logging.options[option] = value.text()
        }
        return logging
    }
}
