import Model

/// Which of an app's releases stay: those that one can go back to, and the last that came to nothing.
public struct Kept: Sendable, Equatable {
    /// Oldest first, as they came.
    public let releases: [Release]
    /// Nothing needs these any more.
    public let dropped: [Release]

    /// - Parameters:
    ///   - live: The release that is meant to serve; it stays, however old it is.
    ///   - keep: How many that were live stay, and how many of the others at most.
    ///   - isDeploying: Whether the app's lock is held, so that a release without an outcome is under way. Else it is
    ///     abandoned, one of the others.
    public init(_ releases: [Release], live: ReleaseNumber?, keep: Int, isDeploying: Bool = false) {
        func isOpen(_ release: Release) -> Bool { isDeploying && release.outcome == nil }
        func wasLive(_ release: Release) -> Bool { release.outcome == .live || release.number == live }
        func newest(_ matches: (Release) -> Bool) -> Set<ReleaseNumber> {
            Set(releases.filter(matches).map(\.number).sorted(by: >).prefix(max(0, keep)))
        }
        let numbers = newest(wasLive).union(newest { !wasLive($0) && !isOpen($0) })
        func stays(_ release: Release) -> Bool {
            numbers.contains(release.number) || release.number == live || isOpen(release)
        }
        self.releases = releases.filter(stays)
        dropped = releases.filter { !stays($0) }
    }

    /// The images that a kept release runs.
    public var images: Set<RegistryImage> { Self.images(of: releases) }

    static func images(of releases: [Release]) -> Set<RegistryImage> {
        Set(releases.flatMap { $0.services.map(\.image) })
    }
}
