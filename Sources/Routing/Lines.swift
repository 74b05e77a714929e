/// The lines of an answer, cut without a copy of each: a pass over thousands of them costs little.
struct Lines: Sequence, IteratorProtocol {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    /// The next line that isn't empty.
    mutating func next() -> Line? {
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
            let line = rest[rest.startIndex..<end]
            rest = rest[Swift.min(end + 1, rest.endIndex)...]
            if !line.isEmpty { return Line(bytes: line) }
        }
        return nil
    }

    struct Line {
        let bytes: ArraySlice<UInt8>

        var text: String { String(decoding: bytes, as: UTF8.self) }

        /// 0 where it is none.
        var number: Int { Int(text) ?? 0 }

        /// What stands after this start; nil where the line starts otherwise.
        func value(after start: StaticString) -> String? {
            let matches = start.withUTF8Buffer { bytes.starts(with: $0) }
            return matches ? String(decoding: bytes.dropFirst(start.utf8CodeUnitCount), as: UTF8.self) : nil
        }

        /// - Parameter most: After so many cuts the rest stays whole.
        func fields(separator: UInt8 = UInt8(ascii: " "), most: Int = .max) -> [Line] {
            bytes.split(separator: separator, maxSplits: most, omittingEmptySubsequences: false).map(Line.init)
        }
    }
}
