import Model
import System

/// What a launcher does for an app while it holds its lock: a chain with its first stage's input.
public struct Work: Sendable {
    /// For those who wait: `commit 4be1c2a`.
    let title: String
    /// The commit that it is of, where it is of one.
    let commit: ObjectID?
    /// The chain's program.
    let arguments: [String]
    /// What its first stage reads.
    let input: String
    /// Variables of `Launch`.
    let environment: [String: String]

    /// The whole chain, from a commit.
    public static func deploy(
        _ update: RefUpdate, hooks: String, origin: Release.Origin, build: Set<BuildOption> = []
    ) -> Work {
        Work(
            title: "commit \(update.new.short)", commit: update.new, arguments: ["/bin/sh", "\(hooks)/deploy"],
            input: update.line + "\n",
            environment: [
                Launch.originVariable: origin.rawValue,
                Launch.buildVariable: build.map(\.rawValue).sorted().joined(separator: " "),
            ])
    }

    /// A release from what is built already: receiver and runner alone.
    public static func change(_ change: Change, hooks: String) throws -> Work {
        Work(
            title: change.title, commit: nil, arguments: ["/bin/sh", "\(hooks)/change"],
            input: try JSON.line(change) + "\n", environment: [Launch.originVariable: change.origin.rawValue])
    }

    /// Something that makes no release: the runner alone.
    public static func units(_ verb: UnitsVerb, hooks: String) -> Work {
        Work(
            title: verb.rawValue, commit: nil, arguments: ["runner", "--\(verb.rawValue)"], input: "", environment: [:])
    }
}

/// What the runner does to an app's units without a release.
public enum UnitsVerb: String, Sendable, CaseIterable { case restart, stop, start }

/// A release that is built from another: what differs from it.
public struct Change: Sendable, Codable, Equatable {
    public var origin: Release.Origin
    /// The release to go back to; the live one where absent.
    public var release: ReleaseNumber?
    /// How many units, by service.
    public var scale: [String: Int]?
    /// Variables to set.
    public var set: [String: String]?
    /// Variables to remove.
    public var unset: [VariableName]?

    public init(_ origin: Release.Origin) { self.origin = origin }

    /// What `set` says, checked.
    public func configuration() throws -> [VariableName: Sensitive<String>] {
        Dictionary(uniqueKeysWithValues: try (set ?? [:]).map { (try VariableName($0.key), Sensitive($0.value)) })
    }

    /// For those who wait; no value of a variable is in it.
    var title: String {
        switch origin {
        case .rollback: "rollback to \(release?.description ?? "an earlier release")"
        case .scale: "scale"
        case .configuration: "change of configuration"
        case .push, .deploy: "deploy"
        }
    }
}
