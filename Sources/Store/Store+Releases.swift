import Model
import System

extension Store {
    /// An app's releases, oldest first.
    public func releases(of app: AppName) throws -> [Release] {
        try records(Release.self, StoreKey.releases(app))
    }

    /// One release, where there is one of that number.
    public func release(_ app: AppName, _ number: ReleaseNumber) throws -> Release? {
        try record(Release.self, StoreKey.release(app, number))?.value
    }

    /// Takes the app's next number and writes the release's record under it. Two at once get different numbers; a
    /// number whose taker was killed before it wrote its record stays a gap.
    public func openRelease(
        _ app: AppName, commit: ObjectID, subject: String, author: String, pusher: String,
        origin: Release.Origin = .push, restores: ReleaseNumber? = nil, configuration: Int? = nil, log: String? = nil,
        started: Int = secondsSince1970()
    ) throws -> Release {
        for attempt in 0..<Self.tries {
            var number = ReleaseNumber(1)
            try updateApp(app) { app in
                number = app.newest?.next ?? ReleaseNumber(1)
                app.newest = number
            }
            let release = Release(
                app: app, number: number, commit: commit, subject: subject, author: author, pusher: pusher,
                origin: origin, restores: restores, configuration: configuration, log: log, started: started)
            // A record that is there is another's: of an app of this name that was not destroyed to its end.
            if try put(StoreKey.release(app, number), JSON.line(release), expecting: 0) { return release }
            pause(after: attempt)
        }
        throw busy(StoreKey.releases(app))
    }

    /// Forgets a release. Whoever calls this holds the app's lock and has seen that nothing needs it.
    public func deleteRelease(_ app: AppName, _ number: ReleaseNumber) throws {
        guard try self.app(app)?.live != number else {
            throw Failure(.software, "release \(number) of app '\(app)' is live")
        }
        try delete(StoreKey.release(app, number), expecting: nil)
        try delete(StoreKey.stack(app, number), expecting: nil)
    }

    /// Writes what became of a release, by compare-and-set.
    ///
    /// What it describes never changes (commit, subject, author, pusher, start), and an outcome is the last word: a
    /// release that ended is only written again with the same outcome.
    public func saveRelease(_ release: Release) throws {
        _ = try updateRelease(release.app, release.number) { stored in
            guard stored.describesTheSame(as: release) else {
                throw Failure(
                    .software,
                    """
                    release \(release.number) of app '\(release.app)' is commit \(stored.commit.short) by \
                    '\(stored.pusher)', which can't change
                    """)
            }
            stored = release
        }
    }

    /// What is live has been live, though its runner may have been killed before it could say so. Whoever calls this
    /// holds the app's lock.
    /// - Returns: The live release, where there is one.
    @discardableResult
    public func settleLive(_ app: AppName) throws -> Release? {
        guard let number = try existingApp(app).live, let live = try release(app, number) else { return nil }
        guard live.outcome == nil else { return live }
        return try updateRelease(app, number) {
            $0.end(.live, reason: "its runner was ended after it was live", at: secondsSince1970())
        }
    }

    /// Changes a release's record by compare-and-set, reading it anew where another was faster.
    /// - Returns: The record as it was written.
    @discardableResult
    public func updateRelease(
        _ app: AppName, _ number: ReleaseNumber, _ change: (inout Release) throws -> Void
    ) throws -> Release {
        let missing = Failure(
            .notFound, "app '\(app)' has no release \(number)",
            hint: "see which there are: slipway releases list \(app)")
        return try updateRecord(Release.self, StoreKey.release(app, number), missing: missing) { release in
            let ended = release.outcome
            try change(&release)
            guard ended == nil || release.outcome == ended else {
                throw Failure(
                    .temporary, "release \(number) of app '\(app)' has ended already: \(ended?.rawValue ?? "")")
            }
        }
    }
}

extension Release {
    fileprivate func describesTheSame(as other: Release) -> Bool {
        commit == other.commit && subject == other.subject && author == other.author && pusher == other.pusher
            && origin == other.origin && restores == other.restores && configuration == other.configuration
            && log == other.log && started == other.started
    }
}
