/// A value that never reaches a log, an error or a process list: it prints as `[redacted]`.
public struct Sensitive<Value: Sendable>: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The value itself; naming it in code is the sign that it leaves its cover here.
    public let exposed: Value

    public init(_ value: Value) { exposed = value }

    public var description: String { "[redacted]" }
    public var debugDescription: String { "[redacted]" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Sensitive: Equatable where Value: Equatable {}
