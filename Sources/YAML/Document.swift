import Model

/// A YAML file of one document.
public struct Document: Sendable {
    /// What a file may cost, whoever wrote it.
    public struct Limits: Sendable {
        /// How large it may be.
        public var bytes: Int
        /// How deep lists and mappings may be nested, what aliases stand for included.
        public var depth: Int
        /// How many nodes there may be once each alias is replaced by what it stands for.
        public var nodes: Int

        public init(bytes: Int = 1 << 20, depth: Int = 100, nodes: Int = 100_000) {
            self.bytes = bytes
            self.depth = depth
            self.nodes = nodes
        }
    }

    /// Null where the file says nothing.
    public let root: Node

    /// Reads a file.
    /// - Parameters:
    ///   - source: Its name, which stands in every error and every mark.
    /// - Throws: `badData` with line and column, for what is no YAML, a second document, a key that stands twice or
    ///   is no scalar, an alias without an anchor or within its own, and what is beyond the limits.
    public init(_ bytes: [UInt8], source: String, limits: Limits = Limits()) throws {
        guard bytes.count <= limits.bytes else {
            throw Failure(.badData, "\(source): has \(bytes.count) bytes; \(limits.bytes) are the most")
        }
        let events = try EventStream(bytes, source: source)
        root = try withExtendedLifetime(events) { try Composer(events: events, source: source, limits: limits).root() }
    }

    public init(_ text: String, source: String, limits: Limits = Limits()) throws {
        // Looked at first: what is far too large isn't copied only to be refused.
        guard text.utf8.count <= limits.bytes else {
            throw Failure(.badData, "\(source): has \(text.utf8.count) bytes; \(limits.bytes) are the most")
        }
        try self.init(Array(text.utf8), source: source, limits: limits)
    }
}
