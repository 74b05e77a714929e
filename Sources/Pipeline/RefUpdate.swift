import Model

/// One line that git gives to a receive hook: the old id, the new id and the reference (githooks(5)).
public struct RefUpdate: Sendable, Equatable {
    public let old: ObjectID
    public let new: ObjectID
    public let ref: String

    public init(old: ObjectID, new: ObjectID, ref: String) {
        self.old = old
        self.new = new
        self.ref = ref
    }

    public init(line: String) throws {
        let parts = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 else {
            throw Failure(.badData, "expected 'OLD NEW REF' on a line, found \(line.quotedForPeople)")
        }
        try self.init(old: ObjectID(parts[0]), new: ObjectID(parts[1]), ref: parts[2])
    }

    public var line: String { "\(old) \(new) \(ref)" }

    /// The branch's name; nil for a tag or another reference.
    public var branch: String? { ref.hasPrefix("refs/heads/") ? String(ref.dropFirst("refs/heads/".count)) : nil }

    public var shortName: String {
        branch ?? (ref.hasPrefix("refs/") ? String(ref.dropFirst("refs/".count)) : ref)
    }

    /// Reads all of a hook's standard input.
    public static func readAll() throws -> [RefUpdate] {
        var updates: [RefUpdate] = []
        while let line = readLine() {
            if !line.isEmpty { try updates.append(RefUpdate(line: line)) }
        }
        return updates
    }

    /// The one update that deploys: that of the first of the deploying branches that a push names.
    public static func deploying(_ updates: [RefUpdate], branches: [String]) -> RefUpdate? {
        for branch in branches {
            if let update = updates.first(where: { $0.branch == branch && !$0.new.isZero }) { return update }
        }
        return nil
    }
}
