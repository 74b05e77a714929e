/// Cuts bytes that arrive in pieces into lines. A line that is longer than the limit comes in several.
public struct LineReader {
    private var pending: [UInt8] = []
    private let limit: Int

    public init(limit: Int = 65536) { self.limit = limit }

    /// The lines that these bytes complete, without their ends.
    public mutating func lines(adding bytes: some Sequence<UInt8>) -> [String] {
        var lines: [String] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                lines.append(take())
            } else {
                pending.append(byte)
                if pending.count >= limit { lines.append(take()) }
            }
        }
        return lines
    }

    /// What stands after the last line end.
    public mutating func rest() -> String? { pending.isEmpty ? nil : take() }

    private mutating func take() -> String {
        if pending.last == UInt8(ascii: "\r") { pending.removeLast() }
        defer { pending.removeAll(keepingCapacity: true) }
        return String(decoding: pending, as: UTF8.self)
    }
}
