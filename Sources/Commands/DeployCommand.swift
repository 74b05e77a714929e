import Model
import Pipeline
import Repository
import System

enum DeployCommand {
    static let deploy = CommandDefinition(
        path: ["deploy"], summary: "Deploy what an app's repository holds",
        discussion: "The same chain as after a push. What is built already is not built again.",
        arguments: [.init(name: "APP")],
        options: [
            .init(name: "ref", value: "REV", help: "a branch, a tag or a commit (the branch that deploys)"),
            .init(name: "no-cache", help: "run every step of the build again"),
            .init(name: "pull", help: "ask for base images anew where they come from"),
        ],
        examples: ["slipway deploy shop --ref v1.2", "slipway deploy shop --no-cache --pull"]
    ) { invocation in
        let context = try Context(invocation)
        let app = try context.app(invocation.argument(0))
        let repository = try Repository.open(context.folder.repository(app.name))
        let commit = try context.commit(invocation.values["ref"], of: app.name, in: repository)
        let zero = try ObjectID(String(repeating: "0", count: commit.rawValue.utf8.count))
        let update = RefUpdate(old: zero, new: commit, ref: "refs/heads/\(context.settings.branches[0])")
        var options: Set<BuildOption> = []
        if invocation.has("no-cache") { options.insert(.noCache) }
        if invocation.has("pull") { options.insert(.pull) }
        return try context.launch(for: app.name) { .deploy(update, hooks: $0, origin: .deploy, build: options) }
    }
}
