import Glibc
import Model
import Receive
import Repository
import Server
import Stack
import System

/// The stack that a command is about: of the current folder, or of an app's repository.
struct StackSubject {
    let source: Source
    let surroundings: Surroundings
    let project: Project?
    /// Where paths in its files begin, as they are shown.
    let folder: String

    init(_ invocation: Invocation) throws {
        if let name = invocation.arguments.first {
            try Self.refuse(["file", "set", "profile", "allow", "name"], "the app has its own", invocation)
            // The current folder needs the rights of who typed it, the server's files those of their owner.
            try Account.dropPrivileges(invocation.folder)
            let context = try Context(invocation)
            let app = try context.app(name)
            let repository = try Repository.open(context.folder.repository(app.name))
            let commit = try context.commit(invocation.values["ref"], of: app.name, in: repository)
            source = try Source(repository: repository, commit: repository.commit(commit))
            surroundings = try Surroundings(
                of: app, configuration: app.configuration, context.store, context.folder, context.settings)
            folder = "."
        } else {
            guard !invocation.isRemote else {
                throw Failure(
                    .usage, "over ssh there is no folder of yours: name the app whose repository to read",
                    hint: "ssh slipway@HOST stack check APP")
            }
            try Self.refuse(["ref"], "the folder is read as it is; name an app", invocation)
            guard let path = getcwd(nil, 0) else { throw Failure.system("find the current folder") }
            defer { free(path) }
            folder = String(cString: path)
            source = try Source(folder: folder)
            surroundings = try Self.surroundings(invocation, folder: folder)
        }
        project = try source.project(surroundings, files: invocation.lists["file"])
    }

    private static func refuse(_ options: [String], _ why: String, _ invocation: Invocation) throws {
        for name in options where invocation.values[name] != nil || invocation.lists[name] != nil {
            throw Failure(.usage, "--\(name) has no meaning here: \(why)")
        }
    }

    private static func surroundings(_ invocation: Invocation, folder: String) throws -> Surroundings {
        var variables: [String: String] = [:]
        for word in invocation.lists["set"] ?? [] {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else { throw Failure(.usage, "--set without '='; expected NAME=VALUE") }
            variables[try VariableName(parts[0]).rawValue] = parts[1]
        }
        let profiles = invocation.lists["profile"] ?? []
        if !profiles.isEmpty {
            let known = variables["COMPOSE_PROFILES"].map { [$0] } ?? []
            variables["COMPOSE_PROFILES"] = (known + profiles).joined(separator: ",")
        }
        let allowed = try (invocation.lists["allow"] ?? []).map { try Allowance($0) }
        let name = try invocation.values["name"].map { try AppName($0) } ?? AppName(folder: folder)
        return Surroundings(app: name, variables: variables, allowed: Set(allowed))
    }
}

extension AppName {
    /// What an app of a folder is called where nobody says: the folder's name as far as it can be one.
    init(folder: String) {
        let name = folder.split(separator: "/").last.map { String($0).lowercased() } ?? ""
        let letters = name.map { $0 == "_" || $0 == "." || $0 == " " ? "-" : $0 }
        let words = String(letters.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
        let trimmed = words.split(separator: "-").joined(separator: "-").prefix(40)
        self = AppName(rawValue: String(trimmed)) ?? AppName(unchecked: "app")
    }
}
