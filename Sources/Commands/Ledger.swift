import Model
import Pipeline
import Store
import System

/// A release as people and programs are shown it.
struct ReleaseRow: Encodable {
    let release: String
    let commit: String
    let subject: String
    let author: String
    let pusher: String
    let origin: String
    /// The release whose images it runs again.
    let restores: String?
    let started: String
    let finished: String?
    /// `live` for the one that serves, `replaced` for one that did, `failed`, `cancelled`, `superseded`, `under way`,
    /// or `abandoned` for one whose deploy was killed.
    let outcome: String
    let reason: String?
    let seconds: Double?
}

/// An app's releases with what can only be said at the moment: which one serves, and which is still under way.
struct Ledger {
    let app: App
    let releases: [Release]
    private let current: Holder?

    init(_ app: App, _ context: Context) throws {
        self.app = app
        // In this order: what is under way when we look has its record, or none yet.
        current = try Holder.current(context.folder.lock(app.name))
        releases = try context.store.releases(of: app.name)
    }

    func outcome(_ release: Release) -> String {
        if release.number == app.live { return "live" }
        if let outcome = release.outcome { return outcome == .live ? "replaced" : outcome.rawValue }
        return isUnderWay(release) ? "under way" : "abandoned"
    }

    func isUnderWay(_ release: Release) -> Bool {
        guard release.outcome == nil, let name = release.log else { return false }
        return current?.log?.hasSuffix("/\(name)") == true
    }

    func row(_ release: Release) -> ReleaseRow {
        ReleaseRow(
            release: release.number.description, commit: release.commit.short, subject: release.subject,
            author: release.author, pusher: release.pusher, origin: release.origin.rawValue,
            restores: release.restores?.description, started: Timestamp.text(release.started),
            finished: release.finished.map(Timestamp.text), outcome: outcome(release), reason: release.reason,
            seconds: release.seconds["total"])
    }

    /// The release that an argument names: `v3` or `3`; the newest where it is empty.
    func release(_ text: String) throws -> Release {
        guard !text.isEmpty else {
            guard let newest = releases.last else {
                throw Failure(.notFound, "'\(app.name)' has no release yet", hint: "push one: git push slipway main")
            }
            return newest
        }
        let number = try ReleaseNumber(text: text)
        guard let found = releases.first(where: { $0.number == number }) else {
            throw Failure(
                .notFound, "'\(app.name)' has no release \(number)",
                hint: "see which there are: slipway releases list \(app.name)")
        }
        return found
    }

    /// Where a rollback goes that names no release: the newest that served before what serves now was first live.
    func previous() throws -> Release {
        guard let live = app.live, let serving = releases.first(where: { $0.number == live }) else {
            throw Failure(.notFound, "nothing of '\(app.name)' is live", hint: "push first: git push slipway main")
        }
        var content = serving
        // What a rollback or a scale serves is what another release first brought.
        while content.origin == .rollback || content.origin == .scale, let number = content.restores,
            let restored = releases.first(where: { $0.number == number })
        {
            content = restored
        }
        guard let previous = releases.last(where: { $0.number < content.number && $0.outcome == .live }) else {
            throw Failure(
                .notFound, "'\(app.name)' has no release before \(content.number) that served",
                hint: "see which there are: slipway releases list \(app.name)")
        }
        return previous
    }
}

extension ReleaseNumber {
    /// As people type it: `v3` or `3`.
    init(text: String) throws {
        let digits = text.hasPrefix("v") ? text.dropFirst() : text[...]
        guard let value = Int(digits), value > 0, digits.utf8.count <= 8 else {
            throw Failure(.usage, "release \(text.quotedForPeople): expected a number, such as v3")
        }
        self.init(value)
    }
}
