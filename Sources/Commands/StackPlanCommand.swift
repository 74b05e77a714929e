import Build
import Deploy
import Model
import Receive
import Repository
import System

/// What a deploy would do, before it does it.
enum StackPlanCommand {
    static let plan = CommandDefinition(
        path: ["stack", "plan"], summary: "Say what a deploy would create, change, keep and remove",
        discussion: """
            The list is the one that a deploy carries out. Nothing is built for it: a service whose image isn't there yet
            counts as one that changes.
            """,
        arguments: [.init(name: "APP")],
        options: [
            .init(name: "ref", value: "REV", help: "a branch, a tag or a commit (the branch that deploys)"), .format,
        ],
        examples: ["slipway stack plan shop", "ssh slipway@HOST stack plan shop --ref feature --format json"]
    ) { invocation in
        let context = try Context(invocation)
        let app = try context.app(invocation.argument(0))
        let repository = try Repository.open(context.folder.repository(app.name))
        let commit = try repository.commit(
            context.commit(invocation.values["ref"], of: app.name, in: repository))
        let stack = try Source(repository: repository, commit: commit).stack(
            Surroundings(
                of: app, configuration: app.configuration, context.store, context.folder, context.settings),
            note: Report.detail)
        let images = try Builder().known(stack, of: app.name, in: commit.tree, repository)
        let preview = try Preview(of: stack, app: app, commit: commit.id, images: images, in: context.folder)
        try Listing(
            rows: preview.steps,
            columns: [
                ("ACTION", { $0.action.rawValue }), ("KIND", { $0.kind }), ("NAME", { $0.name }),
                ("IN THE ENGINE", { $0.engineName }), ("", { $0.detail }),
            ], empty: "nothing to do"
        ).print(invocation)
        return 0
    }
}
